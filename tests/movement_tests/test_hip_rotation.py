"""Hip rotation in sitting on stick figures of known angles."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera


def test_in_and_out_of_each_hip_are_those_of_the_figure() -> None:
    result = measured("hip_rotation", figures.hip_rotation(inward=(40.0, 22.0), outward=(44.0, 35.0)))
    assert result.verdict.valid, result.verdict.reasons
    assert len(result.repetitions) == 8
    for side, inward, outward in (("right", 40.0, 44.0), ("left", 22.0, 35.0)):
        assert value(result, "rom.hip_ir", side) == pytest.approx(inward, abs=0.5)
        assert value(result, "rom.hip_er", side) == pytest.approx(outward, abs=0.5)
        assert get(result, "rom.hip_ir", side).n_trials == 2
    assert value(result, "rom.hip_ir.diff") == pytest.approx(18.0, abs=1.0)
    assert get(result, "rom.hip_ir", "left").grade == "red"


def test_a_pelvis_that_lifts_is_not_scored() -> None:
    result = measured("hip_rotation", figures.hip_rotation(pelvis=6.0))
    assert absent(result, "rom.hip_ir", "right").code == "pelvis_tilted"
    assert absent(result, "rom.hip_er", "left").code == "pelvis_tilted"


def test_standing_and_the_side_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("hip_rotation", figures.side_bend())) == ["wrong_position"]
    assert refusal(measured("hip_rotation", figures.hip_rotation(camera=Camera("sagittal_left")))) == ["wrong_view"]
