"""Squat on stick figures of known depth, lean, tempo and count."""

import numpy as np
import pytest
from outcomes import get, outline, value

from synthetic import Approach, Camera, Clip, Rep, cut, squat, with_noise
from taikan.kinematics.motion import build_motion
from taikan.kinematics.spine_contour import SpineContour
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.running import run_test
from taikan.movement_tests.squat import SQUAT


def measured(clip: Clip, contour: SpineContour | None = None) -> TestOutcome:
    return run_test(SQUAT, TestInput(motion=build_motion(clip.track, height_cm=170.0), contour=contour))


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
@pytest.mark.parametrize("thigh", [60.0, 80.0, 95.0])
def test_depth_lean_and_shank_are_those_of_the_figure(camera: str, thigh: float) -> None:
    clip = squat([Rep(bottom_pause_s=0.4)] * 3, camera=Camera(camera), thigh=thigh, shank=30.0, trunk=45.0)
    result = measured(clip)
    assert value(result, "mov.sq.depth") == pytest.approx(90.0 - thigh, abs=0.5)
    assert value(result, "mov.sq.trunk") == pytest.approx(45.0, abs=0.5)
    assert value(result, "mov.sq.tibia") == pytest.approx(30.0, abs=0.5)
    assert value(result, "mov.sq.trunk_tibia") == pytest.approx(15.0, abs=0.5)
    assert value(result, "mov.sq.heel") == pytest.approx(0.0, abs=0.5)
    assert get(result, "mov.sq.depth").side == camera.removeprefix("sagittal_")


def test_a_tilted_camera_changes_no_angle_and_is_remarked() -> None:
    clip = squat([Rep(bottom_pause_s=0.4)] * 3, camera=Camera(roll_deg=5.0))
    motion = build_motion(clip.track, height_cm=170.0, camera_roll_deg=5.0)
    result = run_test(SQUAT, TestInput(motion=motion))
    assert value(result, "mov.sq.trunk") == pytest.approx(38.0, abs=0.5)
    assert [n.code for n in result.verdict.notes] == ["camera_tilted"]


@pytest.mark.parametrize("view", ["sagittal_right", "frontal"])
@pytest.mark.parametrize("approach", list(Approach))
def test_getting_ready_is_not_counted(view: str, approach: Approach) -> None:
    clip = squat([Rep(), Rep(depth=0.6), Rep(down_s=3.0)], camera=Camera(view), approach=approach)
    result = measured(clip)
    assert value(result, "mov.sq.reps") == 3
    assert [r.bottom_s for r in result.repetitions] == pytest.approx(list(clip.turns_s), abs=0.15)
    assert not any(r.partial for r in result.repetitions)


def test_tempo_follows_the_figure_and_leaves_the_pause_out() -> None:
    slow = measured(squat([Rep(down_s=3.0, bottom_pause_s=1.5, up_s=2.0)] * 3))
    assert value(slow, "mov.sq.speed") == pytest.approx(3.0, abs=0.35)
    assert value(slow, "mov.sq.speed_up") == pytest.approx(2.0, abs=0.35)
    fast = measured(squat([Rep(down_s=0.6, up_s=0.6)] * 3))
    assert get(fast, "mov.sq.speed").grade == "amber"
    assert get(slow, "mov.sq.speed").grade == "ok"


def test_knees_falling_inward_show_from_the_front_only() -> None:
    straight = measured(squat(3, camera=Camera("frontal")))
    inward = measured(squat(3, camera=Camera("frontal"), knee_in=0.05))
    for side in ("left", "right"):
        assert value(straight, "mov.sq.fppa", side) == pytest.approx(0.0, abs=0.5)
        assert value(inward, "mov.sq.fppa", side) > 9
        assert get(inward, "mov.sq.fppa", side).confidence <= 0.5
    absent = get(measured(squat(3)), "mov.sq.fppa", "left")
    assert absent.absent_reason is not None
    assert absent.absent_reason.code == "view_cannot_show"
    assert absent.absent_reason.values["needed"] == "frontal"


def test_sideways_shift_is_signed_to_the_persons_right() -> None:
    clip = squat(3, camera=Camera("frontal"))
    position = clip.track["position"].to_numpy().copy()
    upper = [
        i for i, k in enumerate(clip.track["keypoint"].to_numpy()) if not any(p in k for p in ("ankle", "heel", "foot"))
    ]
    # In a front view the person's right is image-left; 5 % of the 800-pixel body.
    position[:, upper, 0] -= 40.0
    shifted = Clip(clip.track.assign(position=(clip.track["position"].dims, position)), {}, *[clip.turns_s] * 3)
    result = measured(shifted)
    assert value(result, "mov.sq.shift") == pytest.approx(5.0, abs=0.4)
    assert get(result, "mov.sq.shift").grade in {"amber", "red"}


def test_a_lifted_heel_is_measured_in_foot_lengths() -> None:
    clip = squat([Rep(bottom_pause_s=0.5)] * 3)
    position = clip.track["position"].to_numpy().copy()
    names = list(clip.track["keypoint"].to_numpy())
    heel, toe = names.index("right_heel"), names.index("right_foot_index")
    foot = np.linalg.norm(position[0, toe, :2] - position[0, heel, :2])
    deep = clip.truth["right_thigh_inclination_projection"] > 75
    position[deep, heel, 1] -= 0.2 * foot
    lifted = Clip(clip.track.assign(position=(clip.track["position"].dims, position)), {}, *[clip.turns_s] * 3)
    assert value(measured(lifted), "mov.sq.heel") == pytest.approx(20.0, abs=2.0)


def test_a_single_repetition_is_measured_and_marked_partial() -> None:
    result = measured(squat(1))
    assert result.verdict.valid
    assert [n.code for n in result.verdict.notes] == ["partial_repetition"]
    assert [r.partial for r in result.repetitions] == [True]
    depth = get(result, "mov.sq.depth")
    assert depth.value == pytest.approx(5.0, abs=1.0)
    assert (depth.n_trials, depth.within_sd) == (1, None)
    assert depth.confidence < get(measured(squat(3)), "mov.sq.depth").confidence


def test_half_a_repetition_is_measured_and_marked_partial() -> None:
    clip = squat([Rep(bottom_pause_s=1.0, up_s=1.5)])
    result = measured(cut(clip, clip.turns_s[0], clip.time_s[-1]))
    assert result.verdict.valid
    assert [r.partial for r in result.repetitions] == [True]
    assert value(result, "mov.sq.depth") == pytest.approx(5.0, abs=1.0)
    down = get(result, "mov.sq.speed")
    assert down.absent_reason is not None
    assert down.absent_reason.code == "movement_not_seen"


def test_noise_widens_the_spread_and_lowers_confidence_not_the_count() -> None:
    clean, noisy = squat(4), squat(4)
    noisy = Clip(with_noise(noisy.track, sd_px=6.0), noisy.truth, noisy.turns_s, noisy.starts_s, noisy.ends_s)
    calm, shaky = measured(clean), measured(noisy)
    assert len(shaky.repetitions) == len(calm.repetitions) == 4
    depth = get(shaky, "mov.sq.depth")
    assert depth.within_sd is not None
    assert depth.within_sd > (get(calm, "mov.sq.depth").within_sd or 0.0)
    assert depth.confidence < get(calm, "mov.sq.depth").confidence


def test_hollow_lost_near_the_bottom_is_a_share_of_the_standing_hollow() -> None:
    clip = squat([Rep(bottom_pause_s=0.5)] * 3)
    hip = clip.truth["right_hip_flexion_projection"]
    share = np.clip((hip - (hip.max() - 20.0)) / 20.0, 0, 1)
    result = measured(clip, outline(clip, -4.0 + 2.0 * share))
    assert value(result, "mov.sq.buttwink") == pytest.approx(50.0, abs=6.0)
    assert get(result, "mov.sq.buttwink").grade in {"amber", "borderline"}
    assert get(result, "mov.sq.buttwink").confidence < 0.31
    kept = measured(clip, outline(clip, np.full(len(clip.time_s), -4.0)))
    assert value(kept, "mov.sq.buttwink") == pytest.approx(0.0, abs=0.1)


def test_an_unsure_outline_gives_no_number() -> None:
    clip = squat(3)
    unsure = get(measured(clip, outline(clip, np.zeros(len(clip.time_s)), confidence=0.5)), "mov.sq.buttwink")
    assert unsure.absent_reason is not None
    assert unsure.absent_reason.code == "contour_hidden"
