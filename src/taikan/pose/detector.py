"""BlazePose's person detector: where people are and how their bodies are turned. Numbers follow the published graph."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taikan.capture.video import Frame
from taikan.pose.region import Region
from taikan.pose.runtimes.base import Session

DETECTOR_SIZE = 224
_STRIDES = ((8, 2), (16, 2), (32, 6))
_SCORE_CLIP = 100.0
_OVERLAP = 0.3


@dataclass(frozen=True)
class Detection:
    """A person found. ``score`` 0..1; ``region`` is where the landmark model should look."""

    score: float
    region: Region


@dataclass(frozen=True)
class Window:
    """A square of the picture that the detector sees at once; ``turns`` quarter turns clockwise for lying people."""

    left: float
    top: float
    side_px: float
    turns: int = 0

    def to_image(self) -> NDArray[np.float64]:
        """(2, 3) map from detector pixels to upright image pixels."""
        center = Region(self.left + self.side_px / 2, self.top + self.side_px / 2, self.side_px, self.turns * np.pi / 2)
        return center.to_image(DETECTOR_SIZE)


def whole_picture(width_px: int, height_px: int, turns: int = 0) -> Window:
    """The square that holds all of the picture."""
    side = float(max(width_px, height_px))
    return Window((width_px - side) / 2, (height_px - side) / 2, side, turns)


def tiles(width_px: int, height_px: int, fraction: float) -> list[Window]:
    """Overlapping squares of ``fraction`` of the shorter side, for people far from the camera."""
    side = min(width_px, height_px) * fraction
    step = side * 0.6
    lefts = np.linspace(0, width_px - side, max(2, int(np.ceil((width_px - side) / step)) + 1))
    tops = np.linspace(0, height_px - side, max(2, int(np.ceil((height_px - side) / step)) + 1))
    return [Window(float(x), float(y), side) for y in tops for x in lefts]


def anchors() -> NDArray[np.float64]:
    """(2254, 2) anchor centres in 0..1, in the order of the model's outputs."""
    rows = []
    for stride, repeats in _STRIDES:
        cells = DETECTOR_SIZE // stride
        y, x = np.mgrid[0:cells, 0:cells]
        centers = np.stack([(x + 0.5) / cells, (y + 0.5) / cells], axis=-1).reshape(-1, 2)
        rows.append(np.repeat(centers, repeats, axis=0))
    return np.concatenate(rows)


class Detector:
    """Finds people in one window of one frame."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._anchors = anchors()

    def detect(self, frame: Frame, window: Window, min_score: float = 0.5) -> list[Detection]:
        """People in ``window``, best first; overlapping answers are merged by their scores."""
        to_image = window.to_image()
        crop = frame.crop_rgb(to_image, DETECTOR_SIZE)
        np.multiply(crop, np.float32(2 / 255), out=self._session.input[0])
        self._session.input -= np.float32(1.0)
        boxes, scores = self._session.run(self._session.input)
        score = 1.0 / (1.0 + np.exp(-np.clip(scores.reshape(-1).astype(np.float64), -_SCORE_CLIP, _SCORE_CLIP)))
        keep = np.flatnonzero(score >= min_score)
        keep = keep[np.argsort(-score[keep], kind="stable")]
        points = self._decode(boxes.reshape(-1, 12)[keep].astype(np.float64), keep)
        merged = _merge_overlaps(points, score[keep])
        return [Detection(s, Region.from_alignment(*_to_picture(p[2:4], to_image))) for p, s in merged]

    def _decode(self, raw: NDArray[np.float64], index: NDArray[np.intp]) -> NDArray[np.float64]:
        """(N, 6, 2) detector pixels: box centre, box size, mid-hip, body rim, mid-shoulder, upper-body rim."""
        points = raw.reshape(-1, 6, 2).copy()
        offset = self._anchors[index] * DETECTOR_SIZE
        points[:, 0] += offset
        points[:, 2:] += offset[:, None]
        return points


def _to_picture(points: NDArray[np.float64], to_image: NDArray[np.float64]) -> NDArray[np.float64]:
    return points @ to_image[:, :2].T + to_image[:, 2]


def _merge_overlaps(points: NDArray[np.float64], score: NDArray[np.float64]) -> list[tuple[NDArray[np.float64], float]]:
    """Weighted non-maximum suppression: answers overlapping the best one are averaged with their scores."""
    low = points[:, 0] - points[:, 1] / 2
    high = points[:, 0] + points[:, 1] / 2
    area = np.prod(np.maximum(high - low, 0), axis=1)
    left = np.arange(len(points))
    merged = []
    while len(left):
        best = left[0]
        common = np.prod(np.maximum(np.minimum(high[left], high[best]) - np.maximum(low[left], low[best]), 0), axis=1)
        overlap = common / np.maximum(area[left] + area[best] - common, 1e-9)
        group = left[(overlap > _OVERLAP) | (left == best)]
        merged.append((np.average(points[group], axis=0, weights=score[group]), float(score[best])))
        left = left[~np.isin(left, group)]
    return merged
