"""How well a person stands out from what is behind them, along their outline. Pure."""

import cv2
import numpy as np
from numpy.typing import NDArray

from taikan.capture.settings import OutlineSettings

ByteImage = NDArray[np.uint8]
FloatImage = NDArray[np.float32]
FloatArray = NDArray[np.float64]

_LEAST_OUTLINE = 40
"""Pixels of outline below which there is nobody to speak of."""


def merged_percent(picture: ByteImage, mask: FloatImage, settings: OutlineSettings) -> float | None:
    """Percent of the outline along which the person has nearly the colour of what is behind; None without an outline.

    ``picture`` (S, S, 3) RGB and ``mask`` (S, S) 0..1 cover the same place. Colours are compared as differences in
    CIELAB between a band just inside and one just outside, each averaged nearby: folds and patterns do not count.
    """
    person = (mask > 0.5).astype(np.uint8)
    rim = _band(person, 0, 1)
    rim[[0, -1]] = rim[:, [0, -1]] = 0  # where the region ends there is no outline
    if int(rim.sum()) < _LEAST_OUTLINE:
        return None
    lab = cv2.cvtColor(picture.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2LAB)
    inside = _near_mean(lab, _band(person, settings.gap_px, settings.gap_px + settings.band_px), settings.band_px)
    outside = _near_mean(lab, _band(1 - person, settings.gap_px, settings.gap_px + settings.band_px), settings.band_px)
    difference = np.linalg.norm(inside - outside, axis=2)[rim > 0]
    known = difference[np.isfinite(difference)]
    return 100.0 * float((known < settings.least_difference).mean()) if len(known) else None


def _band(area: NDArray[np.uint8], start_px: int, stop_px: int) -> NDArray[np.uint8]:
    """1 in the part of ``area`` that is ``start_px`` to ``stop_px`` from its edge."""
    outer, inner = (_eroded(area, depth) for depth in (start_px, stop_px))
    return np.asarray(outer - inner, dtype=np.uint8)


def _eroded(area: NDArray[np.uint8], depth_px: int) -> NDArray[np.uint8]:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * depth_px + 1, 2 * depth_px + 1))
    return np.asarray(cv2.erode(area, kernel), dtype=np.uint8) if depth_px else area


def _near_mean(lab: FloatImage, band: NDArray[np.uint8], reach_px: int) -> FloatArray:
    """(S, S, 3) mean colour of the pixels of ``band`` nearby; NaN where there are none."""
    size = (6 * reach_px + 1, 6 * reach_px + 1)
    weight = band.astype(np.float64)
    total = cv2.blur(weight, size)
    summed = cv2.blur(lab.astype(np.float64) * weight[..., None], size)
    mean: FloatArray = summed / np.where(total > 1e-9, total, np.nan)[..., None]
    return mean
