"""True values of the walking measures, from the times at which feet are really on the ground and true joint places."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lab.accuracy.truth import ClipTruth, LimbSide
from taikan.core.arrays import FloatArray

SIDES: tuple[LimbSide, LimbSide] = ("left", "right")
FLAT_SHARE = (0.2, 0.5)
"""Of stance, when the sole is flat."""


@dataclass(frozen=True)
class Stance:
    """One foot on the ground from its first touch to its last, seconds; NaN where the clip's edge cuts it."""

    side: LimbSide
    start_s: float
    end_s: float


def stances(clip: ClipTruth) -> tuple[Stance, ...]:
    """Stances in order of landing: touching parts of one foot that follow each other count as one contact."""
    found = []
    for side in SIDES:
        parts = sorted((c["start_s"], c["end_s"]) for c in clip.about["contacts"] if c["side"] == side)
        joined: list[list[float]] = []
        for start, end in parts:
            if joined and start <= joined[-1][1] + 0.05:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([start, end])
        found += [Stance(side, *_seen(clip, start, end)) for start, end in joined]
    return tuple(sorted(found, key=lambda s: s.end_s if np.isnan(s.start_s) else s.start_s))


def _seen(clip: ClipTruth, start_s: float, end_s: float) -> tuple[float, float]:
    """The ends of a contact, NaN where it began before the clip or lasts beyond it."""
    frame = 1.5 * float(np.median(np.diff(clip.time_s)))
    first, last = float(clip.time_s[0]), float(clip.time_s[-1])
    return (start_s if start_s > first + frame else np.nan), (end_s if end_s < last - frame else np.nan)


@dataclass(frozen=True)
class Step:
    """From a landing of the other foot to this one's: seconds, and metres between both ankles where they landed."""

    side: LimbSide
    duration_s: float
    length_m: float


def steps(clip: ClipTruth) -> tuple[Step, ...]:
    """Steps in order of time. Places are those of the flat foot, on the ground or on the belt that carries it back."""
    landed = [s for s in stances(clip) if np.isfinite(s.start_s)]
    belt = _belt_m_s(clip)
    return tuple(
        Step(b.side, b.start_s - a.start_s, _place_m(clip, b, belt) - _place_m(clip, a, belt))
        for a, b in pairwise(landed)
        if a.side != b.side
    )


def _flat_s(clip: ClipTruth, stance: Stance) -> tuple[float, float]:
    """When the whole sole is on the ground: after the heel, before the toes."""
    end_s = stance.end_s if np.isfinite(stance.end_s) else float(clip.time_s[-1])
    length = end_s - stance.start_s
    return stance.start_s + FLAT_SHARE[0] * length, stance.start_s + FLAT_SHARE[1] * length


def _place_m(clip: ClipTruth, stance: Stance, belt_m_s: float) -> float:
    """Where the ankle stands, as a place on the ground."""
    flat_s = float(np.mean(_flat_s(clip, stance)))
    return clip.at(clip.point(f"{stance.side}_ankle")[:, 0], flat_s) + belt_m_s * flat_s


def _belt_m_s(clip: ClipTruth) -> float:
    """How fast flat feet are carried back: 0 on the ground."""
    speeds = []
    for stance in stances(clip):
        if not np.isfinite(stance.start_s):
            continue
        x, time_s = (clip.during(v, *_flat_s(clip, stance)) for v in (_ankle_x(clip, stance.side), clip.time_s))
        if len(x) >= 3:
            speeds.append(-float(np.polyfit(time_s, x, 1)[0]))
    return float(np.median(speeds)) if speeds else 0.0


def _ankle_x(clip: ClipTruth, side: LimbSide) -> FloatArray:
    return clip.point(f"{side}_ankle")[:, 0]


def _speed(clip: ClipTruth, _side: LimbSide) -> float:
    return float(np.polyfit(clip.time_s, clip.point("mid_hip")[:, 0], 1)[0])


def _cadence(clip: ClipTruth, _side: LimbSide) -> float:
    times = [s.duration_s for s in steps(clip)]
    return 60.0 / float(np.mean(times)) if times else float("nan")


def _step_length(clip: ClipTruth, _side: LimbSide) -> float:
    lengths = [s.length_m for s in steps(clip)]
    return 100.0 * float(np.mean(lengths)) / clip.height_m if lengths else float("nan")


def _asymmetry(clip: ClipTruth, _side: LimbSide) -> float:
    own = {side: [s for s in steps(clip) if s.side == side] for side in SIDES}
    if not all(own.values()):
        return float("nan")
    means = [
        [float(np.mean([getattr(s, what) for s in own[side]])) for side in SIDES] for what in ("duration_s", "length_m")
    ]
    return max(_apart_percent(a, b) for a, b in means)


def _apart_percent(a: float, b: float) -> float:
    return 200.0 * abs(a - b) / (abs(a) + abs(b))


def _hip_extension(clip: ClipTruth, side: LimbSide) -> float:
    """Thigh behind the vertical at its farthest in the second half of stance, median over stances seen whole."""
    thigh = clip.series(f"{side}_thigh_inclination")
    values = [-clip.during(thigh, (s.start_s + s.end_s) / 2, s.end_s).min() for s in _whole(clip, side)]
    return float(np.median(values)) if values else float("nan")


def _trunk_lean(clip: ClipTruth, _side: LimbSide) -> float:
    return float(clip.series("trunk_inclination").mean())


def _arm_swing(clip: ClipTruth, side: LimbSide) -> float:
    arm = clip.point(f"{side}_wrist") - clip.point(f"{side}_shoulder")
    angle = np.degrees(np.arctan2(arm[:, 0], -arm[:, 1]))
    return _over_strides(clip, angle)


def _arm_swing_asymmetry(clip: ClipTruth, _side: LimbSide) -> float:
    left, right = (_arm_swing(clip, side) for side in SIDES)
    return _apart_percent(left, right)


def _trunk_sway(clip: ClipTruth, _side: LimbSide) -> float:
    return _over_strides(clip, clip.series("trunk_lateral_lean"))


def _over_strides(clip: ClipTruth, series: FloatArray) -> float:
    """Median over strides of the range of ``series``."""
    starts = [[s.start_s for s in stances(clip) if s.side == side and np.isfinite(s.start_s)] for side in SIDES]
    ranges = [float(np.ptp(clip.during(series, a, b))) for own in starts for a, b in pairwise(own)]
    return float(np.median(ranges)) if ranges else float("nan")


def _pelvic_drop(clip: ClipTruth, side: LimbSide) -> float:
    sign = 1.0 if side == "right" else -1.0
    tilt = sign * clip.series("pelvis_obliquity")
    values = [clip.during(tilt, s.start_s, s.end_s).max() for s in _whole(clip, side)]
    return float(np.median(values)) if values else float("nan")


def _contact_time(clip: ClipTruth, side: LimbSide) -> float:
    values = [s.end_s - s.start_s for s in _whole(clip, side)]
    return float(np.median(values)) if values else float("nan")


def _whole(clip: ClipTruth, side: LimbSide) -> list[Stance]:
    return [s for s in stances(clip) if s.side == side and np.isfinite(s.start_s + s.end_s)]


MEASURES: Mapping[str, Callable[[ClipTruth, LimbSide], float]] = {
    "gait.speed": _speed,
    "gait.cadence": _cadence,
    "gait.step_len": _step_length,
    "gait.asym": _asymmetry,
    "gait.hip_ext": _hip_extension,
    "gait.trunk_lean": _trunk_lean,
    "gait.arm_swing": _arm_swing,
    "gait.arm_swing_asym": _arm_swing_asymmetry,
    "gait.trunk_sway": _trunk_sway,
    "gait.pelvic_drop": _pelvic_drop,
    "gait.contact_time": _contact_time,
}
