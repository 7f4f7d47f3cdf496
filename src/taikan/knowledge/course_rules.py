"""The course of a programme: phases, return to running, and the plan that keeps pain away (``programme/*.toml``)."""

from functools import lru_cache
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from taikan.core.records import Sex
from taikan.knowledge.loader import KnowledgeError, knowledge_tables
from taikan.knowledge.models import Entry, Mark

Rules = TypeVar("Rules", bound=BaseModel)


class SettleRule(Entry):
    """When everything calms down first, and when that ends."""

    pain_from: float
    acute_weeks: float
    adl_impossible: int
    codes: tuple[str, ...]
    exit_pain: float
    exit_fall: float
    exit_green_days: int


class RestoreRule(Entry):
    """When restore ends; ``stuck_weeks`` in it without an end ask for a closer look."""

    weeks: float
    adherence: float
    core_items: int
    form: float
    exit_pain: float
    entry_pain_from: float
    entry_fall: float
    stuck_weeks: float
    stuck_level: int


class StrengthTarget(Entry):
    """A target of the build phase: a value by sex or the person's own ``norm``; ``excluded_by`` these codes."""

    id: str
    measure: str
    female: float | None = None
    male: float | None = None
    norm: bool = False
    excluded_by: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _value_or_norm(self) -> "StrengthTarget":
        if self.norm == (self.female is not None and self.male is not None):
            raise ValueError(f"{self.id}: a target has both values or is a norm")
        return self

    def value(self, sex: Sex | None) -> float | None:
        """The value to reach; the higher one when the sex is unknown. ``None`` for a norm."""
        by_sex = {"female": self.female, "male": self.male}
        if sex is not None:
            return by_sex[sex]
        return max((v for v in by_sex.values() if v is not None), default=None)


class BuildRule(Entry):
    """When build may begin straight away, and when it is finished."""

    straight_pain: float
    straight_weeks: float
    weeks: float
    activities: float
    worst_pain: float
    usual_limit: float
    green_weeks: float
    target: tuple[StrengthTarget, ...]


class MaintainRule(Entry):
    """Up to which usual pain the client stays in maintain."""

    pain: float


class ResponseRule(Entry):
    """When a lack of response is looked for: change below ``least_change`` though ``adherence`` was reached."""

    weeks: tuple[int, ...]
    least_change: float
    adherence: float
    shrink_below: float


class PhaseRules(Entry):
    """All of ``programme/phases.toml``."""

    mark: Mark
    source: str
    off_days: int
    settle: SettleRule
    restore: RestoreRule
    build: BuildRule
    maintain: MaintainRule
    response: ResponseRule


class RunStep(Entry):
    """A step of the return: ``rounds`` of ``run_s`` running and ``walk_s`` walking; ``greens`` to go on."""

    id: str
    run_s: float = Field(ge=0)
    walk_s: float = Field(ge=0)
    rounds: int = Field(ge=1)
    greens: int = Field(ge=1)

    @property
    def run_minutes(self) -> float:
        """Minutes of running."""
        return self.rounds * self.run_s / 60


class RunStage(Entry):
    """One change after the return, kept for ``weeks`` green weeks; ``exercises`` it adds."""

    id: str
    weeks: int = Field(ge=1)
    exercises: tuple[str, ...] = ()


class RunningRules(Entry):
    """All of ``programme/running.toml``."""

    mark: Mark
    source: str
    pain_limit: float
    days_between: int
    runs_per_week: int
    weekly_growth: float
    after_pain: float
    pain_sessions_back: int
    most_minutes_per_week: float
    surface: str
    cadence_percent: float
    step: tuple[RunStep, ...] = Field(min_length=1)
    stage: tuple[RunStage, ...] = Field(min_length=1)


class WalkLadder(Entry):
    """From ``start_minutes`` on ``start_days`` to ``top_minutes`` on ``top_days`` ``by_week``."""

    start_minutes: int
    start_minutes_fit: int
    start_days: int
    step_minutes: int
    top_minutes: int
    top_days: int
    weeks_per_day: int
    by_week: int


class WatchSign(Entry):
    """A sign that a next episode is nearer; in the unit of its value."""

    id: str
    above: float | None = None
    below: float | None = None


class WatchList(Entry):
    """The signs, and how many together are told."""

    together: int
    signs: tuple[WatchSign, ...]


class EarlyWarning(Entry):
    """Pain so far above the usual on so many mornings asks for ``settle_days`` of the settling plan."""

    above_usual: float
    mornings: int
    settle_days: int


class PreventionRules(Entry):
    """All of ``programme/prevention.toml``."""

    mark: Mark
    source: str
    strength_per_week: int
    strength_minutes: tuple[int, int]
    refresher_months: tuple[int, ...]
    refresher_checks: tuple[str, ...]
    contact_weeks: tuple[int, ...]
    minimum_minutes: int
    minimum_per_week: int
    holiday_volume: float
    walk: WalkLadder
    watch: WatchList
    early_warning: EarlyWarning


@lru_cache(maxsize=1)
def load_phase_rules() -> PhaseRules:
    """Raises ``KnowledgeError`` if the file is wrong; so do the two below."""
    return _read("phases", PhaseRules)


@lru_cache(maxsize=1)
def load_running_rules() -> RunningRules:
    """The rules of running."""
    return _read("running", RunningRules)


@lru_cache(maxsize=1)
def load_prevention_rules() -> PreventionRules:
    """The rules of prevention."""
    return _read("prevention", PreventionRules)


def _read(name: str, kind: type[Rules]) -> Rules:
    (table,) = knowledge_tables(f"programme/{name}.toml")
    try:
        return kind.model_validate(table)
    except ValidationError as problem:
        raise KnowledgeError(f"programme/{name}.toml: {problem}") from problem
