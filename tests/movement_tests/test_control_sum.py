"""The sum over the movement-control tests."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taikan.core.records import Measure, Side
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.control_sum import PARTS, control_sum


def score(code: str, value: float, side: Side = "none", confidence: float = 0.5) -> Measure:
    return Measure(code=code, unit="{score}", side=side, value=value, sem=0.25, mdc95=0.7, confidence=confidence)


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=len(PARTS), max_size=len(PARTS)))
def test_it_counts_the_tests_that_are_not_passed(failed: list[bool]) -> None:
    found = control_sum([score(code, float(f)) for code, f in zip(PARTS, failed, strict=True)])
    assert found.value == sum(failed)
    assert found.grade in {
        0: {"ok"}, 1: {"ok", "borderline"}, 2: {"borderline", "amber"}, 3: {"amber", "red"},
        4: {"red"}, 5: {"red"}, 6: {"red"},
    }[sum(failed)]  # fmt: skip


def test_a_test_of_two_sides_is_passed_if_both_are_and_the_least_sure_part_decides() -> None:
    others = [score(code, 0.0, confidence=0.8) for code in PARTS if code != "ctrl.sit_knee"]
    sides = [score("ctrl.sit_knee", 0.0, "left"), score("ctrl.sit_knee", 1.0, "right", confidence=0.3)]
    found = control_sum([*others, *sides, score("mov.lift", 2.0)])
    assert (found.value, found.confidence) == (1.0, 0.3)


@pytest.mark.parametrize("missing", PARTS)
def test_until_all_six_have_a_score_there_is_no_sum(missing: str) -> None:
    found = control_sum([score(code, 0.0) for code in PARTS if code != missing])
    assert found.absent_reason is not None
    assert found.absent_reason.code == "other_tests_needed"
    assert found.absent_reason.values == {"found": 5, "needed": 6}
    assert found.mdc95 == load_knowledge().measurement_error["ctrl.sum"].mdc95
