"""Two-bone reach: where knee or elbow lies when both ends are given."""

import numpy as np

from lab.rotations import FloatArray, across, unit

_FULL = 0.9995
"""Share of the limb's length that can be reached; a joint at exactly 0 degrees has no plane to bend in."""


def mid_joint(start: FloatArray, end: FloatArray, first_m: float, second_m: float, towards: FloatArray) -> FloatArray:
    """(T, 3) place of the joint between two bones from ``start`` to ``end`` (T, 3), on the side of ``towards``.

    An end out of reach is taken as far as the limb goes.
    """
    way = end - start
    distance = np.clip(
        np.linalg.norm(way, axis=-1, keepdims=True), abs(first_m - second_m) + 1e-6, _FULL * (first_m + second_m)
    )
    direction = unit(way)
    along = (first_m**2 - second_m**2 + distance**2) / (2.0 * distance)
    off = np.sqrt(np.maximum(first_m**2 - along**2, 0.0))
    return np.asarray(start + along * direction + off * across(np.broadcast_to(towards, way.shape), direction))


def swung(towards: FloatArray, direction: FloatArray, angle_deg: FloatArray) -> FloatArray:
    """``towards`` (T, 3) turned about the unit ``direction`` (T, 3) by ``angle_deg`` (T,), right-handed."""
    side = across(towards, direction)
    angle = np.radians(angle_deg)[:, None]
    return np.asarray(np.cos(angle) * side + np.sin(angle) * np.cross(direction, side))


def span_of(first_m: float, second_m: float, flexion_deg: FloatArray) -> FloatArray:
    """Distance between a limb's ends when its middle joint is bent by ``flexion_deg``; 0 is straight."""
    bent = np.cos(np.radians(flexion_deg))
    return np.asarray(np.sqrt(first_m**2 + second_m**2 + 2.0 * first_m * second_m * bent))
