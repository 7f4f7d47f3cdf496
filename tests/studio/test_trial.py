"""A prospect's trial session: from the booking to the sheet of today's change and the outcome."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from world import World, empty_profile

from taikan.intake.records import Gate
from taikan.studio.assessments.models import Assessment, ProfileVersion, Recording
from taikan.studio.bookings.models import Booking
from taikan.studio.clients.models import Client, Note, TrialOutcome
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.models import SessionLog
from taikan.studio.trials.course import MINUTES, course_of
from tests.progress.trial_samples import trial

ANGLE = "mov.sq.trunk"


@pytest.fixture
def open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The safety questions are answered and let everything through."""
    gate = Gate.model_construct(
        open=True, level="go", screened_at=None, modifiers=(), findings=(), states=(), conflicts=(), missing=()
    )
    for name in ("trials.course", "trials.views", "profiles.making", "programmes.composing"):
        for asked in ("client_gate", "require_open"):
            monkeypatch.setattr(f"taikan.studio.{name}.{asked}", lambda _client: gate, raising=False)
    profile = ProfileVersion(document=empty_profile())
    monkeypatch.setattr("taikan.studio.programmes.composing.make_version", lambda _actor, _client: profile)


@pytest.fixture
def booking(world: World) -> Booking:
    now = timezone.now()
    return Booking.objects.create(
        studio=world.studios["here"], kind="trial", prospect_name="山田 花", prospect_contact="hana@example.org",
        safety_answers={"doctor_said_no": "yes"}, starts_at=now, ends_at=now + timedelta(hours=1),
    )  # fmt: skip


@pytest.fixture
def trainer(world: World) -> Browser:
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(world.users["tora"])
    return browser


def begin(trainer: Browser, booking: Booking) -> Client:
    assert trainer.post(reverse("start_trial", args=[booking.pk])).status_code == 302
    booking.refresh_from_db()
    assert booking.client is not None
    return booking.client


def measured(client: Client, angle: float) -> Assessment:
    """A result of today's squat."""
    recording = Recording.objects.filter(test="squat").first()
    result = trial("x", {ANGLE: angle}).result.model_dump(mode="json", by_alias=True)
    return Assessment.objects.create(client=client, recording=recording, test="squat", status="ready", result=result)


def states(world: World, client: Client) -> dict[str, str]:
    return dict(course_of(world.actor("tora"), client).steps)


def test_starting_makes_one_file_and_keeps_what_was_said(trainer: Browser, booking: Booking) -> None:
    client = begin(trainer, booking)
    assert begin(trainer, booking) == client
    assert (client.name, client.email) == ("山田 花", "hana@example.org")
    assert Note.objects.filter(client=client).count() == 1
    page = trainer.get(reverse("trial_session", args=[client.pk])).content.decode()
    assert reverse("safety", args=[client.pk]) in page


def test_only_a_trial_is_started_as_one(trainer: Browser, booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(kind="session")
    assert trainer.post(reverse("start_trial", args=[booking.pk])).status_code == 403
    assert not Client.objects.filter(name="山田 花").exists()


def test_before_the_safety_questions_nothing_is_chosen_or_kept(
    world: World, trainer: Browser, booking: Booking
) -> None:
    client = begin(trainer, booking)
    trainer.post(reverse("trial_exercises", args=[client.pk]))
    trainer.post(reverse("trial_done", args=[client.pk]), {"pain_before": 4, "pain_after": 2})
    assert states(world, client)["safety"] == "now"
    assert not ProgrammeVersion.objects.filter(client=client).exists()
    assert not SessionLog.objects.filter(client=client).exists()
    assert trainer.get(reverse("trial_sheet", args=[client.pk])).status_code == 404


@pytest.mark.usefixtures("open_gate")
def test_the_whole_way_ends_with_a_sheet_and_an_outcome(world: World, trainer: Browser, booking: Booking) -> None:
    client = begin(trainer, booking)
    measured(client, 40)
    trainer.post(reverse("trial_exercises", args=[client.pk]))
    session = course_of(world.actor("tora"), client).session
    assert session is not None
    assert 0 < session.total_s <= 60 * MINUTES
    assert states(world, client)["exercises"] == "now"
    assert trainer.get(reverse("trial_session", args=[client.pk])).status_code == 200

    done = [item.exercise for item in session.items]
    trainer.post(reverse("trial_done", args=[client.pk]), {"pain_before": 5, "pain_after": 2, "done": done})
    assert states(world, client)["after"] == "now"
    measured(client, 20)
    sheet = trainer.get(reverse("trial_sheet", args=[client.pk]))
    assert (sheet.status_code, sheet["Content-Type"]) == (200, "application/pdf")
    assert sheet.content.startswith(b"%PDF")

    trainer.post(reverse("trial_outcome", args=[client.pk]), {"outcome": "thinking", "remark": "来週返事"})
    assert TrialOutcome.objects.get(client=client).outcome == "thinking"
    booking.refresh_from_db()
    assert booking.status == Booking.Status.DONE
    assert set(states(world, client).values()) == {"done"}


@pytest.mark.usefixtures("open_gate")
@pytest.mark.parametrize("given", [{}, {"pain_before": "11", "pain_after": "2"}, {"pain_before": "nan"}])
def test_pain_that_was_not_said_is_asked_for(trainer: Browser, booking: Booking, given: dict[str, Any]) -> None:
    client = begin(trainer, booking)
    trainer.post(reverse("trial_exercises", args=[client.pk]))
    trainer.post(reverse("trial_done", args=[client.pk]), given)
    assert not SessionLog.objects.filter(client=client).exists()


def test_an_outcome_that_does_not_exist_is_refused(trainer: Browser, booking: Booking) -> None:
    client = begin(trainer, booking)
    assert trainer.post(reverse("trial_outcome", args=[client.pk]), {"outcome": "x"}).status_code == 403
