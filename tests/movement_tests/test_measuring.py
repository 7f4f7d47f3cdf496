"""Error, grade and confidence: properties that must hold whatever the numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.core.records import Reason
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Cuts, MeasurementError
from taikan.movement_tests.measuring import (
    absent_measure,
    confidence,
    grade,
    minimal_detectable_change,
    present_measure,
    standard_error,
    technical_interval,
)

ORDER = ("ok", "borderline", "amber", "red")
positive = st.floats(1e-3, 1e3)
numbers = st.floats(-1e3, 1e3)
shares = st.floats(0, 1)


def error(sem: float = 4.0, mdc95: float = 11.0, technical: float | None = None) -> MeasurementError:
    return MeasurementError(unit="deg", sem=sem, mdc95=mdc95, technical_sem=technical)


@given(positive, positive, st.none() | positive, st.none() | st.floats(0, 1e3))
def test_mdc_is_positive_and_never_below_the_prior(
    sem: float, mdc95: float, technical: float | None, within: float | None
) -> None:
    shown = minimal_detectable_change(error(sem, mdc95, technical), within)
    assert shown >= mdc95 > 0
    assert standard_error(error(sem, mdc95, technical)) >= sem > 0


@given(positive, positive, positive, positive, st.floats(0, 1e3), st.floats(0, 1e3))
def test_mdc_never_shrinks_when_any_error_grows(
    sem: float, mdc95: float, technical: float, more: float, within: float, more_within: float
) -> None:
    first = minimal_detectable_change(error(sem, mdc95, technical), within)
    assert minimal_detectable_change(error(sem, mdc95, technical + more), within) >= first
    assert minimal_detectable_change(error(sem, mdc95, technical), within + more_within) >= first
    assert minimal_detectable_change(error(sem, mdc95 + more, technical), within) >= first


def test_mdc_is_the_largest_of_the_three() -> None:
    assert minimal_detectable_change(error(4, 11, 1), 1) == 11
    assert minimal_detectable_change(error(4, 11, 5), 1) == pytest.approx(13.85)
    assert minimal_detectable_change(error(4, 11, 1), 6) == pytest.approx(16.62)


@given(numbers, positive, numbers)
def test_technical_interval_is_the_value_less_the_bias(value: float, technical: float, bias: float) -> None:
    known = MeasurementError(unit="deg", sem=4, mdc95=11, technical_sem=technical, technical_bias=bias)
    low, high = technical_interval(known, value)
    assert (low + high) / 2 == pytest.approx(value - bias, abs=1e-6)
    assert high - low == pytest.approx(2 * 1.96 * technical, rel=1e-6, abs=1e-9)


def test_without_a_technical_error_there_is_no_interval() -> None:
    assert technical_interval(error(), 50.0) is None


CUTS = Cuts(amber_above=10, red_above=25)


@pytest.mark.parametrize(
    ("value", "word"),
    [(-50, "ok"), (5.9, "ok"), (6.1, "borderline"), (10, "borderline"), (13.9, "borderline"), (14.1, "amber"),
     (21.5, "amber"), (25, "amber"), (28.9, "amber"), (29.1, "red"), (90, "red")],
)  # fmt: skip
def test_grey_band_of_one_sem_around_each_cut(value: float, word: str) -> None:
    assert grade(value, CUTS, sem=4) == word


def test_narrow_amber_band_halves_the_grey() -> None:
    cuts = Cuts(amber_above=10, red_above=12)
    assert [grade(v, cuts, sem=4) for v in (8.9, 9.5, 10.9, 11.5, 12.9, 13.1)] == [
        "ok", "borderline", "borderline", "amber", "amber", "red",
    ]  # fmt: skip


def test_without_a_red_cut_nothing_is_red() -> None:
    assert grade(1e6, Cuts(amber_above=5), sem=1) == "amber"
    assert grade(-1e6, Cuts(amber_below=5), sem=1) == "amber"


def test_with_a_red_cut_only_values_near_it_are_amber() -> None:
    assert [grade(v, Cuts(red_above=5), sem=1) for v in (3.9, 4.5, 5.9, 6.1)] == ["ok", "amber", "amber", "red"]


def test_without_cuts_there_is_no_grade() -> None:
    assert grade(3.0, None, sem=1.0) is None


cuts_above = st.tuples(numbers, positive).map(lambda t: Cuts(amber_above=t[0], red_above=t[0] + t[1]))


@given(cuts_above, positive, numbers, positive)
def test_a_worse_value_never_gets_a_better_grade(cuts: Cuts, sem: float, value: float, worse: float) -> None:
    before, after = grade(value, cuts, sem), grade(value + worse, cuts, sem)
    assert ORDER.index(str(after)) >= ORDER.index(str(before))


@given(cuts_above, positive, numbers)
def test_low_and_high_cuts_mirror_each_other(cuts: Cuts, sem: float, value: float) -> None:
    assert cuts.amber_above is not None
    assert cuts.red_above is not None
    flipped = Cuts(amber_below=-cuts.amber_above, red_below=-cuts.red_above)
    assert grade(-value, flipped, sem) == grade(value, cuts, sem)


@given(cuts_above, positive)
def test_a_value_on_the_cut_is_never_plain(cuts: Cuts, sem: float) -> None:
    assert cuts.amber_above is not None
    assert cuts.red_above is not None
    assert grade(cuts.amber_above, cuts, sem) == "borderline"
    assert grade(cuts.red_above, cuts, sem) == "amber" or math.isclose(cuts.red_above, cuts.amber_above)


@given(shares, shares, st.none() | st.floats(0, 100), positive, st.floats(0.01, 1), shares)
def test_confidence_lies_in_0_to_1_and_falls_with_visibility_and_view(
    seen: float, view: float, within: float | None, sem: float, prior: float, less: float
) -> None:
    full = confidence(visibility=seen, view_quality=view, within_sd=within, sem=sem, method_prior=prior)
    dim = confidence(visibility=seen * less, view_quality=view, within_sd=within, sem=sem, method_prior=prior)
    off = confidence(visibility=seen, view_quality=view * less, within_sd=within, sem=sem, method_prior=prior)
    assert 0 <= dim <= full <= 1
    assert off <= full


def test_confidence_formula_and_its_floor() -> None:
    assert confidence(visibility=0.9, view_quality=0.8, within_sd=3, sem=4, method_prior=0.85) == pytest.approx(
        0.9 * 0.8 * 0.75 * 0.85
    )
    assert confidence(visibility=1, view_quality=1, within_sd=1e6, sem=4, method_prior=0.5) == pytest.approx(0.1)


def test_a_single_trial_is_less_sure_than_two_equal_ones() -> None:
    knowledge = load_knowledge()
    one, two = (
        present_measure("mov.sq.depth", [5.0] * n, knowledge=knowledge, visibility=1, view_quality=1) for n in (1, 2)
    )
    assert one.within_sd is None
    assert two.within_sd == 0
    assert one.confidence < two.confidence


@given(st.lists(st.floats(-90, 90), min_size=1, max_size=9))
def test_a_measure_is_the_median_with_its_error(values: list[float]) -> None:
    measure = present_measure(
        "mov.sq.depth", values, knowledge=load_knowledge(), side="left", visibility=0.9, view_quality=0.9
    )
    assert min(values) <= (measure.value or 0.0) <= max(values) or measure.value == 0
    assert measure.n_trials == len(values)
    assert measure.mdc95 >= 11.1
    assert (measure.unit, measure.side) == ("deg", "left")
    assert measure.sem == standard_error(load_knowledge().measurement_error["mov.sq.depth"]) >= 4


def test_an_absent_measure_still_says_its_unit_and_error() -> None:
    reason = Reason(code="needs_height")
    measure = absent_measure("gait.speed", reason, knowledge=load_knowledge())
    assert (measure.value, measure.grade, measure.absent_reason) == (None, None, reason)
    assert measure.unit == "m/s"
    # The lab may raise the published 0.1 m/s, never lower it.
    assert measure.mdc95 is not None
    assert 0.1 <= measure.mdc95 < 0.2
