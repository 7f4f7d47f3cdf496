"""BlazePose's landmark model: one region of one frame to 33 landmarks, and a silhouette when asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taikan.capture.video import Frame
from taikan.core.arrays import KEYPOINTS
from taikan.pose.region import Region
from taikan.pose.runtimes.base import Session

CROP_SIZE = 256
OUTPUTS = ("Identity", "Identity_1", "Identity_4", "Identity_3")
"""Landmarks, presence, world landmarks, heat maps."""
SILHOUETTE_OUTPUT = "Identity_2"
_Z_SCALE = 0.4
"""The published graph divides the model's depth by this to bring it to the scale of x."""

_N = len(KEYPOINTS)
_HEAT_SIZE = 64
_HEAT_WINDOW = np.arange(-3, 4)
_MIN_HEAT = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class PoseFrame:
    """One person in one frame.

    ``position_px`` (33, 3) upright image pixels, x right, y down, z away; ``world_m`` (33, 3); ``visibility`` (33,);
    ``presence`` 0..1; ``alignment`` (2, 2) mid-hip and body rim, which say where to look in the following frame;
    ``mask`` (256, 256) or None, in ``region``.
    """

    position_px: NDArray[np.floating]
    world_m: NDArray[np.floating]
    visibility: NDArray[np.floating]
    presence: float
    region: Region
    alignment: NDArray[np.float64]
    mask: NDArray[np.float32] | None


class LandmarkModel:
    """Runs the landmark model on regions of frames. Keep one per thread."""

    def __init__(self, session: Session, *, has_silhouette: bool) -> None:
        self._session = session
        self._has_silhouette = has_silhouette

    def estimate(self, frame: Frame, region: Region) -> PoseFrame:
        """Landmarks of whoever is in ``region``; look at ``presence`` before believing them."""
        to_image = region.to_image(CROP_SIZE)
        crop = frame.crop_rgb(to_image, CROP_SIZE, repeat_edge=True)
        np.multiply(crop, np.float32(1 / 255), out=self._session.input[0])
        outputs = self._session.run(self._session.input)
        raw = outputs[0].reshape(-1, 5).astype(np.float64)
        refined = refine_by_heat(raw[:, :2], outputs[3].reshape(_HEAT_SIZE, _HEAT_SIZE, -1))
        points = refined @ to_image[:, :2].T + to_image[:, 2]
        depth = raw[:_N, 2:3] * (region.size_px / CROP_SIZE / _Z_SCALE)
        return PoseFrame(
            position_px=np.concatenate([points[:_N], depth], axis=1),
            world_m=_turn(outputs[2].reshape(-1, 3)[:_N].astype(np.float64), region.rotation_rad),
            visibility=1.0 / (1.0 + np.exp(-raw[:_N, 3])),
            presence=min(1.0, max(0.0, float(outputs[1].reshape(-1)[0]))),
            region=region,
            alignment=points[_N : _N + 2],
            mask=_sigmoid(outputs[4].reshape(CROP_SIZE, CROP_SIZE)) if self._has_silhouette else None,
        )


def refine_by_heat(points: NDArray[np.float64], heat: NDArray[np.float32]) -> NDArray[np.float64]:
    """Move each landmark to the centre of its heat map's mass around it, where the map is sure.

    ``points`` (K, 2) crop pixels, ``heat`` (64, 64, K) logits. Follows the published graph (window 7, threshold 0.5);
    without it landmarks lie some 3 % of the torso's length off.
    """
    cell = CROP_SIZE / _HEAT_SIZE
    center = np.trunc(points / cell).astype(np.intp)
    window = center[:, :, None] + _HEAT_WINDOW
    is_inside = (window >= 0) & (window < _HEAT_SIZE)
    column, row = np.minimum(np.maximum(window, 0), _HEAT_SIZE - 1).transpose(1, 0, 2)
    place = (row[:, :, None] * _HEAT_SIZE + column[:, None, :]) * heat.shape[2] + np.arange(len(points))[:, None, None]
    weight = 1.0 / (1.0 + np.exp(-heat.reshape(-1)[place], dtype=np.float64))
    weight *= is_inside[:, 1, :, None] & is_inside[:, 0, None, :]
    by_column, by_row = weight.sum(axis=1), weight.sum(axis=2)
    mass = np.stack([(by_column * window[:, 0]).sum(axis=1), (by_row * window[:, 1]).sum(axis=1)], axis=1)
    is_sure = is_inside[:, :, len(_HEAT_WINDOW) // 2].all(axis=1) & (weight.max(axis=(1, 2)) >= _MIN_HEAT)
    total = np.where(is_sure, by_row.sum(axis=1), 1.0)
    refined: NDArray[np.float64] = np.where(is_sure[:, None], mass / total[:, None] * cell, points)
    return refined


def _turn(points: NDArray[np.float64], rotation_rad: float) -> NDArray[np.float64]:
    cos, sin = np.cos(rotation_rad), np.sin(rotation_rad)
    turned: NDArray[np.float64] = points @ np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    return turned


def _sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0))), dtype=np.float32)
