"""A uniform time grid for programs that need one: OpenSim's readers and filters assume a constant rate."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

UNIFORM_TOLERANCE = 0.01
"""Steps that differ from the median step by less than this fraction count as uniform (rounding of timestamps)."""


def is_uniform(time_s: FloatArray) -> bool:
    """Whether all steps of ``time_s`` (N,) equal the median step within ``UNIFORM_TOLERANCE``."""
    steps = np.diff(time_s)
    return len(steps) == 0 or bool(np.abs(steps - np.median(steps)).max() <= UNIFORM_TOLERANCE * np.median(steps))


def uniform_rate(time_s: FloatArray) -> float:
    """Samples a second of the grid made for ``time_s`` (N,): one over the median step; 0 below two samples."""
    return float(1.0 / np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0


def resample(time_s: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """``values`` (N, ...) on a uniform grid from the first to the last timestamp.

    The grid keeps the number of samples and both ends, so its step is the mean step. Values are interpolated
    linearly between neighbouring samples. A grid point is NaN where it needs a neighbour that is NaN: a gap is never
    bridged. Uniform input comes back unchanged.
    """
    if is_uniform(time_s):
        return time_s.copy(), values.copy()
    grid = np.linspace(time_s[0], time_s[-1], len(time_s))
    right = np.clip(np.searchsorted(time_s, grid, side="left"), 1, len(time_s) - 1)
    left = right - 1
    weight = (grid - time_s[left]) / (time_s[right] - time_s[left])
    weight = np.clip(weight, 0.0, 1.0).reshape((-1,) + (1,) * (values.ndim - 1))
    # A neighbour of weight zero must not spread its NaN, hence where() and not a plain weighted sum.
    mixed = (1.0 - weight) * values[left] + weight * values[right]
    mixed = np.where(weight == 0.0, values[left], np.where(weight == 1.0, values[right], mixed))
    return grid, mixed


def known_part(values: FloatArray) -> slice:
    """From the first to the last sample of ``values`` (N, ...) that holds any number; everything if none does."""
    known = np.flatnonzero(np.isfinite(values.reshape(len(values), -1)).any(axis=1))
    return slice(int(known[0]), int(known[-1]) + 1) if len(known) else slice(None)
