"""Weeks that never were: a beginning in the past, then sessions and mornings as a phone would have sent them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from taikan.knowledge.studio_demo import DemoClient
from taikan.programme.records import PlannedSession, Programme
from taikan.studio.access import Actor
from taikan.studio.assessments.models import ProfileVersion
from taikan.studio.clients.models import Client, Consent, TrialOutcome
from taikan.studio.intake.models import GateDecision, IntakeSession
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.entries import Batch, DoneItem, MorningEntry, SessionEntry
from taikan.studio.sessions.receiving import receive

BEGINNINGS = (
    (IntakeSession, ("started_at", "saved_at", "finished_at")),
    (GateDecision, ("at",)),
    (Consent, ("at",)),
    (TrialOutcome, ("at",)),
    (ProfileVersion, ("made_at",)),
    (ProgrammeVersion, ("made_at",)),
)
WAKES, TRAINS = time(7, 10), time(19, 30)
SKIPPED_EVERY = 5
"""One session in so many is left out, as people do."""
WOBBLE = (0.0, 1.0, 0.0, -1.0, 0.0, 0.0, 1.0)
"""Up and down of the pain from day to day."""
USUAL_EFFORT = 4
MOST_ENTRIES = 100


def move_back(client: Client, past: timedelta) -> None:
    """Let everything that began the client's way have happened ``past`` earlier."""
    for model, fields in BEGINNINGS:
        model.objects.filter(client=client).update(**{name: F(name) - past for name in fields})
    Client.objects.filter(pk=client.pk).update(created_at=F("created_at") - past)


def train(actor: Actor, client: Client, version: ProgrammeVersion, one: DemoClient) -> None:
    """Keep the sessions and mornings since the programme began."""
    entries = tuple(_entries(version, one))
    for first in range(0, len(entries), MOST_ENTRIES):
        receive(actor, client, Batch(client=client.pk, entries=entries[first : first + MOST_ENTRIES]))


def _entries(version: ProgrammeVersion, one: DemoClient) -> Iterator[MorningEntry | SessionEntry]:
    assert version.starts_on is not None
    programme = Programme.model_validate(version.programme)
    days = (timezone.localdate() - version.starts_on).days - one.silent_days + 1
    number = done = 0
    for passed in range(days):
        day, pain = version.starts_on + timedelta(days=passed), _pain(one, passed, days)
        number += 1
        yield MorningEntry(kind="morning", id=uuid4(), sequence=number, at=_at(day, WAKES), pain=pain)
        for session in programme.sessions:
            if day.weekday() not in session.days:
                continue
            done += 1
            if done % SKIPPED_EVERY:
                number += 1
                yield _session(version, session, day, number, pain)


def _session(version: ProgrammeVersion, session: PlannedSession, day: date, number: int, pain: float) -> SessionEntry:
    during = max(pain - 1, 0)
    items = tuple(DoneItem(exercise=i.exercise, done="all", rpe=USUAL_EFFORT, pain=during) for i in session.items)
    return SessionEntry(
        kind="session", id=uuid4(), sequence=number, at=_at(day, TRAINS), programme=version.pk, session=session.id,
        place=session.setting, pain_before=pain, pain_after=during, painkiller=False, items=items,
    )  # fmt: skip


def _pain(one: DemoClient, passed: int, days: int) -> float:
    """Morning pain after ``passed`` of ``days``: from the first to the last value of ``one``, with ups and downs."""
    first, last = one.pain
    way = passed / max(days - 1, 1)
    return float(min(max(round(first + (last - first) * way + WOBBLE[passed % len(WOBBLE)]), 0), 10))


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
