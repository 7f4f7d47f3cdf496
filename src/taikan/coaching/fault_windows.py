"""Where in a repetition a fault is read, against which baseline, and how large a deviation is. Pure array functions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import FloatArray
from taikan.core.records import Repetition
from taikan.knowledge.fault_rules import Criterion, FaultPolicy, Phase

if TYPE_CHECKING:
    from taikan.kinematics.motion import Motion

Interval = tuple[float, float]


@dataclass(frozen=True)
class Excess:
    """The largest deviation of a window: its size, and the stretch of frames that shows it (indices, end included)."""

    size: float
    first: int
    last: int
    peak: int


def phase_interval(repetition: Repetition, phase: Phase, policy: FaultPolicy) -> Interval:
    """Start and end of ``phase`` in seconds; one stored in the repetition wins over one worked out from its times."""
    stored = [p for p in repetition.phases if p.name == phase]
    if stored:
        return stored[0].start_s, stored[-1].end_s
    return _WORKED_OUT[phase](repetition, policy)


def _bottom(rep: Repetition, policy: FaultPolicy) -> Interval:
    half = policy.bottom_window_s
    return max(rep.start_s, rep.bottom_s - half), min(rep.end_s, rep.bottom_s + half)


def _closing(rep: Repetition, policy: FaultPolicy) -> Interval:
    return rep.start_s, _bottom(rep, policy)[1]


def _lower_half(rep: Repetition, _policy: FaultPolicy) -> Interval:
    return (rep.start_s + rep.bottom_s) / 2.0, (rep.bottom_s + rep.end_s) / 2.0


def _early_ascent(rep: Repetition, policy: FaultPolicy) -> Interval:
    return rep.bottom_s, rep.bottom_s + policy.early_share * (rep.end_s - rep.bottom_s)


def _top(rep: Repetition, policy: FaultPolicy) -> Interval:
    return rep.end_s - policy.top_share * (rep.end_s - rep.bottom_s), rep.end_s + policy.top_after_s


_WORKED_OUT: dict[Phase, Callable[[Repetition, FaultPolicy], Interval]] = {
    "whole": lambda rep, _policy: (rep.start_s, rep.end_s),
    "descent": lambda rep, _policy: (rep.start_s, rep.bottom_s),
    "ascent": lambda rep, _policy: (rep.bottom_s, rep.end_s),
    "stance": lambda rep, _policy: (rep.start_s, rep.bottom_s),
    "hold": lambda rep, _policy: (rep.start_s, rep.bottom_s),
    "bottom": _bottom,
    "closing": _closing,
    "lower_half": _lower_half,
    "early_ascent": _early_ascent,
    "top": _top,
}


def inside(time_s: FloatArray, interval: Interval) -> NDArray[np.bool_]:
    """Frames whose time lies in ``interval``, ends included, (T,)."""
    return (time_s >= interval[0] - 1e-9) & (time_s <= interval[1] + 1e-9)


def standing_frames(motion: "Motion", stated: Interval | None, policy: FaultPolicy) -> NDArray[np.bool_]:
    """Frames in which the person stands: the stated interval, else where the shoulders are near their highest, (T,)."""
    if stated is not None:
        return inside(motion.time_s, stated)
    height = np.asarray(motion.midpoint("shoulder"), dtype=np.float64)[:, 1]
    if not np.isfinite(height).any():
        return np.zeros(len(height), dtype=bool)
    low, high = np.nanpercentile(height, [2.0, 98.0])
    return np.asarray(np.nan_to_num(height, nan=-np.inf) >= high - policy.standing_share * (high - low))


def baseline(
    criterion: Criterion,
    values: FloatArray,
    time_s: FloatArray,
    repetition: Repetition,
    standing: NDArray[np.bool_],
    policy: FaultPolicy,
) -> float:
    """What the signal is compared with, in its own unit; NaN if that part of the recording does not show it."""
    if criterion.baseline == "absolute":
        return 0.0
    before, after = policy.start_window_s
    at_start = inside(time_s, (repetition.start_s - before, repetition.start_s + after))
    chosen = values[standing if criterion.baseline == "standing" else at_start]
    seen = chosen[np.isfinite(chosen)]
    return float(np.median(seen)) if len(seen) else float("nan")


def deviation(criterion: Criterion, values: FloatArray, base: float) -> FloatArray:
    """How far ``values`` are beyond the reference in the criterion's direction, same shape."""
    difference = values - base - criterion.reference
    if criterion.direction == "either":
        return np.abs(difference)
    return difference if criterion.direction == "above" else -difference


def excess(criterion: Criterion, values: FloatArray, time_s: FloatArray, base: float) -> Excess:
    """The criterion's statistic over a window of frames; ``values`` and ``time_s`` (N,), N >= 1."""
    beyond = deviation(criterion, values, base)
    filled = np.where(np.isfinite(beyond), beyond, -np.inf)
    if criterion.statistic == "peak":
        return _held(filled, time_s, criterion.min_duration_s, criterion.limit)
    peak = int(np.argmax(filled))
    if criterion.statistic == "least":
        nearest = int(np.nanargmin(beyond))
        return Excess(float(beyond[nearest]), nearest, nearest, nearest)
    if criterion.statistic == "mean":
        return Excess(float(np.nanmean(beyond)), 0, len(time_s) - 1, peak)
    if criterion.statistic == "range":
        return Excess(float(np.nanmax(beyond) - np.nanmin(beyond)), 0, len(time_s) - 1, peak)
    true = np.flatnonzero(filled > 0)
    if not len(true):
        return Excess(0.0, 0, len(time_s) - 1, peak)
    seconds = np.gradient(time_s) if len(time_s) > 1 else np.zeros(1)
    return Excess(float(seconds[true].sum()), int(true[0]), int(true[-1]), peak)


def _held(beyond: FloatArray, time_s: FloatArray, duration_s: float, limit: float) -> Excess:
    """The highest level kept for ``duration_s``, and the frames around it above ``limit`` (or that level)."""
    best, at = -np.inf, 0
    for i, start in enumerate(time_s):
        end = int(np.searchsorted(time_s, start + duration_s - 1e-9))
        if end >= len(time_s):
            break
        level = float(beyond[i : end + 1].min())
        if level > best:
            best, at = level, i
    if not np.isfinite(best):
        return Excess(0.0, 0, len(time_s) - 1, int(np.argmax(beyond)))
    over = beyond >= min(limit, best)
    first = last = at
    while first > 0 and over[first - 1]:
        first -= 1
    while last < len(over) - 1 and over[last + 1]:
        last += 1
    return Excess(best, first, last, first + int(np.argmax(beyond[first : last + 1])))
