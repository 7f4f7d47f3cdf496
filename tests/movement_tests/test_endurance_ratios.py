"""Ratios of endurance times: arithmetic, error, and what cannot be compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import get as _get

from taikan.core.records import Measure, Side, Verdict
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import TestOutcome
from taikan.movement_tests.endurance_ratios import endurance_ratios, target_hold_grade
from taikan.movement_tests.measuring import present_measure

seconds = st.floats(5.0, 240.0)


def held(code: str, value: float, side: Side = "none", **more: bool) -> Measure:
    return present_measure(
        code, [value], knowledge=load_knowledge(), side=side, visibility=0.9, view_quality=0.9, is_whole=True, **more
    )


def get(measures: tuple[Measure, ...], code: str, side: str | None = None) -> Measure:
    return _get(TestOutcome(Verdict(valid=True), (), measures), code, side)


@given(seconds, seconds, seconds, seconds)
def test_ratios_are_quotients_with_an_error_of_their_own(
    flexor: float, extensor: float, left: float, right: float
) -> None:
    times = (
        held("end.flexor", flexor),
        held("end.sorensen", extensor),
        held("end.side", left, "left"),
        held("end.side", right, "right"),
    )
    found = endurance_ratios(times)
    assert get(found, "end.ratio.flexor_ext").value == pytest.approx(flexor / extensor)
    assert get(found, "end.ratio.side_ext", "left").value == pytest.approx(left / extensor)
    assert get(found, "end.ratio.side_ext", "right").value == pytest.approx(right / extensor)
    assert get(found, "end.ratio.side_diff").value == pytest.approx(abs(left - right) / max(left, right))
    for measure in found:
        assert measure.mdc95 >= measure.sem > 0


def test_a_long_hold_is_known_better_than_a_short_one() -> None:
    short = endurance_ratios([held("end.flexor", 30.0), held("end.sorensen", 30.0)])
    long = endurance_ratios([held("end.flexor", 150.0), held("end.sorensen", 150.0)])
    assert get(long, "end.ratio.flexor_ext").sem < get(short, "end.ratio.flexor_ext").sem


def test_a_missing_part_is_named() -> None:
    reason = get(endurance_ratios([held("end.flexor", 60.0)]), "end.ratio.flexor_ext").absent_reason
    assert reason is not None
    assert (reason.code, reason.values["needed"]) == ("other_test_needed", "sorensen")
    assert load_knowledge().reason_sentence(reason).en


def test_a_lower_bound_is_not_compared() -> None:
    parts = [held("end.flexor", 60.0), held("end.sorensen", 60.0, is_lower_bound=True)]
    reason = get(endurance_ratios(parts), "end.ratio.flexor_ext").absent_reason
    assert reason is not None
    assert reason.code == "hold_not_finished"


def test_the_bridge_is_compared_in_percent_of_the_mean() -> None:
    bridges = [held("str.sl_bridge", 20.0, "left"), held("str.sl_bridge", 30.0, "right")]
    assert get(endurance_ratios(bridges), "str.sl_bridge.diff").value == pytest.approx(40.0)


@pytest.mark.parametrize(
    ("held_s", "effort", "pain_rose", "grade"),
    [
        (30.0, 5, False, "ok"),
        (30.0, 6, False, "amber"),
        (30.0, 3, True, "amber"),
        (29.0, 3, False, "red"),
    ],
)
def test_a_target_hold(held_s: float, effort: int, pain_rose: bool, grade: str) -> None:
    assert target_hold_grade(held_s, 30.0, "end.side", effort=effort, pain_rose=pain_rose) == grade


def test_a_target_missed_above_the_red_cut_is_amber() -> None:
    assert target_hold_grade(35.0, 60.0, "end.side", effort=5, pain_rose=False) == "amber"
    assert target_hold_grade(35.0, 60.0, "end.side", effort=5, pain_rose=False, sex="male") == "red"
