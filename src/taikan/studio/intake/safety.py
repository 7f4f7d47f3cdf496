"""The safety gate of a client, asked afresh each time from the rows; its last word is kept for lists."""

from datetime import datetime

from django.utils import timezone

from taikan.intake.modifiers import Limits, limits
from taikan.intake.records import Clearance as ClearanceRecord
from taikan.intake.records import Gate, SafetyHistory, Screening
from taikan.intake.records import Override as OverrideRecord
from taikan.intake.red_flags import gate
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.knowledge.safety_files import load_safety
from taikan.studio.clients.models import Client
from taikan.studio.intake.models import Clearance, GateDecision, IntakeSession, Override
from taikan.studio.sessions.models import CheckIn

SAFETY_SET = "safety"
SAFETY_SETS = frozenset({"intake", "safety", "four_weekly"})
"""Sets of questions that hold the safety questions."""


class GateClosedError(Exception):
    """The safety gate is closed: nothing is measured, planned or trained."""

    def __init__(self, closed: Gate) -> None:
        super().__init__(closed.level)
        self.gate = closed


def client_gate(client: Client) -> Gate:
    """The gate now. Answers of a round that is still open count: they can raise a flag."""
    return gate(history_of(client), local_now(), load_safety(), load_questionnaires().of_set(SAFETY_SET))


def require_open(client: Client) -> Gate:
    """The gate, where it is open. Raises ``GateClosedError``."""
    found = client_gate(client)
    if not found.open:
        raise GateClosedError(found)
    return found


def client_limits(found: Gate) -> Limits:
    """What the codes of the gate limit."""
    return limits(found.modifiers, load_safety())


def remember_gate(client: Client) -> Gate:
    """Ask the gate and keep its word, if it says something new."""
    found = client_gate(client)
    newest = GateDecision.objects.filter(client=client).order_by("-at").first()
    content = found.model_dump(mode="json")
    if newest is None or newest.gate != content:
        GateDecision.objects.create(client=client, level=found.level or "", open=found.open, gate=content)
    return found


def history_of(client: Client) -> SafetyHistory:
    """Everything the gate looks at."""
    rounds = IntakeSession.objects.filter(client=client, question_set__in=SAFETY_SETS).exclude(answers={})
    flares = CheckIn.objects.filter(client=client, kind=CheckIn.Kind.FLARE).order_by("at")
    return SafetyHistory(
        screenings=tuple(_screening(one) for one in sorted(rounds, key=_answered_at)),
        clearances=tuple(_clearance(one) for one in client.clearances.select_related("recorded_by")),
        overrides=tuple(_override(one) for one in client.overrides.select_related("by")),
        flares=tuple(local(one.at) for one in flares),
    )


def local(moment: datetime) -> datetime:
    """The gym's own clock, as the records of ``taikan.intake`` keep it."""
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0)


def local_now() -> datetime:
    """Now, by the gym's clock."""
    return local(timezone.now())


def _answered_at(one: IntakeSession) -> datetime:
    return one.finished_at or one.saved_at


def _screening(one: IntakeSession) -> Screening:
    answers = {item: tuple(given) if isinstance(given, list) else given for item, given in one.answers.items()}
    return Screening(at=local(_answered_at(one)), answers=answers, full=one.full, versions=one.versions)


def _clearance(one: Clearance) -> ClearanceRecord:
    return ClearanceRecord(
        seen_at=local(one.seen_at),
        clinician=one.clinician,
        facility=one.facility,
        said=one.said,
        restrictions=tuple(one.restrictions),
        restrictions_text=one.restrictions_text,
        covers=tuple(one.covers),
        recorded_by=one.role,
        recorded_by_name=one.recorded_by.shown_name,
        recorded_at=local(one.recorded_at),
    )


def _override(one: Override) -> OverrideRecord:
    return OverrideRecord(
        rule=one.rule,
        reason=one.reason,
        by=one.role,
        by_name=one.by.shown_name,
        at=local(one.at),
    )
