"""Changes of scene: title cards, changes of camera, cross-fades. A missed cut is better than a false one.

Two pictures are compared after removing brightness and contrast, letting every pixel find its value within a small
window of the other picture: movement, exposure and flicker are no change, another scene is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from taikan.capture.settings import CutSettings

ByteImage = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

_MIN_CONTRAST = 1.0
"""Grey levels; keeps the division finite for pictures without content."""

_DETAIL_PX = 3.0
"""Softening that separates edges and texture from light, in pixels of the reduced picture."""

_MIN_FADE_PICTURES = 5
"""Fewer pictures between two scenes fit a mix by chance."""


@dataclass(frozen=True)
class Stretch:
    """A piece of the clip without a change of scene; ``is_still`` when nothing in it changes (a card, a photo)."""

    start_s: float
    end_s: float
    is_still: bool

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


def find_cuts(
    time_s: Sequence[float] | FloatArray, thumbnails: Iterable[ByteImage], settings: CutSettings
) -> tuple[float, ...]:
    """Times of the first picture of every new scene.

    ``time_s`` (N,) rising; ``thumbnails`` N grey pictures of one shape, any size, may be a generator: only pictures of
    ``settings.thumbnail_px`` are kept. Meant for full-rate video; sparse samples show hard cuts only. Pictures without
    contrast (black, white) belong to no scene and do not by themselves make a cut.
    """
    small = [reduce(t, settings.thumbnail_px) for t in thumbnails]
    times = np.asarray(time_s, dtype=np.float64)
    if len(small) != len(times):
        raise ValueError("one thumbnail a time is needed")
    shown = [i for i, picture in enumerate(small) if float(picture.std()) >= settings.blank_contrast]
    if len(shown) < 2:
        return ()
    times, small = times[shown], [small[i] for i in shown]
    hard = _hard_cuts(times, small, settings)
    soft = _gradual_cuts(times, small, hard, settings)
    return tuple(float(times[i]) for i in sorted({*hard, *soft}))


def reduce(picture: ByteImage, longest_px: int) -> ByteImage:
    """``picture`` with its longer side at most ``longest_px``."""
    scale = min(1.0, longest_px / max(picture.shape))
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def scene_change(before: ByteImage, after: ByteImage, settings: CutSettings) -> tuple[float, float]:
    """Share 0..1 of pixels that the other picture does not explain, and correlation -1..1 of the two."""
    a, b = _standardised(before), _standardised(after)
    kernel = np.ones((settings.neighbourhood_px, settings.neighbourhood_px), dtype=np.uint8)
    return max(_unexplained(a, b, kernel, settings), _unexplained(b, a, kernel, settings)), float((a * b).mean())


def _standardised(picture: ByteImage) -> NDArray[np.float32]:
    values = picture.astype(np.float32)
    standard: NDArray[np.float32] = (values - values.mean()) / max(float(values.std()), _MIN_CONTRAST)
    return standard


def _unexplained(
    by: NDArray[np.float32], picture: NDArray[np.float32], kernel: ByteImage, settings: CutSettings
) -> float:
    low, high = cv2.erode(by, kernel) - settings.tolerance, cv2.dilate(by, kernel) + settings.tolerance
    return float(((picture < low) | (picture > high)).mean())


def detail_correlation(before: ByteImage, after: ByteImage) -> float:
    """Correlation -1..1 of edges and texture, each relative to its surroundings: light and shadow cancel out."""
    return float(np.corrcoef(_detail(before).ravel(), _detail(after).ravel())[0, 1])


def _detail(picture: ByteImage) -> NDArray[np.float32]:
    values = picture.astype(np.float32)
    fine = values - cv2.GaussianBlur(values, (0, 0), _DETAIL_PX)
    usual = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), 2 * _DETAIL_PX))
    detail: NDArray[np.float32] = fine / (usual + 2 * _MIN_CONTRAST)
    return detail


def is_other_scene(before: ByteImage, after: ByteImage, settings: CutSettings) -> bool:
    """Whether the two pictures show different scenes."""
    changed, correlation = scene_change(before, after, settings)
    if changed < settings.changed_fraction or correlation > settings.max_correlation:
        return False
    return not detail_correlation(before, after) > settings.max_detail_correlation


def _hard_cuts(times: FloatArray, small: list[ByteImage], settings: CutSettings) -> list[int]:
    """Indices of pictures that start a scene by a single jump that lasts."""
    change = _step_sizes(small)
    cuts = []
    for i in range(1, len(small)):
        usual = max((change[k] for k in _around(times, i, settings.jump_s) if k != i), default=0.0)
        if change[i] < settings.outlier_ratio * usual or not is_other_scene(small[i - 1], small[i], settings):
            continue
        lasting = _around(times, i, settings.persist_s)
        pairs = ((lasting[0], i), (lasting[0], lasting[-1]), (i - 1, lasting[-1]))
        if all(is_other_scene(small[old], small[new], settings) for old, new in pairs):
            cuts.append(i)
    return cuts


def _step_sizes(small: list[ByteImage]) -> FloatArray:
    """(N,) mean absolute difference to the previous picture in standard deviations; 0 for the first."""
    plain = (_standardised(picture) for picture in small)
    return np.array([0.0, *(float(cv2.absdiff(a, b).mean()) for a, b in pairwise(plain))])


def _around(times: FloatArray, i: int, reach_s: float) -> range:
    """Pictures within ``reach_s`` of picture ``i``, and in sparse samples at least the next one and two before."""
    first = int(np.searchsorted(times, times[i] - reach_s))
    stop = int(np.searchsorted(times, times[i] + reach_s, side="right"))
    return range(max(0, min(first, i - 2)), min(len(times), max(stop, i + 2)))


def _gradual_cuts(times: FloatArray, small: list[ByteImage], hard: list[int], settings: CutSettings) -> list[int]:
    """Middles of cross-fades: where all pictures in a window are mixes of its first and its last."""
    cuts: list[int] = []
    for window_s in settings.gradual_s:
        for start, stop in pairwise([0, *sorted([*hard, *cuts]), len(small)]):
            starts = np.searchsorted(times, np.arange(times[start], times[stop - 1], window_s / 4))
            ends = np.searchsorted(times[:stop], times[starts] + window_s, side="right") - 1
            cuts += _fades(small, zip(starts.tolist(), ends.tolist(), strict=True), settings)
    return cuts


def _fades(small: list[ByteImage], windows: Iterable[tuple[int, int]], settings: CutSettings) -> list[int]:
    """Middles of the fades in ``windows`` (first and last index), overlapping ones once."""
    cuts: list[int] = []
    free_from = 0
    for first, last in windows:
        if first < free_from or last - first < _MIN_FADE_PICTURES:
            continue
        middle = _fade_middle(small, first, last, settings)
        if middle is not None:
            cuts.append(middle)
            free_from = last
    return cuts


def _fade_middle(small: list[ByteImage], first: int, last: int, settings: CutSettings) -> int | None:
    """Index from which the later scene outweighs, if everything between is a mix of the two ends."""
    if not is_other_scene(small[first], small[last], settings):
        return None
    ends = np.stack([small[first].ravel(), small[last].ravel(), np.ones(small[first].size)], axis=1).astype(np.float64)
    between = np.stack([p.ravel() for p in small[first + 1 : last]], axis=1).astype(np.float64)
    weights, *_ = np.linalg.lstsq(ends, between, rcond=None)
    unexplained = (between - ends @ weights).std(axis=0) / between.std(axis=0)
    if not (unexplained**2 <= 1.0 - settings.gradual_fit).all():
        return None
    return first + 1 + int(np.argmax(weights[1] > weights[0]))


def stretches_between(
    time_s: FloatArray,
    frames: Sequence[ByteImage],
    cuts_s: Sequence[float],
    max_change: float,
    settings: CutSettings,
    *,
    cuts_are_exact: bool = True,
) -> tuple[Stretch, ...]:
    """Pieces between ``cuts_s`` that last at least ``settings.min_stretch_s``, without blank pictures at their ends.

    ``max_change`` is the grey level change (see :func:`largest_change`) up to which a piece is still.
    Where cuts were found in sparse pictures (``cuts_are_exact`` false) the scene may have changed anywhere since the
    picture before, so a piece ends with its own last picture.
    """
    edges = np.searchsorted(time_s, np.asarray(cuts_s, dtype=np.float64))
    bounds = [0, *(int(e) for e in edges), len(frames)]
    ends = [*(float(c) for c in cuts_s), float(time_s[-1]) if len(time_s) else 0.0]
    starts = [float(time_s[0]) if len(time_s) else 0.0, *(float(c) for c in cuts_s)]
    found = []
    for start, stop, start_s, end_s in zip(bounds[:-1], bounds[1:], starts, ends, strict=True):
        shown = [k for k in range(start, stop) if float(frames[k].std()) >= settings.blank_contrast]
        if not shown:
            continue
        start_s = start_s if shown[0] == start else float(time_s[shown[0]])
        end_s = end_s if cuts_are_exact and shown[-1] == stop - 1 else float(time_s[shown[-1]])
        if end_s - start_s >= settings.min_stretch_s or len(bounds) == 2:
            still = largest_change([frames[k] for k in shown]) <= max_change
            found.append(Stretch(start_s, end_s, still))
    return tuple(found)


def largest_change(frames: Sequence[ByteImage]) -> float:
    """Largest change from the first picture in grey levels: the 99.9th percentile over pixels, softened a little."""
    if len(frames) < 2:
        return 0.0
    first = cv2.GaussianBlur(frames[0], (3, 3), 0)
    changes = [cv2.absdiff(first, cv2.GaussianBlur(f, (3, 3), 0)) for f in frames[1:]]
    return max(float(np.percentile(c, 99.9)) for c in changes)
