"""Overhead squat on stick figures: the squat's numbers, and the arms."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera, squat


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
@pytest.mark.parametrize(("arms", "grade"), [(10.0, "ok"), (27.0, "amber"), (48.0, "red")])
def test_the_arms_come_forward_as_far_as_the_figures(camera: str, arms: float, grade: str) -> None:
    result = measured("overhead_squat", figures.overhead_squat(camera=Camera(camera), arms=arms))
    assert value(result, "mov.ohs.arm") == pytest.approx(arms, abs=0.5)
    assert get(result, "mov.ohs.arm").grade == grade
    assert value(result, "mov.ohs.depth") == pytest.approx(5.0, abs=0.5)
    assert value(result, "mov.ohs.trunk_tibia") == pytest.approx(6.0, abs=0.5)
    assert value(result, "mov.ohs.reps") == 3


@pytest.mark.parametrize("view", ["sagittal_right", "frontal"])
def test_a_squat_with_the_arms_forward_is_another_test(view: str) -> None:
    assert refusal(measured("overhead_squat", squat(3, camera=Camera(view)))) == ["arms_not_overhead"]


def test_knees_show_from_the_front_and_arms_do_not() -> None:
    result = measured("overhead_squat", figures.overhead_squat(camera=Camera("frontal")))
    assert result.verdict.valid, result.verdict.reasons
    assert value(result, "mov.ohs.fppa", "left") == pytest.approx(value(result, "mov.ohs.fppa", "right"), abs=0.1)
    assert absent(result, "mov.ohs.arm").code == "view_cannot_show"
