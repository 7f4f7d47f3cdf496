"""The numbers of the load controller (``programme/control.toml``): zones, steps, flare-ups, deload, breaks."""

from functools import lru_cache

from pydantic import Field, ValidationError, model_validator

from taikan.knowledge.exercise_models import Phase
from taikan.knowledge.loader import KnowledgeError, knowledge_tables
from taikan.knowledge.models import Entry, Mark


class ZoneCuts(Entry):
    """Pain above ``amber_above`` is amber, from ``red_from`` on red; NRS points."""

    amber_above: float
    red_from: float

    @model_validator(mode="after")
    def _red_lies_above(self) -> "ZoneCuts":
        if self.red_from <= self.amber_above:
            raise ValueError("red_from must lie above amber_above")
        return self


class ZoneRules(Entry):
    """The traffic light. Up to ``usual_limit`` both columns count, above it the change and one absolute red."""

    usual_limit: float
    absolute: ZoneCuts
    change: ZoneCuts
    absolute_red_above_usual: float
    settled_within: float
    centralising_up_to: float


class TechniqueRules(Entry):
    """``ready``: score 0..100 from which a step up is possible; ``poor_in_a_row`` sessions below it step down."""

    ready: float
    poor_in_a_row: int
    slow_tempo: str


class ProgressRules(Entry):
    """When and how far a dose goes up. Shares are of the dose or of last week's sets, days are days."""

    oks: int = Field(ge=1)
    oks_without_score: int = Field(ge=1)
    reserve: float
    effort_scale: float
    reps_step: int = Field(ge=1)
    reps_step_easy: int = Field(ge=1, le=2)
    easy_by: float
    hold_step_s: float = Field(gt=0)
    time_step: float = Field(gt=0)
    time_top: float = Field(gt=1)
    range_step: float = Field(gt=0)
    new_exercise_volume: float = Field(gt=0, le=1)
    per_session: int = Field(ge=1)
    days_between: int = Field(ge=1)
    weekly_sets: float = Field(gt=0)
    no_progress_phases: tuple[Phase, ...]
    top_level_greens: int
    top_level: int
    self_guided_rpe: float


class ReduceRules(Entry):
    """How a dose goes down: factors of volume, load or range, and how many sessions in a row it takes."""

    red_volume: float = Field(gt=0, lt=1)
    red_sessions_without_progress: int
    amber: float = Field(gt=0, lt=1)
    amber_in_a_row: int
    range_least: float = Field(gt=0, le=1)
    effort_over: float
    short_in_a_row: int
    short_volume: float = Field(gt=0, lt=1)
    rest_days: int
    flares_to_ban: int
    reds_to_swap: int


class FlareStage(Entry):
    """A stretch of a flare-up. ``level``: rungs down; ``hard_rests``: everything but gentle items pauses."""

    name: str
    from_day: int = Field(ge=0)
    phase: Phase
    volume: float = Field(gt=0, le=1)
    level: int = Field(le=0)
    hard_rests: bool
    after_easing_days: int = Field(ge=0)


class FlareDay(Entry):
    """What to do from a day on; ids of ``load.flare.*``."""

    from_day: int = Field(ge=0)
    do: tuple[str, ...]


class FlareRules(Entry):
    """What starts a flare-up, when it has eased, and its table of days."""

    above_usual: float
    red_sessions: int
    red_days: int
    eased_by: float
    eased_to_usual: float
    worse_by: float
    better_share: float
    last_day: int
    gentle_rpe: float
    gentle_level: int
    stage: tuple[FlareStage, ...] = Field(min_length=1)
    day: tuple[FlareDay, ...] = Field(min_length=1)


class DeloadRules(Entry):
    """A lighter week: every ``every_days``, or when ``signs`` of the four signs are there."""

    every_days: int
    days: int
    volume: float = Field(gt=0, lt=1)
    signs: int
    signs_least_days: int
    sleep_at_most: float
    stress_from: float
    effort_drift: float
    ambers: int
    amber_days: int


class BreakRule(Entry):
    """What a break of ``from_days`` or more asks for: ``volume`` for ``days``, rungs down, another screening."""

    from_days: int
    volume: float = Field(gt=0, le=1)
    days: int
    rescreen: bool = False
    level: int = Field(default=0, le=0)
    phase: Phase | None = None


class IllnessRule(Entry):
    """No training for ``stop_days`` after fever, then ``volume`` for ``days``."""

    stop_days: int
    volume: float = Field(gt=0, le=1)
    days: int


class ControlRules(Entry):
    """All of ``programme/control.toml``."""

    mark: Mark
    source: str
    zones: ZoneRules
    technique: TechniqueRules
    progress: ProgressRules
    reduce: ReduceRules
    flare: FlareRules
    deload: DeloadRules
    breaks: tuple[BreakRule, ...] = Field(alias="break", min_length=1)
    illness: IllnessRule

    def break_after(self, days: int) -> BreakRule | None:
        """The rule for ``days`` without a session; ``None`` for the usual pauses."""
        rules = [rule for rule in self.breaks if days >= rule.from_days]
        return max(rules, key=lambda rule: rule.from_days) if rules else None


@lru_cache(maxsize=1)
def load_control_rules() -> ControlRules:
    """The rules of this package and its extensions. Raises ``KnowledgeError`` if the file is wrong."""
    (table,) = knowledge_tables("programme/control.toml")
    try:
        return ControlRules.model_validate(table)
    except ValidationError as problem:
        raise KnowledgeError(f"programme/control.toml: {problem}") from problem
