"""A trial session from the prospect's booking to its outcome. Where it stands is read from the rows of the day."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from django.db import transaction
from django.utils import timezone

from taikan.core.texts import Language
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.loader import load_knowledge
from taikan.programme.records import ItemLog, PlannedSession, Programme
from taikan.programme.records import SessionLog as LogRecord
from taikan.progress.change import compare
from taikan.report.compare import PicturePair
from taikan.report.today import today_pdf
from taikan.studio.access import Actor, visible
from taikan.studio.accounts.models import Membership
from taikan.studio.assessments.models import Assessment
from taikan.studio.bookings.forms import SAFETY
from taikan.studio.bookings.models import Booking
from taikan.studio.clients.models import Client, Note, TrialOutcome
from taikan.studio.intake.safety import client_gate, require_open
from taikan.studio.pages.words import say
from taikan.studio.programmes.composing import Impossible, Wanted, compose_for
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.results.reading import shown_files, summary_of
from taikan.studio.sessions.models import SessionLog
from taikan.studio.vault.store import read
from taikan.workflows.compare import SheetWishes, today_of

MINUTES = 8.0
"""What is done between the two measurements takes five to eight minutes."""
GENTLE = Wanted(phase="settle", home_per_week=0, home_minutes=0, gym_per_week=1, gym_minutes=MINUTES)
SESSION = "trial"
State = Literal["done", "now", "later"]
STEPS = ("safety", "before", "exercises", "after", "sheet", "outcome")


class NotThereError(Exception):
    """What the step needs is not there yet."""


@dataclass(frozen=True)
class Course:
    """Today's trial session of a client. ``before`` and ``after`` are results of one test and side."""

    is_open: bool
    before: Assessment | None
    version: ProgrammeVersion | None
    log: SessionLog | None
    after: Assessment | None
    outcome: TrialOutcome | None

    @property
    def session(self) -> PlannedSession | None:
        """What is done in between."""
        return Programme.model_validate(self.version.programme).sessions[0] if self.version is not None else None

    @property
    def steps(self) -> tuple[tuple[str, State], ...]:
        """Every step and how it stands; the sheet is done as soon as it can be printed."""
        done = dict.fromkeys(STEPS, False) | {
            "safety": self.is_open,
            "before": self.before is not None,
            "exercises": self.log is not None,
            "after": self.after is not None,
            "sheet": self.after is not None,
            "outcome": self.outcome is not None,
        }
        now = next((name for name in STEPS if not done[name]), "")
        return tuple((name, "now" if name == now else "done" if done[name] else "later") for name in STEPS)


@transaction.atomic
def start(booking: Booking, membership: Membership) -> Client:
    """The prospect's file, made on the first call; what they said when booking is kept as a note."""
    booking = Booking.objects.select_for_update().get(pk=booking.pk)
    if booking.client is not None:
        return booking.client
    contact = booking.prospect_contact
    reached = {"email": contact} if "@" in contact else {"phone": contact[:40]}
    trainer = booking.trainer or membership
    client = Client.objects.create(studio=booking.studio, trainer=trainer, name=booking.prospect_name, **reached)
    said = [f"{say(f'bookings.safety.{q}')} {say(f'bookings.answer.{a}')}"
            for q, a in booking.safety_answers.items() if q in SAFETY and a in {"yes", "no"}]  # fmt: skip
    Note.objects.create(client=client, author=membership.user, text="\n".join([contact, *said]))
    booking.client = client
    booking.save(update_fields=["client"])
    return client


def course_of(actor: Actor, client: Client) -> Course:
    """Where today's trial session stands."""
    began = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    log = SessionLog.objects.filter(client=client, session=SESSION, performed_at__gte=began).first()
    ready = visible(actor, Assessment).filter(
        client=client, status=Assessment.Status.READY, replaced_by=None, created_at__gte=began
    )
    measured = list(ready.order_by("created_at"))
    until = log.performed_at if log is not None else timezone.now()
    earlier = [one for one in measured if one.created_at <= until]
    pairs = [
        (one, other)
        for other in measured if other.created_at > until
        for one in earlier if (one.test, one.side) == (other.test, other.side)
    ]  # fmt: skip
    before, after = pairs[-1] if pairs else (earlier[-1] if earlier else None, None)
    drafts = ProgrammeVersion.objects.filter(client=client, change=say_change(), made_at__gte=began)
    version = (log.programme if log is not None else None) or drafts.order_by("-number").first()
    outcome = TrialOutcome.objects.filter(client=client, at__gte=began).order_by("-at").first()
    return Course(client_gate(client).open, before, version, log, after, outcome)


def say_change() -> str:
    """How a trial's programme is marked among the versions, whatever the reader's language."""
    return load_knowledge().texts["studio.trials.version"].in_language("ja")


def choose_exercises(actor: Actor, client: Client) -> ProgrammeVersion:
    """The best few minutes for what eases, by the composer. Raises ``GateClosedError`` and ``NotThereError``."""
    made = compose_for(actor, client, GENTLE)
    if isinstance(made, Impossible):
        raise NotThereError
    made.change = say_change()
    made.save(update_fields=["change"])
    return made


def keep_done(actor: Actor, client: Client, course: Course, done: set[str], pain: tuple[float, float]) -> SessionLog:
    """What was done of it, with the pain 0..10 before and after. Raises ``GateClosedError`` and ``NotThereError``."""
    require_open(client)
    if course.session is None or course.log is not None:
        raise NotThereError
    items = [ItemLog(exercise=i.exercise, dose=i.dose, completed=i.exercise in done) for i in course.session.items]
    record = LogRecord(
        id=SESSION, day=0, session=SESSION, items=tuple(items), pain_before=pain[0], pain_after=pain[1],
        supervised=True,
    )  # fmt: skip
    return SessionLog.objects.create(
        client=client, programme=course.version, session=SESSION, place=SessionLog.Place.GYM,
        log=record.model_dump(mode="json"), logged_by=actor.user, performed_at=timezone.now(),
    )  # fmt: skip


def sheet(client: Client, course: Course, language: Language) -> bytes:
    """The sheet of today's change as PDF. Raises ``NotThereError`` before the second measurement."""
    if course.before is None or course.after is None or course.log is None:
        raise NotThereError
    record = LogRecord.model_validate(course.log.log)
    done = tuple(item.exercise for item in record.items if item.completed)
    known = record.pain_before is not None and record.pain_after is not None
    pain = (record.pain_before or 0.0, record.pain_after or 0.0) if known else None
    found = compare([summary_of(course.before)], [summary_of(course.after)], load_knowledge())
    if not found.tests:
        raise NotThereError
    pictures = [PicturePair(_picture(course.before), _picture(course.after))]
    content = today_of(found, pictures, f"{timezone.localdate():%Y-%m-%d}", SheetWishes(client.name, done, pain))
    return today_pdf(content, load_knowledge(), load_exercises(), language)


@transaction.atomic
def end(actor: Actor, client: Client, outcome: str, remark: str) -> TrialOutcome:
    """Keep how it ended; the booking is done."""
    assert actor.user is not None, "who may record an outcome has a login"
    Booking.objects.filter(client=client, kind=Booking.Kind.TRIAL, status=Booking.Status.BOOKED).update(
        status=Booking.Status.DONE
    )
    return TrialOutcome.objects.create(client=client, outcome=outcome, remark=remark, recorded_by=actor.user)


def _picture(assessment: Assessment) -> bytes | None:
    file = shown_files(assessment.files.select_related("file")).get("key_frame")
    return b"".join(read(file.file)) if file is not None else None
