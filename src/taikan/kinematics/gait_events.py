"""Heel contacts and toe-offs of walking seen from the side.

A foot lands where it is farthest ahead of the pelvis and leaves where it is farthest behind (Zeni et al. 2008, Gait
Posture 27:710). The pelvis moves with the body, so walking through the picture and on a treadmill are the same. In
running the foot swings back before it lands: cadence holds, contact times do not.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.kinematics.filters import butterworth, fill_short_gaps, runs
from taikan.kinematics.motion import Motion
from taikan.knowledge.event_settings import GaitRules, load_event_settings

SIDES = ("left", "right")


@dataclass(frozen=True)
class GaitEvents:
    """Times in seconds from the clip's start, positions along time beside them.

    ``direction`` is +1 towards image-right, -1 towards image-left, 0 unknown. ``is_travelling`` tells walking through
    the picture from a treadmill. ``step_s`` maps the landing side to the times since the other foot landed;
    ``stride_s`` to the times between its own landings. ``cadence_per_min`` is NaN without a whole step.
    """

    direction: int
    is_travelling: bool
    contact_s: dict[str, FloatArray]
    toe_off_s: dict[str, FloatArray]
    contact_index: dict[str, tuple[int, ...]]
    toe_off_index: dict[str, tuple[int, ...]]
    step_s: dict[str, FloatArray]
    stride_s: dict[str, FloatArray]
    cadence_per_min: float


def gait_events(motion: Motion, rules: GaitRules | None = None) -> GaitEvents:
    """Contacts, toe-offs and step times of both sides; all empty where nobody walks or the view has no direction.

    Frames without landmarks split the clip, so a person may enter and leave the picture; an extreme at the edge of a
    stretch is no event. Needs a side view.
    """
    rules = rules or load_event_settings().gait
    direction, travelling = walking_direction(motion, rules)
    time = motion.time_s
    contacts: dict[str, tuple[int, ...]] = dict.fromkeys(SIDES, ())
    toe_offs = dict(contacts)
    contact_s = {s: np.empty(0) for s in SIDES}
    toe_off_s = dict(contact_s)
    if direction:
        ahead = {s: _ahead(motion, f"{s}_heel", direction, rules) for s in SIDES}
        behind = {s: -_ahead(motion, f"{s}_foot_index", direction, rules) for s in SIDES}
        contacts = _leading(_peaks(time, ahead, rules), ahead, rules)
        toe_offs = _leading(_peaks(time, behind, rules), behind, rules)
        contact_s = {s: _vertex_s(time, ahead[s], contacts[s]) for s in SIDES}
        toe_off_s = {s: _vertex_s(time, behind[s], toe_offs[s]) for s in SIDES}
    steps, strides = _steps(contact_s, rules), _strides(contact_s, rules)
    every = np.concatenate(list(steps.values()))
    return GaitEvents(
        direction=direction,
        is_travelling=travelling,
        contact_s=contact_s,
        toe_off_s=toe_off_s,
        contact_index=contacts,
        toe_off_index=toe_offs,
        step_s=steps,
        stride_s=strides,
        cadence_per_min=60.0 / float(np.mean(every)) if len(every) else float("nan"),
    )


def walking_direction(motion: Motion, rules: GaitRules | None = None) -> tuple[int, bool]:
    """(direction, travelling): by the pelvis's way through the picture, else by the way the person faces."""
    rules = rules or load_event_settings().gait
    x = motion.midpoint("hip")[:, 0]
    x = x[np.isfinite(x)]
    if len(x) < 2:
        return 0, False
    tenth = max(1, len(x) // 10)
    way = float(motion.scale.percent(float(np.median(x[-tenth:]) - np.median(x[:tenth]))))
    if abs(way) >= rules.travel_percent:
        return (1 if way > 0 else -1), True
    return motion.view.facing, False


def _ahead(motion: Motion, keypoint: str, direction: int, rules: GaitRules) -> FloatArray:
    """(T,) how far ``keypoint`` is ahead of mid-hip in percent of body height, smoothed; NaN in long gaps."""
    pelvis = 0.5 * (motion.point("left_hip")[:, 0] + motion.point("right_hip")[:, 0])
    ahead = direction * motion.scale.percent(motion.point(keypoint)[:, 0] - pelvis)
    return butterworth(motion.time_s, fill_short_gaps(motion.time_s, ahead, rules.max_gap_s), rules.cutoff_hz)


def _peaks(time_s: FloatArray, series: dict[str, FloatArray], rules: GaitRules) -> dict[str, tuple[int, ...]]:
    """Positions of the maxima of each side that stand out enough; both sides share one threshold."""
    swings = [float(np.ptp(x[np.isfinite(x)])) for x in series.values() if np.isfinite(x).any()]
    from scipy.signal import find_peaks  # scipy takes longer than all that only lists what there is

    least = max(rules.min_swing_percent, rules.relative_swing * max(swings, default=0.0))
    found = {}
    for side, x in series.items():
        at: list[int] = []
        for part in runs(np.isfinite(x)):
            span = time_s[part.stop - 1] - time_s[part.start]
            if span >= rules.min_stretch_s:
                apart = max(1, round(rules.min_stride_s * (part.stop - part.start - 1) / span))
                at += [int(i) + part.start for i in find_peaks(x[part], prominence=least, distance=apart)[0]]
        found[side] = tuple(at)
    return found


def _vertex_s(time_s: FloatArray, series: FloatArray, peaks: tuple[int, ...]) -> FloatArray:
    """Times of maxima between frames: the vertex of the parabola through a maximum and its neighbours.

    To the frame only, two sides whose steps fall differently between frames would look uneven.
    """
    at = np.array(peaks, dtype=int)
    before, top, after = series[at - 1], series[at], series[at + 1]
    bend = before - 2.0 * top + after
    off = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, 1.0), 0.0)
    off = np.clip(off, -0.5, 0.5)
    step = np.where(off >= 0, time_s[at + 1] - time_s[at], time_s[at] - time_s[at - 1])
    vertex: FloatArray = time_s[at] + off * step
    return vertex


def _leading(
    events: dict[str, tuple[int, ...]], series: dict[str, FloatArray], rules: GaitRules
) -> dict[str, tuple[int, ...]]:
    """Those at which the foot is far enough before (or behind) the other: both feet moving alike is a squat."""
    lead = {"left": series["left"] - series["right"], "right": series["right"] - series["left"]}
    return {s: tuple(i for i in events[s] if lead[s][i] >= rules.min_lead_percent) for s in SIDES}


def _steps(contact_s: dict[str, FloatArray], rules: GaitRules) -> dict[str, FloatArray]:
    """Times from the other foot's landing to this one's, by landing side, without those that miss a step."""
    events = sorted((t, side) for side in SIDES for t in contact_s[side])
    pairs = [(b[1], b[0] - a[0]) for a, b in pairwise(events) if a[1] != b[1]]
    usual = float(np.median([dt for _, dt in pairs])) if pairs else 0.0
    kept = [(side, dt) for side, dt in pairs if dt <= rules.max_step_factor * usual]
    return {s: np.array([dt for side, dt in kept if side == s]) for s in SIDES}


def _strides(contact_s: dict[str, FloatArray], rules: GaitRules) -> dict[str, FloatArray]:
    """Times between landings of the same foot, without those that miss one."""
    every = np.concatenate([np.diff(contact_s[s]) for s in SIDES])
    longest = rules.max_step_factor * float(np.median(every)) if len(every) else 0.0
    return {s: (gaps := np.diff(contact_s[s]))[gaps <= longest] for s in SIDES}
