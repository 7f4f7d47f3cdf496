"""Side-lying leg raise: side, sinking, and a pelvis that rolls."""

import numpy as np
import pytest
from floor_outcomes import fault_states, outcome
from outcomes import value

import figures_control as figures
from figures_control import Course
from synthetic import Camera

COURSE = Course(held_s=10.0)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("view", ["frontal", "posterior"])
def test_the_side_is_the_upper_leg(view: str, side: str) -> None:
    found = outcome("side_abduction", figures.side_abduction(COURSE, Camera(view), side=side).track)
    assert value(found, "str.side_abd", side) == pytest.approx(10.0, abs=0.6)


def test_a_leg_that_is_never_high_enough_gives_no_time() -> None:
    found = outcome("side_abduction", figures.side_abduction(COURSE, lift=15.0).track)
    assert all(m.value is None for m in found.measures)
    assert found.measures[1].absent_reason is not None
    assert {m.absent_reason.code for m in found.measures if m.absent_reason} == {
        "hold_form_not_met",
        "movement_not_seen",
    }


@pytest.mark.parametrize(("percent", "state"), [(5.0, "not_seen"), (20.0, "observed")])
def test_a_rolling_pelvis_is_seen(percent: float, state: str) -> None:
    track = figures.side_abduction(COURSE, roll=lambda t: np.where(t > 5.0, percent, 0.0)).track
    assert fault_states("side_abduction", track)["pelvis_rotation"] == state
