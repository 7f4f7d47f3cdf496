"""Measures that need the results of several tests: ratios of endurance times and the sum of the control tests. Pure."""

from collections.abc import Sequence

from taikan.core.records import Measure
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Knowledge
from taikan.movement_tests import control_sum as control
from taikan.movement_tests import endurance_ratios as endurance


def combined_measures(measures: Sequence[Measure], knowledge: Knowledge | None = None) -> tuple[Measure, ...]:
    """What follows from ``measures`` of one person together, each with the error its parts give it.

    One that has a part but not all of them is there with the reason; one without any part is left out. The side a file
    stated for a measure that has none of its own does not count.
    """
    knowledge = knowledge or load_knowledge()
    taken = [_own_side(measure, knowledge) for measure in measures if measure.value is not None]
    codes = {measure.code for measure in taken}
    parts = {**endurance.PARTS, control.CODE: control.PARTS}
    found = (*endurance.endurance_ratios(taken, knowledge), control.control_sum(taken, knowledge))
    return tuple(measure for measure in found if codes.intersection(parts[measure.code]))


def _own_side(measure: Measure, knowledge: Knowledge) -> Measure:
    definition = knowledge.measures.get(measure.code)
    if definition is None or definition.sides != "none" or measure.side == "none":
        return measure
    return measure.model_copy(update={"side": "none"})
