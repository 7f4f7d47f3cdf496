"""Boxes around people, in fractions of the picture, and the masks made from them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Boxes = Sequence[FloatArray]
"""One array (P, 4) a picture: left, top, right, bottom as fractions 0..1 of width and height; P may be 0."""

_MARGIN = 0.02
"""Boxes hug the landmarks; hands and hair stand out by about this fraction of the picture."""


def no_boxes(count: int) -> Boxes:
    """Boxes for ``count`` pictures in which nobody's place is known."""
    return [np.zeros((0, 4))] * count


def box_slices(shape: tuple[int, ...], box: FloatArray, margin: float = 0.0) -> tuple[slice, slice]:
    """Rows and columns of ``box`` grown by ``margin`` (fraction of the picture), clipped to the picture."""
    height, width = shape[:2]
    left, top, right, bottom = np.asarray(box, dtype=np.float64) + np.array([-margin, -margin, margin, margin])
    rows = slice(int(np.clip(top * height, 0, height)), int(np.clip(np.ceil(bottom * height), 0, height)))
    columns = slice(int(np.clip(left * width, 0, width)), int(np.clip(np.ceil(right * width), 0, width)))
    return rows, columns


def background_mask(shape: tuple[int, ...], boxes: FloatArray) -> NDArray[np.uint8]:
    """255 outside every box, 0 inside; boxes with NaN are left out."""
    mask = np.full(shape[:2], 255, dtype=np.uint8)
    for box in boxes:
        if np.isfinite(box).all():
            mask[box_slices(shape, box, _MARGIN)] = 0
    return mask
