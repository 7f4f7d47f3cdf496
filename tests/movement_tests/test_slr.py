"""Straight-leg raise on lying stick figures of known angles."""

import pytest
from outcomes import get, value

import figures_range as figures
from synthetic import Camera, Clip, squat
from taikan.kinematics.motion import build_motion
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.running import run_test
from taikan.movement_tests.slr import SLR


def measured(clip: Clip) -> TestOutcome:
    return run_test(SLR, TestInput(motion=build_motion(clip.track)))


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_each_leg_has_its_own_angle_whatever_side_the_camera_is_on(camera: str) -> None:
    result = measured(figures.slr(camera=Camera(camera), right=82.0, left=64.0))
    assert result.verdict.valid, result.verdict.reasons
    assert [r.side for r in result.repetitions] == ["right", "right", "left", "left"]
    assert value(result, "rom.slr", "right") == pytest.approx(82.0, abs=0.5)
    assert value(result, "rom.slr", "left") == pytest.approx(64.0, abs=0.5)
    assert value(result, "rom.slr.diff") == pytest.approx(18.0, abs=1.0)
    assert get(result, "rom.slr", "right").grade == "ok"
    assert get(result, "rom.slr.diff").grade == "amber"


def test_one_side_alone_leaves_the_other_and_the_difference_open() -> None:
    result = measured(figures.slr(reps=3, camera=Camera(far_visibility=0.8), sides=("right",)))
    assert value(result, "rom.slr", "right") == pytest.approx(80.0, abs=0.5)
    left, diff = get(result, "rom.slr", "left").absent_reason, get(result, "rom.slr.diff").absent_reason
    assert left is not None
    assert left.code == "movement_not_seen"
    assert diff is not None
    assert diff.code == "both_sides_needed"


@pytest.mark.parametrize(("spoil", "code"), [({"knee": 15.0}, "knee_bent"), ({"other_lift": 20.0}, "other_leg_lifted")])
def test_a_bent_knee_or_a_lifted_other_leg_is_not_scored(spoil: dict[str, float], code: str) -> None:
    result = measured(figures.slr(**spoil))  # type: ignore[arg-type]
    reason = get(result, "rom.slr", "right").absent_reason
    assert reason is not None
    assert reason.code == code


def test_a_squat_is_not_a_leg_raise() -> None:
    assert [r.code for r in measured(squat(3)).verdict.reasons] == ["wrong_position"]


def test_a_camera_at_the_feet_is_refused() -> None:
    assert [r.code for r in measured(figures.slr(camera=Camera("frontal"))).verdict.reasons] == ["wrong_view"]
