"""Skin over bones: linear blend skinning, clothes with it, on one thread."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lab.body import Body, FloatImage
from lab.clothes import Clothes, Outfit, colours, draped, dress
from lab.kinematics import Places
from lab.rotations import rotate
from lab.skeleton import SEGMENTS


@dataclass(frozen=True, eq=False)
class Skin:
    """A body to draw: ``faces`` (F, 3), ``colour`` (V, 3) RGB; its points come frame by frame."""

    faces: NDArray[np.int64]
    colour: NDArray[np.uint8]


def vertex_normals(points: FloatImage, faces: NDArray[np.int64]) -> FloatImage:
    """(V, 3) unit normals, outwards."""
    a, b, c = (points[faces[:, i]] for i in range(3))
    flat = np.cross(b - a, c - a)
    corners = faces.ravel()
    total = np.stack([np.bincount(corners, np.repeat(flat[:, k], 3), minlength=len(points)) for k in range(3)], axis=1)
    return np.asarray((total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)).astype(np.float32))


def skin_transforms(body: Body, places: Places) -> FloatImage:
    """(T, S, 12) rows of each segment's 3x4 matrix from rest to now."""
    rows = []
    for segment in SEGMENTS:
        turn, rest = places.turn[segment], body.skeleton.joint[segment]
        shift = places.start[segment] - rotate(turn, rest)
        rows.append(np.concatenate([turn, shift[:, :, None]], axis=2).reshape(len(turn), 12))
    return np.stack(rows, axis=1).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Figure:
    """A dressed person in motion: what to draw and where its points are in every frame."""

    skin: Skin
    outfit: Outfit
    weights: FloatImage
    transforms: FloatImage

    @classmethod
    def of(cls, body: Body, clothes: Clothes, places: Places, seed: int) -> "Figure":
        """``body`` in ``clothes``, moving as ``places`` say."""
        outfit = dress(body, clothes, vertex_normals(body.vertices, body.faces), seed)
        return cls(Skin(body.faces, colours(body, clothes)), outfit, body.weights, skin_transforms(body, places))

    def points(self, frame: float) -> FloatImage:
        """(V, 3) at a frame's number; between two frames the bones move evenly from one to the next."""
        first = int(np.clip(np.floor(frame), 0, len(self.transforms) - 1))
        second = min(first + 1, len(self.transforms) - 1)
        share = np.float32(np.clip(frame - first, 0.0, 1.0))
        transform = (1 - share) * self.transforms[first] + share * self.transforms[second]
        rest = self.outfit.rest
        blended = (self.weights @ transform).reshape(len(rest), 3, 4)
        points = np.einsum("vij,vj->vi", blended[:, :, :3], rest) + blended[:, :, 3]
        if not self.outfit.slack.any():
            return np.asarray(points)
        return draped(points, vertex_normals(points, self.skin.faces), self.outfit.slack)
