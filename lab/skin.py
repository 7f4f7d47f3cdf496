"""Skin over bones: linear blend skinning of all frames, on one thread."""

import numpy as np

from lab.body import Body, FloatImage
from lab.kinematics import Places
from lab.rotations import rotate
from lab.skeleton import SEGMENTS


def skin_transforms(body: Body, places: Places) -> FloatImage:
    """(T, S, 12) rows of each segment's 3x4 matrix from rest to now."""
    rows = []
    for segment in SEGMENTS:
        turn, rest = places.turn[segment], body.skeleton.joint[segment]
        shift = places.start[segment] - rotate(turn, rest)
        rows.append(np.concatenate([turn, shift[:, :, None]], axis=2).reshape(len(turn), 12))
    return np.stack(rows, axis=1).astype(np.float32)


def posed_skin(body: Body, transform: FloatImage, rest: FloatImage) -> FloatImage:
    """(V, 3) skin of one frame from its (S, 12) transforms; ``rest`` (V, 3) skin or clothes over it at rest."""
    blended = (body.weights @ transform).reshape(len(rest), 3, 4)
    return np.asarray(np.einsum("vij,vj->vi", blended[:, :, :3], rest) + blended[:, :, 3])
