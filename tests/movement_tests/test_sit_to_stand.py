"""Sit-to-stand on stick figures: time of five, count in 30 s, stop rules, the way of rising."""

import numpy as np
import pytest
from outcomes import get, outline, value

from synthetic import Camera, Clip, Posture, Rep, cut, figure, hip_hinge, sit_to_stand
from taikan.core.arrays import KEYPOINTS
from taikan.kinematics.motion import build_motion
from taikan.kinematics.spine_contour import SpineContour
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.running import run_test
from taikan.movement_tests.sit_to_stand import SIT_TO_STAND


def measured(
    clip: Clip, protocol: str = "five", contour: SpineContour | None = None, age: float | None = None
) -> TestOutcome:
    motion = build_motion(clip.track, height_cm=170.0)
    return run_test(SIT_TO_STAND, TestInput(motion=motion, contour=contour, options={"protocol": protocol}, age=age))


@pytest.mark.parametrize("view", ["sagittal_left", "sagittal_right", "frontal"])
@pytest.mark.parametrize("ends_standing", [False, True])
def test_time_to_the_fifth_full_stand(view: str, ends_standing: bool) -> None:
    clip = sit_to_stand(5, camera=Camera(view), ends_standing=ends_standing)
    result = measured(clip)
    assert result.verdict.valid
    assert len(result.repetitions) == 5
    assert value(result, "str.sts5") == pytest.approx(clip.turns_s[4] - clip.starts_s[0], abs=0.35)


def test_stands_after_the_fifth_do_not_count_towards_the_time() -> None:
    five, eight = (value(measured(sit_to_stand(n)), "str.sts5") for n in (5, 8))
    assert eight == pytest.approx(five, abs=0.05)


def test_four_stands_give_no_time_of_five_but_the_way_of_rising() -> None:
    result = measured(sit_to_stand(4))
    reason = get(result, "str.sts5").absent_reason
    assert reason is not None
    assert (reason.code, reason.values) == ("too_few_trials", {"needed": 5, "found": 4})
    assert get(result, "mov.sts_kin.lean").n_trials == 4


def test_a_half_stand_does_not_count() -> None:
    reps = [Rep(), Rep(), Rep(depth=0.5), Rep(), Rep(), Rep()]
    clip = sit_to_stand(reps)
    result = measured(clip)
    assert len(result.repetitions) == 5
    assert value(result, "str.sts5") == pytest.approx(clip.turns_s[5] - clip.starts_s[0], abs=0.35)


@pytest.mark.parametrize(("age", "grade"), [(None, "red"), (40.0, "red"), (65.0, "borderline"), (85.0, "ok")])
def test_the_time_is_graded_for_the_age(age: float | None, grade: str) -> None:
    assert get(measured(sit_to_stand(5), age=age), "str.sts5").grade == grade


def test_count_in_thirty_seconds() -> None:
    quick = Rep(down_s=0.8, up_s=0.7, top_pause_s=0.1)
    clip = sit_to_stand([quick] * 22)
    begun = clip.starts_s[0]
    within = int((clip.turns_s <= begun + 30.0).sum())
    result = measured(clip, "thirty")
    assert value(result, "str.sts30") == pytest.approx(within, abs=1)
    reason = get(result, "str.sts5").absent_reason
    assert reason is not None
    assert (reason.code, reason.values["needed"]) == ("not_in_this_variant", "five")


def test_a_clip_that_does_not_cover_thirty_seconds_gives_no_count() -> None:
    reason = get(measured(sit_to_stand(6), "thirty"), "str.sts30").absent_reason
    assert reason is not None
    assert reason.code == "too_short"
    assert reason.values["needed_s"] == 30.0


@pytest.mark.parametrize(("lean", "grade"), [(10.0, "amber"), (40.0, "ok"), (65.0, "amber")])
def test_forward_lean_is_the_largest_while_rising(lean: float, grade: str) -> None:
    result = measured(sit_to_stand(5, lean=lean))
    assert value(result, "mov.sts_kin.lean") == pytest.approx(lean + 2.0, abs=1.5)
    assert get(result, "mov.sts_kin.lean").grade == grade


def test_each_rise_runs_from_lean_to_stand() -> None:
    clip = sit_to_stand([Rep(down_s=1.6, bottom_pause_s=0.6)] * 3)
    result = measured(clip)
    assert value(result, "mov.sts_kin.time") == pytest.approx(1.6, abs=0.5)
    for repetition, start, turn in zip(result.repetitions, clip.starts_s, clip.turns_s, strict=True):
        assert start - 0.1 <= repetition.start_s <= repetition.bottom_s < repetition.end_s <= turn
        assert [p.name for p in repetition.phases][-1] == "ascent"


def rising(lean_first_s: float = 0.0, pushing: bool = False) -> Clip:
    """Three slow rises; the trunk leans ``lean_first_s`` before the hips leave the seat; hands on the thighs or not."""
    time = np.arange(360) / 30.0

    def course(shift: float) -> np.ndarray:
        phase = np.mod(time - shift, 4.0)
        up = (1 - np.cos(np.pi * np.clip((phase - 1.0) / 1.2, 0, 1))) / 2
        down = (1 - np.cos(np.pi * np.clip((phase - 2.8) / 1.0, 0, 1))) / 2
        return up - down

    stand, ahead = course(0.0), course(-lean_first_s)
    trunk = 5 + 40 * np.sin(np.pi * np.clip(ahead, 0, 1))
    posture = Posture(thigh=90 * (1 - stand), shank=4 * (1 - stand), trunk=trunk, shoulder=30.0, elbow=130.0)
    track = figure(time, posture, Camera())
    if pushing:
        position = track["position"].to_numpy().copy()
        hip, knee, wrist = (KEYPOINTS.index(f"right_{part}") for part in ("hip", "knee", "wrist"))
        position[:, wrist] = 0.4 * position[:, hip] + 0.6 * position[:, knee]
        track = track.assign(position=(track["position"].dims, position))
    turns = np.array([2.2, 6.2, 10.2])
    return Clip(track, {}, turns, turns - 1.2, turns)


def test_a_lean_before_leaving_the_seat_belongs_to_the_rise() -> None:
    together, ahead = (measured(rising(lean)) for lean in (0.0, 0.6))
    for without, with_lean in zip(together.repetitions, ahead.repetitions, strict=True):
        assert with_lean.start_s < without.start_s - 0.3
        assert with_lean.bottom_s == pytest.approx(without.bottom_s, abs=0.1)
    assert [p.name for p in ahead.repetitions[0].phases] == ["lean", "ascent"]


def test_hands_on_the_thighs_are_told_from_crossed_arms() -> None:
    assert value(measured(rising(pushing=False)), "mov.sts_kin.hand_use") == 0.0
    pushing = measured(rising(pushing=True))
    assert value(pushing, "mov.sts_kin.hand_use") == 1.0
    assert get(pushing, "mov.sts_kin.hand_use").grade == "amber"


def test_hips_that_extend_late_show_in_the_timing() -> None:
    even, late = (value(measured(rising(shift)), "mov.sts_kin.timing") for shift in (0.3, -0.3))
    assert late > even + 0.2


def test_rounding_is_compared_with_standing() -> None:
    clip = sit_to_stand([Rep(bottom_pause_s=0.8)] * 3)
    seated = clip.truth["right_thigh_inclination_projection"] / 90.0
    result = measured(clip, contour=outline(clip, -4.0 + 16.0 * seated))
    assert value(result, "mov.sts_kin.back_round") == pytest.approx(8.0, abs=1.2)


def test_one_rise_is_measured_and_marked_partial() -> None:
    clip = sit_to_stand(2)
    result = measured(cut(clip, 0.0, clip.turns_s[0] + 0.2))
    assert result.verdict.valid
    assert [r.partial for r in result.repetitions] == [True]
    assert [n.code for n in result.verdict.notes] == ["partial_repetition"]


def test_only_sitting_down_is_no_rise() -> None:
    clip = sit_to_stand([Rep(bottom_pause_s=1.0)])
    result = measured(cut(clip, clip.turns_s[0], clip.time_s[-1]))
    assert [r.code for r in result.verdict.reasons] == ["no_repetitions"]


def test_bowing_without_leaving_the_ground_is_no_rise() -> None:
    assert not measured(hip_hinge(3)).verdict.valid
