"""Pelvic tilt in standing: the outline flattens, and the rest keeps still."""

import numpy as np
import pytest
from outcomes import absent, measured, outline, refusal, value

import figures_range as figures
from synthetic import Camera, Clip


def tilting(clip: Clip, lost: float) -> np.ndarray:
    """A hollow of 5 % that loses the share ``lost`` from 2 s to 4 s."""
    inside = (clip.time_s > 2.0) & (clip.time_s < 4.0)
    return -5.0 * (1.0 - lost * inside)


@pytest.mark.parametrize(("lost", "score"), [(0.5, 0.0), (0.1, 1.0)])
def test_it_passes_when_the_hollow_flattens_enough(lost: float, score: float) -> None:
    clip = figures.standing()
    result = measured("pelvic_tilt", clip, outline(clip, tilting(clip, lost)))
    assert result.verdict.valid, result.verdict.reasons
    assert result.verdict.notes == ()
    assert value(result, "ctrl.pelvic_tilt.flatten") == pytest.approx(100.0 * lost, abs=1.0)
    assert value(result, "ctrl.pelvic_tilt") == score


def test_leaning_instead_of_tilting_does_not_pass() -> None:
    time = np.arange(180) / 30
    clip = figures.standing(trunk=-9.0 * ((time > 2.0) & (time < 4.0)))
    result = measured("pelvic_tilt", clip, outline(clip, tilting(clip, 0.6)))
    assert value(result, "ctrl.pelvic_tilt.trunk") == pytest.approx(9.0, abs=0.5)
    assert value(result, "ctrl.pelvic_tilt") == 1.0


def test_a_flat_back_has_no_hollow_to_flatten_and_a_hidden_one_no_number() -> None:
    clip = figures.standing()
    flat = measured("pelvic_tilt", clip, outline(clip, np.full_like(clip.time_s, -0.5)))
    assert absent(flat, "ctrl.pelvic_tilt").code == "movement_not_seen"
    assert absent(measured("pelvic_tilt", clip), "ctrl.pelvic_tilt").code == "contour_hidden"


def test_sitting_and_the_front_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("pelvic_tilt", figures.sitting_knee_extension())) == ["wrong_position"]
    assert refusal(measured("pelvic_tilt", figures.standing(camera=Camera("frontal")))) == ["wrong_view"]
