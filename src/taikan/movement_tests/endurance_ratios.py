"""Ratios between endurance times, and how a submaximal target hold is judged: pure combinations of results."""

from collections.abc import Iterable

from taikan.core.records import Grade, Measure, Reason, Sex, Side
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Knowledge
from taikan.movement_tests.measuring import AT_LEAST, MDC95_PER_SEM, absent_measure, grade, standard_error

SIDES: tuple[Side, Side] = ("left", "right")
PARTS = {
    "end.ratio.flexor_ext": ("end.flexor", "end.sorensen"),
    "end.ratio.side_ext": ("end.side", "end.sorensen"),
    "end.ratio.side_diff": ("end.side",),
    "str.sl_bridge.diff": ("str.sl_bridge",),
}
"""The times each of them is made of."""


def endurance_ratios(measures: Iterable[Measure], knowledge: Knowledge | None = None) -> tuple[Measure, ...]:
    """Flexor over extensor, side over extensor, and differences between sides, from the times in ``measures``.

    Of several results of one test and side the last counts. A ratio whose parts are missing, or known only as at least
    so long, is absent with the reason. Its error follows from the errors of its parts.
    """
    knowledge = knowledge or load_knowledge()
    taken = {(m.code, m.side): m for m in measures}
    flexor, extensor = taken.get(("end.flexor", "none")), taken.get(("end.sorensen", "none"))
    left, right = (taken.get(("end.side", side)) for side in SIDES)
    bridges = [taken.get(("str.sl_bridge", side)) for side in SIDES]
    return (
        _quotient("end.ratio.flexor_ext", flexor, extensor, knowledge, ("flexor_endurance", "sorensen")),
        _quotient("end.ratio.side_ext", left, extensor, knowledge, ("side_bridge", "sorensen"), "left"),
        _quotient("end.ratio.side_ext", right, extensor, knowledge, ("side_bridge", "sorensen"), "right"),
        _difference("end.ratio.side_diff", left, right, knowledge, "side_bridge", of_mean=False),
        _difference("str.sl_bridge.diff", bridges[0], bridges[1], knowledge, "single_leg_bridge", of_mean=True),
    )


def target_hold_grade(
    held_s: float, target_s: float, code: str, *, effort: int, pain_rose: bool, sex: Sex | None = None
) -> Grade:
    """The grade of a hold that stops at ``target_s`` (clinical list 1.5), which says more to a client than a maximum.

    Reached with an effort (0..10) of 5 or less and no rise of pain: ok. Reached harder or with pain: amber. Not
    reached: red if the measure's red cut was not reached either, else amber.
    """
    if held_s >= target_s:
        return "ok" if effort <= 5 and not pain_rose else "amber"
    cuts = load_knowledge().measures[code].cuts_for(None, sex)
    red = None if cuts is None else cuts.red_below
    return "red" if red is not None and held_s < red else "amber"


def _quotient(
    code: str,
    over: Measure | None,
    under: Measure | None,
    knowledge: Knowledge,
    tests: tuple[str, str],
    side: Side = "none",
) -> Measure:
    reason = _why_absent(over, tests[0]) or _why_absent(under, tests[1])
    if reason is not None:
        return absent_measure(code, reason, knowledge=knowledge, side=side)
    (a, sem_a, trust_a), (b, sem_b, trust_b) = _known(over), _known(under)
    sem = a / b * ((sem_a / a) ** 2 + (sem_b / b) ** 2) ** 0.5
    return _combined(code, a / b, sem, min(trust_a, trust_b), knowledge, side)


def _difference(
    code: str, left: Measure | None, right: Measure | None, knowledge: Knowledge, test: str, *, of_mean: bool
) -> Measure:
    """Over the longer one as a share, or over the mean of both in percent."""
    reason = _why_absent(left, test) or _why_absent(right, test)
    if reason is not None:
        return absent_measure(code, reason, knowledge=knowledge)
    (a, sem_a, trust_a), (b, sem_b, trust_b) = _known(left), _known(right)
    unit = 100.0 / ((a + b) / 2.0) if of_mean else 1.0 / max(a, b)
    sem = unit * (sem_a**2 + sem_b**2) ** 0.5
    return _combined(code, unit * abs(a - b), sem, min(trust_a, trust_b), knowledge)


def _why_absent(measure: Measure | None, test: str) -> Reason | None:
    if measure is None or measure.value is None or measure.value <= 0.0:
        return Reason(code="other_test_needed", values={"needed": test})
    return Reason(code="hold_not_finished") if measure.note == AT_LEAST else None


def _known(measure: Measure | None) -> tuple[float, float, float]:
    """Value, SEM and confidence of a measure known to have a value."""
    assert measure is not None
    assert measure.value is not None
    return measure.value, measure.sem, measure.confidence


def _combined(
    code: str, value: float, sem: float, confidence: float, knowledge: Knowledge, side: Side = "none"
) -> Measure:
    definition, error = knowledge.measures[code], knowledge.measurement_error[code]
    sem = max(sem, standard_error(error))
    return Measure(
        code=code,
        unit=definition.unit,
        side=side,
        value=value,
        n_trials=1,
        sem=sem,
        mdc95=max(MDC95_PER_SEM * sem, error.mdc95),
        grade=grade(value, definition.cuts_for(None), sem),
        confidence=confidence,
    )
