"""The programme's pages: composing, swapping, doses, limits that need a reason, the hand-out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from world import World, empty_profile

from taikan.intake.records import Gate
from taikan.programme.records import PlannedItem, Programme
from taikan.studio.assessments.models import ProfileVersion
from taikan.studio.programmes.models import ProgrammeVersion

WISHES = {
    "phase": "restore", "home_per_week": "3", "home_minutes": "20", "gym_per_week": "0", "gym_minutes": "40",
    "dumbbells_kg": "",
}  # fmt: skip


@pytest.fixture
def trainer(world: World, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The trainer of hana, who may train."""
    gate = Gate.model_construct(
        open=True, level="go", screened_at=None, modifiers=(), findings=(), states=(), conflicts=(), missing=()
    )
    for name in ("programmes.views", "programmes.composing", "profiles.making"):
        for asked in ("client_gate", "require_open"):
            monkeypatch.setattr(f"taikan.studio.{name}.{asked}", lambda _client: gate, raising=False)
    profile = ProfileVersion(document=empty_profile())
    monkeypatch.setattr("taikan.studio.programmes.composing.make_version", lambda _actor, _client: profile)
    ProgrammeVersion.objects.filter(client=world.clients["hana"]).delete()
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(world.users["tora"])
    return browser


@pytest.fixture
def version(world: World, trainer: Browser) -> ProgrammeVersion:
    """A composed draft."""
    answer = trainer.post(reverse("compose_programme", args=[world.clients["hana"].pk]), WISHES)
    assert answer.status_code == 302
    return newest(world)


def newest(world: World) -> ProgrammeVersion:
    return ProgrammeVersion.objects.filter(client=world.clients["hana"]).order_by("-number")[0]


def first_item(version: ProgrammeVersion) -> tuple[str, PlannedItem]:
    """(session, item) of the first exercise that has a substitute."""
    sessions = Programme.model_validate(version.programme).sessions
    return next((s.id, i) for s in sessions for i in s.items if i.substitutes)


def edit(trainer: Browser, version: ProgrammeVersion, **given: Any) -> None:
    assert trainer.post(reverse("edit_programme", args=[version.pk]), given).status_code == 302


def test_composing_makes_a_draft_that_keeps_every_limit(trainer: Browser, version: ProgrammeVersion) -> None:
    assert (version.number, version.status) == (1, "draft")
    page = trainer.get(reverse("programme_version", args=[version.pk])).content.decode()
    assert 'class="banner stop"' not in page


def test_wishes_without_a_session_are_asked_again(world: World, trainer: Browser) -> None:
    url = reverse("compose_programme", args=[world.clients["hana"].pk])
    assert trainer.post(url, WISHES | {"home_per_week": "0"}).status_code == 422
    assert trainer.post(url, WISHES | {"phase": "x"}).status_code == 422
    assert not ProgrammeVersion.objects.filter(client=world.clients["hana"]).exists()


def test_a_swap_makes_the_next_version_and_leaves_the_old_one(
    world: World, trainer: Browser, version: ProgrammeVersion
) -> None:
    session, item = first_item(version)
    edit(trainer, version, do="swap", session=session, exercise=item.exercise, other=item.substitutes[0])
    made = Programme.model_validate(newest(world).programme)
    assert item.substitutes[0] in made.exercises()
    assert newest(world).number == 2
    version.refresh_from_db()
    assert item.exercise in Programme.model_validate(version.programme).exercises()


def test_a_dose_is_changed_and_nonsense_is_not(world: World, trainer: Browser, version: ProgrammeVersion) -> None:
    session, item = first_item(version)
    given = {n: v for n, v in item.dose.model_dump().items() if isinstance(v, int | float) and not isinstance(v, bool)}
    about = {"do": "dose", "session": session, "exercise": item.exercise}
    edit(trainer, version, **about, **given | {"sets": 4})
    changed = next(i for s in Programme.model_validate(newest(world).programme).sessions
                   for i in s.items if i.exercise == item.exercise)  # fmt: skip
    assert changed.dose.sets == 4
    for wrong in ({"sets": 0}, {"sets": "x"}, {"sets": 99}, {"sets": "nan"}):
        edit(trainer, version, **about, **given | wrong)
    edit(trainer, version, **about | {"exercise": "no such"}, **given)
    assert newest(world).number == 2


def test_beyond_a_safety_limit_it_is_given_only_with_a_reason(
    world: World, trainer: Browser, version: ProgrammeVersion
) -> None:
    session, item = first_item(version)
    given = {n: v for n, v in item.dose.model_dump().items() if isinstance(v, int | float) and not isinstance(v, bool)}
    edit(trainer, version, do="dose", session=session, exercise=item.exercise, **given | {"rpe": 10})
    unsafe = newest(world)
    url = reverse("assign_programme", args=[unsafe.pk])
    trainer.post(url)
    unsafe.refresh_from_db()
    assert unsafe.status == "draft"
    trainer.post(url, {"reason": "has lifted for years"})
    unsafe.refresh_from_db()
    assert (unsafe.status, "has lifted for years" in unsafe.change) == ("active", True)


def test_giving_one_replaces_the_one_before(world: World, trainer: Browser, version: ProgrammeVersion) -> None:
    trainer.post(reverse("assign_programme", args=[version.pk]))
    session, item = first_item(version)
    edit(trainer, version, do="later", session=session, exercise=item.exercise)
    trainer.post(reverse("assign_programme", args=[newest(world).pk]))
    statuses = (
        ProgrammeVersion.objects.filter(client=version.client).order_by("number").values_list("status", flat=True)
    )
    assert list(statuses) == ["replaced", "active"]


def test_the_handout_is_a_pdf(trainer: Browser, version: ProgrammeVersion) -> None:
    answer = trainer.get(reverse("programme_handout", args=[version.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")


def test_a_long_history_costs_no_more_queries(
    trainer: Browser, version: ProgrammeVersion, django_assert_max_num_queries: Any
) -> None:
    for number in range(2, 40):
        ProgrammeVersion.objects.create(
            client=version.client, number=number, programme=version.programme, request=version.request,
            starts_on=timezone.localdate() - timedelta(days=number),
        )  # fmt: skip
    with django_assert_max_num_queries(30):
        assert trainer.get(reverse("programme_version", args=[version.pk])).status_code == 200
