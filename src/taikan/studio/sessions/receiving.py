"""Keeping what a phone sends: in order, once, and never half of an entry."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from taikan.programme.records import ItemLog, PlannedItem, PlannedSession, Programme
from taikan.programme.records import SessionLog as LogRecord
from taikan.studio.access import Actor, may_add, visible
from taikan.studio.clients.models import Client
from taikan.studio.intake.safety import remember_gate
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.control import standing
from taikan.studio.sessions.entries import Batch, DoneItem, Entry, FlareEntry, MorningEntry, SessionEntry
from taikan.studio.sessions.models import CheckIn, SessionLog

NOT_YOURS, UNKNOWN_SESSION = "not_yours", "unknown_session"


class EntryRefusedError(Exception):
    """An entry that cannot be kept; ``code`` says why and the phone keeps it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def receive(actor: Actor, client: Client, batch: Batch) -> tuple[list[str], dict[str, str]]:
    """Keep every entry of ``batch``, oldest first; returns the ids that are kept and why others are not.

    An id that is kept already is kept: the answer of the first time was lost.
    """
    kept: list[str] = []
    refused: dict[str, str] = {}
    for entry in sorted(batch.entries, key=lambda one: one.sequence):
        try:
            with transaction.atomic():
                _keep(entry, actor, client)
            kept.append(str(entry.id))
        except EntryRefusedError as problem:
            refused[str(entry.id)] = problem.code
    return kept, refused


def _keep(entry: Entry, actor: Actor, client: Client) -> None:
    if _is_kept(SessionLog if isinstance(entry, SessionEntry) else CheckIn, entry, actor, client):
        return
    if isinstance(entry, SessionEntry):
        _keep_session(entry, actor, client)
    elif isinstance(entry, MorningEntry):
        _keep_morning(entry, client)
    elif isinstance(entry, FlareEntry):
        _keep_flare(entry, client)


def _keep_session(entry: SessionEntry, actor: Actor, client: Client) -> None:
    version = visible(actor, ProgrammeVersion).filter(client=client, pk=entry.programme).first()
    if version is None:
        raise EntryRefusedError(UNKNOWN_SESSION)
    record = session_record(entry, version)
    performed_at = _not_in_future(entry.at)
    log = SessionLog.objects.create(
        id=entry.id,
        client=client,
        programme=version,
        session=entry.session,
        place=entry.place,
        log=record.model_dump(mode="json"),
        sequence=entry.sequence,
        logged_by=actor.user,
        performed_at=performed_at,
    )
    if client.last_session_at is None or client.last_session_at < performed_at:
        client.last_session_at = performed_at
        client.save(update_fields=["last_session_at"])
    if entry.signs:
        _raise_alarm(entry, client, performed_at, log)


def _keep_morning(entry: MorningEntry, client: Client) -> None:
    before = SessionLog.objects.filter(client=client, performed_at__lt=entry.at).order_by("-performed_at").first()
    CheckIn.objects.create(
        id=entry.id,
        client=client,
        kind=entry.kind,
        pain=entry.pain,
        answers=entry.model_dump(mode="json", include={"response", "sore", "habits_kept", "areas"}),
        log=before if entry.kind == "next_morning" else None,
        sequence=entry.sequence,
        at=_not_in_future(entry.at),
    )


def _keep_flare(entry: FlareEntry, client: Client) -> None:
    CheckIn.objects.create(
        id=entry.id, client=client, kind=CheckIn.Kind.FLARE, pain=entry.pain, sequence=entry.sequence,
        at=_not_in_future(entry.at),
    )  # fmt: skip
    remember_gate(client)


def session_record(entry: SessionEntry, version: ProgrammeVersion) -> LogRecord:
    """The session as the load controller reads it, with the doses that were planned.

    Raises ``EntryRefusedError`` where the version has no such session or exercise.
    """
    programme = Programme.model_validate(version.programme)
    session = next((one for one in programme.sessions if one.id == entry.session), None)
    if session is None:
        raise EntryRefusedError(UNKNOWN_SESSION)
    planned = {item.exercise: item for item in (*session.items, *_lighter(version.client, session, entry))}
    if any(item.exercise not in planned for item in entry.items):
        raise EntryRefusedError(UNKNOWN_SESSION)
    begun = version.starts_on or timezone.localdate(version.made_at)
    return LogRecord(
        id=str(entry.id),
        day=max((timezone.localdate(entry.at) - begun).days, 0),
        session=entry.session,
        items=tuple(_item(item, planned[item.exercise]) for item in entry.items),
        pain_before=entry.pain_before,
        pain_after=entry.pain_after,
        painkiller_6h=entry.painkiller,
        black=entry.signs,
        supervised=entry.place == "gym",
    )


def _lighter(client: Client, session: PlannedSession, entry: SessionEntry) -> tuple[PlannedItem, ...]:
    """What the phone showed where it was less than planned: easier exercises, smaller doses."""
    stands = standing(client, timezone.localdate(entry.at))
    return stands.session_today(session) if stands is not None else ()


def _item(done: DoneItem, planned: PlannedItem) -> ItemLog:
    whole = done.done == "all"
    return ItemLog(
        exercise=done.exercise,
        dose=planned.dose,
        completed=whole,
        done_sets=done.sets if done.sets is not None else planned.dose.sets if whole else None,
        done_reps=done.reps if done.reps is not None else planned.dose.reps if whole else None,
        done_hold_s=planned.dose.hold_s if whole else None,
        done_time_s=planned.dose.time_s if whole else None,
        done_load_kg=done.load_kg if done.load_kg is not None else planned.dose.load_kg if whole else None,
        rpe=done.rpe,
        pain_during=done.pain,
    )


def _raise_alarm(entry: SessionEntry, client: Client, at: datetime, log: SessionLog) -> None:
    """A sign named at a session's start closes the gate until the safety questions are answered again."""
    CheckIn.objects.create(
        id=uuid5(entry.id, "signs"), client=client, kind=CheckIn.Kind.FLARE, pain=entry.pain_before,
        answers={"ses.signs": list(entry.signs)}, log=log, sequence=entry.sequence, at=at,
    )  # fmt: skip
    remember_gate(client)


def _is_kept(model: type[SessionLog] | type[CheckIn], entry: Entry, actor: Actor, client: Client) -> bool:
    if not may_add(actor, client, model):
        raise EntryRefusedError(NOT_YOURS)
    there = model.objects.filter(pk=entry.id).first()
    if there is not None and there.client_id != client.pk:
        raise EntryRefusedError(NOT_YOURS)
    return there is not None


def _not_in_future(at: datetime, now: Callable[[], datetime] = timezone.now) -> datetime:
    """A phone's clock may be wrong; what it says of the future was now."""
    return min(at, now())
