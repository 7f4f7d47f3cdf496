"""The load controller over a client's rows: everything that happened, in order, told again from the first programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from taikan import __version__
from taikan.core.texts import Text
from taikan.knowledge.loader import load_knowledge
from taikan.programme import flare as flares
from taikan.programme.agenda import TodayItem, session_today, today
from taikan.programme.control_records import ControllerState, Decision
from taikan.programme.due import due_today
from taikan.programme.progression import begin, cleared, decide, flare_reported
from taikan.programme.records import PlannedItem, PlannedSession, PlanRequest, Programme
from taikan.programme.records import SessionLog as LogRecord
from taikan.programme.rulebook import load_rulebook
from taikan.programme.situation import Situation
from taikan.studio.clients.models import Client
from taikan.studio.intake.models import GateDecision
from taikan.studio.intake.safety import client_gate
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.models import CheckIn, SessionLog

KEPT_S = 24 * 3600
_TOLD = "control-{client}-{mark}"
USUAL_DAYS, USUAL_MORNINGS = 7, 3
"""The usual pain is the mean of the mornings of a week, at least three of them."""
SETTLED = {"less": True, "same": True, "settled": True, "still": False}
"""Whether pain was back to the usual, by what the client said of the morning after."""


@dataclass(frozen=True)
class Standing:
    """Where the controller stands on ``day`` of the client's training. ``decisions``: since ``version`` began."""

    version: ProgrammeVersion
    programme: Programme
    situation: Situation
    state: ControllerState
    decisions: tuple[Decision, ...]
    day: int

    def items(self) -> tuple[TodayItem, ...]:
        """What every exercise of the plan is today."""
        return today(self.state, self.day, self.situation, load_rulebook())

    def session_today(self, session: PlannedSession) -> tuple[PlannedItem, ...]:
        """What of ``session`` is done today, and how much of it."""
        return session_today(session, self.items(), load_rulebook())

    def flare_advice(self) -> tuple[Text, ...]:
        """What the client does in a flare-up today; empty without one."""
        if self.state.flare is None:
            return ()
        texts = load_knowledge().texts
        return tuple(
            texts[f"load.flare.{key}"]
            for key in flares.to_do(self.state.flare, self.day, load_rulebook().control.flare)
        )


Row = SessionLog | CheckIn | GateDecision


def standing(client: Client, on: date) -> Standing | None:
    """The controller on ``on``; ``None`` without an active programme or while the safety gate is closed."""
    gate = client_gate(client)
    versions = list(
        ProgrammeVersion.objects.filter(client=client).exclude(status=ProgrammeVersion.Status.DRAFT).order_by("number")
    )
    active = next((one for one in versions if one.status == ProgrammeVersion.Status.ACTIVE), None)
    if not gate.open or active is None:
        return None
    rows = _Rows(client, versions)
    told = _TOLD.format(client=client.pk, mark=_mark(active, gate.modifiers, on, rows.mark()))
    teller = _Teller(versions, gate.modifiers)
    kept = cache.get(told)
    if kept is None:
        teller.tell(active, *rows.read(), on)
        cache.set(told, (teller.state, teller.decisions), KEPT_S)
        return teller.standing(on)
    return teller.standing(on, active, kept)


@dataclass(frozen=True)
class _Rows:
    """Everything of a client that the controller hears of. Rows are never changed, so number and newest tell all."""

    client: Client
    versions: Sequence[ProgrammeVersion]

    def mark(self) -> list[object]:
        asked = ((self._logs(), "received_at"), (self._said(), "received_at"), (self._opened(), "at"))
        return [rows.aggregate(number=Count("pk"), newest=Max(when)) for rows, when in asked]

    def read(self) -> tuple[list[SessionLog | GateDecision], list[CheckIn]]:
        return [*self._logs(), *self._opened()], list(self._said().order_by("at", "pk"))

    def _logs(self) -> QuerySet[SessionLog]:
        return SessionLog.objects.filter(client=self.client, programme__in=self.versions).exclude(log={})

    def _said(self) -> QuerySet[CheckIn]:
        return CheckIn.objects.filter(client=self.client)

    def _opened(self) -> QuerySet[GateDecision]:
        return GateDecision.objects.filter(client=self.client, open=True)


def _mark(active: ProgrammeVersion, codes: Sequence[str], on: date, rows: list[object]) -> str:
    return sha256(repr((active.pk, list(codes), on, rows, __version__)).encode()).hexdigest()


class _Teller:
    """One telling: the state so far, and the version of the programme it stands on."""

    def __init__(self, versions: list[ProgrammeVersion], codes: tuple[str, ...]) -> None:
        self.versions, self.codes, self.said = {one.pk: one for one in versions}, codes, list[CheckIn]()
        self.book, self.decisions, self.state = load_rulebook(), list[Decision](), ControllerState()
        self.first = _begun(versions[0])
        self._turn_to(versions[0])

    def tell(
        self, active: ProgrammeVersion, rows: Sequence[SessionLog | GateDecision], said: list[CheckIn], on: date
    ) -> None:
        self.said = said
        for row in sorted([*rows, *said], key=lambda one: (_at(one), str(one.pk))):
            self._take(row)
        if self.version != active:
            self._turn_to(active)
        self._due(self._day(on), None)

    def standing(
        self,
        on: date,
        active: ProgrammeVersion | None = None,
        kept: tuple[ControllerState, list[Decision]] | None = None,
    ) -> Standing:
        """Where it stands on ``on`` after telling, or as it was ``kept`` of an earlier telling for ``active``."""
        if active is not None and kept is not None:
            self._turn_to(active)
            self.state, self.decisions = kept
        return Standing(self.version, self.programme, self.situation, self.state, tuple(self.decisions), self._day(on))

    def _turn_to(self, version: ProgrammeVersion) -> None:
        self.version, self.programme = version, Programme.model_validate(version.programme)
        asked = PlanRequest.model_validate(version.request)
        self.situation = self.book.situation(asked.model_copy(update={"codes": self.codes}))
        self.state, self.decisions = begin(self.programme, self.state), []

    def _take(self, row: Row) -> None:
        day = self._day(timezone.localdate(_at(row)))
        if isinstance(row, GateDecision):
            self.state = cleared(self.state) if self.state.stopped else self.state
        elif isinstance(row, SessionLog):
            self._session(row, day)
        elif row.kind != CheckIn.Kind.FLARE:
            self._due(day, row.pain)
        elif row.log_id is None and self.state.flare is None and not self.state.stopped:
            self._flare(row, day)

    def _session(self, row: SessionLog, day: int) -> None:
        version = self.versions.get(row.programme_id) if row.programme_id else None
        if version is not None and version.number > self.version.number:
            self._turn_to(version)
        self.state, made = decide(self.state, self._joined(row, day), self.situation, self.book)
        self.decisions.extend(made)

    def _flare(self, row: CheckIn, day: int) -> None:
        usual = self._usual(row.at)
        pain = row.pain if row.pain is not None else (usual or 0.0) + self.book.control.flare.above_usual
        self.state, made = flare_reported(self.state, day, min(pain, 10.0), usual, self.situation, self.book)
        self.decisions.extend(made)

    def _due(self, day: int, pain: float | None) -> None:
        if not self.state.stopped:
            self.state, made = due_today(self.state, day, self.situation, self.book, pain)
            self.decisions.extend(made)

    def _joined(self, row: SessionLog, day: int) -> LogRecord:
        """The session with the morning after it and the usual pain before it."""
        record, known = LogRecord.model_validate(row.log), {"day": day, "usual_pain": self._usual(row.performed_at)}
        morning = next((one for one in reversed(self.said) if one.log_id == row.pk and _is_morning_after(one)), None)
        if morning is not None:
            known |= {"next_morning": morning.pain, "back_to_usual": SETTLED.get(morning.answers.get("response", ""))}
        return record.model_copy(update=known)

    def _usual(self, before: datetime) -> float | None:
        since = before - timedelta(days=USUAL_DAYS)
        pains = [c.pain for c in self.said if c.pain is not None and since <= c.at < before and _is_morning(c)]
        asked = self.situation.request.usual_pain
        return sum(pains) / len(pains) if len(pains) >= USUAL_MORNINGS else asked

    def _day(self, on: date) -> int:
        return max((on - self.first).days, 0)


def _begun(version: ProgrammeVersion) -> date:
    return version.starts_on or timezone.localdate(version.made_at)


def _at(row: Row) -> datetime:
    return row.performed_at if isinstance(row, SessionLog) else row.at


def _is_morning(one: CheckIn) -> bool:
    return one.kind in {CheckIn.Kind.MORNING, CheckIn.Kind.NEXT_MORNING}


def _is_morning_after(one: CheckIn) -> bool:
    return one.kind == CheckIn.Kind.NEXT_MORNING
