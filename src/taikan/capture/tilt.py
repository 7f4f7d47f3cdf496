"""Camera roll from the room: walls, door frames, racks, windows and skirting boards in the background.

Plumb lines carry the roll best: when the camera looks up or down they fan out, but evenly about the middle of the
picture towards one meeting point, which is fitted with the roll. Level lines only help when they run across the view;
the slope of those that recede says nothing, so they have to agree without any such correction, and speak for
themselves only where plumb lines are missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from taikan.capture.boxes import Boxes, background_mask
from taikan.capture.settings import RollSettings

ByteImage = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

_DETECTOR_LONGEST_PX = 640
"""Small pictures are enlarged to this before segments are sought: the detector works on whole pixels."""


@dataclass(frozen=True)
class RollEstimate:
    """Camera roll in degrees: positive when the picture's content is turned clockwise (camera turned the other way).

    Turn the picture counter-clockwise by ``roll_deg`` to make plumb lines plumb. ``sd_deg`` is the standard error
    expected, ``confidence`` 0..1 the agreement of the lines, ``segment_count`` how many agree in one picture.
    ``convergence`` is how plumb lines meet (see ``plumb_direction``), None where they were not used.
    """

    roll_deg: float
    sd_deg: float
    confidence: float
    segment_count: int
    convergence: float | None = None

    def looks_down_deg(self, settings: RollSettings) -> float | None:
        """How far the camera looks down (negative: up), degrees, for a phone's main lens; None where unknown."""
        if self.convergence is None:
            return None
        return float(np.degrees(np.arctan(self.convergence * settings.focal_half_diagonals)))


@dataclass(frozen=True)
class _Fit:
    angle_deg: float
    sd_deg: float
    support: float
    length_percent: float
    count: int
    convergence: float


def estimate_roll(frames: Sequence[ByteImage], boxes: Boxes, settings: RollSettings) -> RollEstimate | None:
    """Roll of the camera over grey ``frames`` (equal shapes), or None when too few lines agree."""
    if not frames:
        return None
    segments = np.concatenate([_segments(f, b, settings) for f, b in zip(frames, boxes, strict=True)])
    plumb, level = _near(segments, 90.0, settings), _near(segments, 0.0, settings)
    start = _search(plumb, level, settings)
    fits = (
        _fit(plumb, start, 1.0 / len(frames), settings),
        _fit(level, (start[0], 0.0), 1.0 / len(frames), settings),
    )
    return _combine(*fits, settings)


def _segments(frame: ByteImage, boxes: FloatArray, settings: RollSettings) -> FloatArray:
    """(S, 4): direction in degrees 0..180 (clockwise from image right), middle x and y from the centre in half
    diagonals (x right, y down), length in percent of the diagonal."""
    height, width = frame.shape
    scale = max(1.0, _DETECTOR_LONGEST_PX / max(frame.shape))
    picture = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC) if scale > 1 else frame
    lines = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(picture)[0]
    if lines is None:
        return np.zeros((0, 4))
    ends = np.asarray(lines, dtype=np.float64).reshape(-1, 2, 2) / scale
    offset, middle = ends[:, 1] - ends[:, 0], ends.mean(axis=1)
    half_diagonal = float(np.hypot(width, height)) / 2
    length = 50.0 * np.hypot(offset[:, 0], offset[:, 1]) / half_diagonal
    mask = background_mask(frame.shape, boxes)
    column = np.clip(middle[:, 0].astype(int), 0, width - 1)
    row = np.clip(middle[:, 1].astype(int), 0, height - 1)
    kept = (length >= settings.min_length_percent) & (mask[row, column] > 0)
    direction = np.degrees(np.arctan2(offset[:, 1], offset[:, 0])) % 180.0
    place = (middle - np.array([width, height]) / 2) / half_diagonal
    rows: FloatArray = np.column_stack([direction, place, length])[kept]
    return rows


def _near(segments: FloatArray, axis_deg: float, settings: RollSettings) -> FloatArray:
    """Segments within the search range of ``axis_deg``, their direction replaced by the deviation from it."""
    deviation = (segments[:, 0] - axis_deg + 90.0) % 180.0 - 90.0
    near = np.abs(deviation) <= settings.search_deg
    chosen = segments[near].copy()
    chosen[:, 0] = deviation[near]
    return chosen


def plumb_direction(roll_deg: FloatArray, convergence: float, x: FloatArray, y: FloatArray) -> FloatArray:
    """Direction of plumb lines in the picture, degrees clockwise from straight down, at (x, y) from the centre.

    ``convergence`` is the reciprocal of the distance from the centre to the point where plumb lines meet (in the unit
    of x and y; positive below the picture: the camera looks down; 0 when they stay parallel).
    """
    roll = np.radians(roll_deg)
    direction: FloatArray = np.degrees(np.arctan2(np.sin(roll) + convergence * x, np.cos(roll) - convergence * y))
    return direction


def _search(plumb: FloatArray, level: FloatArray, settings: RollSettings) -> tuple[float, float]:
    """Roll in degrees and convergence that most length of both families agrees on."""
    rolls = np.arange(-settings.max_deg, settings.max_deg + 0.01, 0.5)
    by_level = _agreement(level, rolls, 0.0, settings)
    best = (-1.0, 0.0, 0.0)
    for convergence in np.linspace(-1.0, 1.0, 41) * settings.max_convergence:
        support = _agreement(plumb, rolls, convergence, settings) + by_level
        k = int(np.argmax(support))
        best = max(best, (float(support[k]), float(rolls[k]), float(convergence)))
    return best[1:]


def _agreement(segments: FloatArray, rolls: FloatArray, convergence: float, settings: RollSettings) -> FloatArray:
    deviation, x, y, length = segments.T
    expected = plumb_direction(rolls, convergence, x[:, None], y[:, None])
    support: FloatArray = length**2 @ np.exp(-0.5 * ((deviation[:, None] - expected) / settings.inlier_deg) ** 2)
    return support


def _fit(segments: FloatArray, start: tuple[float, float], per_picture: float, settings: RollSettings) -> _Fit | None:
    """Weighted least squares over the segments that agree with ``start``; one Gauss-Newton step is enough."""
    weight = segments[:, 3] ** 2
    residual = segments[:, 0] - plumb_direction(np.array(start[0]), start[1], segments[:, 1], segments[:, 2])
    inlier = np.abs(residual) <= 2 * settings.inlier_deg
    if not inlier.any():
        return None
    chosen, w, left = segments[inlier], weight[inlier], residual[inlier]
    columns = [np.ones(len(chosen))]
    if start[1] != 0.0 and _spread(chosen[:, 1], w) > settings.min_spread:
        columns.append(np.degrees(chosen[:, 1]))
    design, root = np.stack(columns, axis=1), np.sqrt(w)
    step, *_ = np.linalg.lstsq(design * root[:, None], left * root, rcond=None)
    independent = max(1.0, len(chosen) * per_picture)
    spread = max(_spread(left - design @ step, w), settings.segment_sd_deg)
    return _Fit(
        angle_deg=start[0] + float(step[0]),
        sd_deg=spread * len(columns) / float(np.sqrt(independent)),
        support=float(w.sum() / weight.sum()),
        length_percent=float(chosen[:, 3].sum() * per_picture),
        count=round(independent),
        convergence=start[1] + (float(step[1]) if len(columns) > 1 else 0.0),
    )


def _spread(values: FloatArray, weight: FloatArray) -> float:
    """Weighted standard deviation; 0 for nothing."""
    if len(values) == 0:
        return 0.0
    mean = np.average(values, weights=weight)
    return float(np.sqrt(np.average((values - mean) ** 2, weights=weight)))


def _strength(fit: _Fit | None, settings: RollSettings) -> float:
    """0..1: how far this family of lines can be relied on."""
    if fit is None or fit.count < settings.min_segments or abs(fit.angle_deg) > settings.max_deg:
        return 0.0
    if fit.support < settings.min_support:
        return 0.0
    return fit.support * min(1.0, fit.length_percent / (2 * settings.min_length_sum_percent))


def _combine(plumb: _Fit | None, level: _Fit | None, settings: RollSettings) -> RollEstimate | None:
    """Both families weighted by their variances, level lines with what their unknown direction adds."""
    strengths = (_strength(plumb, settings), _strength(level, settings) * settings.level_weight)
    used = [
        (fit.angle_deg, float(np.hypot(fit.sd_deg, extra)), fit.count)
        for fit, strength, extra in zip((plumb, level), strengths, (0.0, settings.level_sd_deg), strict=True)
        if fit is not None and strength > 0
    ]
    confidence = 1.0 - (1.0 - strengths[0]) * (1.0 - strengths[1])
    if confidence < settings.min_confidence:
        return None
    weights = np.array([1.0 / sd**2 for _, sd, _ in used])
    angle = float(np.average([angle for angle, _, _ in used], weights=weights))
    convergence = plumb.convergence if plumb is not None and strengths[0] > 0 else None
    count = sum(n for _, _, n in used)
    return RollEstimate(angle, float(1.0 / np.sqrt(weights.sum())), confidence, count, convergence)
