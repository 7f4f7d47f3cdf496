"""How far a frame's back outline can be believed, and why not.

Every doubt is a number with a ramp from ``knowledge/spine_contour.toml``; the factors multiply. A frame under the
refusal limit shows no number but the code of its worst factor.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from taikan.kinematics.spine_curve import BackCurve, halves
from taikan.kinematics.spine_edge import BackEdge
from taikan.knowledge.contour_settings import ContourSettings, Ramp, RampName

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_SPAN = 0.08


def ramp_factor(values: FloatArray, ramp: Ramp) -> FloatArray:
    """0..1 along the ramp; an unknown value (NaN) gives 0."""
    share = np.clip((values - ramp.zero) / (ramp.one - ramp.zero), 0.0, 1.0)
    return np.nan_to_num(share, nan=0.0)


def frame_doubts(edge: BackEdge, curve: BackCurve) -> dict[RampName, FloatArray]:
    """The quantities the frame's own ramps judge, each (T,), worst half where halves differ; earlier ones explain
    later."""
    met = np.isfinite(edge.behind)
    free = met & ~edge.arm
    depth = curve.depth_percent
    return {
        "chord_pixels": edge.chord_mask_px,
        "found": _worst_share(met, np.ones_like(met)),
        "inside": edge.inside,
        "sharpness": _row_quantile(edge.sharpness, met, 0.5),
        "arm_free": _worst_share(free, met),
        "inliers": _worst_share(curve.on_curve, free),
        "roughness": curve.scatter_percent,
        "steepness": _steepness(edge, free),
        "upper_hollow": np.maximum(-depth[:, 1], 0.0),
        "step": _step_percent(edge, curve, free),
        "nearness": _row_quantile(edge.behind, free, 0.5),
        "distance": _row_quantile(edge.behind, free, 0.5),
        "error": curve.depth_se.max(axis=1),
    }


def combine(doubts: Mapping[RampName, FloatArray], settings: ContourSettings) -> tuple[FloatArray, NDArray[np.str_]]:
    """Confidence (T,) 0..1 and reason code (T,), empty where the frame is not refused. First of equally bad factors."""
    names = list(doubts)
    factors = np.stack([ramp_factor(np.asarray(doubts[name]), settings.ramps[name]) for name in names])
    confidence = factors.prod(axis=0)
    codes = np.array([settings.ramps[name].code for name in names])
    worst = codes[factors.argmin(axis=0)]
    return confidence, np.where(confidence < settings.refusal.below, worst, "")


def _worst_share(part: BoolArray, of: BoolArray) -> FloatArray:
    """Share of ``of`` that is ``part``, in the half where it is smaller; 0 of nothing is 0."""
    shares = [part[:, h].sum(axis=1) / np.maximum(of[:, h].sum(axis=1), 1) for h in halves(part.shape[1])]
    return np.asarray(np.minimum(shares[0], shares[1]), dtype=np.float64)


def _row_quantile(values: FloatArray, taken: BoolArray, share: float) -> FloatArray:
    """Row quantile (lower neighbour) over the taken entries; NaN where a row has none."""
    ordered = np.sort(np.where(taken, values, np.inf), axis=1)
    count = taken.sum(axis=1)
    place = (share * np.maximum(count - 1, 0)).astype(np.intp)
    return np.where(count > 0, ordered[np.arange(len(values)), place], np.nan)


def _steepness(edge: BackEdge, free: BoolArray) -> FloatArray:
    """(T,) slope against the chord that a tenth of the edge exceeds."""
    change, apart = _changes(edge.behind, edge.s)
    slope = change / (edge.s[apart:] - edge.s[:-apart])
    return _row_quantile(slope, free[:, apart:] & free[:, :-apart], 0.9)


def _step_percent(edge: BackEdge, curve: BackCurve, free: BoolArray) -> FloatArray:
    """(T,) how far the edge jumps against the curve, % of chord, in a tenth of places: the ends of hair, arm or bag."""
    change, apart = _changes(edge.behind - curve.behind, edge.s)
    return 100.0 * _row_quantile(change, free[:, apart:] & free[:, :-apart], 0.9)


def _changes(values: FloatArray, s: FloatArray) -> tuple[FloatArray, int]:
    """Size of the change of (T, M) values over ``_SPAN`` of the chord, longer than a fold, and its length in points."""
    apart = max(1, int(np.searchsorted(s, s[0] + _SPAN)))
    return np.abs(values[:, apart:] - values[:, :-apart]), apart
