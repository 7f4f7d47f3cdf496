"""Squat and sit-to-stand of a real person, from optical markers seen from an ideal side camera."""

from pathlib import Path

import numpy as np
import pytest
from outcomes import value

from taikan.core.arrays import KEYPOINTS, pose_track
from taikan.interop.trc import read_trc
from taikan.kinematics.motion import Motion, build_motion
from taikan.kinematics.view import View
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.running import run_test

PIXELS_PER_M = 500.0
NAMES = {"shoulder": ("R_Shoulder", "L_Shoulder"), "hip": ("R_HJC", "L_HJC"), "knee": ("r_knee", "L_knee"),
         "ankle": ("r_ankle", "L_ankle")}  # fmt: skip


def side_view(folder: Path, trial: str) -> Motion:
    markers = read_trc(folder / "mocap" / f"{trial}.trc")
    n = len(markers.time_s)
    position = np.full((n, 33, 3), np.nan)
    for part, pair in NAMES.items():
        for side, marker in zip(("right", "left"), pair, strict=True):
            x, y, z = markers.point(marker).T
            column = KEYPOINTS.index(f"{side}_{part}")
            position[:, column] = np.stack([x, -y, -z], axis=-1) * PIXELS_PER_M
    position[..., :2] -= np.nanmin(position[..., :2], axis=(0, 1)) - 100.0
    seen = np.isfinite(position[..., 0])
    track = pose_track(
        time_s=markers.time_s - markers.time_s[0],
        position_px=position,
        world_m=position / PIXELS_PER_M,
        visibility=np.where(seen, 0.95, 0.0),
        presence=np.ones(n),
        width_px=2000,
        height_px=1500,
    )
    return build_motion(track, height_cm=180.0, view=View("sagittal_right", 90.0, 5.0, 1, "right", 0.9))


def measured(motion: Motion, test: str) -> TestOutcome:
    result = run_test(movement_tests().get(test), TestInput(motion=motion))
    assert result.verdict.valid, result.verdict.reasons
    return result


@pytest.mark.reference
def test_five_squats(reference_data: Path) -> None:
    motion = side_view(reference_data, "opencap_subject4_squats1")
    result = measured(motion, "squat")
    assert value(result, "mov.sq.reps") == 5
    thigh = motion.angle("right_thigh_inclination_projection")
    assert value(result, "mov.sq.depth") == pytest.approx(90.0 - np.percentile(thigh, 98), abs=5.0)


@pytest.mark.reference
def test_five_stands(reference_data: Path) -> None:
    result = measured(side_view(reference_data, "opencap_subject4_STS1"), "sit_to_stand")
    assert len(result.repetitions) == 5
    assert 0.5 < value(result, "mov.sts_kin.time") < 3.0
    assert 20 < value(result, "mov.sts_kin.lean") < 60
