"""Plank: what ends it, sagging and piking, and what is no plank."""

import pytest
from floor_outcomes import fault_states, outcome
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import get, value

import figures_control as figures
from figures_control import Course
from synthetic import Camera

COURSE = Course(held_s=12.0)
AT_S = 6.0


def bent(degrees: float, from_s: float = AT_S, for_s: float = 99.0) -> figures.Bend:
    return lambda t: degrees * ((t >= from_s) & (t < from_s + for_s))


@settings(max_examples=10, deadline=None)
@given(st.floats(2.0, 40.0), st.sampled_from(["sagittal_right", "sagittal_left"]))
def test_any_time_from_either_side(held_s: float, view: str) -> None:
    found = outcome("plank", figures.plank(Course(held_s=held_s), Camera(view)).track)
    assert value(found, "end.plank") == pytest.approx(held_s, abs=0.5)


@pytest.mark.parametrize("degrees", [15.0, -15.0])
def test_sagging_or_piking_for_good_ends_it_when_it_began(degrees: float) -> None:
    found = outcome("plank", figures.plank(COURSE, sag=bent(degrees)).track)
    assert value(found, "end.plank") == pytest.approx(AT_S - COURSE.start_s, abs=0.3)


@pytest.mark.parametrize("degrees", [15.0, -15.0])
def test_a_sag_that_is_put_right_does_not_end_it(degrees: float) -> None:
    found = outcome("plank", figures.plank(COURSE, sag=bent(degrees, for_s=1.2)).track)
    assert value(found, "end.plank") == pytest.approx(12.0, abs=0.5)


@pytest.mark.parametrize(
    ("degrees", "seen"),
    [(0.0, set()), (7.0, set()), (15.0, {"hip_sag", "hold_break"}), (-15.0, {"hip_pike", "hold_break"})],
)
def test_faults_are_those_of_the_pose(degrees: float, seen: set[str]) -> None:
    states = fault_states("plank", figures.plank(COURSE, sag=bent(degrees)).track)
    assert {f for f, state in states.items() if state == "observed"} == seen


def test_hips_too_high_throughout_are_named_and_no_time_is_given() -> None:
    track = figures.plank(COURSE, sag=bent(-18.0, from_s=-1.0)).track
    measure = get(outcome("plank", track), "end.plank")
    assert measure.absent_reason is not None
    assert measure.absent_reason.code == "hold_form_not_met"
    assert fault_states("plank", track)["hip_pike"] == "observed"


def test_on_the_knees_is_no_plank() -> None:
    kneeling = figures.bird_dog(Course(held_s=6.0), leg=-90.0).track
    assert [r.code for r in outcome("plank", kneeling).verdict.reasons] == ["no_repetitions"]


def test_grades_follow_sex_and_unstated_is_the_lower_limit() -> None:
    from taikan.knowledge.loader import load_knowledge

    plank = load_knowledge().measures["end.plank"]
    limits = [plank.cuts_for(None, sex).amber_below for sex in (None, "female", "male")]  # type: ignore[union-attr]
    assert limits == [40, 40, 60]
