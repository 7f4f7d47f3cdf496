"""Angle series from landmarks, formed as ``knowledge/angles.toml`` says. Vectorised over frames; degrees.

Every series is a projection onto the picture. ISB defines hip, knee and ankle flexion about medio-lateral axes of the
segments; one camera sees that angle only where the axis points at it. Joint centres are the landmarks, and the trunk is
the one line hip to shoulder: hip flexion here is trunk-thigh, with pelvis and spine in one.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, MIRROR_INDEX, FloatArray, PointState, angle_table, mirror_name
from taikan.knowledge.angle_table import AngleDefinition, load_angle_table
from taikan.knowledge.kinematics_settings import ConfidenceSettings

if TYPE_CHECKING:
    import xarray as xr

NearSide = Literal["left", "right", "both"]
_INDEX = {name: i for i, name in enumerate(KEYPOINTS)}
_MIRROR_X = np.array([-1.0, 1.0])


def series_names(table: Sequence[AngleDefinition] | None = None) -> tuple[str, ...]:
    """Names of all series, each right one followed by its left twin."""
    names: list[str] = []
    for definition in load_angle_table() if table is None else table:
        names.append(definition.name)
        if is_sided(definition):
            names.append(mirror_name(definition.name))
    return tuple(names)


def is_sided(definition: AngleDefinition) -> bool:
    """Whether the series has a left twin."""
    return mirror_name(definition.name) != definition.name


def points_of(name: str, table: Sequence[AngleDefinition] | None = None) -> tuple[str, ...]:
    """Landmarks series ``name`` uses, ``mid_*`` opened into both sides. Raises ``KeyError`` for an unknown name."""
    definitions = {d.name: d for d in (load_angle_table() if table is None else table)}
    left = name not in definitions
    definition = definitions[mirror_name(name) if left else name]
    if definition.difference:
        found = [p for part in definition.difference for p in points_of(part, table)]
    else:
        found = [p for point in definition.points for p in _opened(point)]
    return tuple(dict.fromkeys(mirror_name(p) if left else p for p in found))


def compute_angles(
    time_s: FloatArray,
    points_xy: FloatArray,
    point_confidence: FloatArray,
    *,
    facing: int,
    right_sign: int,
    near_side: NearSide = "both",
    near_weight: float = 0.5,
    table: Sequence[AngleDefinition] | None = None,
) -> "xr.Dataset":
    """All series of ``table`` and their left twins, as a core ``angle_table``.

    Parameters
    ----------
    time_s : (T,) seconds.
    points_xy : (T, 33, 2) body points, x right, y **up**, any unit; NaN where unknown.
    point_confidence : (T, 33) 0..1; a series has the least of its points.
    facing : +1 the person looks to image-right, -1 to image-left, 0 neither: sagittal series are then NaN.
    right_sign : +1 the person's right side is at image-right (seen from behind), -1 at image-left (from the front),
        0 neither: frontal series are then NaN.
    near_side, near_weight : ``mid_*`` points are the mean of both sides, or weigh the near side with ``near_weight``.
    """
    table = load_angle_table() if table is None else table
    right = _evaluate(table, points_xy, point_confidence, facing, right_sign, near_side, near_weight)
    mirrored = points_xy[:, MIRROR_INDEX] * _MIRROR_X
    left = _evaluate(
        [d for d in table if is_sided(d)],
        mirrored,
        point_confidence[:, MIRROR_INDEX],
        -facing,
        right_sign,
        _other(near_side),
        near_weight,
    )
    both = {**right, **{mirror_name(name): series for name, series in left.items()}}
    names = list(series_names(table))
    angle = np.stack([both[name][0] for name in names], axis=1)
    confidence = np.stack([both[name][1] for name in names], axis=1)
    return angle_table(time_s=time_s, names=names, angle_deg=angle, confidence=confidence)


def point_confidence(visibility: FloatArray, state: NDArray[np.int8], settings: ConfidenceSettings) -> FloatArray:
    """(T, 33) confidence of each landmark: its visibility times what its ``PointState`` leaves; 0 where missing."""
    factor = np.zeros(len(PointState))
    factor[PointState.MEASURED] = settings.measured
    factor[PointState.FILLED] = settings.filled
    factor[PointState.OCCLUDED] = settings.occluded
    confidence: FloatArray = visibility * factor[state.astype(np.intp)]
    return confidence


def midpoint(left: FloatArray, right: FloatArray, near_side: NearSide, near_weight: float) -> FloatArray:
    """Mean of two (T, 2) points; with a near side it weighs ``near_weight`` and the far one the rest."""
    weight_right = {"both": 0.5, "right": near_weight, "left": 1.0 - near_weight}[near_side]
    if weight_right in (0.0, 1.0):
        return right if weight_right else left
    return weight_right * right + (1.0 - weight_right) * left


def signed_turn_deg(first: FloatArray, second: FloatArray) -> FloatArray:
    """Turn from ``first`` to ``second`` (..., 2), counter-clockwise positive with y up, -180..180 degrees."""
    cross = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    dot = (first * second).sum(axis=-1)
    turn: FloatArray = np.degrees(np.arctan2(cross, dot))
    return np.where((cross == 0) & (dot == 0), np.nan, turn)


Series = tuple[FloatArray, FloatArray]


def _evaluate(
    table: Sequence[AngleDefinition],
    points: FloatArray,
    confidence: FloatArray,
    facing: int,
    right_sign: int,
    near_side: NearSide,
    near_weight: float,
) -> dict[str, Series]:
    done: dict[str, Series] = {}
    for definition in table:
        if definition.difference:
            (first, c1), (second, c2) = (done[name] for name in definition.difference)
            done[definition.name] = (first - second, np.minimum(c1, c2))
            continue
        needed = {name: _point(points, confidence, name, near_side, near_weight) for name in definition.points}
        axis = facing if definition.plane == "sagittal" else right_sign
        value = _value(definition, {name: p for name, (p, _) in needed.items()}, axis)
        least = np.min([c for _, c in needed.values()], axis=0)
        done[definition.name] = (value, np.where(np.isfinite(value), least, 0.0))
    return done


def _point(points: FloatArray, confidence: FloatArray, name: str, near_side: NearSide, near_weight: float) -> Series:
    if not name.startswith("mid_"):
        return points[:, _INDEX[name]], confidence[:, _INDEX[name]]
    left, right = (_INDEX[p] for p in _opened(name))
    xy = midpoint(points[:, left], points[:, right], near_side, near_weight)
    if near_side == "both":
        return xy, np.minimum(confidence[:, left], confidence[:, right])
    return xy, confidence[:, left if near_side == "left" else right]


def _opened(point: str) -> tuple[str, ...]:
    part = point.removeprefix("mid_")
    return (f"left_{part}", f"right_{part}") if part != point else (point,)


def _value(definition: AngleDefinition, at: Mapping[str, FloatArray], axis: int) -> FloatArray:
    """Degrees of one joint or segment; ``axis`` is +-1, the image direction that counts as forward (or right)."""
    if axis == 0:
        return np.full(len(next(iter(at.values()))), np.nan)
    if definition.joint:
        (a, b), (c, d) = definition.joint
        turn = definition.sign * axis * signed_turn_deg(at[b] - at[a], at[d] - at[c]) - definition.neutral_deg
        low = definition.lowest_deg
        return low + np.mod(turn - low, 360.0)
    assert definition.segment is not None
    start, end = definition.segment
    along, up = axis * (at[end] - at[start])[:, 0], (at[end] - at[start])[:, 1]
    pair = {"up": (along, up), "down": (along, -up), "forward": (up, along)}[definition.reference]
    value: FloatArray = np.degrees(np.arctan2(*pair))
    return np.where((along == 0) & (up == 0), np.nan, value)


def _other(side: NearSide) -> NearSide:
    flipped: dict[NearSide, NearSide] = {"left": "right", "right": "left", "both": "both"}
    return flipped[side]
