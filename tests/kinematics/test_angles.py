"""Angle series: known figures, mirror, scale and place, missing landmarks, confidence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthetic import AT, Camera, Posture, figure, hip_hinge, mirrored, sit_to_stand, squat
from taikan.core.arrays import KEYPOINTS, MIRROR_INDEX, PointState, mirror_name
from taikan.kinematics.angles import compute_angles, point_confidence, points_of, series_names
from taikan.kinematics.motion import body_points, build_motion
from taikan.knowledge.angle_table import AngleDefinition, load_angle_table
from taikan.knowledge.kinematics_settings import load_kinematics_settings

NEGATED_BY_MIRROR = {"trunk_lateral_lean_projection", "pelvis_obliquity_projection", "shoulder_obliquity_projection"}
bodies = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).normal(0, 100, (4, 33, 2)))
faces = st.sampled_from([-1, 1])


def _angles(points, facing=1, right_sign=-1, near="both", weight=0.5):
    time = np.arange(len(points)) / 30.0
    table = compute_angles(
        time,
        points,
        np.ones(points.shape[:2]),
        facing=facing,
        right_sign=right_sign,
        near_side=near,
        near_weight=weight,
    )
    return {name: table["angle_deg"].sel(angle=name).to_numpy() for name in table["angle"].to_numpy()}


def _same_turn(a, b, tolerance=1e-9):
    return np.allclose(np.mod(a - b + 180.0, 360.0) - 180.0, 0.0, atol=tolerance)


@given(bodies, faces, faces)
def test_mirrored_body_swaps_sides_exactly(points, facing, right_sign):
    image = points[:, MIRROR_INDEX] * np.array([-1.0, 1.0])
    before, after = (
        _angles(points, facing, right_sign, "left", 0.75),
        _angles(image, -facing, right_sign, "right", 0.75),
    )
    for name, series in before.items():
        sign = -1.0 if name in NEGATED_BY_MIRROR else 1.0
        np.testing.assert_array_equal(after[mirror_name(name)], sign * series, err_msg=name)


@given(bodies, faces, st.floats(0.01, 100.0), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_place_and_size_change_nothing(points, facing, scale, dx, dy):
    before, after = _angles(points, facing), _angles(points * scale + np.array([dx, dy]), facing)
    for name, series in before.items():
        assert _same_turn(after[name], series, 1e-4), name


@given(bodies, st.sampled_from(KEYPOINTS))
def test_missing_landmark_is_nan_in_exactly_the_series_that_use_it(points, lost):
    points = points.copy()
    points[:, AT[lost]] = np.nan
    for name, series in _angles(points).items():
        assert np.isnan(series).all() == (lost in points_of(name)), name
        assert np.isfinite(series).all() == (lost not in points_of(name)), name


@pytest.mark.parametrize("view", ["sagittal_right", "sagittal_left"])
@pytest.mark.parametrize("movement", [squat, hip_hinge, sit_to_stand])
def test_sagittal_series_of_a_moving_figure_are_its_joint_angles(movement, view):
    clip = movement(2, camera=Camera(view))
    motion = build_motion(clip.track)
    for name, truth in clip.truth.items():
        np.testing.assert_allclose(motion.angle(name), truth, atol=1e-6, err_msg=name)
    assert np.ptp(clip.truth["right_hip_flexion_projection"]) > 50


angle = st.floats(-40.0, 100.0)


@settings(max_examples=40)
@given(
    thigh=angle,
    shank=angle,
    trunk=st.floats(-30, 90),
    foot=st.floats(-20, 20),
    arm=st.floats(-60, 180),
    e=st.floats(0, 140),
)
def test_any_posture_gives_its_own_angles(thigh, shank, trunk, foot, arm, e):
    posture = Posture(
        thigh=thigh, shank=shank, trunk=trunk, foot=foot, shoulder=arm, elbow=e, thigh_left=5.0, neck=12.0
    )
    track = figure(np.array([0.0]), posture, Camera("sagittal_right"))
    got = _angles(body_points(track), facing=1, right_sign=0)
    expected = {
        "right_thigh_inclination_projection": thigh,
        "right_shank_inclination_projection": shank,
        "right_knee_flexion_projection": thigh + shank,
        "right_hip_flexion_projection": thigh + trunk,
        "left_hip_flexion_projection": 5.0 + trunk,
        "right_ankle_dorsiflexion_projection": shank + foot,
        "right_foot_inclination_projection": foot,
        "right_shoulder_flexion_projection": arm,
        "right_elbow_flexion_projection": e,
        "trunk_inclination_projection": trunk,
        "head_inclination_projection": trunk + 12.0,
        "neck_flexion_projection": 12.0,
    }
    for name, value in expected.items():
        assert got[name] == pytest.approx(value, abs=1e-6) or _same_turn(got[name], value, 1e-6), name


def test_hip_extension_is_negative_and_reads_like_one_hundred_eighty_minus_the_joint():
    track = figure(np.array([0.0]), Posture(thigh=-20.0, shank=-20.0, trunk=5.0), Camera("sagittal_left"))
    motion = build_motion(track, view=_view_of(-90.0))
    assert motion.angle("left_hip_flexion_projection") == pytest.approx(-15.0)
    assert motion.angle("left_knee_flexion_projection") == pytest.approx(-40.0)


def _view_of(yaw):
    from taikan.kinematics.view import View

    side = "right" if yaw > 0 else "left"
    return View(f"sagittal_{side}", yaw, 5.0, 1 if yaw > 0 else -1, side, 1.0)


@pytest.mark.parametrize("view", ["frontal", "posterior"])
def test_frontal_series_have_the_persons_sides(view):
    posture = Posture(knee_in=0.02, lean_right=8.0, pelvis_up_right=5.0)
    motion = build_motion(figure(np.arange(30) / 30.0, posture, Camera(view)))
    each = np.degrees(np.arctan(0.02 / 0.245) + np.arctan(0.02 / 0.246))
    for side in ("right", "left"):
        assert motion.angle(f"{side}_knee_valgus_projection") == pytest.approx(each, abs=0.01)
    assert motion.angle("trunk_lateral_lean_projection") == pytest.approx(8.0, abs=1e-6)
    assert motion.angle("pelvis_obliquity_projection") == pytest.approx(5.0, abs=1e-6)
    assert motion.angle("shoulder_obliquity_projection") == pytest.approx(0.0, abs=1e-6)
    assert np.isnan(motion.angle("right_knee_flexion_projection")).all()


def test_frontal_series_are_not_given_from_the_side():
    motion = build_motion(squat(1).track)
    assert np.isnan(motion.angle("right_knee_valgus_projection")).all()
    assert (motion.confidence("right_knee_valgus_projection") == 0).all()


def test_mirrored_clip_swaps_sides_of_the_whole_motion():
    clip = squat(1, camera=Camera(75.0))
    one, two = build_motion(clip.track), build_motion(mirrored(clip.track))
    assert (one.view.near_side, two.view.near_side) == ("right", "left")
    for name in ("right_knee_flexion_projection", "left_hip_flexion_projection", "trunk_inclination_projection"):
        np.testing.assert_allclose(two.angle(mirror_name(name)), one.angle(name), atol=1e-6)


def test_camera_roll_is_taken_out():
    clip = squat(1, camera=Camera("sagittal_right", roll_deg=4.0))
    straight = build_motion(clip.track, camera_roll_deg=4.0)
    crooked = build_motion(clip.track)
    name = "trunk_inclination_projection"
    np.testing.assert_allclose(straight.angle(name), clip.truth[name], atol=1e-6)
    np.testing.assert_allclose(crooked.angle(name), clip.truth[name] + 4.0, atol=1e-6)


def test_confidence_is_the_least_of_the_points_and_falls_with_their_state():
    rules = load_kinematics_settings().confidence
    seen = np.full((1, 33), 0.9)
    state = np.full((1, 33), PointState.MEASURED, dtype=np.int8)
    state[0, AT["right_knee"]], state[0, AT["left_knee"]] = PointState.FILLED, PointState.OCCLUDED
    state[0, AT["left_hip"]] = PointState.MISSING
    confidence = point_confidence(seen, state, rules)
    assert confidence[0, AT["right_hip"]] == pytest.approx(0.9)
    assert confidence[0, AT["right_hip"]] > confidence[0, AT["right_knee"]] > confidence[0, AT["left_knee"]] > 0
    assert confidence[0, AT["left_hip"]] == 0
    points = np.random.default_rng(0).normal(size=(1, 33, 2))
    table = compute_angles(np.array([0.0]), points, confidence, facing=1, right_sign=0)
    by_name = table["confidence"].sel(time=0.0)
    assert by_name.sel(angle="right_knee_flexion_projection") == confidence[0, AT["right_knee"]]
    assert by_name.sel(angle="left_knee_flexion_projection") == 0


def test_every_series_of_the_table_has_a_twin_or_none():
    names = series_names()
    assert len(names) == len(set(names)) == 24
    assert {mirror_name(n) for n in names} == set(names)
    assert all(n.endswith("_projection") for n in names)


def test_points_of_an_unknown_series_is_an_error():
    with pytest.raises(KeyError):
        points_of("right_tail_flexion_projection")


def test_a_definition_needs_exactly_one_form_and_a_right_name():
    good = load_angle_table()[0].model_dump()
    with pytest.raises(ValueError, match="exactly one"):
        AngleDefinition(**{**good, "segment": ("right_hip", "right_knee")})
    with pytest.raises(ValueError, match="right or neutral"):
        AngleDefinition(**{**good, "name": "left_hip_flexion_projection"})


def test_points_on_top_of_each_other_have_no_angle():
    points = np.zeros((1, 33, 2))
    assert all(np.isnan(series).all() for series in _angles(points).values())
