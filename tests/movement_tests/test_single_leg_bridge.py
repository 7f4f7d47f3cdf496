"""Single-leg bridge: held or repeated, side, and sinking hips."""

import numpy as np
import pytest
import xarray as xr
from floor_outcomes import fault_states, outcome
from outcomes import get, value

import figures_control as figures
from figures_control import Course
from synthetic import Camera

COURSE = Course(held_s=10.0)


@pytest.mark.parametrize("view", ["sagittal_right", "sagittal_left"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_side_is_the_standing_leg(view: str, side: str) -> None:
    camera = Camera(view, far_visibility=0.9)
    found = outcome("single_leg_bridge", figures.single_leg_bridge(COURSE, camera, side=side).track)
    assert value(found, "str.sl_bridge", side) == pytest.approx(10.0, abs=0.6)


def test_repetitions_are_counted_in_their_own_protocol() -> None:
    once = figures.single_leg_bridge(Course(held_s=0.8, ready_s=0.5, after_s=0.5)).track
    step = float(once["time"][-1]) + 1 / 30
    several = xr.concat(
        [once.assign_coords(time=once["time"].to_numpy() + i * step) for i in range(4)],
        "time",
        combine_attrs="override",
    )
    found = outcome("single_leg_bridge", several, protocol="repetitions")
    assert value(found, "str.sl_bridge.reps", "right") == 4
    reason = get(found, "str.sl_bridge", "right").absent_reason
    assert reason is not None
    assert reason.code == "not_in_this_variant"


def test_sinking_hips_end_it_and_are_named() -> None:
    track = figures.single_leg_bridge(COURSE, sink=lambda t: np.where(t > 6.0, 16.0, 0.0)).track
    held = value(outcome("single_leg_bridge", track), "str.sl_bridge", "right")
    assert held == pytest.approx(6.0 - COURSE.start_s, abs=0.4)
    states = fault_states("single_leg_bridge", track)
    assert states["hip_sag"] == states["hold_break"] == "observed"
    assert fault_states("single_leg_bridge", figures.single_leg_bridge(COURSE).track)["hip_sag"] == "not_seen"
