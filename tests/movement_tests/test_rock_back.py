"""Rocking on hands and knees: how far, and with which outline."""

import numpy as np
import pytest
from outcomes import absent, measured, outline, refusal, value

import figures_range as figures
from synthetic import Camera


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_both_ends_are_those_of_the_figure(camera: str) -> None:
    result = measured("rock_back", figures.rock_back(camera=Camera(camera), back=128.0, forward=52.0))
    assert result.verdict.valid, result.verdict.reasons
    assert value(result, "ctrl.rock.back") == pytest.approx(128.0, abs=1.0)
    assert value(result, "ctrl.rock.forward") == pytest.approx(52.0, abs=1.0)
    assert absent(result, "ctrl.rock").code == "contour_hidden"


@pytest.mark.parametrize(
    ("rounding", "arching", "back", "score"),
    [(1.0, 1.0, 125.0, 0.0), (6.0, 1.0, 125.0, 1.0), (1.0, 6.0, 125.0, 1.0), (1.0, 1.0, 110.0, 1.0)],
)
def test_it_passes_with_the_outline_kept_and_the_hips_far_enough(
    rounding: float, arching: float, back: float, score: float
) -> None:
    clip = figures.rock_back(back=back)
    off_middle = (clip.truth["hip"] - 90.0) / 35.0
    depth = -2.0 + np.where(off_middle > 0, rounding, arching) * off_middle
    result = measured("rock_back", clip, outline(clip, depth))
    assert value(result, "ctrl.rock") == score
    assert value(result, "ctrl.rock.round") == pytest.approx(rounding * (back - 90.0) / 35.0, abs=0.4)
    assert value(result, "ctrl.rock.arch") == pytest.approx(arching, abs=0.4)


def test_lying_and_standing_are_other_tests() -> None:
    assert refusal(measured("rock_back", figures.prone_knee_bend())) == ["wrong_position"]
    assert refusal(measured("rock_back", figures.forward_bend())) == ["wrong_position"]
