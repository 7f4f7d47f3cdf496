"""When a true movement begins, turns and ends.

A smooth movement has no sharp ends. As in motor-control work, it lasts while its speed is above 5 % of its peak; the
way there and the way back are looked at apart, and what lies between them is the turn.
"""

from dataclasses import dataclass

import numpy as np

from lab.accuracy.truth import ClipTruth, TrueRepetition
from taikan.core.arrays import FloatArray

MOVING_SHARE = 0.05
MARGIN_S = 0.1


@dataclass(frozen=True)
class Times:
    """Seconds: the way there from ``start_s`` to ``turn_s``, the way back from ``leave_s`` to ``end_s``."""

    start_s: float
    turn_s: float
    leave_s: float
    end_s: float


def movement_times(clip: ClipTruth, series: FloatArray, rep: TrueRepetition) -> Times:
    """Times of one repetition by the speed of (T,) ``series``, which moves one way and back around ``bottom_s``."""
    start_s, turn_s = moving_between(clip, series, rep.start_s - MARGIN_S, rep.bottom_s)
    leave_s, end_s = moving_between(clip, series, rep.bottom_s, rep.end_s + MARGIN_S)
    return Times(start_s, turn_s, leave_s, end_s)


def moving_between(clip: ClipTruth, series: FloatArray, first_s: float, last_s: float) -> tuple[float, float]:
    """Where the quickest movement of ``series`` within a window begins and ends, seconds."""
    speed = np.abs(np.gradient(series, clip.time_s))
    inside = np.flatnonzero((clip.time_s >= first_s) & (clip.time_s <= last_s))
    if len(inside) < 2:
        return first_s, last_s
    peak = int(inside[speed[inside].argmax()])
    slow = speed < MOVING_SHARE * speed[peak]
    before = inside[(inside < peak) & slow[inside]]
    after = inside[(inside > peak) & slow[inside]]
    begin, end = (before[-1] if len(before) else inside[0]), (after[0] if len(after) else inside[-1])
    return float(clip.time_s[begin]), float(clip.time_s[end])
