"""Smoothing of an outline series over time: spikes left out, no delay, uneven frame times and gaps allowed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taikan.knowledge.contour_settings import SmoothingSettings

FloatArray = NDArray[np.float64]

_MAD_TO_SD = 1.4826
_REACH_SIGMAS = 3.0


@dataclass(frozen=True, eq=False)
class Smoothed:
    """``values`` (T, C) smoothed; ``scatter`` (T,) local SD of frames about them, largest over the columns, in the
    values' unit; ``count`` (T,) effective number of frames behind each value. NaN where the input frame is unknown."""

    values: FloatArray
    scatter: FloatArray
    count: FloatArray


def smooth(time_s: FloatArray, values: FloatArray, weight: FloatArray, settings: SmoothingSettings) -> Smoothed:
    """Gaussian weighted mean around every frame, symmetrical in time.

    ``time_s`` (T,) rising seconds, ``values`` (T, C), ``weight`` (T,) >= 0. A frame whose values are NaN stays NaN; a
    spike is replaced by what its neighbours show.
    """
    known = np.isfinite(values).all(axis=1) & (weight > 0)
    held = np.where(known[:, None], values, np.nan)
    trusted = np.where(known & ~_spikes(time_s, held, settings), weight, 0.0)
    kernel, neighbours = _kernel(time_s, settings.sigma_s)
    share = kernel * trusted[neighbours]
    total = share.sum(axis=0)
    filled = np.nan_to_num(held)
    usable = known & (total > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.einsum("kt,ktc->tc", share, filled[neighbours]) / total[:, None]
        square = (filled - np.nan_to_num(mean)) ** 2
        spread = np.einsum("kt,ktc->tc", share, square[neighbours]) / total[:, None]
        count = total**2 / (share**2).sum(axis=0)
    scatter = np.sqrt(spread.max(axis=1))
    nan = np.full(len(time_s), np.nan)
    return Smoothed(
        np.where(usable[:, None], mean, np.nan), np.where(usable, scatter, nan), np.where(usable, count, nan)
    )


def _kernel(time_s: FloatArray, sigma_s: float) -> tuple[FloatArray, NDArray[np.intp]]:
    """Weights (K, T) of each frame's neighbours and their positions (K, T); zero beyond the clip."""
    neighbours, inside = _neighbours(time_s, _REACH_SIGMAS * sigma_s)
    gap = (time_s[neighbours] - time_s) / sigma_s
    return np.where(inside & (np.abs(gap) <= _REACH_SIGMAS), np.exp(-0.5 * gap**2), 0.0), neighbours


def _neighbours(time_s: FloatArray, reach_s: float) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    at = np.arange(len(time_s))
    ahead = int((np.searchsorted(time_s, time_s + reach_s, side="right") - 1 - at).max(initial=0))
    wanted = at + np.arange(-ahead, ahead + 1)[:, None]
    clipped = np.clip(wanted, 0, max(len(time_s) - 1, 0))
    return clipped, wanted == clipped


def _spikes(time_s: FloatArray, values: FloatArray, settings: SmoothingSettings) -> NDArray[np.bool_]:
    """(T,) true where a column jumps off its running median."""
    neighbours, inside = _neighbours(time_s, settings.spike_window_s / 2)
    around = np.where(inside[..., None], values[neighbours], np.nan)
    off = np.abs(values - _nan_median(around))
    limit = np.maximum(settings.spike * _MAD_TO_SD * _nan_median(off), settings.least_spike_percent)
    with np.errstate(invalid="ignore"):
        return np.asarray((off > limit).any(axis=1))


def _nan_median(values: FloatArray) -> FloatArray:
    """Median along the first axis over what is known; NaN where nothing is."""
    if not len(values):
        return np.full(values.shape[1:], np.nan)
    ordered = np.sort(values, axis=0)
    count = np.isfinite(values).sum(axis=0)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0)[None] // 2, axis=0)[0]
    high = np.take_along_axis(ordered, np.minimum(count // 2, max(len(values) - 1, 0))[None], axis=0)[0]
    return np.where(count > 0, (low + high) / 2, np.nan)
