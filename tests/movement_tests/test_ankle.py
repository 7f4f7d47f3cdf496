"""Weight-bearing lunge on stick figures of known shank angles."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_the_front_shank_is_measured_and_the_rear_one_is_not(camera: str) -> None:
    result = measured("ankle", figures.ankle(camera=Camera(camera), right=43.0, left=30.0))
    assert result.verdict.valid, result.verdict.reasons
    assert [r.side for r in result.repetitions] == ["right", "right", "left", "left"]
    assert value(result, "rom.wblt.angle", "right") == pytest.approx(43.0, abs=0.5)
    assert value(result, "rom.wblt.angle", "left") == pytest.approx(30.0, abs=0.5)
    assert value(result, "rom.wblt.diff") == pytest.approx(13.0, abs=1.0)
    assert get(result, "rom.wblt.angle", "left").grade == "amber"


def test_a_heel_that_comes_up_is_not_scored() -> None:
    assert absent(measured("ankle", figures.ankle(heel_up=8.0)), "rom.wblt.angle", "right").code == "heel_lifted"


def test_the_distance_to_the_wall_is_a_rulers() -> None:
    assert absent(measured("ankle", figures.ankle()), "rom.wblt").code == "entered_by_hand"


def test_lying_and_the_front_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("ankle", figures.slr())) == ["wrong_position"]
    assert refusal(measured("ankle", figures.ankle(camera=Camera("frontal")))) == ["wrong_view"]
