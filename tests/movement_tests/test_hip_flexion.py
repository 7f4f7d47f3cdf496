"""Knee to chest on lying stick figures of known angles."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_each_thigh_comes_as_far_as_the_figures(camera: str) -> None:
    result = measured("hip_flexion", figures.hip_flexion(camera=Camera(camera), right=122.0, left=94.0))
    assert value(result, "rom.hip_flex", "right") == pytest.approx(122.0, abs=0.5)
    assert value(result, "rom.hip_flex", "left") == pytest.approx(94.0, abs=0.5)
    assert (get(result, "rom.hip_flex", "right").grade, get(result, "rom.hip_flex", "left").grade) == ("ok", "red")


def test_the_other_thigh_must_stay_down() -> None:
    result = measured("hip_flexion", figures.hip_flexion(other_lift=18.0))
    reason = absent(result, "rom.hip_flex", "right")
    assert reason.code == "other_leg_lifted"
    assert reason.values["found"] == pytest.approx(18.0, abs=0.5)


def test_a_straight_leg_raise_is_not_knee_to_chest() -> None:
    assert absent(measured("hip_flexion", figures.slr()), "rom.hip_flex", "right").code == "knee_not_bent"


def test_on_hands_and_knees_is_another_test() -> None:
    assert refusal(measured("hip_flexion", figures.rock_back())) == ["wrong_position"]
