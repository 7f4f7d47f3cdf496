"""What the safety gate says, and what it keeps: screenings, clearances, overrides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field, field_validator

from taikan.core.records import Record
from taikan.core.texts import Text
from taikan.knowledge.models import Mark
from taikan.knowledge.safety_models import Activity, Level

Answer = str | int | float | tuple[str, ...]
"""One answer: a code, a number, a text or ISO date, or the codes chosen."""
Answers = Mapping[str, Answer]
Role = Literal["trainer", "clinician", "self"]


class TracedAnswer(Record):
    """One answer that made a rule fire."""

    item: str
    answer: Answer


class Finding(Record):
    """A rule that fired.

    ``level`` is the rule's own; ``state`` says whether it still counts: ``open``, ``cleared`` by a clinician (it then
    counts as C) or ``overridden`` by a trainer (a C that counts no more). ``non_urgent``: a doctor should be seen, but
    training may start at C. ``since`` is set on a finding of an earlier screening that nobody has cleared yet.
    """

    rule: str
    level: Level
    fact: Text
    answers: tuple[TracedAnswer, ...]
    destination: Text
    modifiers: tuple[str, ...] = ()
    advice: Text | None = None
    non_urgent: bool = False
    state: Literal["open", "cleared", "overridden"] = "open"
    since: datetime | None = None
    mark: Mark
    sources: tuple[str, ...] = ()

    @property
    def counts_as(self) -> Level:
        """The level this finding still has."""
        if self.state == "overridden":
            return "go"
        return "C" if self.state == "cleared" and self.level != "go" else self.level


class Conflict(Record):
    """Two answers that cannot both be right."""

    code: str
    text: Text
    items: tuple[str, ...]


class Screen(Record):
    """What one set of answers says, without any history. ``missing`` are required questions without an answer."""

    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    modifiers: tuple[str, ...]
    states: tuple[str, ...]


class Screening(Record):
    """Answers to the safety questions, as they are kept. ``at`` is local time.

    ``full``: all were asked afresh. One that was broken off, or is still being answered, can raise a flag but not help
    to clear one.
    """

    at: datetime
    answers: dict[str, Answer]
    full: bool = True
    versions: dict[str, str] = Field(default_factory=dict)


class Clearance(Record):
    """A clinician's word that training may go on, as somebody wrote it down from the return slip.

    ``seen_at``: when the clinician saw the person; a bare date means the start of that day. ``covers``: the rules the
    clinician looked at; empty means everything known by then. ``restrictions`` are modifier codes,
    ``restrictions_text`` free words. An entry a self-guided person made alone is kept but does not count.
    """

    seen_at: datetime
    clinician: str = Field(min_length=1)
    facility: str = Field(min_length=1)
    said: str = Field(min_length=1)
    restrictions: tuple[str, ...] = ()
    restrictions_text: str = ""
    covers: tuple[str, ...] = ()
    recorded_by: Role
    recorded_by_name: str = Field(min_length=1)
    recorded_at: datetime

    @field_validator("clinician", "facility", "said", "recorded_by_name")
    @classmethod
    def _not_blank(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must not be blank")
        return value


class Override(Record):
    """A trainer's decision that one caution (C) does not apply, with the reason."""

    rule: str
    reason: str = Field(min_length=1)
    by: Role
    by_name: str = Field(min_length=1)
    at: datetime


class SafetyHistory(Record):
    """Everything the gate looks at: screenings in the order they were answered, clearances, overrides and flare-ups."""

    screenings: tuple[Screening, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    overrides: tuple[Override, ...] = ()
    flares: tuple[datetime, ...] = ()


class Gate(Record):
    """The gate's answer.

    ``level`` is the highest that still counts; ``None`` when nothing stops training but questions are unanswered or
    contradict each other. ``open``: whether tests, factors, programme and coaching may be used at all. A ``level`` D
    with ``open`` true is a non-urgent one. ``modifiers`` are closed under what they imply; ``states`` (``age_75``,
    ``bp_unknown``) limit tests only. ``blocked_today``: nothing at all today, not even daily
    tasks. ``screened_at``: the last full screening.
    """

    level: Level | None
    open: bool
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    modifiers: tuple[str, ...]
    states: tuple[str, ...]
    restrictions: tuple[str, ...] = ()
    blocked_today: bool = False
    allows: tuple[Activity, ...]
    version: str
    screened_at: datetime | None
