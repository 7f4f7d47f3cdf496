"""Trunk flexor endurance: the angle that counts."""

import numpy as np
import pytest
from floor_outcomes import fault_states, outcome
from outcomes import get, value

import figures_control as figures
from figures_control import Course

COURSE = Course(held_s=10.0)


@pytest.mark.parametrize(("off", "held_s"), [(0.0, 10.0), (8.0, 10.0), (-8.0, 10.0), (14.0, 3.9)])
def test_within_ten_degrees_it_counts(off: float, held_s: float) -> None:
    track = figures.flexor_endurance(COURSE, off=lambda t: np.where(t > 6.0, off, 0.0)).track
    assert value(outcome("flexor_endurance", track), "end.flexor") == pytest.approx(held_s, abs=0.6)


def test_too_far_back_from_the_start_gives_no_time() -> None:
    track = figures.flexor_endurance(COURSE, off=lambda t: np.full_like(t, 18.0)).track
    measure = get(outcome("flexor_endurance", track), "end.flexor")
    # On the way back the right angle is only passed.
    assert measure.value is None or measure.value < 1.5


def test_leaning_back_for_good_is_a_broken_hold() -> None:
    track = figures.flexor_endurance(COURSE, off=lambda t: np.where(t > 6.0, 14.0, 0.0)).track
    assert fault_states("flexor_endurance", track)["hold_break"] == "observed"
