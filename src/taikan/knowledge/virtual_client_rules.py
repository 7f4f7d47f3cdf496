"""The parameters of the virtual clients (``programme/virtual_clients.toml``): a toy for testing decisions."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from taikan.knowledge.loader import KnowledgeError, knowledge_tables
from taikan.knowledge.models import Entry, Mark

World = Literal["tissue", "no_tissue", "fear", "sleep"]
WORLDS: tuple[World, ...] = ("tissue", "no_tissue", "fear", "sleep")
Blind = Literal["general", "too_weak", "too_strong", "random"]
BLIND: tuple[Blind, ...] = ("general", "too_weak", "too_strong", "random")


class Spread(Entry):
    """How a value differs between people: a normal distribution cut at ``low`` and ``high``."""

    mean: float
    sd: float = Field(ge=0)
    low: float
    high: float

    @model_validator(mode="after")
    def _mean_lies_within(self) -> "Spread":
        if not self.low <= self.mean <= self.high:
            raise ValueError("the mean lies between low and high")
        return self


class Course(Entry):
    """A natural course: a fast and a slow part with their decay in days, and what stays; NRS points."""

    fast: Spread
    fast_days: Spread
    slow: Spread
    slow_days: Spread
    floor: Spread


class FlareModel(Entry):
    """Flare-ups without training: how often a year, how different between people, how large, how long."""

    per_year: float
    frailty: float
    size_least: float
    size_mean_above: float
    size_most: float
    days: float
    prevention: float


class BodyModel(Entry):
    """Tolerance and fitness (arbitrary unit), how they grow a session and shrink a day, shares of themselves."""

    tolerance: Spread
    fitness: Spread
    region_sd: float
    pain_lowers_tolerance: float
    tolerance_gain: float
    fitness_gain: float
    loss_per_day: float
    most_gain: float
    noise_sd: float
    day_load_sd: float


class EffectModel(Entry):
    """What training does to pain. Intensities are shares of fitness, gains shares of the way left a session."""

    least: float
    full: float
    too_much: float
    specific_gain: float
    general_gain: float
    specific_loss_day: float
    general_loss_day: float
    most: float
    match_base: float
    match_slope: float


class OverloadModel(Entry):
    """What demand above tolerance does, a unit of excess (demand / tolerance - 1)."""

    pain_per_excess: float
    flare_per_excess: float
    soreness_days: float


class AdherenceModel(Entry):
    """How likely a session is done, and what changes that; shares."""

    base: Spread
    pain_lowers: float
    discouraged_by_pain: float
    encouraged: float
    least_motivation: float
    drift_per_day: float


class FearModel(Entry):
    """Fear 0..1: what lowers and raises it."""

    start: Spread
    success_lowers: float
    painful_raises: float
    flare_raises: float
    back_per_day: float


class SleepModel(Entry):
    """Sleep debt 0..1: what lowers and raises it, and the pain of a debt above the person's own."""

    start: Spread
    session_lowers: float
    too_hard_raises: float
    back_per_day: float
    pain_per_debt: float


class WorldModel(Entry):
    """What matters in a world, 0..1."""

    load: float
    specific: float
    fear: float
    sleep: float


class DemandModel(Entry):
    """What an exercise asks for by level 1..5, and how work and load change it."""

    level: tuple[float, float, float, float, float]
    work_power: float
    load_power: float


class BlindPolicy(Entry):
    """A policy that does not look at the client: demand at the start and after ``weeks``, share of needs it meets."""

    start: float
    end: float
    weeks: int
    match: float


class CalibrationTarget(Entry):
    """What the virtual clients must reproduce; pain 0..100, shares 0..1."""

    acute: tuple[float, ...]
    persistent: tuple[float, ...]
    weeks: tuple[int, ...]
    within: float
    recurrence: float
    recurrence_within: float
    limiting: float
    limiting_size: float
    exercise: float
    exercise_within: float
    exercise_week: int


class VirtualClientRules(Entry):
    """All of ``programme/virtual_clients.toml``."""

    mark: Mark
    source: str
    days: int
    meaningful_share: float
    meaningful_points: float
    meaningful_days: int
    flare_counts_from: float
    relapse_rise: float
    persistent_share: float
    dishonest_share: float
    dishonest_pain: float
    dishonest_effort: float
    report_sd: float
    theme_error: float
    judged_share: float
    acute: Course
    persistent: Course
    flare: FlareModel
    body: BodyModel
    effect: EffectModel
    overload: OverloadModel
    adherence: AdherenceModel
    fear: FearModel
    sleep: SleepModel
    world: Mapping[World, WorldModel]
    demand: DemandModel
    policy: Mapping[Blind, BlindPolicy]
    target: CalibrationTarget


@lru_cache(maxsize=1)
def load_virtual_client_rules() -> VirtualClientRules:
    """The parameters. Raises ``KnowledgeError`` if the file is wrong."""
    (table,) = knowledge_tables("programme/virtual_clients.toml")
    try:
        return VirtualClientRules.model_validate(table)
    except ValidationError as problem:
        raise KnowledgeError(f"programme/virtual_clients.toml: {problem}") from problem
