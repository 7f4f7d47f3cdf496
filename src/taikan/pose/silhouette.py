"""Silhouettes of the measured person, kept small enough for a ten-minute clip.

A mask is the model's soft 256 x 256 probability in its rotated region. Sixteen grey levels keep the edge to a
tenth of a mask pixel; packed and deflated it takes about a kilobyte.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MASK_SIZE = 256
_LEVELS = 15

PackedMask = tuple[bytes, NDArray[np.float64]]


def pack_mask(mask: NDArray[np.float32], to_image: NDArray[np.float64]) -> PackedMask:
    """Compress one mask, (256, 256) in 0..1, with its (2, 3) map from mask pixel centres to upright image pixels."""
    levels = np.rint(mask * _LEVELS).astype(np.uint8)
    nibbles = (levels[:, 0::2] << 4) | levels[:, 1::2]
    return zlib.compress(nibbles.tobytes(), level=1), to_image


@dataclass(frozen=True, eq=False)
class Silhouettes:
    """One optional mask per frame of a clip."""

    packed: tuple[PackedMask | None, ...]

    @classmethod
    def pack(cls, frames: Iterable[tuple[NDArray[np.float32] | None, NDArray[np.float64] | None]]) -> "Silhouettes":
        """From (mask, to_image) pairs; either None where there is no mask."""
        return cls(tuple(None if m is None or a is None else pack_mask(m, a) for m, a in frames))

    def __len__(self) -> int:
        return len(self.packed)

    def mask(self, index: int) -> NDArray[np.float32] | None:
        """(256, 256) float32 in 0..1, or None where the person was not seen."""
        entry = self.packed[index]
        if entry is None:
            return None
        nibbles = np.frombuffer(zlib.decompress(entry[0]), dtype=np.uint8).reshape(MASK_SIZE, MASK_SIZE // 2)
        levels = np.empty((MASK_SIZE, MASK_SIZE), dtype=np.uint8)
        levels[:, 0::2] = nibbles >> 4
        levels[:, 1::2] = nibbles & 15
        return levels.astype(np.float32) / np.float32(_LEVELS)

    def to_image(self, index: int) -> NDArray[np.float64]:
        """(2, 3) map from mask pixel centres (x, y) to upright image pixels, y down; NaN where there is no mask."""
        entry = self.packed[index]
        return np.full((2, 3), np.nan) if entry is None else entry[1]
