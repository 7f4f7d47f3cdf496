"""Stick figures with faults of known size: a body of 1000 px, from the side or from the front, 30 frames a second."""

from dataclasses import dataclass, field, replace

import numpy as np

from taikan.core.arrays import KEYPOINTS, MIRROR_INDEX, FloatArray, pose_track
from taikan.core.records import Repetition
from taikan.kinematics.motion import Motion, build_motion
from taikan.kinematics.view import View

FPS = 30.0
SHANK, THIGH, TRUNK, FOOT, ARM, NECK = 246.0, 245.0, 288.0, 150.0, 330.0, 90.0
WIDTH, HEIGHT = 1600, 1400
AT = {name: i for i, name in enumerate(KEYPOINTS)}

RIGHT_PROFILE = View("sagittal_right", 90.0, 6.0, 1, "right", 0.95)
LEFT_PROFILE = View("sagittal_left", -90.0, 6.0, -1, "left", 0.95)
FRONT = View("frontal", 0.0, 6.0, 0, "both", 0.95)
BACK = View("posterior", 180.0, 6.0, 0, "both", 0.95)
OBLIQUE = View("oblique", 45.0, 6.0, 1, "right", 0.9)


@dataclass(frozen=True)
class Pose:
    """Curves over time, (T,): degrees, or shares of body height for offsets."""

    time_s: FloatArray
    shank: FloatArray
    thigh: FloatArray
    trunk: FloatArray
    neck: FloatArray
    heel_lift: FloatArray
    hand_forward: FloatArray | None = None
    side_lean: FloatArray | None = None
    hip_shift: FloatArray | None = None
    right_knee_in: FloatArray | None = None
    shoulder_tilt: FloatArray | None = None
    pelvis_tilt: FloatArray | None = None


@dataclass(frozen=True)
class Figure:
    """A motion with its repetitions."""

    motion: Motion
    repetitions: tuple[Repetition, ...]
    track_visibility: float = field(default=0.95)


def bump(time_s: FloatArray, starts: tuple[float, ...], down_s: float = 1.5, up_s: float = 1.5) -> FloatArray:
    """0 at rest, 1 at the turning point of each repetition, smooth in between."""
    phase = np.zeros_like(time_s)
    for start in starts:
        bottom, end = start + down_s, start + down_s + up_s
        down = (time_s >= start) & (time_s < bottom)
        up = (time_s >= bottom) & (time_s <= end)
        phase[down] = 0.5 - 0.5 * np.cos(np.pi * (time_s[down] - start) / down_s)
        phase[up] = 0.5 + 0.5 * np.cos(np.pi * (time_s[up] - bottom) / up_s)
    return phase


def repetitions(starts: tuple[float, ...], down_s: float = 1.5, up_s: float = 1.5) -> tuple[Repetition, ...]:
    return tuple(
        Repetition(index=i, start_s=s, bottom_s=s + down_s, end_s=s + down_s + up_s)
        for i, s in enumerate(starts, start=1)
    )


def squat(
    starts: tuple[float, ...] = (1.0, 5.0, 9.0),
    *,
    thigh_deg: float | tuple[float, ...] = 90.0,
    trunk_deg: float = 35.0,
    shank_deg: float = 25.0,
    down_s: float = 1.5,
    end_s: float = 13.0,
) -> tuple[Pose, tuple[Repetition, ...]]:
    """Curves of squats that reach the given inclinations at the turning point, and their repetitions."""
    time = np.arange(0.0, end_s, 1.0 / FPS)
    depths = thigh_deg if isinstance(thigh_deg, tuple) else (thigh_deg,) * len(starts)
    phase = bump(time, starts, down_s)
    thigh = sum(d * bump(time, (s,), down_s) for d, s in zip(depths, starts, strict=True))
    zero = np.zeros_like(time)
    pose = Pose(time, shank_deg * phase, np.asarray(thigh), trunk_deg * phase, zero, zero)
    return pose, repetitions(starts, down_s)


def side_view(pose: Pose, *, view: View = RIGHT_PROFILE, visibility: float = 0.95) -> Motion:
    """The figure in profile; both sides lie on each other but for a few pixels."""
    xy = np.full((len(pose.time_s), 33, 2), 0.0)
    toe = np.stack([np.full_like(pose.time_s, 860.0), np.full_like(pose.time_s, 1300.0)], axis=1)
    heel = toe + np.stack([np.full_like(pose.time_s, -FOOT), -FOOT * pose.heel_lift], axis=1)
    ankle = heel + np.array([30.0, -40.0])
    knee = ankle + _up(SHANK, pose.shank)
    hip = knee + _up(THIGH, -pose.thigh)
    shoulder = hip + _up(TRUNK, pose.trunk)
    ear = shoulder + _up(NECK, pose.trunk + pose.neck)
    forward = np.zeros_like(pose.time_s) if pose.hand_forward is None else pose.hand_forward
    wrist = shoulder + np.stack([1000.0 * forward, np.full_like(forward, ARM)], axis=1)
    parts = {
        "foot_index": toe, "heel": heel, "ankle": ankle, "knee": knee, "hip": hip, "shoulder": shoulder, "ear": ear,
        "wrist": wrist, "elbow": (shoulder + wrist) / 2.0,
    }  # fmt: skip
    for side, shift in (("right", 0.0), ("left", 4.0)):
        for part, at in parts.items():
            xy[:, AT[f"{side}_{part}"]] = at + np.array([shift, 0.0])
    _fill_rest(xy, ear + np.array([60.0, 10.0]), wrist)
    return _motion(pose.time_s, xy, view, visibility)


def front_view(pose: Pose, *, view: View = FRONT, visibility: float = 0.95) -> Motion:
    """The figure from the front (the person's right is image-left) or, with ``BACK``, from behind."""
    n = len(pose.time_s)
    zero = np.zeros(n)
    xy = np.zeros((n, 33, 2))
    lean, shift, knee_in, shoulders, pelvis = (
        zero if c is None else c
        for c in (pose.side_lean, pose.hip_shift, pose.right_knee_in, pose.shoulder_tilt, pose.pelvis_tilt)
    )
    drop = THIGH * (1.0 - np.cos(np.radians(pose.thigh)))
    hip_mid = np.stack([800.0 - 1000.0 * shift, 1260.0 - SHANK - THIGH + drop], axis=1)
    chest = hip_mid + np.stack([-TRUNK * np.sin(np.radians(lean)), -TRUNK * np.cos(np.radians(lean))], axis=1)
    for side, away in (("right", -1.0), ("left", 1.0)):
        half_hip = np.stack([60.0 * away * np.cos(np.radians(pelvis)), 60.0 * away * np.sin(np.radians(pelvis))], 1)
        half_chest = np.stack(
            [105.0 * away * np.cos(np.radians(shoulders)), 105.0 * away * np.sin(np.radians(shoulders))], axis=1
        )
        ankle = np.tile([800.0 + 60.0 * away, 1260.0], (n, 1))
        xy[:, AT[f"{side}_hip"]] = hip_mid + half_hip
        xy[:, AT[f"{side}_shoulder"]] = chest + half_chest
        xy[:, AT[f"{side}_ankle"]] = ankle
        knee = (xy[:, AT[f"{side}_hip"]] + ankle) / 2.0
        xy[:, AT[f"{side}_knee"]] = knee + np.stack([knee_in * (side == "right"), zero], axis=1)
        for part, at in {"heel": (0.0, 30.0), "foot_index": (8.0 * away, 45.0)}.items():
            xy[:, AT[f"{side}_{part}"]] = ankle + np.array(at)
        xy[:, AT[f"{side}_wrist"]] = chest + half_chest + np.array([0.0, ARM])
        xy[:, AT[f"{side}_elbow"]] = chest + half_chest + np.array([0.0, ARM / 2.0])
        xy[:, AT[f"{side}_ear"]] = chest + np.array([30.0 * away, -NECK])
    _fill_rest(xy, chest + np.array([0.0, -NECK]), chest)
    if view.label == "posterior":
        xy[..., 0] = WIDTH - xy[..., 0]
    return _motion(pose.time_s, xy, view, visibility)


def mirrored(motion: Motion) -> Motion:
    """The same recording with the picture mirrored, so that sides and facing are exchanged."""
    track = motion.track
    position = track["position"].to_numpy()[:, MIRROR_INDEX].copy()
    position[..., 0] = WIDTH - position[..., 0]
    near = {"left": "right", "right": "left", "both": "both"}[motion.view.near_side]
    label = {"sagittal_right": "sagittal_left", "sagittal_left": "sagittal_right"}.get(
        motion.view.label, motion.view.label
    )
    view = replace(motion.view, label=label, near_side=near, facing=-motion.view.facing, yaw_deg=-motion.view.yaw_deg)
    return build_motion(
        pose_track(
            time_s=motion.time_s,
            position_px=position,
            world_m=track["world"].to_numpy(),
            visibility=track["visibility"].to_numpy()[:, MIRROR_INDEX],
            presence=track["presence"].to_numpy(),
            width_px=WIDTH,
            height_px=HEIGHT,
        ),
        view=view,
    )


def hide(motion: Motion, part: str, visibility: float) -> Motion:
    """The same motion with both sides of ``part`` seen with ``visibility``."""
    track = motion.track.copy(deep=True)
    for side in ("left", "right"):
        track["visibility"][:, AT[f"{side}_{part}"]] = visibility
    return replace(motion, track=track)


def _up(length: float, degrees: FloatArray) -> FloatArray:
    return np.stack([length * np.sin(np.radians(degrees)), -length * np.cos(np.radians(degrees))], axis=1)


def _fill_rest(xy: FloatArray, face: FloatArray, hand: FloatArray) -> None:
    for name, i in AT.items():
        if not xy[:, i].any():
            xy[:, i] = hand if any(f in name for f in ("pinky", "index", "thumb")) else face


def _motion(time_s: FloatArray, xy: FloatArray, view: View, visibility: float) -> Motion:
    if view.facing == -1:
        xy = xy[:, MIRROR_INDEX].copy()
        xy[..., 0] = WIDTH - xy[..., 0]
    n = len(time_s)
    track = pose_track(
        time_s=time_s,
        position_px=np.concatenate([xy, np.zeros((n, 33, 1))], axis=2),
        world_m=np.zeros((n, 33, 3)),
        visibility=np.full((n, 33), visibility),
        presence=np.ones(n),
        width_px=WIDTH,
        height_px=HEIGHT,
    )
    return build_motion(track, view=view)
