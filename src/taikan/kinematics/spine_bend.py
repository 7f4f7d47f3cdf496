"""How far the spine bends from a person's own neutral, read off the whole edge of the back.

The depth of the outline (``spine_curve``) is a shape; how many degrees it stands for depends on the body. Here the
edge's place behind the hip-shoulder line at fixed places from the hip up, and the line's own length, are weighed with
numbers fitted in the body lab, where every spine bone's flexion is known. Pelvis and buttocks count too: a rounding low
in the back mostly turns the pelvis, and shows there first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taikan.kinematics.contour_smoothing import smooth
from taikan.kinematics.spine_edge import BackEdge
from taikan.knowledge.contour_settings import BendSettings, ContourSettings

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BackShape:
    """``behind_percent`` (T, K) edge behind the hip-shoulder line at ``BendSettings.places``, % of its length, smoothed
    over time; ``chord_px`` (T,) that length. NaN where too little of the edge is seen."""

    behind_percent: FloatArray
    chord_px: FloatArray


@dataclass(frozen=True, eq=False)
class NeutralShape:
    """``behind_percent`` (K,) and ``chord_px`` of the person's neutral."""

    behind_percent: FloatArray
    chord_px: float


def back_shape(
    time_s: FloatArray, edge: BackEdge, chord_px: FloatArray, weight: FloatArray, settings: ContourSettings
) -> BackShape:
    """The edge of T frames at the places of ``settings.bend``; gaps are closed along the edge where most of it is seen.

    ``chord_px`` (T,) the line's length; ``weight`` (T,) 0 for frames that do not count.
    """
    bend = settings.bend
    seen = np.where(edge.arm, np.nan, 100.0 * edge.behind)
    known = np.isfinite(seen)
    at = np.full((len(seen), len(bend.places)), np.nan)
    for index in np.flatnonzero((known.mean(axis=1) >= bend.least_share) & (weight > 0)):
        points = known[index]
        at[index] = np.interp(bend.places, edge.s[points], seen[index, points])
    return BackShape(smooth(time_s, at, weight, settings.smoothing).values, chord_px)


def neutral_shape(shape: BackShape, chosen: NDArray[np.bool_]) -> NeutralShape | None:
    """Medians over the ``chosen`` (T,) frames; None where none of them shows the edge."""
    known = chosen & np.isfinite(shape.behind_percent).all(axis=1)
    if not known.any():
        return None
    return NeutralShape(np.median(shape.behind_percent[known], axis=0), float(np.median(shape.chord_px[known])))


def bend_from_neutral(shape: BackShape, neutral: NeutralShape, settings: BendSettings) -> FloatArray:
    """(T,) degrees of spine flexion added to the neutral's, + rounding; NaN where the edge is not seen."""
    moved = shape.behind_percent - neutral.behind_percent
    longer = 100.0 * (shape.chord_px / neutral.chord_px - 1.0)
    return np.asarray(moved @ np.array(settings.weights) + settings.chord_weight * longer, dtype=np.float64)
