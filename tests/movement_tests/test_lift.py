"""Lifting from the floor on stick figures: angles, distance of the hands, jerk and twist."""

import numpy as np
import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import AT, Camera, squat
from taikan.kinematics.motion import build_motion
from taikan.movement_tests.base import TestInput
from taikan.movement_tests.lift import LIFT
from taikan.movement_tests.running import run_test


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_angles_tempo_and_count_are_those_of_the_figure(camera: str) -> None:
    result = measured("lift", figures.lift(camera=Camera(camera)))
    assert result.verdict.valid, result.verdict.reasons
    assert value(result, "mov.lift.trunk") == pytest.approx(75.0, abs=0.5)
    assert value(result, "mov.lift.knee") == pytest.approx(70.0, abs=0.5)
    assert value(result, "mov.lift.time_up") == pytest.approx(1.5, abs=0.35)
    assert value(result, "mov.lift.reps") == 3
    assert value(result, "mov.lift") == 0.0


def test_hands_far_away_are_measured_in_centimetres_and_flagged() -> None:
    clip = figures.lift(reach=20.0)
    result = measured("lift", clip)
    x = clip.track["position"].to_numpy()[..., 0]
    lowest = int(np.argmax(clip.track["position"].to_numpy()[:, AT["right_shoulder"], 1]))
    truth = 170.0 / 800 * (x[lowest, AT["right_wrist"]] - x[lowest, AT["right_ankle"]])
    assert truth > 45
    assert value(result, "mov.lift.hand_dist") == pytest.approx(truth, rel=0.04)
    assert value(result, "mov.lift") == 1.0
    near, far = (value(r, "mov.lift.weight_limit") for r in (measured("lift", figures.lift()), result))
    assert 0 < far < near < 23


def test_a_jerk_counts_and_far_and_jerked_count_twice() -> None:
    assert value(measured("lift", figures.lift(up_s=0.45)), "mov.lift") == 1.0
    both = measured("lift", figures.lift(up_s=0.45, reach=20.0))
    assert value(both, "mov.lift") == 2.0
    assert get(both, "mov.lift").grade == "red"


def test_shoulders_turned_against_the_hips_are_a_twist() -> None:
    straight, twisted = (measured("lift", figures.lift(twist=t)) for t in (0.0, 40.0))
    assert value(straight, "mov.lift.twist") < 5
    assert value(twisted, "mov.lift.twist") == pytest.approx(40.0, abs=6.0)
    assert value(twisted, "mov.lift") == 1.0


def test_without_height_angles_remain() -> None:
    result = run_test(LIFT, TestInput(motion=build_motion(figures.lift().track)))
    assert absent(result, "mov.lift.hand_dist").code == "needs_height"
    assert absent(result, "mov.lift").code == "needs_height"
    assert value(result, "mov.lift.trunk") == pytest.approx(75.0, abs=0.5)


def test_lying_and_the_front_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("lift", figures.slr())) == ["wrong_position"]
    assert refusal(measured("lift", squat(3, camera=Camera("frontal")))) == ["wrong_view"]
