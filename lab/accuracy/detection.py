"""How well faults are told from their absence, how large they must be to be seen, and what a confidence is worth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
CALIBRATION_BINS = 10


@dataclass(frozen=True)
class Detection:
    """Precision, recall, F1 and AUC, 0..1; NaN where only one kind is there. ``half_size``: the true size seen half
    the time, in the size's unit; NaN where seeing does not grow with size."""

    n: int
    n_present: int
    n_absent: int
    precision: float
    recall: float
    f1: float
    auc: float
    half_size: float


def detection(present: BoolArray, seen: BoolArray, score: FloatArray, half_size: float) -> Detection:
    """Of (N,) looks: whether the fault was there, whether it was seen, and with which score."""
    present, seen = np.asarray(present, dtype=bool), np.asarray(seen, dtype=bool)
    both = bool(present.any()) and not bool(present.all())
    nan = float("nan")
    precision, recall, f1, _ = precision_recall_fscore_support(present, seen, average="binary", zero_division=np.nan)
    return Detection(
        n=len(present),
        n_present=int(present.sum()),
        n_absent=int((~present).sum()),
        precision=float(precision),
        recall=float(recall) if present.any() else nan,
        f1=float(f1) if present.any() else nan,
        auc=float(roc_auc_score(present, score)) if both else nan,
        half_size=half_size,
    )


def half_seen_size(size: FloatArray, seen: BoolArray) -> float:
    """Where a logistic curve of ``seen`` over ``size`` passes one half; NaN if it does not rise or nothing differs."""
    fit = _logistic(size, seen)
    if fit is None or fit[1] <= 0.0:
        return float("nan")
    return -fit[0] / fit[1]


def seen_curve(size: FloatArray, seen: BoolArray, at: FloatArray) -> FloatArray:
    """Share seen at the sizes ``at`` by the same curve; NaN where it cannot be fitted."""
    fit = _logistic(size, seen)
    if fit is None:
        return np.full(len(at), np.nan)
    share: FloatArray = 1.0 / (1.0 + np.exp(-(fit[0] + fit[1] * at)))
    return share


def _logistic(size: FloatArray, seen: BoolArray) -> tuple[float, float] | None:
    """Intercept and slope per unit of size, slightly regularised so that a perfect separation has an answer."""
    size, seen = np.asarray(size, dtype=float), np.asarray(seen, dtype=bool)
    known = np.isfinite(size)
    size, seen = size[known], seen[known]
    scale = float(size.std()) if len(size) else 0.0
    if scale == 0.0 or seen.all() or not seen.any():
        return None
    model = LogisticRegression(C=100.0).fit((size / scale)[:, None], seen)
    return float(model.intercept_[0]), float(model.coef_[0, 0]) / scale


@dataclass(frozen=True)
class Reliability:
    """Bins of stated confidence with what was right, and the expected calibration error (their mean distance)."""

    stated: tuple[float, ...]
    right: tuple[float, ...]
    count: tuple[int, ...]
    expected_error: float


def reliability(confidence: FloatArray, right: BoolArray, bins: int = CALIBRATION_BINS) -> Reliability:
    """Confidence 0..1 of (N,) statements against whether each was right, in equally wide bins."""
    confidence, right = np.asarray(confidence, dtype=float), np.asarray(right, dtype=bool)
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    filled = [which == b for b in range(bins) if (which == b).any()]
    stated = [float(confidence[m].mean()) for m in filled]
    share = [float(right[m].mean()) for m in filled]
    count = [int(m.sum()) for m in filled]
    apart = sum(c * abs(s - r) for s, r, c in zip(stated, share, count, strict=True))
    return Reliability(tuple(stated), tuple(share), tuple(count), apart / len(right) if len(right) else float("nan"))


def calibration_knots(confidence: FloatArray, right: BoolArray) -> tuple[tuple[float, float], ...]:
    """Corners (stated, calibrated) of a rising map by isotonic regression, smoothed towards the overall share.

    One right and one wrong statement at the overall share are added at both ends, so that a few lucky looks never give
    a confidence of 0 or 1. Straight lines lie between the corners; at most one corner a distinct confidence.
    """
    confidence, right = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    base = float((right.sum() + 1.0) / (len(right) + 2.0))
    stated = np.concatenate([confidence, [0.0, 1.0]])
    target = np.concatenate([right, [base, base]])
    weight = np.concatenate([np.ones(len(right)), [2.0, 2.0]])
    model = IsotonicRegression(y_min=0.01, y_max=0.99).fit(stated, target, sample_weight=weight)
    corners = zip(model.X_thresholds_, model.y_thresholds_, strict=True)
    # Corners that differ by less than is written would be one place with two heights: the last one stands.
    return tuple({round(float(x), 3): round(float(y), 3) for x, y in corners}.items())
