"""The sum over the six movement-control tests (clinical list 1.3, ctrl.sum). Pure."""

import math
from collections.abc import Iterable
from statistics import NormalDist

from taikan.core.records import Measure, Reason
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Knowledge
from taikan.movement_tests.measuring import MDC95_PER_SEM, absent_measure, grade, present_measure

CODE = "ctrl.sum"
PARTS = ("ctrl.waiter", "ctrl.pelvic_tilt", "ctrl.one_leg", "ctrl.sit_knee", "ctrl.rock", "ctrl.prone_knee")
NOT_PASSED = 0.5
"""A test counts as not passed from here on: half of its repetitions failed."""


def control_sum(measures: Iterable[Measure], knowledge: Knowledge | None = None) -> Measure:
    """How many of the six tests are not passed, 0..6; absent with a reason until all six have a score.

    A test of two sides is passed if both are. ``measures`` may hold others as well. Its confidence is that of the least
    sure part. Each part's error may put it on the other side of passing; these chances add up to the error of the sum.
    """
    knowledge = knowledge or load_knowledge()
    scored = [m for m in measures if m.code in PARTS and m.value is not None]
    worst: dict[str, Measure] = {}
    for measure in scored:
        worst[measure.code] = max(worst.get(measure.code, measure), measure, key=_failed)
    if len(worst) < len(PARTS):
        values: dict[str, str | float | int] = {"found": len(worst), "needed": len(PARTS)}
        return absent_measure(CODE, Reason(code="other_tests_needed", values=values), knowledge=knowledge)
    total = float(sum(_failed(measure) >= NOT_PASSED for measure in worst.values()))
    summed = present_measure(CODE, [total], knowledge=knowledge, visibility=1.0, view_quality=1.0, is_whole=True)
    sem = max(summed.sem, math.sqrt(sum(_doubt(measure) for measure in worst.values())))
    return summed.model_copy(
        update={
            "sem": sem,
            "mdc95": max(summed.mdc95, MDC95_PER_SEM * sem),
            "grade": grade(total, knowledge.measures[CODE].cuts_for(None), sem),
            "confidence": min(m.confidence for m in scored),
        }
    )


def _failed(measure: Measure) -> float:
    return measure.value or 0.0


def _doubt(measure: Measure) -> float:
    """Variance of passed (0) or not (1), with the score's own error."""
    not_passed = NormalDist().cdf((_failed(measure) - NOT_PASSED) / measure.sem)
    return not_passed * (1.0 - not_passed)
