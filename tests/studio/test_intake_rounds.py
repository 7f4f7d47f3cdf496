"""Questions in the studio: nothing is lost, the gate decides, and nobody opens it alone."""

from datetime import timedelta

import pytest
from answering import answered, fitting
from django.core.exceptions import PermissionDenied
from django.test import Client as Browser
from django.utils import timezone
from world import World

from taikan.knowledge.safety_files import load_safety
from taikan.studio.accounts.invitations import invite
from taikan.studio.accounts.models import Role
from taikan.studio.assessments.models import Recording
from taikan.studio.clients.models import Client
from taikan.studio.intake import rounds
from taikan.studio.intake.clearing import clear
from taikan.studio.intake.models import GateDecision, IntakeSession
from taikan.studio.intake.safety import client_gate

CLEARED = {"clinician": "Dr", "facility": "Clinic", "said": "ok"}


@pytest.fixture
def hana(world: World) -> Client:
    IntakeSession.objects.all().delete()
    world.clients["hana"].clearances.all().delete()
    return world.clients["hana"]


def first_red_flag() -> str:
    return next(name for name, rule in load_safety().rules.items() if rule.yes == "U")


def test_a_clean_round_opens_the_gate_and_fills_the_file(world: World, hana: Client) -> None:
    assert not client_gate(hana).open
    one = answered(hana, world.actor("hana"))
    assert one.full
    gate = client_gate(hana)
    assert gate.open, [f.rule for f in gate.findings] + list(gate.missing) + [c.code for c in gate.conflicts]
    hana.refresh_from_db()
    assert (hana.height_cm, hana.mass_kg) == (165, 60)
    assert GateDecision.objects.filter(client=hana).latest("at").open


def test_a_red_flag_stays_until_a_doctor_and_a_fresh_round(world: World, hana: Client) -> None:
    trainer = world.actor("tora")
    answered(hana, world.actor("hana"), **{first_red_flag().replace(".", "__"): "yes"})
    assert client_gate(hana).level in {"U", "E"}
    answered(hana, world.actor("hana"))
    assert not client_gate(hana).open
    with pytest.raises(PermissionDenied):
        clear(world.actor("hana"), hana, {**CLEARED, "seen_at": timezone.now()})
    IntakeSession.objects.update(finished_at=timezone.now() - timedelta(hours=3))
    clear(trainer, hana, {**CLEARED, "seen_at": timezone.now() - timedelta(hours=1)})
    assert not client_gate(hana).open
    answered(hana, world.actor("hana"))
    assert client_gate(hana).open


def test_people_alone_cannot_clear_even_as_their_own_trainer(world: World, hana: Client) -> None:
    for name in ("solo", "foreign_owner", "mika"):
        with pytest.raises(PermissionDenied):
            clear(world.actor(name), hana, {**CLEARED, "seen_at": timezone.now()})
    own = Client.objects.create(studio=hana.studio, user=world.users["tora"], name="T", trainer=world.members["tora"])
    with pytest.raises(PermissionDenied):
        clear(world.actor("tora"), own, {**CLEARED, "seen_at": timezone.now()})


def test_a_round_is_resumed_and_an_ended_one_is_not_changed(world: World, hana: Client) -> None:
    one = rounds.begin(world.actor("hana"), hana, "safety", "ja")
    screen = rounds.screenful(one)
    assert screen is not None
    rounds.answer(one, screen.question.id, fitting(screen.question))
    again = rounds.begin(world.actor("tora"), hana, "safety", "ja")
    assert again.pk == one.pk
    assert rounds.screenful(again) != screen
    rounds.finish(again)
    with pytest.raises(rounds.RoundOverError):
        rounds.answer(again, screen.question.id, fitting(screen.question))


def test_two_screens_lose_nothing(world: World, hana: Client) -> None:
    one = rounds.begin(world.actor("hana"), hana, "safety", "ja")
    other = IntakeSession.objects.get(pk=one.pk)
    rounds.answer(one, "who.age", 40)
    rounds.answer(other, "who.sex", "male")
    assert IntakeSession.objects.get(pk=one.pk).answers == {"who.age": 40, "who.sex": "male"}


def test_the_pages_keep_each_answer_and_say_what_does_not_fit(world: World, hana: Client) -> None:
    browser = Browser()
    browser.force_login(world.users["hana"])
    response = browser.post(f"/clients/{hana.pk}/intake/", {"set": "safety", "data": "on"}, follow=True)
    one = IntakeSession.objects.get(client=hana)
    page = f"/intake/{one.pk}/"
    assert response.redirect_chain[-1][0] == page
    assert browser.post(page, {"item": "who.age", "value": "400"}).status_code == 422
    answer = browser.post(page, {"item": "who.age", "value": "40"}, headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"].endswith("who.sex")
    one.refresh_from_db()
    assert one.answers["who.age"] == 40
    assert browser.post(page, {"item": "no.such", "value": "1"}).status_code == 200


def test_the_link_of_an_invitation_answers_and_sees_nothing_else(world: World, hana: Client) -> None:
    token = invite(Role.CLIENT, hana.studio, world.users["tora"], hana)
    browser = Browser()
    assert browser.post(f"/join/{token}/").status_code == 302
    assert browser.get(f"/clients/{hana.pk}/intake/").status_code == 200
    assert browser.get(f"/clients/{hana.pk}/notes/").status_code in {200, 302}
    assert browser.get(f"/clients/{world.clients['ken'].pk}/intake/").status_code == 302
    recording = world.things["hana"][Recording]
    assert browser.get(f"/recordings/{recording.pk}/file/").status_code == 302
