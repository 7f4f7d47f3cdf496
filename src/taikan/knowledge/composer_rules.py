"""The composer's data: what a session is made of, how soft goals weigh, special populations (``programme/*.toml``)."""

from collections.abc import Mapping
from functools import lru_cache

from pydantic import Field, ValidationError

from taikan.core.texts import Text
from taikan.knowledge.exercise_models import Exercise, Phase
from taikan.knowledge.factor_model import EvidenceGrade
from taikan.knowledge.load_rules import LoadRules, load_load_rules
from taikan.knowledge.loader import KnowledgeError, knowledge_tables
from taikan.knowledge.models import Entry, Mark

Span = tuple[int, int]


class Place(Entry):
    """A place of a session and how many items it takes: least (a wish) and most (a limit), by setting.

    ``level_one_of``: families of which only level 1 belongs here. ``settle`` replaces both in the settle phase.
    """

    id: str
    families: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    level_one_of: tuple[str, ...] = ()
    home: Span
    gym: Span
    settle: Span

    def takes(self, exercise: Exercise) -> bool:
        """Whether ``exercise`` belongs here by itself; the first place that takes it counts."""
        named = exercise.id in self.exercises or exercise.family in self.families
        return named or (exercise.level == 1 and exercise.family in self.level_one_of)


class Gates(Entry):
    """Exercises that need something first, and those nobody does without a trainer."""

    deadlift: tuple[str, ...]
    running_positions: tuple[str, ...]
    ballistic: tuple[str, ...]
    ballistic_green_weeks: float
    form_level: int
    hinge_families: tuple[str, ...]
    squat_families: tuple[str, ...]
    top_level: int
    top_reached: int
    self_guided_families: tuple[str, ...]
    easing_only_codes: tuple[str, ...]
    easing_only_phases: tuple[Phase, ...]


class WalkDose(Entry):
    """The daily walk: least and most ``minutes`` a walk, ``per_day`` walks, ``days`` a week, ``steps`` a day if any."""

    minutes: tuple[float, float]
    per_day: int
    days: int
    steps: int | None = None
    mark: Mark
    source: str


class SessionRules(Entry):
    """All of ``places.toml``. Holds and rests in seconds, ``caution_sets`` a share, ``*_rpe`` on the 0..10 scale."""

    mark: Mark
    source: str
    always_there: tuple[str, ...]
    daily_walk: tuple[str, ...]
    split_from: int
    entry_level: Mapping[Phase, int]
    rung_weeks: float
    hard_rpe: float
    weekly_floor: int
    breath_hold_s: float
    breath_family: str
    caution_sets: float
    level_c_rpe: float
    assumed: Mapping[str, tuple[str, ...]]
    gym_items: Mapping[Phase, int]
    review_weeks: Mapping[Phase, tuple[float, float]]
    walk: Mapping[Phase, WalkDose]
    walk_codes: Mapping[str, WalkDose]
    gates: Gates
    directions: Mapping[str, tuple[str, ...]]
    place: tuple[Place, ...]
    blocks: Mapping[str, tuple[str, ...]]
    block_of: Mapping[str, str]

    def place_of(self, exercise: Exercise) -> Place:
        """The place of ``exercise`` in a session; raises ``KeyError`` if none takes it."""
        for place in self.place:
            if place.takes(exercise):
                return place
        raise KeyError(exercise.id)

    def order_of(self, exercise: Exercise) -> tuple[int, int]:
        """Where ``exercise`` comes in a session: number of its block, then its rank within."""
        names = list(self.blocks)
        block = self.block_of.get(exercise.id) or self._usual_block(exercise)
        families = self.blocks[block]
        rank = families.index(exercise.family) if exercise.family in families else len(families)
        return names.index(block), rank

    def _usual_block(self, exercise: Exercise) -> str:
        """The last block that has the family, the first at level 1: breathing mobilises first and is control later."""
        blocks = [block for block, families in self.blocks.items() if exercise.family in families]
        return blocks[0] if exercise.level == 1 else blocks[-1]

    def block_name(self, exercise: Exercise) -> str:
        """The block of ``exercise``."""
        return list(self.blocks)[self.order_of(exercise)[0]]


class Search(Entry):
    """How long the solver may work (its own deterministic seconds), and the relative gap at which it may stop."""

    deterministic_time: float = Field(gt=0)
    gap: float = Field(ge=0, lt=1)
    substitutes: int = Field(ge=0)


class Weights(Entry):
    """The soft goals (``weights.toml``): multipliers, and values in units of a factor priority."""

    mark: Mark
    source: str
    evidence: Mapping[EvidenceGrade, float]
    liked: float
    disliked: float
    favoured: float
    wish: float
    goal: float
    too_easy: tuple[float, ...]
    fresh_weeks: float
    stale_weeks: float
    stale: float
    need_floor: float
    extra_set: float
    item_cost: float
    empty_place: float
    factor_covered: float
    region_covered: float
    family_used: float
    kept: float
    changed: float
    base: Mapping[str, float]
    goals: Mapping[str, tuple[str, ...]]
    search: Search

    def fit(self, levels_below: int) -> float:
        """What an exercise of a ladder is worth that many levels below the one to train at."""
        return self.too_easy[min(max(levels_below, 0), len(self.too_easy) - 1)]

    def novelty(self, weeks: float) -> float:
        """1 for what is fresh, falling in a line to ``stale`` for what has been in the plan for long."""
        share = (weeks - self.fresh_weeks) / (self.stale_weeks - self.fresh_weeks)
        return 1.0 - (1.0 - self.stale) * min(1.0, max(0.0, share))


class Population(Entry):
    """People with something in common: when it applies (any of age, codes, need), caps, and what to favour.

    ``favour``: what the week should hold one of, and the exercises that count as it.
    """

    min_age: float | None = None
    codes: tuple[str, ...] = ()
    need: str | None = None
    least_priority: float = 0.0
    sets: int | None = None
    rpe_cap: float | None = None
    hold_cap_s: float | None = None
    rest_min_s: float | None = None
    tempo: str | None = None
    favour: Mapping[str, tuple[str, ...]] = {}
    ja: str
    en: str
    mark: Mark
    source: str

    @property
    def line(self) -> Text:
        """What the client is told."""
        return Text(ja=self.ja, en=self.en)


class ComposerRules(Entry):
    """Everything the composer reads besides exercises and safety."""

    sessions: SessionRules
    weights: Weights
    populations: Mapping[str, Population]
    loads: LoadRules


@lru_cache(maxsize=1)
def load_composer_rules() -> ComposerRules:
    """The rules of this package and its extensions. Raises ``KnowledgeError`` if a file is wrong."""
    sessions, weights, populations = knowledge_tables(
        "programme/places.toml", "programme/weights.toml", "programme/populations.toml"
    )
    try:
        return ComposerRules.model_validate(
            {"sessions": sessions, "weights": weights, "populations": populations, "loads": load_load_rules()}
        )
    except ValidationError as problem:
        raise KnowledgeError(f"programme: {problem}") from problem
