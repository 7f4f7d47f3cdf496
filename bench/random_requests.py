"""Random but valid requests for a programme: who the client is, what safety says, what there is to train with."""

from collections.abc import Iterator

import numpy as np

from taikan.knowledge.exercise_models import PHASES, ExerciseLibrary
from taikan.knowledge.factor_model import FactorModel
from taikan.knowledge.safety_models import Safety
from taikan.programme.records import ExerciseHistory, FactorNeed, Inventory, PlanRequest, SessionSlot

_PHASE_SHARE = (0.15, 0.35, 0.35, 0.15)
_WOMEN_ONLY = {"pregnant", "pregnant_t2", "postpartum_early", "postpartum_12", "csection_recent"}
_HOME = ("chair", "mat", "pillow", "towel", "bed", "sink", "band", "dumbbell", "dowel", "stairs", "foam_roller")
_GYM = ("chair", "mat", "bench", "step", "band", "mini_band", "dumbbell", "kettlebell", "barbell", "swiss_ball")
_GYM_MORE = ("roman_chair", "leg_press", "pulldown", "anchor", "slider", "dowel", "foam_roller", "box", "bike")
_COLOURS = ("yellow", "red", "green", "blue")


def random_requests(
    number: int, seed: int, library: ExerciseLibrary, safety: Safety, factors: FactorModel
) -> Iterator[PlanRequest]:
    """``number`` requests; the same for the same ``seed``."""
    for n in range(number):
        yield _request(np.random.default_rng((seed, n)), library, safety, factors)


def _request(draw: np.random.Generator, library: ExerciseLibrary, safety: Safety, factors: FactorModel) -> PlanRequest:
    sex = str(draw.choice(["male", "female"]))
    phase = PHASES[int(draw.choice(4, p=_PHASE_SHARE))]
    codes = _codes(draw, safety, sex)
    needs = _needs(draw, factors)
    supervised = bool(draw.random() < 0.5)
    slots = _slots(draw, supervised)
    trained = phase in ("build", "maintain")
    return PlanRequest.model_validate(
        {
            "level": "C" if codes and draw.random() < 0.7 else "go",
            "codes": codes,
            "needs": needs,
            "mobility": tuple(need.factor for need in needs if need.factor.startswith("mob."))[:3],
            "phase": phase,
            "slots": slots,
            "inventory": {"home": _home(draw), "gym": _gym(draw)},
            "age": int(draw.integers(18, 86)),
            "sex": sex,
            "mass_kg": float(round(draw.uniform(42, 110))) if draw.random() < 0.9 else None,
            "usual_pain": float(draw.integers(0, 8)),
            "supervised": supervised,
            "self_guided": not supervised and bool(draw.random() < 0.7),
            "runner": bool(draw.random() < 0.2),
            "hinge_passed": trained and bool(draw.random() < 0.8),
            "squat_passed": trained and bool(draw.random() < 0.8),
            "deadlift_gate": trained and bool(draw.random() < 0.3),
            "reached_level": int(draw.integers(2, 5)) if trained else None,
            "green_weeks": float(draw.integers(0, 9)) if trained else 0.0,
            "easing": tuple(draw.choice(["extension", "flexion"], 1)) if draw.random() < 0.3 else (),
            "liked": _some(draw, tuple(library.exercises), 6),
            "disliked": _some(draw, tuple(library.exercises), 6),
            "barred": _some(draw, tuple(library.exercises), 4),
            "history": _history(draw, library) if trained else (),
            "volume": float(draw.choice([1.0, 1.0, 1.0, 0.75, 0.6, 0.5])),
            "seed": 0,
        }
    )


def _codes(draw: np.random.Generator, safety: Safety, sex: str) -> tuple[str, ...]:
    open_codes = [
        code
        for code, modifier in safety.modifiers.items()
        if modifier.blocks is None and not (sex == "male" and code in _WOMEN_ONLY)
    ]
    count = int(draw.choice(4, p=(0.4, 0.3, 0.2, 0.1)))
    return tuple(str(code) for code in draw.choice(open_codes, count, replace=False))


def _needs(draw: np.random.Generator, factors: FactorModel) -> tuple[FactorNeed, ...]:
    names = draw.choice(list(factors.factors), int(draw.integers(3, 14)), replace=False)
    priorities = sorted(draw.uniform(0.05, 0.65, len(names)), reverse=True)
    return tuple(
        FactorNeed(factor=str(name), priority=float(round(p, 3)), probability=0.7)
        for name, p in zip(names, priorities, strict=True)
    )


def _slots(draw: np.random.Generator, supervised: bool) -> tuple[SessionSlot, ...]:
    home = SessionSlot(
        setting="home", per_week=int(draw.integers(2, 8)), budget_s=60.0 * float(draw.choice([8, 10, 15, 20]))
    )
    gym = SessionSlot(
        setting="gym", per_week=int(draw.integers(1, 4)), budget_s=60.0 * float(draw.choice([30, 45, 60]))
    )
    if supervised or draw.random() < 0.4:
        return (home, gym) if draw.random() < 0.7 else (gym,)
    return (home,)


def _home(draw: np.random.Generator) -> Inventory:
    equipment = ("chair", "mat", *(kind for kind in _HOME if draw.random() < 0.6))
    return Inventory(
        equipment=tuple(dict.fromkeys(equipment)),
        dumbbells_kg=(2.0, 4.0) if "dumbbell" in equipment and draw.random() < 0.5 else (),
        bands=_COLOURS[: int(draw.integers(1, 4))] if "band" in equipment else (),
    )


def _gym(draw: np.random.Generator) -> Inventory:
    return Inventory(
        equipment=(*_GYM, *(kind for kind in _GYM_MORE if draw.random() < 0.7)),
        dumbbells_kg=tuple(float(kg) for kg in range(2, int(draw.integers(8, 26)), 2)),
        kettlebells_kg=(4.0, 8.0, 12.0, 16.0)[int(draw.integers(0, 3)) :],
        barbells_kg=(15.0, 20.0),
        plates_kg=(1.25, 2.5, 5.0, 10.0),
        machine_step_kg=5.0,
        bands=_COLOURS,
        boxes_cm=(20.0, 40.0),
    )


def _history(draw: np.random.Generator, library: ExerciseLibrary) -> tuple[ExerciseHistory, ...]:
    names = draw.choice(list(library.exercises), int(draw.integers(0, 12)), replace=False)
    return tuple(ExerciseHistory(exercise=str(n), weeks=float(draw.integers(0, 12))) for n in names)


def _some(draw: np.random.Generator, names: tuple[str, ...], most: int) -> tuple[str, ...]:
    return tuple(str(n) for n in draw.choice(names, int(draw.integers(0, most)), replace=False))
