"""Two-bone reach and rotations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.reach import mid_joint, span_of, swung
from lab.rotations import about, bend, rotate, turn_onto, unit

_AWAY = st.floats(-0.5, 0.5)


@given(x=_AWAY, y=st.floats(-0.8, -0.3), z=_AWAY)
def test_both_bones_keep_their_length(x: float, y: float, z: float) -> None:
    end = np.array([[x, y, z]]) * min(1.0, 0.8 / np.linalg.norm([x, y, z]))
    joint = mid_joint(np.zeros((1, 3)), end, 0.42, 0.43, np.array([1.0, 0.0, 0.0]))
    assert np.linalg.norm(joint) == pytest.approx(0.42, abs=1e-6)
    assert np.linalg.norm(end - joint) == pytest.approx(0.43, abs=1e-6)


def test_the_joint_lies_on_the_side_asked_for() -> None:
    joint = mid_joint(np.zeros((1, 3)), np.array([[0.0, -0.7, 0.0]]), 0.42, 0.43, np.array([1.0, 0.3, 0.0]))
    assert joint[0, 0] > 0.1
    assert joint[0, 2] == pytest.approx(0.0)


def test_out_of_reach_is_as_far_as_the_limb_goes() -> None:
    joint = mid_joint(np.zeros((1, 3)), np.array([[0.0, -2.0, 0.0]]), 0.4, 0.4, np.array([1.0, 0.0, 0.0]))
    assert joint[0, 1] == pytest.approx(-0.4, abs=1e-3)


@given(st.floats(1.0, 140.0))
def test_span_of_is_the_distance_at_that_bend(bend_deg: float) -> None:
    lower = rotate(about(2, -bend_deg), np.array([0.0, -0.43, 0.0]))
    assert np.linalg.norm(np.array([0.0, -0.42, 0.0]) + lower) == pytest.approx(
        float(span_of(0.42, 0.43, np.array(bend_deg)))
    )


def test_swung_turns_about_the_line() -> None:
    turned = swung(np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, -1.0, 0.0]]), np.array([90.0]))
    assert turned[0] == pytest.approx([0.0, 0.0, 1.0], abs=1e-9)


def test_positive_is_forward_right_and_left() -> None:
    up, right = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    assert rotate(bend(30.0, 0.0, 0.0), up)[0] > 0
    assert rotate(bend(0.0, 30.0, 0.0), up)[2] > 0
    assert rotate(bend(0.0, 0.0, 30.0), right)[0] > 0


def test_turn_onto_brings_direction_and_hinge() -> None:
    rest, hinge = unit(np.array([0.1, -1.0, 0.2])), np.array([0.0, 0.0, 1.0])
    turned = turn_onto(rest, hinge, np.array([1.0, 0.0, 0.0]), hinge)
    assert rotate(turned, rest) == pytest.approx([1.0, 0.0, 0.0], abs=1e-9)
    assert turned @ turned.T == pytest.approx(np.eye(3), abs=1e-9)
