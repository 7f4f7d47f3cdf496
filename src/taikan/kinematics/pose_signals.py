"""Signals that tell a pose: one value a frame, for the start and stop rules of holds and for form faults.

Each takes the motion and a side (the person's own) and gives (T,), NaN where unknown. Lengths are % of body height.
None depends on where the body is in the picture or which way it points, but those named after up and down.
"""

from collections.abc import Callable, Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Side
from taikan.kinematics.filters import butterworth, differentiate
from taikan.kinematics.motion import Motion

PoseSignal = Callable[[Motion, str], FloatArray]


def other_side(side: str) -> str:
    """``right`` for ``left`` and the other way round."""
    return "left" if side == "right" else "right"


def near_side(motion: Motion) -> Side:
    """The side nearer to the camera; ``right`` where neither is."""
    return "left" if motion.view.near_side == "left" else "right"


def pose_signal(name: str, motion: Motion, side: str) -> FloatArray:
    """The signal ``name`` for ``side``: an angle series (``{side}_..._projection``) or one of ``POSE_SIGNALS``.

    Raises ``KeyError`` if there is none of that name.
    """
    name = name.format(side=side, other=other_side(side))
    if name in POSE_SIGNALS:
        return POSE_SIGNALS[name](motion, side)
    return motion.angle(name)


def ankle_lift_percent(motion: Motion, side: str) -> FloatArray:
    """How much higher the ankle of ``side`` is than the other one."""
    own, other = (motion.point(f"{s}_ankle")[:, 1] for s in (side, other_side(side)))
    return motion.scale.percent(own - other)


def ankle_lift_of_thigh(motion: Motion, side: str) -> FloatArray:
    """How much higher the ankle of ``side`` is than the other one, over the height of the other thigh.

    On all fours, seen from behind, only the upright thigh shows the size of the body.
    """
    other = other_side(side)
    own, standing = (motion.point(f"{s}_ankle")[:, 1] for s in (side, other))
    return (own - standing) / _thigh_height(motion, other)


def other_kneels(motion: Motion, side: str) -> FloatArray:
    """Height of the other knee over its ankle, over the height of that thigh: about 0 when kneeling, 1 standing."""
    other = other_side(side)
    knee, ankle = (motion.point(f"{other}_{part}")[:, 1] for part in ("knee", "ankle"))
    return (knee - ankle) / _thigh_height(motion, other)


def _thigh_height(motion: Motion, side: str) -> FloatArray:
    """(T,) pixels from knee up to hip; NaN where the hip is not above the knee."""
    height = motion.point(f"{side}_hip")[:, 1] - motion.point(f"{side}_knee")[:, 1]
    return np.where(height > 0, height, np.nan)


def ankle_speed_percent_s(motion: Motion, side: str) -> FloatArray:
    """Speed of the ankle of ``side``, % of height a second, smoothed to 2 Hz: a hop or step, not a tremble."""
    place = butterworth(motion.time_s, motion.scale.percent(motion.point(f"{side}_ankle")), 2.0)
    return np.asarray(np.linalg.norm(differentiate(motion.time_s, place), axis=1))


def hand_from_hip_percent(motion: Motion, _side: str) -> FloatArray:
    """Distance from wrist to hip, the larger of both sides."""
    away = [motion.point(f"{s}_wrist") - motion.point(f"{s}_hip") for s in ("left", "right")]
    return motion.scale.percent(np.maximum(*(np.hypot(d[:, 0], d[:, 1]) for d in away)))


def wrist_from_shoulder_percent(motion: Motion, _side: str) -> FloatArray:
    """Distance from the near wrist to the near shoulder: small while the arms are crossed on the chest."""
    away = motion.near("wrist") - motion.near("shoulder")
    return motion.scale.percent(np.hypot(away[:, 0], away[:, 1]))


def elbow_below_shoulder_percent(motion: Motion, side: str) -> FloatArray:
    """How far the elbow of ``side`` is below its shoulder: the arm carries the trunk."""
    return motion.scale.percent(motion.point(f"{side}_shoulder")[:, 1] - motion.point(f"{side}_elbow")[:, 1])


def shoulder_below_other_percent(motion: Motion, side: str) -> FloatArray:
    """How far the shoulder of ``side`` is below the other one: lying on that side."""
    own, other = (motion.point(f"{s}_shoulder")[:, 1] for s in (side, other_side(side)))
    return motion.scale.percent(other - own)


def trunk_from_vertical_deg(motion: Motion, _side: str) -> FloatArray:
    """Angle between the hip-shoulder line and the vertical in the picture, 0 upright to 180 head down, any view."""
    trunk = motion.midpoint("shoulder") - motion.midpoint("hip")
    return np.degrees(np.arctan2(np.abs(trunk[:, 0]), trunk[:, 1]))


def hip_below_knee_line_deg(motion: Motion, _side: str) -> FloatArray:
    """How far the line shoulder-hip-knee is from straight; positive with the hip below the line of the others."""
    return _hip_below(motion, "knee")


def hip_below_ankle_line_deg(motion: Motion, _side: str) -> FloatArray:
    """As ``hip_below_knee_line_deg``, with the ankle: for legs held straight."""
    return _hip_below(motion, "ankle")


def leg_over_trunk_line_deg(motion: Motion, side: str) -> FloatArray:
    """Angle of the leg of ``side`` (hip to ankle) over the trunk's line drawn on, lying; positive with the foot up."""
    trunk = motion.midpoint("hip") - motion.midpoint("shoulder")
    leg = motion.point(f"{side}_ankle") - motion.point(f"{side}_hip")
    towards_feet = np.where(trunk[:, 0] >= 0, 1.0, -1.0)
    return np.degrees(_climb(leg, towards_feet) - _climb(trunk, towards_feet))


def leg_over_level_deg(motion: Motion, side: str) -> FloatArray:
    """Angle of the leg of ``side`` (hip to ankle) over the horizontal: 0 level, negative with the foot lower."""
    leg = motion.point(f"{side}_ankle") - motion.point(f"{side}_hip")
    return np.degrees(np.arctan2(leg[:, 1], np.abs(leg[:, 0])))


def arm_over_level_deg(motion: Motion, side: str) -> FloatArray:
    """Angle of the arm of ``side`` (shoulder to wrist) over the horizontal: 0 level, negative with the hand lower."""
    arm = motion.point(f"{side}_wrist") - motion.point(f"{side}_shoulder")
    return np.degrees(np.arctan2(arm[:, 1], np.abs(arm[:, 0])))


def ear_below_trunk_line_percent(motion: Motion, _side: str) -> FloatArray:
    """How far the ear hangs below the hip-shoulder line drawn on, % of the trunk's length; for a level trunk."""
    hip, shoulder, ear = (motion.near(part) for part in ("hip", "shoulder", "ear"))
    trunk = shoulder - hip
    length = np.hypot(trunk[:, 0], trunk[:, 1])
    away = _cross(trunk, ear - hip) / length
    return np.asarray(-100.0 * np.where(trunk[:, 0] >= 0, 1.0, -1.0) * away / length)


def hip_width_change_percent(motion: Motion, _side: str) -> FloatArray:
    """Distance of both hips in the picture, % away from its median over the clip: the pelvis turns."""
    hips = motion.point("right_hip") - motion.point("left_hip")
    width = np.hypot(hips[:, 0], hips[:, 1])
    return np.asarray(100.0 * (width / np.nanmedian(width) - 1.0))


def tremble_percent(motion: Motion, _side: str) -> FloatArray:
    """Tremble of hips and shoulders: RMS over a second of what is faster than 2 Hz, the larger of both."""
    size = []
    for part in ("hip", "shoulder"):
        place = motion.scale.percent(motion.midpoint(part))
        fast = ((place - butterworth(motion.time_s, place, 2.0)) ** 2).sum(axis=1)
        width = max(1, round(motion.fps))
        size.append(np.convolve(fast, np.full(width, 1.0 / width), mode="same"))
    return np.sqrt(np.maximum(*size))


def _hip_below(motion: Motion, foot: str) -> FloatArray:
    shoulder, hip, end = (motion.near(part) for part in ("shoulder", "hip", foot))
    bend = np.degrees(np.arctan2(_cross(hip - shoulder, end - hip), ((hip - shoulder) * (end - hip)).sum(axis=1)))
    return np.asarray(np.where(end[:, 0] >= shoulder[:, 0], 1.0, -1.0) * bend)


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def _climb(vector: FloatArray, along: FloatArray) -> FloatArray:
    """Radians of ``vector`` over the horizontal, seen along the direction ``along`` (+-1)."""
    return np.asarray(np.arctan2(vector[:, 1], along * vector[:, 0]))


POSE_SIGNALS: Mapping[str, PoseSignal] = {
    "ankle_lift": ankle_lift_percent,
    "ankle_lift_of_thigh": ankle_lift_of_thigh,
    "other_kneels": other_kneels,
    "ankle_speed": ankle_speed_percent_s,
    "hand_from_hip": hand_from_hip_percent,
    "wrist_from_shoulder": wrist_from_shoulder_percent,
    "elbow_below_shoulder": elbow_below_shoulder_percent,
    "shoulder_below_other": shoulder_below_other_percent,
    "trunk_from_vertical": trunk_from_vertical_deg,
    "hip_below_knee_line": hip_below_knee_line_deg,
    "hip_below_ankle_line": hip_below_ankle_line_deg,
    "leg_over_trunk_line": leg_over_trunk_line_deg,
    "leg_over_level": leg_over_level_deg,
    "arm_over_level": arm_over_level_deg,
    "ear_below_trunk_line": ear_below_trunk_line_percent,
    "hip_width_change": hip_width_change_percent,
    "tremble": tremble_percent,
}
