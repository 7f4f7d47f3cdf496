"""What several tests say together: only where there is a part, with a reason where one is missing, with its error."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.core.records import Measure, Side
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.combined import combined_measures
from taikan.movement_tests.control_sum import PARTS
from taikan.movement_tests.measuring import present_measure

KNOWLEDGE = load_knowledge()


def taken(code: str, value: float, side: Side = "none") -> Measure:
    return present_measure(code, [value], knowledge=KNOWLEDGE, side=side, visibility=0.9, view_quality=0.9)


def by_code(*measures: Measure) -> dict[tuple[str, Side], Measure]:
    return {(m.code, m.side): m for m in combined_measures(measures)}


def test_a_squat_alone_has_nothing_to_combine() -> None:
    assert combined_measures([taken("mov.sq.depth", 3.0)]) == ()
    assert combined_measures([]) == ()


@given(flexor=st.floats(20, 300), extensor=st.floats(20, 300))
def test_a_ratio_carries_the_relative_errors_of_both_times(flexor: float, extensor: float) -> None:
    a, b = taken("end.flexor", flexor), taken("end.sorensen", extensor)
    ratio = by_code(a, b)["end.ratio.flexor_ext", "none"]
    assert ratio.value == pytest.approx(flexor / extensor)
    propagated = flexor / extensor * math.hypot(a.sem / flexor, b.sem / extensor)
    assert ratio.sem >= propagated - 1e-9
    assert ratio.mdc95 >= 2.77 * propagated - 1e-9


def test_a_missing_part_is_a_reason() -> None:
    absent = by_code(taken("end.sorensen", 90.0))["end.ratio.flexor_ext", "none"].absent_reason
    assert absent is not None
    assert (absent.code, absent.values["needed"]) == ("other_test_needed", "flexor_endurance")


def test_the_side_in_a_files_name_does_not_hide_a_measure_of_the_whole_body() -> None:
    parts = taken("end.flexor", 80.0, "left"), taken("end.sorensen", 100.0, "right")
    assert by_code(*parts)["end.ratio.flexor_ext", "none"].value == pytest.approx(0.8)


def test_a_score_at_the_edge_of_passing_makes_the_sum_less_sure() -> None:
    clear = by_code(*(taken(code, 0.0) for code in PARTS))["ctrl.sum", "none"]
    edge = by_code(*(taken(code, 0.5) for code in PARTS))["ctrl.sum", "none"]
    assert (clear.value, edge.value) == (0.0, 6.0)
    assert edge.sem > clear.sem
    assert edge.sem == pytest.approx(math.sqrt(6 * 0.25))
    assert edge.mdc95 >= 2.77 * edge.sem
