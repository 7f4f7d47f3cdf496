"""Contacts, toe-offs and strides of running, on a treadmill or through the picture.

The foot swings back before it lands, so it is not at its foremost at contact as in walking: from the side a foot lands
after that when it has come down to the level it stands on, and leaves when it rises from it.
"""

from itertools import pairwise

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.gait_events import GaitEvents, gait_events
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide
from taikan.movement_tests.walk_steps import SIDES, Footfalls, footfalls, strides


def run_footfalls(motion: Motion) -> Footfalls:
    """Contacts and toe-offs of both feet, between frames by a straight line; a contact without a toe-off is left out.

    The ground is the lowest place of heel and of toes in each stance, as a runner drifts on a belt.
    """
    if not motion.view.is_sagittal:
        return footfalls(motion)
    events = gait_events(motion)
    contact: dict[str, FloatArray] = {}
    toe_off: dict[str, FloatArray] = {}
    for side in SIDES:
        found = [_stance(motion, side, *pair) for pair in _forward_to_back(events, side)]
        known = [pair for pair in found if pair is not None]
        contact[side] = np.array([start for start, _ in known])
        toe_off[side] = np.array([end for _, end in known])
    return Footfalls(contact, toe_off)


def _forward_to_back(events: GaitEvents, side: LimbSide) -> list[tuple[int, int]]:
    """Positions of the foot's foremost point and of the hindmost one that follows before the next foremost one."""
    fronts, backs = events.contact_index[side], events.toe_off_index[side]
    nexts = [*fronts[1:], np.inf]
    following = [(front, [b for b in backs if front < b < after]) for front, after in zip(fronts, nexts, strict=False)]
    return [(front, found[0]) for front, found in following if found]


def _stance(motion: Motion, side: LimbSide, front: int, back: int) -> tuple[float, float] | None:
    """Seconds at which the foot lands and leaves between its foremost and its hindmost place; ``None`` if unknown."""
    numbers = reading.settings("run")
    window = slice(front, back + 1)
    time_s = motion.time_s[window]
    parts = [motion.scale.percent(motion.point(f"{side}_{p}")[window, 1]) for p in ("heel", "foot_index")]
    over = np.minimum(*(height - height.min() for height in parts))
    if not np.isfinite(over).all():
        return None
    down = np.flatnonzero(over <= numbers["on_ground_percent"])
    first, last = int(down[0]), int(down[-1])
    start = _level_time(time_s, over, first - 1, first, numbers["on_ground_percent"])
    end = _level_time(time_s, over, last, last + 1, numbers["on_ground_percent"])
    return (start, end) if end - start >= numbers["min_stance_s"] else None


def _level_time(time_s: FloatArray, height: FloatArray, a: int, b: int, level: float) -> float:
    """When ``height`` passes ``level`` between neighbouring positions ``a`` and ``b``; at the window's edge, there."""
    if a < 0:
        return float(time_s[b])
    if b >= len(height):
        return float(time_s[a])
    share = (height[a] - level) / (height[a] - height[b])
    return float(time_s[a] + share * (time_s[b] - time_s[a]))


def running_strides(motion: Motion) -> tuple[RepetitionSpan, ...]:
    """Strides from contact over toe-off to the next contact; none where the person walks.

    A runner's pelvis is lowest over the standing foot, a walker's highest; that holds from every side.
    """
    found = strides(motion, run_footfalls(motion))
    height = motion.midpoint("hip")[:, 1]
    rises = [mid_stance(motion, s, height) - float(np.nanmean(height[s.start_index : s.end_index + 1])) for s in found]
    return found if found and float(np.nanmedian(rises)) < 0.0 else ()


def mid_stance(motion: Motion, span: RepetitionSpan, series: FloatArray) -> float:
    """Median of (T,) ``series`` over the middle third of stance."""
    third = (span.bottom_s - span.start_s) / 3.0
    half_frame = 0.5 / motion.fps
    return reading.median_between(motion, series, span.start_s + third - half_frame, span.bottom_s - third + half_frame)


def step_times(events: Footfalls) -> dict[LimbSide, FloatArray]:
    """Seconds from the other foot's contact to the one of each side, without those over a missed contact."""
    contacts = sorted((float(t), side) for side in SIDES for t in events.contact_s[side])
    pairs = [(b[1], b[0] - a[0]) for a, b in pairwise(contacts) if a[1] != b[1]]
    usual = float(np.median([dt for _, dt in pairs])) if pairs else 0.0
    kept = [(side, dt) for side, dt in pairs if dt <= reading.settings("run")["max_step_factor"] * usual]
    return {s: np.array([dt for side, dt in kept if side == s]) for s in SIDES}


def cadence_per_min(events: Footfalls) -> float:
    """Steps a minute: slope of the landing times over their number, so that a frame at either end hardly counts.

    A longer gap counts as the steps that fit into it. NaN with fewer than three contacts.
    """
    times = np.sort(np.concatenate([events.contact_s[side] for side in SIDES]))
    if len(times) < 3:
        return float("nan")
    gaps = np.diff(times)
    number = np.concatenate([[0], np.cumsum(np.maximum(1, np.rint(gaps / np.median(gaps))))])
    return 60.0 / float(np.polyfit(number, times, 1)[0])
