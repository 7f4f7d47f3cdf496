"""When things happen: human-speed ways from one value to another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lab.rotations import FloatArray


def minimum_jerk(share: FloatArray | float) -> FloatArray:
    """Way covered, 0..1, after a share of the time, 0..1; held outside. Flash and Hogan 1985."""
    u = np.clip(np.asarray(share, dtype=np.float64), 0.0, 1.0)
    return np.asarray(u**3 * (10.0 - 15.0 * u + 6.0 * u**2))


@dataclass(frozen=True)
class Cycle:
    """One repetition there and back: ``start_s``, at the turn from ``turn_s`` to ``leave_s``, back at ``end_s``."""

    start_s: float
    turn_s: float
    leave_s: float
    end_s: float

    @property
    def bottom_s(self) -> float:
        """Middle of the turn."""
        return (self.turn_s + self.leave_s) / 2.0

    def way(self, time_s: FloatArray) -> FloatArray:
        """(T,) 0 at the start, 1 at the turn, 0 at the end."""
        there = minimum_jerk((time_s - self.start_s) / (self.turn_s - self.start_s))
        back = minimum_jerk((time_s - self.leave_s) / (self.end_s - self.leave_s))
        return there - back


def draw_cycles(
    rng: np.random.Generator, count: int, *, there_s: float, hold_s: float, back_s: float, rest_s: float, quiet_s: float
) -> tuple[Cycle, ...]:
    """``count`` cycles after ``quiet_s`` of standing still, their times varied by about a tenth."""
    cycles: list[Cycle] = []
    at = quiet_s
    for _ in range(count):
        down, hold, up, rest = np.array([there_s, hold_s, back_s, rest_s]) * rng.normal(1.0, 0.08, 4).clip(0.8, 1.2)
        cycles.append(Cycle(at, at + down, at + down + hold, at + down + hold + up))
        at += down + hold + up + rest
    return tuple(cycles)


def frames(cycles: Sequence[Cycle], quiet_s: float, fps: float) -> FloatArray:
    """(T,) frame times from 0 until ``quiet_s`` after the last cycle."""
    return np.arange(round((cycles[-1].end_s + quiet_s) * fps)) / fps


def ways(cycles: Sequence[Cycle], time_s: FloatArray) -> FloatArray:
    """(T,) 0..1 over all cycles."""
    return np.sum([cycle.way(time_s) for cycle in cycles], axis=0)


def each(cycles: Sequence[Cycle], time_s: FloatArray, values: Sequence[float]) -> FloatArray:
    """(T,) way of each cycle times its own value."""
    return np.sum([c.way(time_s) * v for c, v in zip(cycles, values, strict=True)], axis=0)
