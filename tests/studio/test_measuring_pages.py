"""Sending a recording in parts, a phone's link, points, entries: what a trainer does to get a result."""

from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client as Browser
from django.urls import reverse
from world import World

from taikan.intake.records import Gate
from taikan.studio.assessments.models import Assessment, ManualMeasure, Recording
from taikan.studio.clients.models import Client, Consent
from taikan.studio.measuring import links, uploads
from taikan.studio.results.entries import enterable
from taikan.studio.vault.store import read

CLIP = bytes(range(256)) * 20


@pytest.fixture
def open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody may be measured."""
    gate = Gate.model_construct(open=True, level="go", screened_at=None, modifiers=(), findings=(), states=())
    for place in ("assessments.recordings", "measuring.views"):
        monkeypatch.setattr(f"taikan.studio.{place}.client_gate", lambda _client: gate)


@pytest.fixture
def trainer(world: World) -> Browser:
    """The trainer of hana."""
    browser = Browser()
    browser.force_login(world.users["tora"])
    return browser


def send(browser: Browser, base: str, part: bytes, start: int, *, last: bool = False, test: str = "squat"):
    address = f"{base}?test={test}&start={start}&last={int(last)}&name=clip.mp4&type=video/mp4"
    return browser.post(address, data=part, content_type="application/octet-stream")


@pytest.mark.usefixtures("open_gate")
def test_a_clip_in_parts_arrives_whole_and_once(world: World, trainer: Browser) -> None:
    hana, recording = world.clients["hana"], uuid4()
    base = reverse("upload", args=[hana.pk, recording])
    assert send(trainer, base, CLIP[:2000], 0).json() == {"received": 2000}
    assert send(trainer, base, CLIP[:2000], 0).json() == {"received": 2000}, "a part sent twice counts once"
    assert trainer.get(base).json() == {"received": 2000}
    first = send(trainer, base, CLIP[2000:], 2000, last=True).json()["assessment"]
    stored = Recording.objects.get(pk=recording).file
    assert stored is not None
    assert b"".join(read(stored)) == CLIP
    assert uploads.received(hana.pk, recording) == 0
    again = send(trainer, base, CLIP, 0, last=True).json()["assessment"]
    assert again == first
    assert Assessment.objects.filter(recording=recording).count() == 1


def test_a_gap_is_answered_with_where_to_go_on(world: World, trainer: Browser) -> None:
    base = reverse("upload", args=[world.clients["hana"].pk, uuid4()])
    response = send(trainer, base, CLIP, 500)
    assert (response.status_code, response.json()) == (409, {"received": 0})


def test_nothing_is_kept_while_the_gate_is_closed(world: World, trainer: Browser) -> None:
    recording = uuid4()
    response = send(trainer, reverse("upload", args=[world.clients["hana"].pk, recording]), CLIP, 0, last=True)
    assert response.status_code == 403
    assert not Recording.objects.filter(pk=recording).exists()


@pytest.mark.usefixtures("open_gate")
def test_nothing_is_kept_without_consent(world: World, trainer: Browser) -> None:
    hana, recording = world.clients["hana"], uuid4()
    Consent.objects.create(client=hana, kind="recording", given=False, text_version="1")
    response = send(trainer, reverse("upload", args=[hana.pk, recording]), CLIP, 0, last=True)
    assert response.status_code == 403
    assert not Recording.objects.filter(pk=recording).exists()


@pytest.mark.usefixtures("open_gate")
def test_a_phone_films_once_for_exactly_this_client(world: World) -> None:
    hana, recording, phone = world.clients["hana"], uuid4(), Browser()
    token = links.make(world.users["tora"], hana, "squat", recording_id=recording)
    assert send(phone, reverse("film_upload", args=[token]), CLIP, 0, last=True, test="walk").status_code == 200
    assert Recording.objects.get(pk=recording).client == hana
    assert Recording.objects.get(pk=recording).test == "squat", "the link says which test, not the phone"
    assert "squat" not in phone.get(reverse("film", args=[token])).content.decode()


def test_a_link_ends_with_the_rights_of_who_made_it(world: World) -> None:
    token = links.make(world.users["tora"], world.clients["hana"], "squat")
    world.members["tora"].is_active = False
    world.members["tora"].save()
    assert Browser().get(reverse("film", args=[token])).status_code == 404


def test_a_changed_link_opens_nothing(world: World) -> None:
    forged = signing.dumps([str(world.users["tora"].pk), str(world.clients["yuki"].pk), "squat", "", str(uuid4())])
    assert Browser().get(reverse("film", args=[forged])).status_code == 404


def test_a_value_by_hand_is_kept_with_its_unit(world: World, trainer: Browser) -> None:
    hana, wanted = world.clients["hana"], next(one for one in enterable() if one.unit == "cm" and one.sides == "none")
    address = reverse("manual_measures", args=[hana.pk])
    assert trainer.post(address, {"code": wanted.code, "side": "", "value": "12"}).status_code == 302
    assert ManualMeasure.objects.filter(client=hana, code=wanted.code, value=12).get().unit == "cm"
    trainer.post(address, {"code": wanted.code, "side": "", "value": "100000"})
    assert not ManualMeasure.objects.filter(value=100000).exists()


def test_the_list_of_tests_asks_the_database_the_same_however_much_there_is(
    world: World, trainer: Browser, django_assert_max_num_queries: object
) -> None:
    hana: Client = world.clients["hana"]
    recording = Recording.objects.filter(client=hana).first()
    for _ in range(30):
        Assessment.objects.create(client=hana, recording=recording, test="squat")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        assert trainer.get(reverse("tests", args=[hana.pk])).status_code == 200
