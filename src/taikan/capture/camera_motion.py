"""Did the camera move? Background corners are followed by optical flow and a similarity is fitted to each picture.

Drift is what a point of the scene moves in the picture, in percent of the image diagonal, as the root mean square over
the four corners and the centre: pans, turns and zooms all count, and a person walking through does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from taikan.capture.boxes import Boxes, background_mask
from taikan.capture.settings import CameraSettings

ByteImage = NDArray[np.uint8]
FloatArray = NDArray[np.float64]
CameraKind = Literal["still", "handheld", "shaky", "moved", "following", "unknown"]

_IDENTITY = np.eye(3)


@dataclass(frozen=True)
class CameraMotion:
    """How the camera moved.

    ``kind``: still (fixed), handheld (small, usable), shaky, moved (re-aimed or pushed), following (pans with the
    person), unknown (too little background to tell). ``drift_max_percent`` and ``drift_rms_percent`` are about the
    median position, ``shake_rms_percent`` about the one-second median path, all in percent of the image diagonal;
    ``moving_fraction`` is the share of time the smoothed path moves; None when the background could not be followed.
    ``confidence`` 0..1 is the share of pictures followed times the share of corners that agree; for ``moved`` without
    figures the share of pictures that could not be followed although they show enough.
    """

    kind: CameraKind
    drift_max_percent: float | None
    drift_rms_percent: float | None
    shake_rms_percent: float | None
    moving_fraction: float | None
    confidence: float


def measure_camera_motion(
    time_s: FloatArray, frames: Sequence[ByteImage], boxes: Boxes, settings: CameraSettings
) -> CameraMotion:
    """Motion of the camera over grey ``frames`` at ``time_s`` (N,); ``boxes`` hold people to leave out."""
    if len(frames) < 2:
        return _unknown()
    matrices, agreement = _follow(frames, boxes, settings)
    followed = np.isfinite(matrices[:, 0, 0])
    if followed.mean() < 1.0 - settings.max_lost_fraction or followed.sum() < 2:
        return _lost(frames, boxes, followed, settings)
    confidence = float(followed.mean() * np.median(agreement[followed]))
    path = _corner_paths(matrices[followed], frames[0].shape)
    return _describe(time_s[followed], path, confidence, settings)


def _unknown() -> CameraMotion:
    return CameraMotion("unknown", None, None, None, None, 0.0)


def _lost(
    frames: Sequence[ByteImage], boxes: Boxes, followed: NDArray[np.bool_], settings: CameraSettings
) -> CameraMotion:
    """Moved if the background shows plenty to follow before and after it was lost, otherwise unknown.

    Background is what lies well off everybody's places in the whole clip: what people carry stands out beyond them.
    """
    everywhere = np.concatenate([b for b in boxes if len(b)] or [np.zeros((0, 4))])
    reach = settings.carried_reach * np.array([-1.0, -1.0, 1.0, 1.0])
    seen = [len(_corners(frame, everywhere + reach, settings)) for frame in frames]
    enough = np.array(seen) >= 2 * settings.min_features
    if enough.all():
        return CameraMotion("moved", None, None, None, None, 1.0 - float(followed.mean()))
    return _unknown()


def _follow(frames: Sequence[ByteImage], boxes: Boxes, settings: CameraSettings) -> tuple[FloatArray, FloatArray]:
    """(N, 3, 3) first picture to each picture, NaN where lost, and (N,) share of corners that agree.

    Each picture is compared with one anchor as long as it overlaps, so errors do not add up from picture to picture.
    """
    matrices = np.full((len(frames), 3, 3), np.nan)
    agreement = np.zeros(len(frames))
    matrices[0], agreement[0] = _IDENTITY, 1.0
    base, anchor, points = _IDENTITY, 0, _corners(frames[0], boxes[0], settings)
    last, last_matrix = 0, _IDENTITY
    for i in range(1, len(frames)):
        found = _register(frames[anchor], frames[i], points, last_matrix, settings)
        if found is None:
            base, anchor = matrices[last], last
            points = _corners(frames[anchor], boxes[anchor], settings)
            found = _register(frames[anchor], frames[i], points, _shift(frames[anchor], frames[i]), settings)
            last_matrix = _IDENTITY
        if found is not None:
            last_matrix, agreement[i] = found
            matrices[i], last = last_matrix @ base, i
    return matrices, agreement


def _shift(anchor: ByteImage, frame: ByteImage) -> FloatArray:
    """Translation from ``anchor`` to ``frame`` by phase correlation, for moves too large for optical flow."""
    window = cv2.createHanningWindow(anchor.shape[::-1], cv2.CV_32F)
    (x, y), _ = cv2.phaseCorrelate(anchor.astype(np.float32), frame.astype(np.float32), window)
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def _corners(frame: ByteImage, boxes: FloatArray, settings: CameraSettings) -> FloatArray:
    mask = background_mask(frame.shape, boxes)
    distance = max(3, max(frame.shape) // 50)
    points = cv2.goodFeaturesToTrack(frame, settings.max_features, 0.01, distance, mask=mask)
    return np.zeros((0, 2)) if points is None else np.asarray(points, dtype=np.float64).reshape(-1, 2)


def _register(
    anchor: ByteImage, frame: ByteImage, points: FloatArray, guess: FloatArray, settings: CameraSettings
) -> tuple[FloatArray, float] | None:
    """Similarity from ``anchor`` to ``frame`` and the share of ``points`` that obey it; None when too few do.

    Rest comes first: a camera that moves leaves no points in place all over the picture, while large things a person
    moves (weight plates, a ball) may hold more corners than the whole background.
    """
    if len(points) < settings.min_features:
        return None
    flow, ok, _ = cv2.calcOpticalFlowPyrLK(
        anchor,
        frame,
        np.ascontiguousarray(points, dtype=np.float32),
        np.ascontiguousarray(_transform(guess, points), dtype=np.float32),
        winSize=(15, 15),
        maxLevel=3,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    kept = ok.ravel().astype(bool)
    if kept.sum() < settings.min_features:
        return None
    before, after = points[kept], flow.reshape(-1, 2)[kept].astype(np.float64)
    at_rest = np.hypot(*(after - before).T) <= settings.inlier_px
    if at_rest.sum() >= settings.min_features and _spread(before[at_rest]) >= settings.rest_spread * _spread(before):
        before, after = before[at_rest], after[at_rest]
    matrix, inliers = cv2.estimateAffinePartial2D(before, after, ransacReprojThreshold=settings.inlier_px)
    if matrix is None:
        return None
    count = int(inliers.sum())
    share = count / len(before)
    if count < settings.min_features or share < settings.min_inlier_fraction:
        return None
    return np.vstack([matrix, (0.0, 0.0, 1.0)]), share


def _spread(points: FloatArray) -> float:
    """Area of the points' convex hull, square pixels."""
    return float(cv2.contourArea(cv2.convexHull(points.astype(np.float32)))) if len(points) > 2 else 0.0


def _transform(matrix: FloatArray, points: FloatArray) -> FloatArray:
    moved: FloatArray = points @ matrix[:2, :2].T + matrix[:2, 2]
    return moved


def _corner_paths(matrices: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """(N, 5, 2) percent of the diagonal: where the corners and the centre of the first picture go."""
    height, width = shape
    points = np.array([(0, 0), (width, 0), (0, height), (width, height), (width / 2, height / 2)], dtype=np.float64)
    moved = np.stack([_transform(m, points) for m in matrices])
    return 100.0 * moved / float(np.hypot(width, height))


def _describe(time_s: FloatArray, path: FloatArray, confidence: float, settings: CameraSettings) -> CameraMotion:
    drift = _rms_over_points(path - np.median(path, axis=0))
    interval = float(np.median(np.diff(time_s)))
    window = min(len(time_s) | 1, 2 * round(settings.smooth_s / (2 * interval)) + 1)
    smooth = median_filter(path, size=(window, 1, 1), mode="nearest")
    shake = float(np.sqrt(np.mean(_rms_over_points(path - smooth) ** 2)))
    speed = _rms_over_points(np.diff(smooth, axis=0)) / np.diff(time_s)
    moving = float((speed > settings.moving_percent_per_s).mean())
    reach = float(np.max(_rms_over_points(smooth - smooth[0])))
    return CameraMotion(
        kind=_classify(float(drift.max()), shake, reach, moving, settings),
        drift_max_percent=float(drift.max()),
        drift_rms_percent=float(np.sqrt(np.mean(drift**2))),
        shake_rms_percent=shake,
        moving_fraction=moving,
        confidence=confidence,
    )


def _rms_over_points(offsets: FloatArray) -> FloatArray:
    distance: FloatArray = np.sqrt((offsets**2).sum(axis=-1).mean(axis=-1))
    return distance


def _classify(drift: float, shake: float, reach: float, moving: float, settings: CameraSettings) -> CameraKind:
    if reach >= settings.following_percent and moving >= settings.following_moving_fraction:
        return "following"
    if reach >= max(settings.moved_percent, settings.moved_to_shake * shake):
        return "moved"
    if shake >= settings.shake_percent:
        return "shaky"
    return "still" if drift <= settings.still_drift_percent else "handheld"
