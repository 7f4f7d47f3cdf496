"""Arms overhead with the back flat, on standing and lying stick figures."""

import numpy as np
import pytest
from outcomes import absent, get, measured, outline, refusal, value

import figures_range as figures
from synthetic import Camera, course


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
@pytest.mark.parametrize("lying", [False, True])
@pytest.mark.parametrize(("arm", "grade"), [(172.0, "ok"), (143.0, "red")])
def test_the_arm_comes_as_far_as_the_figures(camera: str, lying: bool, arm: float, grade: str) -> None:
    result = measured("shoulder_flexion", figures.shoulder_flexion(camera=Camera(camera), arm=arm, lying=lying))
    assert result.verdict.valid, result.verdict.reasons
    found = get(result, "rom.sh_flex")
    assert found.value == pytest.approx(arm, abs=0.5)
    assert (found.grade, found.side) == (grade, camera.removeprefix("sagittal_"))


def test_leaning_back_is_not_scored() -> None:
    reason = absent(measured("shoulder_flexion", figures.shoulder_flexion(lean_back=12.0)), "rom.sh_flex")
    assert reason.code == "trunk_moved"
    assert reason.values["found"] == pytest.approx(12.0, abs=0.5)


def test_a_hollow_that_grows_is_not_scored_and_one_that_stays_is() -> None:
    clip, a = figures.shoulder_flexion(), course([figures.HOLD] * 3).amount
    arched = measured("shoulder_flexion", clip, outline(clip, -3.0 - 4.0 * a))
    assert absent(arched, "rom.sh_flex").code == "back_arched"
    still = measured("shoulder_flexion", clip, outline(clip, np.full_like(a, -3.0)))
    assert value(still, "rom.sh_flex") == pytest.approx(170.0, abs=0.5)


def test_sitting_and_the_front_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("shoulder_flexion", figures.sitting_knee_extension())) == ["wrong_position"]
    seen_from_the_front = figures.shoulder_flexion(camera=Camera("frontal"))
    assert refusal(measured("shoulder_flexion", seen_from_the_front)) == ["wrong_view"]
