"""The sum over the six movement-control tests (clinical list 1.3, ctrl.sum). Pure."""

from collections.abc import Iterable

from taikan.core.records import Measure, Reason
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Knowledge
from taikan.movement_tests.measuring import absent_measure, present_measure

CODE = "ctrl.sum"
PARTS = ("ctrl.waiter", "ctrl.pelvic_tilt", "ctrl.one_leg", "ctrl.sit_knee", "ctrl.rock", "ctrl.prone_knee")
NOT_PASSED = 0.5
"""A test counts as not passed from here on: half of its repetitions failed."""


def control_sum(measures: Iterable[Measure], knowledge: Knowledge | None = None) -> Measure:
    """How many of the six tests are not passed, 0..6; absent with a reason until all six have a score.

    A test of two sides is passed if both are. ``measures`` may hold others as well. Its confidence is that of the least
    sure part.
    """
    knowledge = knowledge or load_knowledge()
    scored = [m for m in measures if m.code in PARTS and m.value is not None]
    worst: dict[str, float] = {}
    for measure in scored:
        worst[measure.code] = max(worst.get(measure.code, 0.0), measure.value or 0.0)
    if len(worst) < len(PARTS):
        values: dict[str, str | float | int] = {"found": len(worst), "needed": len(PARTS)}
        return absent_measure(CODE, Reason(code="other_tests_needed", values=values), knowledge=knowledge)
    total = sum(value >= NOT_PASSED for value in worst.values())
    least_sure = min(m.confidence for m in scored)
    summed = present_measure(CODE, [float(total)], knowledge=knowledge, visibility=1.0, view_quality=1.0, is_whole=True)
    return summed.model_copy(update={"confidence": least_sure})
