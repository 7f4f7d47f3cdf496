"""Side bend on stick figures of known lean."""

import numpy as np
import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import SHOULDER_HALF, TRUNK, Camera, squat


def slide_cm(lean_deg: float) -> float:
    """How much lower a hanging arm comes when the trunk turns about the middle of the hips."""
    a = np.radians(lean_deg)
    return float(170.0 * (TRUNK * (1 - np.cos(a)) + SHOULDER_HALF * np.sin(a)))


@pytest.mark.parametrize("view", ["frontal", "posterior"])
def test_each_side_slides_as_far_as_the_figures_hand_from_front_and_back(view: str) -> None:
    result = measured("side_bend", figures.side_bend(camera=Camera(view), right=32.0, left=20.0))
    assert result.verdict.valid, result.verdict.reasons
    assert [r.side for r in result.repetitions] == ["right", "right", "left", "left"]
    for side, lean in (("right", 32.0), ("left", 20.0)):
        assert value(result, "rom.side.trunk", side) == pytest.approx(lean, abs=0.5)
        assert value(result, "rom.side", side) == pytest.approx(slide_cm(lean), rel=0.05)
    assert value(result, "rom.side.diff") == pytest.approx(slide_cm(32.0) - slide_cm(20.0), rel=0.06)
    assert get(result, "rom.side", "left").grade == "amber"


def test_it_is_not_measured_from_the_side_nor_sitting() -> None:
    assert refusal(measured("side_bend", figures.side_bend(camera=Camera("sagittal_right")))) == ["wrong_view"]
    assert refusal(measured("side_bend", figures.thoracic_rotation())) == ["wrong_position"]


def test_a_squat_from_the_front_is_no_side_bend() -> None:
    result = measured("side_bend", squat(3, camera=Camera("frontal")))
    assert refusal(result) == ["no_repetitions"]
    assert absent(result, "rom.side", "left").code == "no_repetitions"
