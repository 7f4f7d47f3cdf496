"""Prone knee bend on stick figures: passed or not, by knee and pelvis."""

import pytest
from outcomes import get, measured, outline, refusal, value

import figures_range as figures
from synthetic import Camera, course


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_far_enough_with_the_pelvis_down_passes(camera: str) -> None:
    result = measured("prone_knee_bend", figures.prone_knee_bend(camera=Camera(camera), right=112.0, left=80.0))
    assert result.verdict.valid, result.verdict.reasons
    assert value(result, "ctrl.prone_knee.knee", "right") == pytest.approx(112.0, abs=0.5)
    assert (value(result, "ctrl.prone_knee", "right"), value(result, "ctrl.prone_knee", "left")) == (0.0, 1.0)


def test_a_pelvis_that_rises_does_not_pass() -> None:
    result = measured("prone_knee_bend", figures.prone_knee_bend(rise=0.03))
    assert value(result, "ctrl.prone_knee.rise", "right") == pytest.approx(3.0, abs=0.3)
    assert value(result, "ctrl.prone_knee", "right") == 1.0
    assert get(result, "ctrl.prone_knee", "right").grade == "amber"


def test_a_hollow_that_grows_does_not_pass() -> None:
    clip, a = figures.prone_knee_bend(), course([figures.HOLD] * 4).amount
    assert value(measured("prone_knee_bend", clip, outline(clip, -2.0 - 4.0 * a)), "ctrl.prone_knee", "right") == 1.0


def test_lying_on_the_back_is_another_test() -> None:
    assert refusal(measured("prone_knee_bend", figures.slr())) == ["wrong_position"]
