"""What goes into a factor profile and what comes out. Frozen and validated; codes only, sentences where marked."""

from collections import Counter
from typing import Literal

from pydantic import Field, model_validator

from taikan.core.records import Grade, Record, Side
from taikan.core.texts import Text
from taikan.knowledge.factor_model import EvidenceGrade
from taikan.knowledge.models import Cuts

Level = Literal["go", "C", "D", "U", "E"]
Certainty = Literal["high", "medium", "low"]
RefusalReason = Literal["level", "modifier", "pain"]


class Observation(Record):
    """One graded or measured piece of evidence.

    Either ``grade`` (answers, pass/fail tests, bands given by hand) or ``value`` with its ``cuts`` and ``sem``, all in
    the measure's unit. ``confidence`` 0..1 is used as a weight. ``side`` is the person's own; a code may be observed
    once for each side and the worse one counts. ``origin`` says where it was read.
    """

    code: str
    side: Side = "none"
    grade: Grade | None = None
    value: float | None = None
    sem: float | None = Field(default=None, gt=0)
    cuts: Cuts | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)
    origin: str = ""

    @model_validator(mode="after")
    def _grade_or_value(self) -> "Observation":
        measured = (self.value is not None, self.sem is not None, self.cuts is not None)
        if any(measured) and not all(measured):
            raise ValueError("a value needs its sem and cuts")
        if (self.grade is None) == (self.value is None):
            raise ValueError("give either a grade or a value with sem and cuts")
        return self


class SymptomTrialResult(Record):
    """The familiar pain (0..10) before and after a small change that speaks for ``factor``."""

    factor: str
    before: float = Field(ge=0, le=10)
    after: float = Field(ge=0, le=10)
    trial: str | None = None


class Pin(Record):
    """A trainer's decision, kept with its reason: put a factor's theme first, or leave the factor out of the themes."""

    factor: str
    choice: Literal["first", "leave_out"]
    reason: str = Field(min_length=1)


class ClientEvidence(Record):
    """All the engine may know of a client. What is absent counts as never asked or measured.

    ``level``: the safety gate's. ``modifiers``: safety codes. ``pain_now`` 0..10 at the time of testing. ``tags``:
    -2 (much worse) .. +2 (easier). ``hide``: factors that make no sense for this client. ``priors``: conditional
    priors. ``preferred_themes``: the client's own order, used between themes that are practically equal.
    """

    level: Level = "go"
    modifiers: tuple[str, ...] = ()
    age: float | None = Field(default=None, ge=0, le=130)
    pain_now: float | None = Field(default=None, ge=0, le=10)
    tags: dict[str, int] = Field(default_factory=dict)
    hide: tuple[str, ...] = ()
    priors: dict[str, float] = Field(default_factory=dict)
    observations: tuple[Observation, ...] = ()
    trials: tuple[SymptomTrialResult, ...] = ()
    pins: tuple[Pin, ...] = ()
    preferred_themes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> "ClientEvidence":
        twice = [key for key, n in Counter((o.code, o.side) for o in self.observations).items() if n > 1]
        if twice:
            raise ValueError(f"observed twice: {', '.join(f'{code} ({side})' for code, side in twice)}")
        if any(not -2 <= v <= 2 for v in self.tags.values()):
            raise ValueError("tags lie within -2..2")
        if any(not 0 < p < 1 for p in self.priors.values()):
            raise ValueError("priors lie between 0 and 1")
        return self


class Contribution(Record):
    """What one piece of evidence adds to a factor's log-odds: ``weight`` x ``score`` x ``confidence``, times ``share``.

    ``share`` is 1 for the largest of a correlated group and less for the others. ``grade`` is the word for the score.
    """

    code: str
    side: Side
    grade: Grade
    score: float
    confidence: float
    weight: float
    group: str
    share: float
    log_odds: float


class FactorResult(Record):
    """One factor. ``probability`` is that the finding is present, never that it is why the back hurts.

    ``prior_log_odds`` + the contributions = ``log_odds`` unless limited. ``*_low``/``*_high`` are the interval from the
    sampling. ``top_three``: share of draws in which it is among the first three. ``match`` and ``trial`` are the
    multipliers of the relevance. ``completeness``: share of the weight of its evidence that was usable. ``side``: where
    it shows; ``sides_differ``: some evidence was on target on the other side. ``missing``: evidence not known that
    safety leaves open, heaviest first.
    """

    id: str
    theme: str
    grade: EvidenceGrade
    prior_log_odds: float
    log_odds: float
    limited: bool
    probability: float
    probability_low: float
    probability_high: float
    relevance: float
    match: float
    trial: float
    priority: float
    priority_low: float
    priority_high: float
    top_three: float
    certainty: Certainty
    completeness: float
    found: bool
    side: Side
    sides_differ: bool
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...]
    sentences: tuple[Text, ...] = ()


class ThemeResult(Record):
    """A theme for the client: ``score`` = 1 - product of (1 - priority) over its found ``factors``, best first.

    ``may_lead``: false if all of them are very weakly supported and the client's own pattern does not match.
    """

    id: str
    score: float
    factors: tuple[str, ...]
    may_lead: bool


class Refusal(Record):
    """An observation that was not scored, and why: the safety level, a modifier code, or the pain now."""

    code: str
    reason: RefusalReason
    because: str


class Profile(Record):
    """The profile. With a level that allows no factors everything but ``level`` and ``messages`` is empty.

    ``messages``: keys of ``profile.message.*``. ``factors``: by falling priority. ``themes``: those shown, in order;
    ``held_back``: found, but not to lead. ``unknown``: factors with too little evidence to be called found.
    ``mobility``: ``mob.*`` factors for the one mobility place, best first.
    """

    level: Level
    messages: tuple[str, ...] = ()
    themes: tuple[ThemeResult, ...] = ()
    held_back: tuple[ThemeResult, ...] = ()
    factors: tuple[FactorResult, ...] = ()
    unknown: tuple[str, ...] = ()
    mobility: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    unused: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()

    def factor(self, factor_id: str) -> FactorResult:
        """The factor ``factor_id``; raises ``KeyError`` if the profile does not hold it."""
        for factor in self.factors:
            if factor.id == factor_id:
                return factor
        raise KeyError(factor_id)
