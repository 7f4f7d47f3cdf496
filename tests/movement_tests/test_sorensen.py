"""Biering-Sorensen: drops, the second warning, and the cap."""

import pytest
from floor_outcomes import fault_states, outcome
from outcomes import value

import figures_control as figures
from figures_control import Course
from synthetic import Camera

COURSE = Course(held_s=20.0)


def drops(*at_s: float, degrees: float = 14.0, for_s: float = 1.0) -> figures.Bend:
    return lambda t: degrees * sum(((t >= a) & (t < a + for_s)) for a in at_s)


@pytest.mark.parametrize("view", ["sagittal_right", "sagittal_left"])
def test_time_level(view: str) -> None:
    found = outcome("sorensen", figures.sorensen(COURSE, Camera(view)).track)
    assert value(found, "end.sorensen") == pytest.approx(20.0, abs=0.5)


def test_one_drop_may_be_put_right_the_second_ends_it() -> None:
    once = outcome("sorensen", figures.sorensen(COURSE, drop=drops(8.0)).track)
    twice = outcome("sorensen", figures.sorensen(COURSE, drop=drops(8.0, 13.0)).track)
    assert value(once, "end.sorensen") == pytest.approx(20.0, abs=0.5)
    assert value(twice, "end.sorensen") == pytest.approx(13.0 - COURSE.start_s, abs=0.4)


def test_a_drop_for_good_ends_it_and_is_a_broken_hold() -> None:
    track = figures.sorensen(COURSE, drop=drops(9.0, for_s=99.0)).track
    assert value(outcome("sorensen", track), "end.sorensen") == pytest.approx(9.0 - COURSE.start_s, abs=0.4)
    assert fault_states("sorensen", track)["hold_break"] == "observed"
    assert fault_states("sorensen", figures.sorensen(COURSE).track)["hold_break"] == "not_seen"


def test_the_cap_is_a_full_result() -> None:
    found = outcome("sorensen", figures.sorensen(Course(held_s=250.0, fps=15.0)).track)
    (measure,) = found.measures
    assert measure.value == pytest.approx(240.0, abs=0.2)
    assert measure.note is None
    assert measure.grade == "ok"
