"""Side bridge: side, sagging, both in one recording, and the fault of sinking hips."""

import numpy as np
import pytest
import xarray as xr
from floor_outcomes import fault_states, motion_of, outcome
from outcomes import get, value

import figures_control as figures
from figures_control import Course
from synthetic import Camera

COURSE = Course(held_s=10.0)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("view", ["frontal", "posterior"])
def test_the_side_is_the_supporting_arm(view: str, side: str) -> None:
    track = figures.side_bridge(COURSE, Camera(view), side=side).track
    found = outcome("side_bridge", track)
    assert motion_of("side_bridge", track).view.label == view
    assert value(found, "end.side", side) == pytest.approx(10.0, abs=0.6)
    other = "left" if side == "right" else "right"
    assert get(found, "end.side", other).absent_reason is not None


def test_both_sides_in_one_recording() -> None:
    first = figures.side_bridge(Course(held_s=6.0), side="right").track
    second = figures.side_bridge(Course(held_s=9.0), side="left").track
    later = second.assign_coords(time=second["time"].to_numpy() + float(first["time"][-1]) + 1 / 30)
    found = outcome("side_bridge", xr.concat([first, later], "time", combine_attrs="override"))
    assert [r.side for r in found.repetitions] == ["right", "left"]
    assert value(found, "end.side", "right") == pytest.approx(6.0, abs=0.6)
    assert value(found, "end.side", "left") == pytest.approx(9.0, abs=0.6)


def test_sinking_hips_end_it_and_are_named() -> None:
    track = figures.side_bridge(COURSE, sag=lambda t: np.where(t > 6.0, 14.0, 0.0)).track
    assert value(outcome("side_bridge", track), "end.side", "right") == pytest.approx(6.0 - COURSE.start_s, abs=0.4)
    states = fault_states("side_bridge", track)
    assert states["hip_drop_side"] == states["hold_break"] == "observed"
    clean = fault_states("side_bridge", figures.side_bridge(COURSE).track)
    assert clean["hip_drop_side"] == clean["hold_break"] == "not_seen"


def test_lying_with_the_hips_down_is_no_hold() -> None:
    track = figures.side_bridge(COURSE, sag=lambda t: np.full_like(t, 30.0)).track
    assert [r.code for r in outcome("side_bridge", track).verdict.reasons] == ["no_repetitions"]
