"""Smoothing without delay, and derivatives, on real (possibly uneven) timestamps. NaN stays NaN and splits a series."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import FloatArray

_DUAL_PASS_CORRECTION = (2.0**0.5 - 1.0) ** 0.25
"""A 2nd-order filter run both ways is 4th order; dividing its cutoff by this keeps -3 dB where asked (Winter)."""

_MAX_UNEVENNESS = 0.02
_SHORTEST = 7


def median_filter(values: FloatArray, width: int = 3) -> FloatArray:
    """Running median along the first axis; ``width`` odd, the ends keep their value.

    A window that holds a NaN leaves the value as it is, so gaps neither grow nor shrink.
    """
    if width % 2 == 0 or width < 1:
        raise ValueError("width must be odd and positive")
    half = width // 2
    out = values.copy()
    if len(values) < width:
        return out
    windows = np.lib.stride_tricks.sliding_window_view(values, width, axis=0)
    middle = np.median(windows, axis=-1)
    out[half : len(values) - half] = np.where(np.isnan(middle), values[half : len(values) - half], middle)
    return out


def butterworth(time_s: FloatArray, values: FloatArray, cutoff_hz: float) -> FloatArray:
    """Zero-phase 4th-order low-pass (2nd order forward and back) with -3 dB at ``cutoff_hz``.

    Parameters
    ----------
    time_s : (T,) rising seconds; uneven times are filtered on an even grid of the median step and read back.
    values : (T, ...) any unit. Each column's stretches between NaN are filtered on their own; stretches shorter than
        7 samples, and everything where the cutoff reaches half the frame rate, are returned unchanged.

    Raises ``ValueError`` if ``cutoff_hz`` is not positive.
    """
    if cutoff_hz <= 0:
        raise ValueError("cutoff_hz must be positive")
    return by_stretch(values, lambda part, columns: _smooth(time_s[part], columns, cutoff_hz), _SHORTEST)


def differentiate(time_s: FloatArray, values: FloatArray) -> FloatArray:
    """Central differences along the first axis in units per second, exact for uneven steps; NaN next to gaps."""
    if len(time_s) < 2:
        return np.full_like(values, np.nan)
    slope: FloatArray = np.gradient(values, time_s, axis=0)
    return slope


def by_stretch(values: FloatArray, work: Callable[[slice, FloatArray], FloatArray], shortest: int = 1) -> FloatArray:
    """Apply ``work(part, columns)`` to every finite stretch of (T, ...) ``values``.

    ``columns`` (n, C) are those with the same gaps; stretches under ``shortest`` samples stay as they are.
    """
    flat = values.reshape(len(values), math.prod(values.shape[1:]))
    out = flat.copy()
    finite = np.isfinite(flat)
    patterns, which = np.unique(finite, axis=1, return_inverse=True)
    for k in range(patterns.shape[1]):
        columns = np.flatnonzero(which.ravel() == k)
        for part in runs(patterns[:, k]):
            if part.stop - part.start >= shortest:
                out[part, columns] = work(part, flat[part][:, columns])
    return out.reshape(values.shape)


def runs(mask: NDArray[np.bool_]) -> list[slice]:
    """Slices of consecutive true entries of (T,) ``mask``."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def fill_short_gaps(time_s: FloatArray, values: FloatArray, longest_s: float) -> FloatArray:
    """(T,) ``values`` with inner gaps drawn straight; ends and gaps over ``longest_s`` between neighbours stay NaN."""
    out = values.copy()
    for gap in runs(~np.isfinite(values)):
        before, after = gap.start - 1, gap.stop
        if before < 0 or after >= len(values) or time_s[after] - time_s[before] > longest_s:
            continue
        out[gap] = np.interp(time_s[gap], time_s[[before, after]], values[[before, after]])
    return out


def is_even(time_s: FloatArray) -> bool:
    """Whether all steps lie within 2 % of the median step."""
    steps = np.diff(time_s)
    return len(steps) == 0 or bool(np.max(np.abs(steps / np.median(steps) - 1.0)) <= _MAX_UNEVENNESS)


def _smooth(time_s: FloatArray, columns: FloatArray, cutoff_hz: float) -> FloatArray:
    if is_even(time_s):
        return _low_pass(columns, 1.0 / float(np.median(np.diff(time_s))), cutoff_hz)
    count = round((time_s[-1] - time_s[0]) / float(np.median(np.diff(time_s)))) + 1
    grid = np.linspace(time_s[0], time_s[-1], max(count, _SHORTEST))
    from scipy.interpolate import PchipInterpolator  # scipy takes longer than all that only lists what there is

    even = PchipInterpolator(time_s, columns, axis=0)(grid)
    smooth = _low_pass(even, 1.0 / float(grid[1] - grid[0]), cutoff_hz)
    back: FloatArray = PchipInterpolator(grid, smooth, axis=0)(time_s)
    return back


def _low_pass(columns: FloatArray, rate_hz: float, cutoff_hz: float) -> FloatArray:
    corrected = cutoff_hz / _DUAL_PASS_CORRECTION
    if corrected >= 0.5 * rate_hz:
        return columns
    from scipy.signal import butter, filtfilt

    b, a = butter(2, corrected / (0.5 * rate_hz))
    pad = min(len(columns) - 1, int(3 * rate_hz / cutoff_hz))
    smooth: FloatArray = filtfilt(b, a, columns, axis=0, padlen=pad)
    return smooth
