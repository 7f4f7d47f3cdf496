"""Straight-leg raise on lying stick figures of known angles."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera, squat


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_each_leg_has_its_own_angle_whatever_side_the_camera_is_on(camera: str) -> None:
    result = measured("slr", figures.slr(camera=Camera(camera), right=82.0, left=64.0))
    assert result.verdict.valid, result.verdict.reasons
    assert [r.side for r in result.repetitions] == ["right", "right", "left", "left"]
    assert value(result, "rom.slr", "right") == pytest.approx(82.0, abs=0.5)
    assert value(result, "rom.slr", "left") == pytest.approx(64.0, abs=0.5)
    assert value(result, "rom.slr.diff") == pytest.approx(18.0, abs=1.0)
    assert get(result, "rom.slr", "right").grade == "ok"
    assert get(result, "rom.slr.diff").grade == "amber"


def test_one_side_alone_leaves_the_other_and_the_difference_open() -> None:
    result = measured("slr", figures.slr(reps=3, camera=Camera(far_visibility=0.8), sides=("right",)))
    assert value(result, "rom.slr", "right") == pytest.approx(80.0, abs=0.5)
    assert absent(result, "rom.slr", "left").code == "movement_not_seen"
    assert absent(result, "rom.slr.diff").code == "both_sides_needed"


@pytest.mark.parametrize(("spoil", "code"), [({"knee": 15.0}, "knee_bent"), ({"other_lift": 20.0}, "other_leg_lifted")])
def test_a_bent_knee_or_a_lifted_other_leg_is_not_scored(spoil: dict[str, float], code: str) -> None:
    result = measured("slr", figures.slr(**spoil))  # type: ignore[arg-type]
    assert absent(result, "rom.slr", "right").code == code


def test_a_squat_is_not_a_leg_raise() -> None:
    assert refusal(measured("slr", squat(3))) == ["wrong_position"]


def test_a_camera_at_the_feet_is_refused() -> None:
    assert refusal(measured("slr", figures.slr(camera=Camera("frontal")))) == ["wrong_view"]
