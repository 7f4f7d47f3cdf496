"""Somebody walks through a finished film, before the person: what no camera's place can spoil, for refusal samples."""

import tempfile
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from lab.act import ClipSpec
from lab.clip import make_clip
from lab.clothes import Clothes
from lab.film import write_film
from lab.persons import Person

Film = NDArray[np.uint8]
_TELLING_GREY = 22
"""A pixel this far from the empty room belongs to the walker; the sensor's noise stays under it."""
_NEARER = 1.75
"""A walk across the picture is filmed from farther away; this makes the walker as tall as the other person."""
_FLOOR_SHARE = 0.695
"""Where the feet of a person in the middle of the room stand, of the picture's height from its top."""
_WALK = {"steps": 7.0, "cadence": 75.0}


def cross(film: Path, spec: ClipSpec, walker: Person) -> None:
    """Rewrite ``film`` of ``spec`` (held level) with ``walker`` going through it, in other clothes."""
    walk = replace(
        spec, movement="walk", test="", person=walker, options=_WALK, faults=(), clothes=Clothes(top=(0.2, 0.3, 0.8))
    )
    with tempfile.TemporaryDirectory() as folder:
        across = _read(make_clip(walk, folder) / "clip.mp4")
    still = _read(film)
    across = across[np.linspace(0, len(across) - 1, len(still)).round().astype(int)]
    empty = np.median(across[::4], axis=0)
    pictures = (_before(picture, other, empty) for picture, other in zip(still, across, strict=True))
    write_film(film, pictures, fps=spec.camera.fps, crf=spec.camera.crf)


def _before(picture: Film, other: Film, empty: NDArray[np.float64]) -> Film:
    """``picture`` with what stands out of the ``empty`` room in ``other`` put before it, enlarged."""
    stands_out = (np.abs(other - empty).max(axis=-1) > _TELLING_GREY).astype(np.uint8)
    stands_out = cv2.morphologyEx(stands_out, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    stands_out = cv2.morphologyEx(stands_out, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    mask = _enlarged(stands_out, cv2.INTER_NEAREST).astype(bool)
    return np.where(mask[..., None], _enlarged(other, cv2.INTER_LINEAR), picture)


def _enlarged(picture: Film, interpolation: int) -> Film:
    """The same size of picture, its content ``_NEARER`` times as large, feet lowered to the nearer floor."""
    height, width = picture.shape[:2]
    large = cv2.resize(picture, None, fx=_NEARER, fy=_NEARER, interpolation=interpolation)
    left = (large.shape[1] - width) // 2 - width // 16
    top = round(_FLOOR_SHARE * height * _NEARER - 0.917 * height)
    return np.asarray(large[top : top + height, left : left + width], dtype=np.uint8)


def _read(film: Path) -> Film:
    with av.open(str(film)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])
