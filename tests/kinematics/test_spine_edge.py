"""The back's edge: where it lies, whatever the picture's place, size, turn and side, and which of it is an arm's."""

import numpy as np
import pytest
from back_figure import Body, Picture, Pose, recording
from hypothesis import given, settings
from hypothesis import strategies as st

from taikan.kinematics.spine_edge import chords, find_edge, near_side, toes_agree
from taikan.knowledge.contour_settings import load_contour_settings

SETTINGS = load_contour_settings()
STANDING = Pose()


def edge_of(pose: Pose, picture: Picture | None = None, body: Body | None = None):
    track, silhouettes, view = recording(body or Body(), [pose], picture)
    chord = chords(track, view.near_side, view.facing)
    return find_edge(track, silhouettes, chord, SETTINGS)


def test_straight_back_lies_its_thickness_behind_the_line() -> None:
    straight = Body(back=0.21, lordosis_deg=0.0, kyphosis_deg=0.0)
    edge = edge_of(STANDING, body=straight)
    middle = (edge.s > 0.25) & (edge.s < 0.85)
    assert np.abs(edge.behind[0, middle] - 0.21).max() < 0.006


@settings(max_examples=25, deadline=None)
@given(
    turn=st.floats(-100.0, 100.0),
    region_turn=st.floats(-20.0, 20.0),
    chord_px=st.floats(60.0, 230.0),
    mirrored=st.booleans(),
    x=st.floats(410.0, 430.0),
)
def test_place_turn_size_and_mirroring_change_nothing(turn, region_turn, chord_px, mirrored, x) -> None:
    pose = Pose(lower_deg=20.0, lean_deg=30.0)
    moved = Picture(turn_deg=turn, region_turn_deg=region_turn, chord_px=chord_px, mirrored=mirrored, hip_px=(x, 640.0))
    assert np.nanmax(np.abs(edge_of(pose, moved).behind - edge_of(pose).behind)) < 0.008


def test_arm_hanging_in_front_or_at_the_side_is_no_edge() -> None:
    assert not edge_of(Pose(arm="front")).arm.any()
    assert not edge_of(Pose(arm="side")).arm.any()


def test_arm_behind_the_back_is_marked_from_hand_to_shoulder() -> None:
    edge = edge_of(Pose(arm="behind"))
    assert edge.arm[0, edge.s > 0.45].all()
    assert not edge.arm[0, edge.s < 0.24].any()


def test_edge_outside_the_picture_is_not_found() -> None:
    cut = Picture(width_px=840, hip_px=(20.0, 640.0))
    assert np.isnan(edge_of(STANDING, cut).behind).all()


def test_frame_without_mask_has_no_edge() -> None:
    edge = edge_of(Pose(masked=False))
    assert np.isnan(edge.behind).all()
    assert np.isnan(edge.chord_mask_px).all()


def test_toes_tell_a_wrong_facing_in_any_posture() -> None:
    for lean in (0.0, 60.0):
        for mirrored in (False, True):
            track, _, view = recording(Body(), [Pose(lean_deg=lean)], Picture(mirrored=mirrored, turn_deg=40.0))
            assert toes_agree(track, view.near_side, view.facing)
            assert not toes_agree(track, view.near_side, -view.facing)


def test_better_seen_side_is_near_when_none_is_named() -> None:
    track, _, _ = recording(Body(), [STANDING])
    track["visibility"].loc[{"keypoint": "right_shoulder"}] = 0.3
    assert near_side(track, "both") == "left"
    assert near_side(track, "right") == "right"


@pytest.mark.parametrize("blur", [0.0, 0.7, 1.5])
def test_edge_is_found_to_a_part_of_a_mask_pixel(blur: float) -> None:
    edge = edge_of(STANDING, Picture(blur_px=blur))
    fine = edge_of(STANDING, Picture(blur_px=0.4, chord_mask_px=100.0))
    assert np.sqrt(np.nanmean((edge.behind - fine.behind) ** 2)) * 62.0 < 0.35
