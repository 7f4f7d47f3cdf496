"""Less of the same: a dose at a share of its volume, clipped to a ceiling; and how much work a dose is."""

from taikan.core.records import Record
from taikan.programme.records import Dose


class Ceiling(Record):
    """What a dose may not exceed: sets, repetitions, seconds, metres, effort 0..10, kilograms, level."""

    level: int
    sets: int
    reps: int
    hold_s: float
    time_s: float
    distance_m: float
    rpe: float
    load_kg: float


def clipped(dose: Dose, ceiling: Ceiling) -> Dose:
    """``dose`` with every value at or below ``ceiling``; a load above it falls away, to be chosen anew."""
    too_heavy = dose.load_kg is not None and dose.load_kg > ceiling.load_kg + 1e-6
    return dose.model_copy(
        update={
            "sets": min(dose.sets, ceiling.sets),
            "reps": None if dose.reps is None else min(dose.reps, ceiling.reps),
            "hold_s": None if dose.hold_s is None else min(dose.hold_s, ceiling.hold_s),
            "time_s": None if dose.time_s is None else min(dose.time_s, ceiling.time_s),
            "distance_m": None if dose.distance_m is None else min(dose.distance_m, ceiling.distance_m),
            "rpe": min(dose.rpe, ceiling.rpe),
            **({"load_kg": None, "implement": None} if too_heavy else {}),
        }
    )


def scaled(dose: Dose, share: float, least_reps: int = 1) -> Dose:
    """``dose`` with at most ``share`` of its volume, as near to it as whole sets and repetitions allow.

    Repetitions a set stay at ``least_reps`` or above while sets can be taken away instead. Never nothing.
    """
    if share >= 1:
        return dose
    if dose.reps is None:
        return _less_time(dose, share)
    wanted = dose.sets * dose.reps * share + 1e-9
    least = min(least_reps, dose.reps)
    options = [
        (sets * reps, -sets, sets, reps) for sets in range(1, dose.sets + 1) for reps in [_reps(dose, wanted, sets)]
    ]
    fitting = [option for option in options if option[3] >= least] or [options[0]]
    _, _, sets, reps = max(fitting)
    return dose.model_copy(update={"sets": sets, "reps": max(1, reps)})


def work(dose: Dose) -> float:
    """Sets times repetitions, times seconds held; or times seconds or metres. For comparing doses of one exercise."""
    each = dose.reps * (dose.hold_s or 1.0) if dose.reps is not None else (dose.time_s or dose.distance_m or 0.0)
    return dose.sets * each


def _reps(dose: Dose, wanted: float, sets: int) -> int:
    return min(dose.reps or 0, int(wanted // sets))


def _less_time(dose: Dose, share: float) -> Dose:
    """Fewer rounds where there are several, else shorter ones."""
    sets = max(1, int(dose.sets * share + 1e-9))
    each = min(1.0, dose.sets * share / sets)
    return dose.model_copy(
        update={
            "sets": sets,
            "time_s": None if dose.time_s is None else dose.time_s * each,
            "distance_m": None if dose.distance_m is None else dose.distance_m * each,
        }
    )
