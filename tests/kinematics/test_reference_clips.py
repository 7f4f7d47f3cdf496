"""Kinematics on landmarks another program found on a real run, against the cadence measured from its pixels."""

import json

import numpy as np
import pytest

from taikan.core.arrays import KEYPOINTS, pose_track
from taikan.kinematics.gait_events import SIDES, gait_events
from taikan.kinematics.motion import build_motion
from taikan.kinematics.view import View
from taikan.pose.clean import clean

OTHER_NAMES = {"foot_index": "big_toe"}


def _treadmill_run(folder):
    """The other program's points as a pose track; what it does not find (face, fingers, depth) stays missing."""
    data = json.loads((folder / "running" / "male_side.pose.json").read_text(encoding="utf-8"))
    frames = np.array(data["frames"])
    position = np.full((len(frames), len(KEYPOINTS), 3), np.nan)
    visibility = np.zeros(position.shape[:2])
    for side in SIDES:
        for part in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index"):
            theirs = data["keypoint_names"].index(f"{side[0]}_{OTHER_NAMES.get(part, part)}")
            ours = KEYPOINTS.index(f"{side}_{part}")
            position[:, ours, :2], position[:, ours, 2] = frames[:, theirs, :2], 0.0
            visibility[:, ours] = np.clip(frames[:, theirs, 2], 0.0, 1.0)
    position[:, KEYPOINTS.index("nose"), :2] = frames[:, data["keypoint_names"].index("nose"), :2]
    return pose_track(
        time_s=np.arange(len(frames)) / data["fps"],
        position_px=position,
        world_m=np.full_like(position, np.nan),
        visibility=visibility,
        presence=np.ones(len(frames)),
        width_px=data["width"],
        height_px=data["height"],
    )


@pytest.mark.reference
def test_cadence_of_a_real_run(reference_data):
    truth = 168.9
    track = clean(_treadmill_run(reference_data), cutoff_hz=11.0).track
    motion = build_motion(track, view=View("sagittal_left", -90.0, 5.0, -1, "left", 0.9))
    events = gait_events(motion)
    assert (events.direction, events.is_travelling) == (-1, False)
    assert events.cadence_per_min == pytest.approx(truth, rel=0.01)
    assert abs(len(events.contact_s["left"]) - len(events.contact_s["right"])) <= 1
    assert 80 < np.nanmax(motion.angle("left_knee_flexion_projection")) < 130
    assert -5 < np.nanmedian(motion.angle("trunk_inclination_projection")) < 20
