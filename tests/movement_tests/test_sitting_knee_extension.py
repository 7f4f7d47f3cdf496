"""Sitting knee extension on stick figures: passed or not, by knee and trunk."""

import pytest
from outcomes import get, measured, refusal, value

import figures_range as figures
from synthetic import Camera, squat


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_a_still_trunk_and_a_straight_knee_pass(camera: str) -> None:
    result = measured("sitting_knee_extension", figures.sitting_knee_extension(camera=Camera(camera)))
    assert result.verdict.valid, result.verdict.reasons
    assert value(result, "ctrl.sit_knee", "right") == 0.0
    assert value(result, "ctrl.sit_knee", "left") == 1.0
    assert value(result, "ctrl.sit_knee.knee", "right") == pytest.approx(25.0, abs=0.5)
    assert value(result, "ctrl.sit_knee.knee", "left") == pytest.approx(60.0, abs=0.5)
    assert get(result, "ctrl.sit_knee", "left").grade == "amber"


@pytest.mark.parametrize(("lean_back", "score"), [(5.0, 0.0), (14.0, 1.0)])
def test_a_trunk_that_leans_back_does_not_pass(lean_back: float, score: float) -> None:
    result = measured("sitting_knee_extension", figures.sitting_knee_extension(lean_back=lean_back))
    assert value(result, "ctrl.sit_knee.trunk", "right") == pytest.approx(lean_back, abs=0.5)
    assert value(result, "ctrl.sit_knee", "right") == score


def test_standing_and_lying_are_other_tests() -> None:
    assert refusal(measured("sitting_knee_extension", squat(3))) == ["wrong_position"]
    assert refusal(measured("sitting_knee_extension", figures.knee_extension())) == ["wrong_position"]
