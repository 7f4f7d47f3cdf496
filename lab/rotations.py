"""Rotations of the lab frame: x forward, y up, z to the person's right. Angles in degrees, matrices (..., 3, 3)."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def about(axis: int, angle_deg: FloatArray | float) -> FloatArray:
    """Right-handed turn about axis 0 (x), 1 (y) or 2 (z)."""
    angle = np.radians(np.asarray(angle_deg, dtype=np.float64))
    c, s = np.cos(angle), np.sin(angle)
    matrix = np.zeros((*angle.shape, 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrix[..., axis, axis] = 1.0
    matrix[..., i, i] = matrix[..., j, j] = c
    matrix[..., i, j], matrix[..., j, i] = -s, s
    return matrix


def bend(flexion_deg: FloatArray | float, side_deg: FloatArray | float, turn_deg: FloatArray | float) -> FloatArray:
    """A trunk segment against the one below: forward bend, lean to the right, turn to the left, all positive."""
    return about(1, turn_deg) @ about(0, side_deg) @ about(2, -np.asarray(flexion_deg, dtype=np.float64))


def unit(vector: FloatArray) -> FloatArray:
    """``vector`` (..., 3) at length 1."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.asarray(vector / np.maximum(length, 1e-12))


def across(vector: FloatArray, direction: FloatArray) -> FloatArray:
    """The part of ``vector`` at right angles to the unit ``direction``, at length 1."""
    along = (vector * direction).sum(axis=-1, keepdims=True)
    return unit(vector - along * direction)


def frame(direction: FloatArray, hinge: FloatArray) -> FloatArray:
    """Matrix whose columns are ``direction``, ``hinge`` made square to it, and their cross product."""
    first = unit(direction)
    second = across(np.broadcast_to(hinge, first.shape), first)
    return np.stack([first, second, np.cross(first, second)], axis=-1)


def turn_onto(
    rest_direction: FloatArray, rest_hinge: FloatArray, direction: FloatArray, hinge: FloatArray
) -> FloatArray:
    """The rotation that brings a limb's rest direction and hinge onto new ones, (..., 3, 3)."""
    return frame(direction, hinge) @ np.swapaxes(frame(rest_direction, rest_hinge), -1, -2)


def rotate(matrix: FloatArray, vector: FloatArray) -> FloatArray:
    """``matrix`` (..., 3, 3) applied to ``vector`` (..., 3)."""
    return np.asarray((matrix @ np.asarray(vector)[..., None])[..., 0])
