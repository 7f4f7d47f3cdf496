"""Knee extension at 90 degrees of hip flexion on lying stick figures."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_what_each_knee_lacks_is_that_of_the_figure(camera: str) -> None:
    both_seen = Camera(camera, far_visibility=0.8)
    result = measured("knee_extension", figures.knee_extension(camera=both_seen, right=18.0, left=46.0))
    assert result.verdict.valid, result.verdict.reasons
    assert [r.side for r in result.repetitions] == ["right", "right", "left", "left"]
    assert value(result, "rom.ake", "right") == pytest.approx(18.0, abs=0.5)
    assert value(result, "rom.ake", "left") == pytest.approx(46.0, abs=0.5)
    assert value(result, "rom.ake.diff") == pytest.approx(28.0, abs=1.0)
    assert (get(result, "rom.ake", "right").grade, get(result, "rom.ake", "left").grade) == ("ok", "red")


def test_a_thigh_let_down_is_not_scored() -> None:
    result = measured("knee_extension", figures.knee_extension(thigh=72.0))
    reason = absent(result, "rom.ake", "right")
    assert reason.code == "thigh_not_vertical"
    assert reason.values["found"] == pytest.approx(18.0, abs=0.5)
    assert absent(result, "rom.ake.diff").code == "both_sides_needed"


def test_sitting_and_the_front_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("knee_extension", figures.sitting_knee_extension())) == ["wrong_position"]
    seen_from_the_feet = figures.knee_extension(camera=Camera("frontal"))
    assert refusal(measured("knee_extension", seen_from_the_feet)) == ["wrong_view"]
