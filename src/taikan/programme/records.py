"""What goes into a programme, what comes out, and what is logged against it. Frozen and validated; codes, no sentences.

Loads are kilograms in both hands together. Days are 0 (Monday) .. 6. Pain is NRS 0..10, effort RPE 0..10 (Borg CR10).
"""

from typing import Literal

from pydantic import Field

from taikan.core.records import Record, Sex
from taikan.factors.records import Level
from taikan.knowledge.exercise_models import Phase, Work
from taikan.knowledge.factor_model import EvidenceGrade

Setting = Literal["home", "gym"]
Block = Literal["mobilise", "control", "strength", "carry_over", "settle"]
BLOCKS: tuple[Block, ...] = ("mobilise", "control", "strength", "carry_over", "settle")
"""The order of a session: breathe and mobilise, control, strength and skill, carry over into daily life, settle."""


class Inventory(Record):
    """What there is to train with. ``equipment``: kinds; loads of one implement each, kg, any order.

    ``dumbbells_kg``: mass of one, each there as a pair. ``barbells_kg``: empty bars; ``plates_kg``: one of each pair.
    ``bands``: colours from the lightest to the strongest. ``boxes_cm``: heights of steps and boxes.
    """

    equipment: tuple[str, ...] = ()
    dumbbells_kg: tuple[float, ...] = ()
    kettlebells_kg: tuple[float, ...] = ()
    barbells_kg: tuple[float, ...] = ()
    plates_kg: tuple[float, ...] = ()
    machine_step_kg: float | None = Field(default=None, gt=0)
    bands: tuple[str, ...] = ()
    boxes_cm: tuple[float, ...] = ()


class FactorNeed(Record):
    """How much a factor asks for in the plan: ``priority`` 0..1 of the profile and what it was seen in."""

    factor: str
    priority: float = Field(ge=0, le=1)
    probability: float = Field(ge=0, le=1)
    evidence: tuple[str, ...] = ()


class ExerciseHistory(Record):
    """What the logs say of an exercise: ``weeks`` it has been in the plan, the last load, the dose reached, a ban."""

    exercise: str
    weeks: float = Field(ge=0)
    last_load_kg: float | None = None
    dose: "Dose | None" = None
    banned: bool = False


class SessionSlot(Record):
    """A kind of session the client has time for: how many a week and how long, seconds."""

    setting: Setting
    per_week: int = Field(ge=1, le=7)
    budget_s: float = Field(gt=0)


class PlanRequest(Record):
    """All the composer may know. Absent counts as unknown and is treated with the careful value.

    ``level``, ``codes``: the safety gate's. ``supervised``: a trainer is present; ``self_guided``: nobody is, ever.
    ``hinge_passed``/``squat_passed``: form scored 80 or more. ``deadlift_gate``: all of its conditions are met.
    ``green_weeks``: weeks without an amber or red session. ``easing``: ways that ease (extension, flexion, side).
    ``goals``: keys of ``knowledge/programme/weights.toml``.
    ``liked``/``disliked``/``locked``/``barred`` are exercise ids; ``keep`` is the plan before, so that little changes.
    ``start_hard_sets``: last week's hard sets by region, None before the first week.
    """

    level: Level = "go"
    codes: tuple[str, ...] = ()
    needs: tuple[FactorNeed, ...] = ()
    mobility: tuple[str, ...] = ()
    phase: Phase
    slots: tuple[SessionSlot, ...] = Field(min_length=1)
    inventory: dict[Setting, Inventory] = Field(default_factory=dict)
    age: float | None = Field(default=None, ge=0, le=130)
    sex: Sex | None = None
    mass_kg: float | None = Field(default=None, gt=0)
    usual_pain: float | None = Field(default=None, ge=0, le=10)
    pain_now: float | None = Field(default=None, ge=0, le=10)
    easing: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    supervised: bool = False
    self_guided: bool = False
    runner: bool = False
    hinge_passed: bool = False
    squat_passed: bool = False
    deadlift_gate: bool = False
    green_weeks: float = Field(default=0.0, ge=0)
    reached_level: int | None = Field(default=None, ge=1, le=5)
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    history: tuple[ExerciseHistory, ...] = ()
    start_hard_sets: dict[str, float] | None = None
    volume: float = Field(default=1.0, gt=0, le=1)
    seed: int = 0


class Dose(Record, Work):
    """What to do of one exercise in one session.

    ``load_kg``: total in both hands, of ``implement`` (for example "dumbbell 2 x 6 kg"); ``band``: its colour.
    ``range``: share of the usual range of motion. ``tempo``: down-pause-up, seconds.
    """

    load_kg: float | None = Field(default=None, ge=0)
    implement: str | None = None
    band: str | None = None
    range: float = Field(default=1.0, gt=0, le=1)
    tempo: str | None = None


class PlanReason(Record):
    """Why an exercise is in: the factor it serves, that factor's priority 0..1, what was seen, how well supported."""

    factor: str
    priority: float
    evidence: tuple[str, ...] = ()
    grade: EvidenceGrade


class LimitNote(Record):
    """A limit that shaped a dose or kept an exercise out. ``limit``: a key of ``programme.limit.*``; ``by``: a code."""

    limit: str
    by: str | None = None
    values: dict[str, str | float | int] = Field(default_factory=dict)


class PlannedItem(Record):
    """One exercise of a session, in its block, with its dose, how long it takes, why, and what limits it."""

    exercise: str
    block: Block
    dose: Dose
    item_s: float = Field(gt=0)
    hard: bool = False
    reasons: tuple[PlanReason, ...] = ()
    limits: tuple[LimitNote, ...] = ()
    substitutes: tuple[str, ...] = ()


class PlannedSession(Record):
    """One kind of session and the days it falls on; items in the order in which they are done."""

    id: str
    setting: Setting
    days: tuple[int, ...]
    items: tuple[PlannedItem, ...]
    budget_s: float
    total_s: float


class DailyWalk(Record):
    """The walking dose: ``minutes`` a walk, ``per_day`` walks on ``days`` days a week; ``steps`` a day if known."""

    minutes: tuple[float, float]
    per_day: int = 1
    days: int = Field(ge=1, le=7)
    steps: int | None = None


class ExcludedExercise(Record):
    """An exercise that serves a need but is not in, and the limits that kept it out."""

    exercise: str
    limits: tuple[LimitNote, ...] = Field(min_length=1)


class HabitPlan(Record):
    """One of at most two active habits; ``habit`` is an id of ``knowledge/habits``."""

    habit: str
    reason: str | None = None


class SolverReport(Record):
    """How good the plan is known to be: value reached, proven bound, relative gap 0..1, whether proven best."""

    objective: float
    bound: float
    gap: float
    proven: bool


class Programme(Record):
    """One phase's sessions. Made anew when the phase, safety or equipment changes."""

    phase: Phase
    sessions: tuple[PlannedSession, ...]
    walk: DailyWalk | None = None
    habits: tuple[HabitPlan, ...] = ()
    excluded: tuple[ExcludedExercise, ...] = ()
    hard_sets: dict[str, float] = Field(default_factory=dict)
    review_weeks: tuple[float, float]
    solver: SolverReport
    seed: int = 0

    def exercises(self) -> tuple[str, ...]:
        """Every exercise of the plan once, in order of appearance."""
        return tuple(dict.fromkeys(item.exercise for session in self.sessions for item in session.items))


class Conflict(Record):
    """Why no plan exists: the smallest set of limits in conflict, and what to give up, best first."""

    limits: tuple[LimitNote, ...] = Field(min_length=1)
    relaxations: tuple[LimitNote, ...] = ()


class SeenFault(Record):
    """A form fault in a set: share of the repetitions that showed it and the confidence, both 0..1."""

    code: str
    share: float = Field(ge=0, le=1)
    confidence: float = Field(ge=0, le=1)


class ItemLog(Record):
    """What was done of one exercise. Anything not said is ``None`` and never counts as good.

    ``dose``: as planned; ``done_*``: as done (the least of the sets). ``rir``: repetitions in reserve.
    ``technique`` 0..100, or from ``faults`` when absent.
    """

    exercise: str
    dose: Dose
    completed: bool
    done_sets: int | None = Field(default=None, ge=0)
    done_reps: int | None = Field(default=None, ge=0)
    done_hold_s: float | None = Field(default=None, ge=0)
    done_time_s: float | None = Field(default=None, ge=0)
    done_load_kg: float | None = Field(default=None, ge=0)
    rpe: float | None = Field(default=None, ge=0, le=10)
    rir: float | None = Field(default=None, ge=0)
    pain_during: float | None = Field(default=None, ge=0, le=10)
    technique: float | None = Field(default=None, ge=0, le=100)
    faults: tuple[SeenFault, ...] = ()


class SessionLog(Record):
    """One session as it went. ``day``: days since the plan's first day. ``next_morning``: pain then.

    ``leg_symptoms``: whether pain, numbness or weakness in a leg changed. ``black``: a sign that stops everything.
    """

    id: str
    day: int
    session: str
    items: tuple[ItemLog, ...]
    pain_before: float | None = Field(default=None, ge=0, le=10)
    pain_after: float | None = Field(default=None, ge=0, le=10)
    next_morning: float | None = Field(default=None, ge=0, le=10)
    back_to_usual: bool | None = None
    sleep_disturbed: bool | None = None
    usual_pain: float | None = Field(default=None, ge=0, le=10)
    painkiller_6h: bool | None = None
    sleep_quality: float | None = Field(default=None, ge=0, le=10)
    stress: float | None = Field(default=None, ge=0, le=10)
    leg_symptoms: Literal["none", "worse", "better"] = "none"
    black: tuple[str, ...] = ()
    supervised: bool = False


class Violation(Record):
    """A hard limit that a programme breaks. ``limit``, ``by``, ``values`` as in ``LimitNote``; where it is broken.

    ``safety``: it protects the client, so nobody sets it aside without a word.
    """

    limit: str
    by: str | None = None
    session: str | None = None
    exercise: str | None = None
    values: dict[str, str | float | int] = Field(default_factory=dict)
    safety: bool = True
