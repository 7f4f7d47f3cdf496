"""From the values of single repetitions to one graded measure with its error and confidence. Pure functions."""

from collections.abc import Callable, Sequence
from statistics import median, stdev

from taikan.core.records import Grade, Measure, Method, Reason, Sex, Side
from taikan.knowledge.models import Cuts, Knowledge, MeasurementError
from taikan.movement_tests.norms import norm_place

MDC95_PER_SEM = 2.77
"""1.96 times the square root of 2: a change between two recordings needs this many SEM to be real with 95 %."""

NORMAL_95 = 1.96
LEAST_CONSISTENCY = 0.2
RECORD_METHODS: dict[str, Method] = {"self_rating": "self"}
"""How a number came about, where a camera did not see it."""
AT_LEAST = "at_least"
"""The note of a measure whose value is a lower bound."""


def minimal_detectable_change(error: MeasurementError, within_sd: float | None) -> float:
    """The smallest change that is more than chance, in the measure's unit, always above zero.

    The largest of the prior and of 2.77 times the technical error, the gym's own SEM where it is known, and the
    person's own SD over trials (clinical list 0.5 rule 1). No error measured by us ever makes it smaller.
    """
    own = [MDC95_PER_SEM * sd for sd in (error.technical_sem, error.gym_sem, within_sd) if sd is not None]
    return max([error.mdc95, *own])


def standard_error(error: MeasurementError) -> float:
    """The largest of the prior SEM, the technical one and the gym's own, in the measure's unit."""
    return max(error.sem, error.technical_sem or 0.0, error.gym_sem or 0.0)


def technical_interval(error: MeasurementError, value: float) -> tuple[float, float] | None:
    """Where the truth lies with 95 %, by the error on rendered people, in the measure's unit; ``None`` if unknown."""
    if error.technical_sem is None:
        return None
    middle, half = value - error.technical_bias, NORMAL_95 * error.technical_sem
    return middle - half, middle + half


def grade(value: float, cuts: Cuts | None, sem: float) -> Grade | None:
    """The grade word of ``value``; ``None`` without cuts.

    Around the ok/amber cut ``a`` lies a grey band of ``d = min(sem, (r - a) / 2)`` on both sides: borderline. From
    there to ``r + d`` beyond the amber/red cut it is amber, then red (clinical list 0.5 rule 3, factor model 4).
    """
    if cuts is None:
        return None
    above = _one_sided(value, cuts.amber_above, cuts.red_above, sem)
    below = _one_sided(
        -value,
        None if cuts.amber_below is None else -cuts.amber_below,
        None if cuts.red_below is None else -cuts.red_below,
        sem,
    )
    order: tuple[Grade, ...] = ("ok", "borderline", "amber", "red")
    return max(above, below, key=order.index)


def grey_band(amber: float, red: float | None, sem: float) -> float:
    """Half the width of the band around the ok/amber cut in which a value may belong to either side, in its unit."""
    return sem if red is None else min(sem, abs(red - amber) / 2)


def _one_sided(badness: float, amber: float | None, red: float | None, sem: float) -> Grade:
    if amber is None:
        if red is None or badness < red - sem:
            return "ok"
        return "red" if badness >= red + sem else "amber"
    grey = grey_band(amber, red, sem)
    if badness < amber - grey:
        return "ok"
    if badness <= amber + grey:
        return "borderline"
    return "red" if red is not None and badness >= red + grey else "amber"


def confidence(
    *, visibility: float, view_quality: float, within_sd: float | None, sem: float, method_prior: float
) -> float:
    """Visibility x view quality x (1 - within_sd / (3 sem), not under 0.2) x prior of the method, 0..1.

    Unknown spread (one trial) counts as a spread of one SEM; 0 where a number has no trials, as a count.
    """
    spread = sem if within_sd is None else within_sd
    consistency = max(LEAST_CONSISTENCY, 1.0 - spread / (3.0 * sem))
    product = visibility * view_quality * consistency * method_prior
    return min(1.0, max(0.0, product))


def spread(values: Sequence[float]) -> float | None:
    """Sample SD over trials, in the measure's unit; ``None`` for fewer than two."""
    return stdev(values) if len(values) > 1 else None


def present_measure(
    code: str,
    values: Sequence[float],
    *,
    knowledge: Knowledge,
    side: Side = "none",
    visibility: float,
    view_quality: float,
    age: float | None = None,
    sex: Sex | None = None,
    is_whole: bool = False,
    combine: Callable[[Sequence[float]], float] = median,
    is_lower_bound: bool = False,
    tap_sem: float = 0.0,
) -> Measure:
    """``values`` (one a trial, at least one, in the measure's unit), combined, as a graded measure.

    ``is_whole``: one number for the whole recording, so a missing spread takes nothing from the confidence.
    ``is_lower_bound``: the true value is at least this; it then has a grade only if that cannot get better, the note
    ``at_least`` and no place among norms. ``tap_sem`` is the error that points set by hand bring in, in the measure's
    unit; the larger error counts.
    """
    definition, error = knowledge.measures[code], knowledge.measurement_error[code]
    within, sem = spread(values), max(standard_error(error), tap_sem)
    value = float(combine(values))
    graded = grade(value, definition.cuts_for(age, sex), sem)
    return Measure(
        code=code,
        unit=definition.unit,
        side=side,
        value=value,
        n_trials=len(values),
        within_sd=within,
        sem=sem,
        mdc95=max(minimal_detectable_change(error, within), MDC95_PER_SEM * tap_sem),
        gym_sem=error.gym_sem,
        interval95=technical_interval(error, value),
        grade=graded if graded == "ok" or not is_lower_bound else None,
        confidence=confidence(
            visibility=visibility,
            view_quality=view_quality,
            within_sd=0.0 if is_whole else within,
            sem=sem,
            method_prior=knowledge.method_prior[definition.method],
        ),
        method=RECORD_METHODS.get(definition.method, "auto"),
        norm=None if is_lower_bound else norm_place(code, value, sem, age, sex),
        note=AT_LEAST if is_lower_bound else None,
    )


def absent_measure(code: str, reason: Reason, *, knowledge: Knowledge, side: Side = "none") -> Measure:
    """The measure without a value, saying why."""
    error = knowledge.measurement_error[code]
    return Measure(
        code=code,
        unit=knowledge.measures[code].unit,
        side=side,
        sem=standard_error(error),
        mdc95=minimal_detectable_change(error, None),
        gym_sem=error.gym_sem,
        absent_reason=reason,
    )
