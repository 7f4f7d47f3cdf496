"""Signals that faults are judged on: one value a frame, or one a repetition.

A criterion names an angle series, a signal of ``kinematics/pose_signals.py`` or one of those registered here. Lengths
are % of body height unless said otherwise; positions are body points (x right, y up, pixels), ``facing`` turns x so
that forward is positive, so mirroring the picture changes no value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, FloatArray
from taikan.core.records import Reason, Repetition
from taikan.kinematics.pose_signals import pose_signal
from taikan.knowledge.fault_rules import FaultPolicy

if TYPE_CHECKING:
    from taikan.kinematics.motion import Motion
    from taikan.kinematics.spine_contour import Neutral, SpineContour

MIDLINE_POINTS = frozenset({"nose"})

FrameSignal = Callable[["Motion", str, FaultPolicy], FloatArray]


@dataclass(frozen=True)
class RepetitionWindow:
    """A phase of a repetition: ``frames`` (T,) is true inside it; ``all_repetitions`` are those of the recording."""

    motion: "Motion"
    side: str
    repetition: Repetition
    all_repetitions: tuple[Repetition, ...]
    frames: NDArray[np.bool_]
    policy: FaultPolicy


@dataclass(frozen=True)
class RepetitionValue:
    """One number of a repetition and the time, in seconds, of the frame that shows it best."""

    value: float
    time_s: float


RepetitionSignal = Callable[[RepetitionWindow], RepetitionValue | Reason]
"""Gives the value, or the reason why there is none."""


def frame_signal(
    name: str, motion: "Motion", side: str, contour: "SpineContour | None", policy: FaultPolicy
) -> FloatArray:
    """The signal ``name`` over all frames, (T,), NaN where unknown; ``KeyError`` if there is no such signal."""
    name = name.format(side=side)
    if name.startswith("contour_"):
        part = name.removeprefix("contour_")
        return _nothing(motion) if contour is None else contour_part(contour, part)
    if name in FRAME_SIGNALS:
        return FRAME_SIGNALS[name](motion, side, policy)
    return np.asarray(pose_signal(name, motion, side), dtype=np.float64)


def contour_part(contour: "SpineContour | Neutral", part: str) -> FloatArray:
    """Depth of the ``lower`` or ``upper`` back outline outside the hip-shoulder chord, % of the chord: (T,), or ()."""
    return np.asarray(getattr(contour, f"{part}_percent"), dtype=np.float64)


def lowest_visibility(motion: "Motion", points: tuple[str, ...], sides: tuple[str, ...]) -> FloatArray:
    """The lowest visibility of the used points in each frame, (T,), 0..1; 1 if no point is used."""
    names = [p if p in MIDLINE_POINTS else f"{side}_{p}" for p in points for side in sides]
    if not names:
        return np.ones(len(motion.time_s))
    columns = [KEYPOINTS.index(n) for n in names]
    seen = motion.track["visibility"].to_numpy()[:, columns]
    return np.asarray(np.nan_to_num(seen, nan=0.0).min(axis=1), dtype=np.float64)


def _nothing(motion: "Motion") -> FloatArray:
    return np.full(len(motion.time_s), np.nan)


def _points(motion: "Motion", side: str, *names: str) -> list[FloatArray]:
    return [np.asarray(motion.point(f"{side}_{n}"), dtype=np.float64) for n in names]


def _length(vector: FloatArray) -> FloatArray:
    return np.asarray(np.hypot(vector[:, 0], vector[:, 1]))


def _usual_length(vector: FloatArray) -> float:
    """Median length over the recording, pixels: a segment's length hardly changes, its estimate in a frame does."""
    lengths = _length(vector)
    return float(np.nanmedian(lengths)) if np.isfinite(lengths).any() else float("nan")


def _of_height(motion: "Motion", px: FloatArray) -> FloatArray:
    return 100.0 * px / motion.scale.body_height_px


def _knee_advance(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Knee ahead of the ankle, % of leg length (thigh plus shank)."""
    hip, knee, ankle = _points(motion, side, "hip", "knee", "ankle")
    leg = _usual_length(hip - knee) + _usual_length(knee - ankle)
    return 100.0 * motion.view.facing * (knee[:, 0] - ankle[:, 0]) / leg


def _heel_height(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Heel above the toes, % of foot length."""
    heel, toe = _points(motion, side, "heel", "foot_index")
    return 100.0 * (heel[:, 1] - toe[:, 1]) / _usual_length(toe - heel)


def _hip_offset(motion: "Motion", _side: str, _policy: FaultPolicy) -> FloatArray:
    """Middle of the hips beside the middle of the ankles, % of height, + towards the person's right."""
    offset = np.asarray(motion.midpoint("hip") - motion.midpoint("ankle"))[:, 0]
    hips = np.asarray(motion.point("right_hip") - motion.point("left_hip"))[:, 0]
    return _of_height(motion, offset) * (1.0 if np.nanmedian(hips) >= 0 else -1.0)


def _wrist_from_midfoot(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Wrist ahead of the middle of the foot, % of height."""
    wrist, heel, toe = _points(motion, side, "wrist", "heel", "foot_index")
    return _of_height(motion, motion.view.facing * (wrist[:, 0] - (heel[:, 0] + toe[:, 0]) / 2.0))


def _arm_from_vertical(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Angle of the line shoulder-wrist from hanging straight down, degrees, 0..180."""
    shoulder, wrist = _points(motion, side, "shoulder", "wrist")
    arm = wrist - shoulder
    return np.degrees(np.abs(np.arctan2(arm[:, 0], -arm[:, 1])))


def _pushing_wrist_to_thigh(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Distance of the wrist from the thigh, % of height, in frames where it moves away from the shoulder, else NaN.

    A hand that pushes stays on the thigh while the arm straightens; one that only passes does not.
    """
    shoulder, wrist, hip, knee = _points(motion, side, "shoulder", "wrist", "hip", "knee")
    thigh = knee - hip
    along = np.clip(((wrist - hip) * thigh).sum(axis=1) / np.maximum((thigh * thigh).sum(axis=1), 1e-9), 0.0, 1.0)
    distance = _of_height(motion, _length(wrist - (hip + along[:, None] * thigh)))
    straightening = np.gradient(_length(wrist - shoulder), motion.time_s) > 0
    return np.where(straightening, distance, np.nan)


def _pelvis_drop(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Tilt of the hip line towards the swinging side when standing on ``side``, degrees."""
    obliquity = np.asarray(motion.angle("pelvis_obliquity_projection"))
    return obliquity if side == "right" else -obliquity


def _shoulder_hip_width_change(motion: "Motion", _side: str, _policy: FaultPolicy) -> FloatArray:
    """Seen width of the shoulders over that of the hips, % away from its median in the recording."""
    shoulders = np.abs(np.asarray(motion.point("right_shoulder") - motion.point("left_shoulder"))[:, 0])
    hips = np.abs(np.asarray(motion.point("right_hip") - motion.point("left_hip"))[:, 0])
    ratio = shoulders / np.where(hips > 0, hips, np.nan)
    return 100.0 * (ratio / np.nanmedian(ratio) - 1.0)


def _knee_valgus(motion: "Motion", side: str, policy: FaultPolicy) -> FloatArray:
    """Frontal knee angle, degrees, + inward; NaN while the thigh points at the camera and so has no direction."""
    hip, knee = _points(motion, side, "hip", "knee")
    length = _length(hip - knee)
    known = length[np.isfinite(length)]
    least = policy.thigh_least_share * float(np.percentile(known, 95.0)) if len(known) else np.inf
    valgus = np.asarray(motion.angle(f"{side}_knee_valgus_projection"))
    return np.where(np.nan_to_num(length) >= least, valgus, np.nan)


def _hip_height(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Height of the hip in the picture, % of body height; only its changes mean something."""
    return _of_height(motion, _points(motion, side, "hip")[0][:, 1])


def _hip_width(motion: "Motion", _side: str, _policy: FaultPolicy) -> FloatArray:
    """Seen width of the hips, % of its median in the recording."""
    width = np.abs(np.asarray(motion.point("right_hip") - motion.point("left_hip"))[:, 0])
    return _of_median(width)


def _ear_over_shoulder(motion: "Motion", _side: str, _policy: FaultPolicy) -> FloatArray:
    """Height of the ears over the shoulders, both sides' mean, % of its median in the recording."""
    return _of_median(np.asarray(motion.midpoint("ear") - motion.midpoint("shoulder"))[:, 1])


def _ear_to_shoulder(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Distance of ear and shoulder, % of its median in the recording."""
    ear, shoulder = _points(motion, side, "ear", "shoulder")
    return _of_median(_length(ear - shoulder))


def _of_median(values: FloatArray) -> FloatArray:
    usual = float(np.nanmedian(values)) if np.isfinite(values).any() else np.nan
    return np.asarray(100.0 * values / usual) if usual else np.full(len(values), np.nan)


def _thigh_from_vertical(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Angle of the line hip-knee from pointing straight up, degrees, 0..180."""
    hip, knee = _points(motion, side, "hip", "knee")
    thigh = knee - hip
    return np.degrees(np.abs(np.arctan2(thigh[:, 0], thigh[:, 1])))


def _toe_out(motion: "Motion", side: str, _policy: FaultPolicy) -> FloatArray:
    """Direction of the toes from straight ahead, degrees, outward positive, by the model's world points."""
    world = motion.track["world"].to_numpy()
    foot = world[:, KEYPOINTS.index(f"{side}_foot_index")] - world[:, KEYPOINTS.index(f"{side}_heel")]
    right = motion.view.right_sign
    # The camera sees the front (right side at image-left) or the back: ahead is towards it or away from it.
    outward = right * foot[:, 0] * (1.0 if side == "right" else -1.0)
    return np.asarray(np.degrees(np.arctan2(outward, right * foot[:, 2])))


FRAME_SIGNALS: dict[str, FrameSignal] = {
    "knee_advance": _knee_advance,
    "knee_valgus": _knee_valgus,
    "heel_height": _heel_height,
    "hip_offset": _hip_offset,
    "wrist_from_midfoot": _wrist_from_midfoot,
    "arm_from_vertical": _arm_from_vertical,
    "pushing_wrist_to_thigh": _pushing_wrist_to_thigh,
    "pelvis_drop": _pelvis_drop,
    "shoulder_hip_width_change": _shoulder_hip_width_change,
    "hip_height": _hip_height,
    "hip_width": _hip_width,
    "ear_over_shoulder": _ear_over_shoulder,
    "ear_to_shoulder": _ear_to_shoulder,
    "thigh_from_vertical": _thigh_from_vertical,
    "toe_out": _toe_out,
}


def _knee_lead(window: RepetitionWindow) -> RepetitionValue | Reason:
    """How much earlier the knee reaches a share of its bend than the hip, % of the phase."""
    motion, policy = window.motion, window.policy
    time = motion.time_s[window.frames]
    knee = np.asarray(motion.angle(f"{window.side}_knee_flexion_projection"))[window.frames]
    hip = np.asarray(motion.angle(f"{window.side}_hip_flexion_projection"))[window.frames]
    if len(time) < 3 or not (np.isfinite(knee).all() and np.isfinite(hip).all()):
        return Reason(code="landmarks_hidden", values={"part": "knee"})
    if knee.max() - knee[0] < policy.lead_least_bend_deg or hip.max() <= hip[0]:
        return RepetitionValue(0.0, float(time[0]))
    knee_s, hip_s = (_first_time(time, joint, policy.lead_share) for joint in (knee, hip))
    return RepetitionValue(float(100.0 * (hip_s - knee_s) / (time[-1] - time[0])), hip_s)


def _first_time(time_s: FloatArray, angle_deg: FloatArray, share: float) -> float:
    """When the angle first reaches ``share`` of its rise, seconds, between frames by a straight line."""
    level = angle_deg[0] + share * (angle_deg.max() - angle_deg[0])
    i = int(np.argmax(angle_deg >= level))
    if i == 0:
        return float(time_s[0])
    return float(np.interp(level, angle_deg[i - 1 : i + 1], time_s[i - 1 : i + 1]))


def _rise_ratio(window: RepetitionWindow) -> RepetitionValue | Reason:
    """Rise of the hips over rise of the shoulders in the window, shown by its last frame.

    Shoulders that hardly rise count as ``rise_least_percent`` of height, so that a still start gives no huge ratio.
    """
    motion = window.motion
    hip = np.asarray(motion.midpoint("hip"))[window.frames, 1]
    shoulder = np.asarray(motion.midpoint("shoulder"))[window.frames, 1]
    seen = np.flatnonzero(np.isfinite(hip) & np.isfinite(shoulder))
    if len(seen) < 2:
        return Reason(code="landmarks_hidden", values={"part": "shoulder"})
    first, last = seen[0], seen[-1]
    least = window.policy.rise_least_percent / 100.0 * motion.scale.body_height_px
    ratio = (hip[last] - hip[first]) / max(shoulder[last] - shoulder[first], least)
    return RepetitionValue(float(ratio), float(motion.time_s[window.frames][last]))


def _phase_s(window: RepetitionWindow) -> RepetitionValue | Reason:
    """Seconds from the start of the repetition to its turning point."""
    rep = window.repetition
    return RepetitionValue(rep.bottom_s - rep.start_s, rep.bottom_s)


def _range_of_best(window: RepetitionWindow) -> RepetitionValue | Reason:
    """Range of the hip angle in % of the largest among the recording's whole repetitions."""
    hip = np.asarray(window.motion.angle(f"{window.side}_hip_flexion_projection"))
    time = window.motion.time_s
    ranges = [_range(hip[_during(time, r)]) for r in window.all_repetitions if not r.partial]
    if len(ranges) < 2:
        return Reason(code="too_few_trials", values={"needed": 2, "found": len(ranges)})
    own = _range(hip[_during(time, window.repetition)])
    if not np.isfinite(own) or not np.nanmax(ranges) > 0:
        return Reason(code="landmarks_hidden", values={"part": "hip"})
    return RepetitionValue(float(100.0 * own / np.nanmax(ranges)), window.repetition.bottom_s)


def _leaving_s(window: RepetitionWindow) -> RepetitionValue | Reason:
    """Seconds for which a hold's form was lost while the person stayed in position."""
    rep = window.repetition
    return RepetitionValue(rep.end_s - rep.bottom_s, rep.end_s)


def _ankle_ahead_at_contact(window: RepetitionWindow) -> RepetitionValue | Reason:
    """Ankle ahead of the hip where a stride begins, % of leg length."""
    motion, start_s = window.motion, window.repetition.start_s
    hip, knee, ankle = _points(motion, window.side, "hip", "knee", "ankle")
    leg = _usual_length(hip - knee) + _usual_length(knee - ankle)
    ahead = 100.0 * motion.view.facing * (ankle - hip)[:, 0] / leg
    return _at(window, ahead, start_s)


def _shank_at_contact(window: RepetitionWindow) -> RepetitionValue | Reason:
    """Shank from the vertical where a stride begins, degrees, + with the ankle ahead of the knee."""
    shank = -np.asarray(window.motion.angle(f"{window.side}_shank_inclination_projection"))
    return _at(window, shank, window.repetition.start_s)


def _at(window: RepetitionWindow, values: FloatArray, at_s: float) -> RepetitionValue | Reason:
    value = float(np.interp(at_s, window.motion.time_s, values))
    if not np.isfinite(value):
        return Reason(code="landmarks_hidden", values={"part": "ankle"})
    return RepetitionValue(value, at_s)


def _bounce(window: RepetitionWindow) -> RepetitionValue | Reason:
    """Highest minus lowest mid-hip of a stride, % of height."""
    own = _during(window.motion.time_s, window.repetition)
    height = _of_height(window.motion, np.asarray(window.motion.midpoint("hip"))[:, 1])[own]
    if not np.isfinite(height).any():
        return Reason(code="landmarks_hidden", values={"part": "hip"})
    return RepetitionValue(_range(height), float(window.motion.time_s[own][int(np.nanargmax(height))]))


def _cadence(window: RepetitionWindow) -> RepetitionValue | Reason:
    """Steps a minute: two a stride, by the recording's median stride, as a single one is only known to a frame."""
    stride_s = float(np.median([r.end_s - r.start_s for r in window.all_repetitions]))
    return RepetitionValue(120.0 / stride_s, window.repetition.start_s)


def _during(time_s: FloatArray, rep: Repetition) -> NDArray[np.bool_]:
    return (time_s >= rep.start_s) & (time_s <= rep.end_s)


def _range(values: FloatArray) -> float:
    seen = values[np.isfinite(values)]
    return float(np.ptp(seen)) if len(seen) else float("nan")


REPETITION_SIGNALS: dict[str, RepetitionSignal] = {
    "knee_lead": _knee_lead,
    "rise_ratio": _rise_ratio,
    "phase_s": _phase_s,
    "range_of_best": _range_of_best,
    "leaving_s": _leaving_s,
    "ankle_ahead_at_contact": _ankle_ahead_at_contact,
    "shank_at_contact": _shank_at_contact,
    "bounce": _bounce,
    "cadence": _cadence,
}
