"""View, facing and near side from landmarks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthetic import Camera, hip_hinge, mirrored, sit_to_stand, squat, walk, with_gap, with_noise, with_swaps
from taikan.kinematics.view import detect_view


@pytest.mark.parametrize(
    ("view", "facing", "near"),
    [
        ("sagittal_right", 1, "right"),
        ("sagittal_left", -1, "left"),
        ("frontal", 0, "both"),
        ("posterior", 0, "both"),
    ],
)
@pytest.mark.parametrize("movement", [squat, hip_hinge, sit_to_stand])
def test_square_views_are_told_in_every_movement(movement, view, facing, near):
    found = detect_view(with_noise(movement(2, camera=Camera(view)).track, 3.0))
    assert (found.label, found.facing, found.near_side) == (view, facing, near)
    assert found.confidence > 0.7
    assert found.yaw_sd_deg < 15


@settings(max_examples=30, deadline=None)
@given(st.floats(-180.0, 180.0), st.integers(0, 1000))
def test_yaw_is_right_within_its_error(yaw, seed):
    found = detect_view(with_noise(squat(1, camera=Camera(yaw), fps=10).track, 2.0, seed))
    assert abs((found.yaw_deg - yaw + 180.0) % 360.0 - 180.0) < 2.0 * found.yaw_sd_deg


@pytest.mark.parametrize(("yaw", "sign", "near"), [(45.0, -1, "right"), (-50.0, -1, "left"), (130.0, 1, "right")])
def test_between_the_square_views_is_oblique_with_its_sides(yaw, sign, near):
    found = detect_view(squat(1, camera=Camera(yaw)).track)
    assert (found.label, found.near_side, found.right_sign) == ("oblique", near, sign)
    assert found.facing == (1 if yaw > 0 else -1)


def test_mirrored_picture_mirrors_the_view():
    track = with_noise(squat(1, camera=Camera(70.0)).track, 2.0)
    one, two = detect_view(track), detect_view(mirrored(track))
    assert (one.label, two.label) == ("sagittal_right", "sagittal_left")
    assert two.yaw_deg == pytest.approx(-one.yaw_deg, abs=0.1)
    assert two.confidence == pytest.approx(one.confidence, abs=0.01)


def test_person_bent_over_for_most_of_the_clip():
    from synthetic import Rep

    clip = hip_hinge([Rep(bottom_pause_s=12.0)], camera=Camera("sagittal_left"))
    assert detect_view(clip.track).label == "sagittal_left"


def test_sides_mixed_up_in_profile_do_not_turn_the_person_round():
    clip = walk(camera=Camera("sagittal_left", width_px=3000))
    trunk = [f"{s}_{p}" for s in ("left", "right") for p in ("shoulder", "hip")]
    found = detect_view(with_swaps(clip.track, range(0, 150, 2), trunk))
    assert (found.label, found.facing) == ("sagittal_left", -1)


def test_turning_person_has_no_single_view():
    import xarray as xr

    one, two = (squat(2, camera=Camera(v)).track for v in ("frontal", "sagittal_right"))
    later = two.assign_coords(time=two["time"].to_numpy() + float(one["time"][-1]) + 0.1)
    both = xr.concat([one, later], dim="time", combine_attrs="override")
    assert detect_view(both).label in {"unknown", "oblique"}


def test_nobody_seen_is_unknown_with_no_confidence():
    track = with_gap(squat(1).track, 0.0, 100.0)
    found = detect_view(track)
    assert (found.label, found.confidence, found.right_sign) == ("unknown", 0.0, 0)
    assert np.isfinite(found.yaw_deg)
