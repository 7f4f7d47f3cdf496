"""The quality of a movement: one formula, weights from data, no score from too little, and an error of its own."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.core.records import Measure, Reason
from taikan.core.tolerance import tolerance
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Cuts
from taikan.knowledge.quality_weights import load_quality_weights
from taikan.movement_tests.measuring import absent_measure, grade, grey_band, present_measure
from taikan.movement_tests.quality import goodness, quality
from taikan.movement_tests.registry import movement_tests

KNOWLEDGE = load_knowledge()
numbers = st.floats(-1e3, 1e3)
margins = st.floats(1e-3, 1e3)


@given(numbers, numbers, numbers, margins)
def test_tolerance_is_one_inside_and_falls_with_distance(x: float, a: float, b: float, margin: float) -> None:
    low, high = min(a, b), max(a, b)
    value = tolerance(x, (low, high), margin)
    assert 0.0 <= value <= 1.0
    assert (value == 1.0) == (low <= x <= high) or abs(x - (low if x < low else high)) / margin < 1e-6
    further = x + (1.0 if x > high else -1.0)
    if not low <= x <= high:
        assert tolerance(further, (low, high), margin) <= value


def test_tolerance_at_its_margin_and_without_one() -> None:
    assert tolerance(15.0, (0.0, 10.0), 5.0) == pytest.approx(0.1)
    assert tolerance(-5.0, (0.0, math.inf), 5.0) == pytest.approx(0.1)
    assert tolerance(10.1, (0.0, 10.0), 0.0) == 0.0
    for bounds, margin in (((1.0, 0.0), 1.0), ((0.0, 1.0), -1.0), ((math.nan, 1.0), 1.0)):
        with pytest.raises(ValueError, match="must not"):
            tolerance(0.5, bounds, margin)


def good_at(value: float, cuts: Cuts) -> float:
    return goodness(value, cuts, 0.5, load_quality_weights())


def test_goodness_follows_both_cuts() -> None:
    cuts = Cuts(amber_below=-2, amber_above=2, red_below=-4, red_above=6)
    assert [good_at(v, cuts) for v in (-4, -1.5, 0, 1.5, 6)] == pytest.approx([0.1, 1, 1, 1, 0.1])
    assert good_at(10.0 + 3 * 0.5, Cuts(amber_above=10)) == pytest.approx(0.1)
    assert good_at(-1e9, Cuts(amber_above=10)) == 1.0
    assert good_at(10.0, Cuts(red_above=10)) == pytest.approx(0.1)
    assert good_at(8.5, Cuts(red_above=10)) == 1.0


@given(st.floats(-20, 20), st.floats(0.05, 8), st.booleans())
def test_full_marks_end_where_borderline_begins(value: float, sem: float, has_red: bool) -> None:
    red = 9 if has_red else None
    cuts = Cuts(amber_above=5, red_above=red, amber_below=-5, red_below=None if red is None else -red)
    score = goodness(value, cuts, sem, load_quality_weights())
    assert grade(value, cuts, sem) == "ok" or score < 1.0 or abs(value) == pytest.approx(5 - grey_band(5, red, sem))
    assert grade(value, cuts, sem) != "ok" or score == 1.0


def good(code: str, value: float, side: str = "none") -> Measure:
    return present_measure(
        code,
        [value],
        knowledge=KNOWLEDGE,
        side=side,
        visibility=1.0,
        view_quality=1.0,  # type: ignore[arg-type]
    )


SQUAT = {"mov.sq.depth": 0.0, "mov.sq.trunk_tibia": 2.0, "mov.sq.trunk": 35.0, "mov.sq.tibia": 30.0,
         "mov.sq.heel": 1.0, "mov.sq.buttwink": 0.0, "mov.sq.speed": 2.0}  # fmt: skip


def squat(**changed: float) -> list[Measure]:
    values = {**SQUAT, **{code.replace("__", "."): value for code, value in changed.items()}}
    return [good(code, value) for code, value in values.items()]


def test_a_good_squat_scores_full_and_a_worse_one_less() -> None:
    best = quality("squat", "sagittal", squat(), KNOWLEDGE)
    worse = quality("squat", "sagittal", squat(mov__sq__depth=30.0), KNOWLEDGE)
    assert best is not None
    assert worse is not None
    assert best.score == pytest.approx(100.0)
    assert worse.score is not None
    assert worse.score < 85.0
    assert best.sem is not None
    assert worse.sem is not None
    assert worse.sem > best.sem > 0
    assert best.measured_percent == 100.0
    assert {t.code for t in best.terms} == set(SQUAT)


def test_too_little_measured_is_no_score() -> None:
    absent = absent_measure("mov.sq.depth", Reason(code="movement_not_seen"), knowledge=KNOWLEDGE)
    found = quality("squat", "sagittal", [absent, good("mov.sq.trunk", 30.0)], KNOWLEDGE)
    assert found is not None
    assert found.score is None
    assert found.absent_reason is not None
    assert found.absent_reason.code == "quality_too_little"


def test_both_sides_share_a_weight() -> None:
    measures = [good("mov.sq.fppa", v, s) for v, s in ((0.0, "left"), (15.0, "right"))]
    found = quality("squat", "frontal", [*measures, good("mov.sq.shift", 0.0), good("mov.sq.speed", 2.0)], KNOWLEDGE)
    assert found is not None
    assert found.score == pytest.approx(100.0 * (1 * 1 + 1 * 0.1 + 2 + 1) / 5)


def test_standing_has_no_score() -> None:
    assert quality("posture", "sagittal", [good("post.fhp", 5.0)], KNOWLEDGE) is None
    assert quality("squat", None, squat(), KNOWLEDGE) is None


def test_every_weight_is_of_a_graded_measure_its_view_shows() -> None:
    for test, views in load_quality_weights().test.items():
        for view, weights in views.items():
            for code in weights:
                assert code in movement_tests().get(test).measure_codes
                assert KNOWLEDGE.measures[code].cuts, code
                assert view in KNOWLEDGE.measures[code].views, code
