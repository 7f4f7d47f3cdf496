"""Loads: where to start, how far to go and what an implement is (``programme/loads.toml``)."""

from functools import lru_cache

from pydantic import Field, ValidationError, model_validator

from taikan.knowledge.exercise_models import Exercise
from taikan.knowledge.loader import KnowledgeError, knowledge_tables
from taikan.knowledge.models import Entry, Mark

Share = float


class AgeRule(Entry):
    """From ``from_years`` on a start load is multiplied by ``factor``."""

    from_years: float
    factor: float = Field(gt=0, le=1)


class IncreaseRule(Entry):
    """The largest step up: the smaller of ``fraction`` of the load and the kilograms of the body half."""

    fraction: float = Field(gt=0, le=1)
    lower_kg: float = Field(gt=0)
    upper_kg: float = Field(gt=0)
    lower_regions: tuple[str, ...]


class JumpRule(Entry):
    """How far away the next implement may be at all: the larger of ``fraction`` of the load and ``kg``."""

    fraction: float = Field(gt=0)
    kg: float = Field(gt=0)


class ImplementRules(Entry):
    """Which equipment carries a load. ``machine_steps``: how many steps a stack has; ``bottles_kg``: stand-ins."""

    dumbbell_one_hand: tuple[str, ...]
    machines: tuple[str, ...]
    machine_steps: int = Field(gt=0)
    fillable: tuple[str, ...]
    fillable_step_kg: float = Field(gt=0)
    bands: tuple[str, ...]
    bottles_kg: tuple[float, ...]


class LoadCap(Entry):
    """The heaviest load, a share of body mass, for ``families`` and ``exercises`` or everything not named before."""

    limit: str
    families: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    everything_else: bool = False
    alone: Share = Field(gt=0)
    supervised: Share = Field(gt=0)

    @model_validator(mode="after")
    def _alone_is_stricter(self) -> "LoadCap":
        if self.alone > self.supervised:
            raise ValueError(f"{self.limit}: alone may not exceed supervised")
        return self

    def concerns(self, exercise: Exercise) -> bool:
        """Whether the cap is about ``exercise``."""
        return self.everything_else or exercise.id in self.exercises or exercise.family in self.families


class LoadRules(Entry):
    """All of ``programme/loads.toml``; shares are of body mass, factors of the value they stand with."""

    mark: Mark
    source: str
    unknown_mass_kg: float = Field(gt=0)
    first_session: float = Field(gt=0, le=1)
    carry_over: float = Field(gt=0, le=1)
    carry_over_families: tuple[str, ...]
    next_implement_reps: float = Field(gt=0, le=1)
    least_reps_alone: int
    age: AgeRule
    increase: IncreaseRule
    jump: JumpRule
    implements: ImplementRules
    cap: tuple[LoadCap, ...]

    @model_validator(mode="after")
    def _every_exercise_has_a_cap(self) -> "LoadRules":
        if not self.cap or not self.cap[-1].everything_else:
            raise ValueError("the last cap must be for everything else")
        return self

    def cap_for(self, exercise: Exercise) -> LoadCap:
        """The first cap that concerns ``exercise``."""
        return next(cap for cap in self.cap if cap.concerns(exercise))


@lru_cache(maxsize=1)
def load_load_rules() -> LoadRules:
    """The rules of this package and its extensions. Raises ``KnowledgeError`` if the file is wrong."""
    (table,) = knowledge_tables("programme/loads.toml")
    try:
        return LoadRules.model_validate(table)
    except ValidationError as problem:
        raise KnowledgeError(f"programme/loads.toml: {problem}") from problem
