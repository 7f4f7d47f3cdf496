"""The exercise library (``exercises/*.toml``, one exercise a file) and the rules of dosage (``exercises.toml``)."""

from collections.abc import Iterable, Mapping
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from taikan.core.records import Sex
from taikan.core.texts import Text
from taikan.knowledge.factor_model import EvidenceGrade
from taikan.knowledge.models import Bilingual, Entry

Phase = Literal["settle", "restore", "build", "maintain"]
PHASES: tuple[Phase, ...] = ("settle", "restore", "build", "maintain")
LoadType = Literal["reps", "hold", "time", "distance"]
CameraView = Literal["sagittal", "frontal", "posterior"]
LEVELS = range(1, 6)


class Work(BaseModel):
    """How much is done: ``sets`` of ``reps`` (each held ``hold_s``), or of ``time_s``, or of ``distance_m``.

    ``per_side`` doubles the work. ``rest_s`` between sets. ``rpe``: target effort, Borg CR10.
    """

    sets: int = Field(ge=1)
    reps: int | None = Field(default=None, ge=1)
    hold_s: float | None = Field(default=None, gt=0)
    time_s: float | None = Field(default=None, gt=0)
    distance_m: float | None = Field(default=None, gt=0)
    per_side: bool = False
    rest_s: float = Field(default=0, ge=0)
    rpe: float = Field(ge=0, le=10)

    @model_validator(mode="after")
    def _one_kind_of_work(self) -> Self:
        if sum(work is not None for work in (self.reps, self.time_s, self.distance_m)) != 1:
            raise ValueError("a dose has exactly one of reps, time_s, distance_m")
        if self.hold_s is not None and self.reps is None:
            raise ValueError("hold_s needs reps")
        return self


class DoseTemplate(Entry, Work):
    """The full dose of an exercise. ``freq_wk``: days a week."""

    freq_wk: int = Field(ge=1, le=7)


class Evidence(Bilingual):
    """How well the exercise itself is supported for low back pain, and why that grade, in both languages."""

    grade: EvidenceGrade


class Exercise(Entry):
    """One exercise. ``level`` 1 easiest .. 5 needs a trainer. ``region``: what its hard sets count towards, or "none".

    ``purpose``: one plain sentence for the client. ``ladder``: neighbours are at most one level apart and every easier
    chain reaches level 1. ``contra``: modifier codes that exclude it; ``caution``: codes that allow it only with the
    code's own limits. ``views``: cameras that can judge its form, preferred first; ``feedback_test``: the movement test
    that films this very movement. ``start_load_percent``: of body mass, total in both hands. ``bounds`` replace the
    general ones by dose field.
    """

    id: str
    name: Text
    purpose: Text
    family: str
    region: str
    level: int = Field(ge=1, le=5)
    ladder: bool
    progress_to: tuple[str, ...] = ()
    regress_to: tuple[str, ...] = ()
    muscles: tuple[str, ...]
    factors: tuple[str, ...]
    equipment: tuple[str, ...]
    position: str
    views: tuple[CameraView, ...] = ()
    feedback_test: str | None = None
    load_type: LoadType
    dose: DoseTemplate
    bounds: dict[Literal["reps", "hold_s", "sets", "rounds"], tuple[float, float]] = Field(default_factory=dict)
    start_load_percent: dict[Sex, float] | None = None
    faults: tuple[str, ...] = ()
    contra: tuple[str, ...] = ()
    caution: tuple[str, ...] = ()
    evidence: Evidence
    cues: tuple[Text, ...] = Field(min_length=1)

    @property
    def stem(self) -> str:
        """The beginning of the id that names the kind of exercise; two of one stem and position are near the same."""
        return "_".join(self.id.split("_")[:2])


class WorkTime(Entry):
    """How long work takes, seconds: setting up, one repetition, what a hold adds; walking speed in m/s."""

    setup_s: float
    rep_strength_s: float
    rep_gentle_s: float
    hold_extra_s: float
    walk_m_per_s: float = Field(gt=0)


class DoseBounds(Entry):
    """How far a dose may go. Repetitions end at ``reps_top_least`` or start + ``reps_top_above_start``, if larger."""

    reps_min: int
    reps_top_least: int
    reps_top_above_start: int
    hold_top_s: float
    holds_per_set: tuple[int, int]
    sets: tuple[int, int]
    rounds: tuple[int, int]


class PhaseCaps(Entry):
    """What no dose may exceed in a phase; the lowest of these and of the modifiers' caps wins.

    ``*_gentle`` are for families that are not strength. ``hard_sets_region``: sets at RPE 5 or more, region and week.
    ``weekly_increase``: largest share by which they may grow from one week to the next. Budgets are for one session.
    """

    level: int
    sets: int
    sets_gentle: int
    rpe: float
    hold_s: float
    hold_gentle_s: float
    hard_sets_region: int
    weekly_increase: float | None = None
    home_budget_s: float
    home_items: int
    gym_budget_s: float


class SupervisedCaps(Entry):
    """The caps that apply in ``phases`` when a trainer is present."""

    level: int
    sets: int
    rpe: float
    phases: tuple[Phase, ...]


class ExerciseLibrary(Entry):
    """All exercises by id, and what they share."""

    exercises: Mapping[str, Exercise]
    families: Mapping[str, Text]
    equipment: Mapping[str, Text]
    positions: Mapping[str, Text]
    load_regions: tuple[str, ...]
    strength_families: tuple[str, ...]
    strength_exercises: tuple[str, ...]
    time: WorkTime
    bounds: DoseBounds
    phases: Mapping[Phase, PhaseCaps]
    supervised: SupervisedCaps

    def is_strength(self, exercise: Exercise) -> bool:
        """Whether the caps and times for strength apply to ``exercise``."""
        return exercise.family in self.strength_families or exercise.id in self.strength_exercises

    @model_validator(mode="after")
    def _everything_named_exists(self) -> "ExerciseLibrary":
        problems = [p for e in self.exercises.values() for p in self._problems(e)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _problems(self, e: Exercise) -> Iterable[str]:
        named = (
            ("family", (e.family,), self.families),
            ("equipment", e.equipment, self.equipment),
            ("position", (e.position,), self.positions),
            ("exercise", (*e.progress_to, *e.regress_to), self.exercises),
            ("region", (e.region,), ("none", *self.load_regions)),
            ("family", self.strength_families, self.families),
        )
        for kind, names, known in named:
            yield from (f"{e.id}: unknown {kind} {name!r}" for name in names if name not in known)
        for harder in (self.exercises[x] for x in e.progress_to if e.ladder and x in self.exercises):
            if harder.ladder and not 0 <= harder.level - e.level <= 1:
                yield f"{e.id}: {harder.id} is not the same level or one above"
