"""The quality gate: every way a recording can be too poor gives its own reason, with values, and no number."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from synthetic import Camera, Clip, Rep, squat, walk, with_gap, with_noise, with_occlusion
from taikan.capture.camera_motion import CameraMotion
from taikan.capture.cuts import Stretch
from taikan.capture.quality import Brightness, RecordingQuality
from taikan.core.arrays import KEYPOINTS
from taikan.kinematics.motion import build_motion
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import MovementTest, TestInput, TestOutcome
from taikan.movement_tests.running import run_test
from taikan.movement_tests.squat import SQUAT
from taikan.movement_tests.walk import WALK

LIGHT = Brightness(0.5, 0.1, 0.5, 0.9, 0.5, 0.5, is_too_dark=False, is_backlit=False)
GOOD = RecordingQuality(
    brightness=LIGHT,
    sharpness=0.3,
    is_blurred=False,
    camera=CameraMotion("still", 0.1, 0.1, 0.1, 0.0, 1.0),
    cuts_s=(),
    stretches=(Stretch(0.0, 10.0, False),),
    is_still_image=False,
    roll=None,
)


def gated(track: xr.Dataset, quality: RecordingQuality | None = None, test: MovementTest = SQUAT) -> TestOutcome:
    result = run_test(test, TestInput(motion=build_motion(track, height_cm=170.0), quality=quality))
    assert result.verdict.valid == any(m.value is not None for m in result.measures)
    return result


def codes(track: xr.Dataset, quality: RecordingQuality | None = None, test: MovementTest = SQUAT) -> list[str]:
    return [reason.code for reason in gated(track, quality, test).verdict.reasons]


def test_a_good_recording_passes() -> None:
    assert codes(squat(3).track, GOOD) == []


@pytest.mark.parametrize(
    ("quality", "code"),
    [
        (replace(GOOD, brightness=replace(LIGHT, is_too_dark=True)), "too_dark"),
        (replace(GOOD, camera=replace(GOOD.camera, kind="moved")), "camera_moved"),
        (replace(GOOD, camera=replace(GOOD.camera, kind="following")), "camera_moved"),
        (replace(GOOD, is_still_image=True), "still_image"),
        (replace(GOOD, cuts_s=(0.4, 0.9), stretches=(Stretch(0.0, 0.4, False),)), "cut_in_clip"),
    ],
)
def test_a_poor_picture_is_refused(quality: RecordingQuality, code: str) -> None:
    assert codes(squat(3).track, quality) == [code]


def test_a_hand_held_camera_and_one_long_stretch_pass() -> None:
    quality = replace(GOOD, camera=replace(GOOD.camera, kind="handheld"), cuts_s=(9.0,))
    assert codes(squat(3).track, quality) == []


def test_all_that_is_wrong_is_named() -> None:
    quality = replace(GOOD, brightness=replace(LIGHT, is_too_dark=True), is_still_image=True)
    assert codes(squat(3, camera=Camera("posterior")).track, quality) == ["wrong_view", "still_image", "too_dark"]


def test_one_frame_and_a_moment_are_too_little() -> None:
    track = squat(1).track
    assert codes(track.isel(time=slice(0, 1))) == ["single_frame"]
    short = gated(track.isel(time=slice(0, 12))).verdict.reasons[0]
    assert short.code == "too_short"
    assert short.values["found_s"] == pytest.approx(11 / 30)


def test_a_low_frame_rate_is_refused_with_both_numbers() -> None:
    reason = gated(squat(3, fps=8.0).track).verdict.reasons[0]
    assert reason.code == "frame_rate_too_low"
    assert reason.values == {"found": pytest.approx(8.0), "needed": SQUAT.min_fps}


def test_a_tiny_person_is_refused() -> None:
    assert codes(squat(3, camera=Camera(body_px=100.0)).track) == ["person_too_small"]


def test_feet_outside_the_picture_are_named() -> None:
    track = squat(3).track
    cut_off = track.assign_attrs(height_px=int(track["position"].sel(keypoint="right_ankle", space="y").max()) - 20)
    reason = gated(cut_off).verdict.reasons[0]
    assert (reason.code, reason.values["part"]) == ("person_cut_off", "ankle")


def test_a_body_cut_off_at_the_hips_is_named_before_the_missing_movement() -> None:
    track = squat(3).track
    position = track["position"].to_numpy().copy()
    legs = [i for i, k in enumerate(KEYPOINTS) if k.split("_", 1)[-1] in {"knee", "ankle", "heel", "foot_index"}]
    position[:, legs] = position[:1, legs]
    hips = [KEYPOINTS.index(f"{side}_hip") for side in ("left", "right")]
    position[:, hips] = position[:1, hips]
    frozen = track.assign(position=(track["position"].dims, position))
    cut_off = frozen.assign_attrs(height_px=int(position[0, hips, 1].max()) + 30)
    reasons = gated(cut_off).verdict.reasons
    assert [r.code for r in reasons] == ["person_cut_off", "no_repetitions"]
    assert reasons[0].values["part"] == "knee"


def test_a_body_part_that_stays_hidden_is_named() -> None:
    track = squat(3).track
    visibility = track["visibility"].to_numpy().copy()
    visibility[:, [KEYPOINTS.index(f"right_{part}") for part in ("hip", "knee", "ankle")]] = 0.4
    visibility[:, KEYPOINTS.index("right_knee")] = 0.1
    reason = gated(track.assign(visibility=(track["visibility"].dims, visibility))).verdict.reasons[0]
    assert (reason.code, reason.values["part"]) == ("low_visibility", "knee")


def test_a_short_occlusion_of_one_joint_leaves_the_rest_measured() -> None:
    clip = squat(3)
    result = gated(with_occlusion(clip.track, ["right_heel"], 0.0, clip.time_s[-1] + 1))
    reasons = {m.code: m.absent_reason for m in result.measures}
    assert reasons["mov.sq.depth"] is None
    heel = reasons["mov.sq.heel"]
    assert heel is not None
    assert (heel.code, heel.values["part"]) == ("landmarks_hidden", "heel")


def test_many_lost_frames_are_counted() -> None:
    clip = squat([Rep(down_s=1.5, bottom_pause_s=0.0, up_s=1.5)] * 4)
    track = clip.track
    for turn in clip.turns_s:
        track = with_gap(with_gap(track, turn + 0.2, turn + 0.4), turn + 0.7, turn + 0.95)
    reason = gated(track).verdict.reasons[0]
    assert reason.code == "missing_frames"
    assert 10 < float(reason.values["percent"]) < 30


def test_a_trembling_ankle_is_jitter() -> None:
    clip = squat(3)
    shaking = with_noise(clip.track, sd_px=30.0)
    keep = clip.track["position"].to_numpy().copy()
    ankles = [KEYPOINTS.index(f"{side}_ankle") for side in ("left", "right")]
    keep[:, ankles] = shaking["position"].to_numpy()[:, ankles]
    # The knees hide what the ankles do from the count of repetitions: hips against the other ankle stay smooth.
    track = clip.track.assign(position=(clip.track["position"].dims, keep))
    assert "jitter" in codes(track)
    assert codes(with_noise(clip.track, sd_px=2.0)) == []


def test_hidden_ankles_are_named_and_are_no_jitter() -> None:
    clip = squat(3)
    shaking = with_noise(clip.track, sd_px=30.0)
    ankles = [KEYPOINTS.index(f"{side}_ankle") for side in ("left", "right")]
    position, visibility = (clip.track[name].to_numpy().copy() for name in ("position", "visibility"))
    position[:, ankles] = shaking["position"].to_numpy()[:, ankles]
    visibility[:, ankles] = 0.3
    track = clip.track.assign(
        position=(clip.track["position"].dims, position), visibility=(clip.track["visibility"].dims, visibility)
    )
    found = gated(track).verdict
    assert [reason.code for reason in found.reasons] == ["low_visibility"]
    assert found.reasons[0].values["part"] == "ankle"


def test_too_few_repetitions_where_a_test_takes_no_halves() -> None:
    strict = replace(SQUAT, allow_partial=False)
    reason = gated(squat(1).track, test=strict).verdict.reasons[0]
    assert reason.code == "too_few_repetitions"
    assert reason.values == {"needed": 2, "found": 1}
    assert codes(squat(2).track, test=strict) == []


def test_height_that_was_not_stated_is_remarked() -> None:
    result = run_test(SQUAT, TestInput(motion=build_motion(squat(3).track)))
    assert [n.code for n in result.verdict.notes] == ["height_not_stated"]


def test_what_the_frame_rate_cannot_show_says_so() -> None:
    track = walk(start_forward=0.0, speed_heights_s=0.0).track
    contact = [m for m in gated(track, test=WALK).measures if m.code == "gait.contact_time"]
    assert {m.absent_reason.code for m in contact if m.absent_reason} == {"frame_rate_cannot_show"}
    quick = walk(start_forward=0.0, speed_heights_s=0.0, fps=120.0).track
    assert any(m.value is not None for m in gated(quick, test=WALK).measures if m.code == "gait.contact_time")


def test_every_reason_of_the_gate_can_be_said() -> None:
    knowledge = load_knowledge()
    for clip in (squat(3, fps=8.0), squat(3, camera=Camera(50.0)), squat(3, camera=Camera(body_px=100.0))):
        for reason in gated(clip.track).verdict.reasons:
            for text in (knowledge.reason_sentence(reason), knowledge.reason_action(reason)):
                assert "{" not in text.ja + text.en
                assert not np.any([f" {word} " in f" {text.ja} " for word in ("nan", "-")])


def test_clips_are_not_changed_by_being_measured() -> None:
    clip: Clip = squat(3)
    before = clip.track.copy(deep=True)
    gated(clip.track)
    assert clip.track.identical(before)
