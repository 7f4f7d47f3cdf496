"""Whether a recording can be used: light, sharpness, camera motion, changes of scene, still pictures, camera roll.

Pure functions over a sparse sample of small grey pictures (longest side about 320 px, about 4 a second).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from taikan.capture.boxes import Boxes, box_slices, no_boxes
from taikan.capture.camera_motion import CameraMotion, measure_camera_motion
from taikan.capture.cuts import Stretch, find_cuts, stretches_between
from taikan.capture.settings import BrightnessSettings, CaptureSettings
from taikan.capture.tilt import RollEstimate, estimate_roll

ByteImage = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

_ROLL_PICTURES = 8
"""Pictures looked at for lines: enough to lose people and flicker, few enough to be quick."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A small upright grey picture, (H, W) uint8, and its time in seconds from the clip's first frame."""

    time_s: float
    grey: ByteImage


@dataclass(frozen=True)
class Brightness:
    """Luma 0 (black) to 1 (white), averaged over the samples.

    ``p05``, ``p50`` and ``p95`` are percentiles over pixels; ``person`` and ``surroundings`` are means inside the box
    and around it, None where nobody's place is known.
    """

    mean: float
    p05: float
    p50: float
    p95: float
    person: float | None
    surroundings: float | None
    is_too_dark: bool
    is_backlit: bool


@dataclass(frozen=True)
class RecordingQuality:
    """What is wrong, or not, with a recording.

    ``sharpness`` is the finest detail relative to all contrast (below about 0.1 when out of focus). ``cuts_s`` are the
    times of each new scene and ``stretches`` the pieces between; all else is of the longest one that is not still.
    ``is_still_image`` when nothing changes in the whole clip.
    """

    brightness: Brightness
    sharpness: float
    is_blurred: bool
    camera: CameraMotion
    cuts_s: tuple[float, ...]
    stretches: tuple[Stretch, ...]
    is_still_image: bool
    roll: RollEstimate | None

    @property
    def longest_stretch(self) -> Stretch | None:
        """The longest piece in which something moves, or None."""
        return longest_stretch(self.stretches)


def longest_stretch(stretches: Sequence[Stretch]) -> Stretch | None:
    """The longest piece in which something moves; the first of equals; None if there is none."""
    moving = [s for s in stretches if not s.is_still]
    return max(moving, key=lambda s: s.duration_s, default=None)


def assess_recording(
    samples: Sequence[Sample],
    *,
    settings: CaptureSettings,
    person_boxes: Boxes | None = None,
    cuts_s: Sequence[float] | None = None,
) -> RecordingQuality:
    """Judge a recording from ``samples`` in order of time, all of one shape.

    ``person_boxes``: for each sample an array (P, 4) of left, top, right, bottom as fractions of width and height, the
    measured person first; they are left out of the background. ``cuts_s``: changes of scene found at the full rate by
    ``find_cuts``; without them they are sought in the samples, and a stretch then ends with its scene's last sample
    because the change lies somewhere after it. Raises ``ValueError`` without samples or when shapes or counts disagree.
    """
    boxes = no_boxes(len(samples)) if person_boxes is None else person_boxes
    if not samples or len(boxes) != len(samples) or len({s.grey.shape for s in samples}) != 1:
        raise ValueError("samples of one shape, and as many lists of boxes, are needed")
    times = np.array([s.time_s for s in samples])
    frames = [s.grey for s in samples]
    cuts = tuple(find_cuts(times, frames, settings.cuts) if cuts_s is None else cuts_s)
    stretches = stretches_between(
        times, frames, cuts, settings.still.max_change, settings.cuts, cuts_are_exact=cuts_s is not None
    )
    chosen = _inside(times, longest_stretch(stretches), cuts)
    frames, boxes = [frames[k] for k in chosen], [boxes[k] for k in chosen]
    some = np.unique(np.linspace(0, len(chosen) - 1, _ROLL_PICTURES).round().astype(int))
    sharpness = float(np.median([measure_sharpness(f) for f in frames]))
    return RecordingQuality(
        brightness=measure_brightness(frames, boxes, settings.brightness),
        sharpness=sharpness,
        is_blurred=sharpness < settings.sharpness.blurred_below,
        camera=measure_camera_motion(times[chosen], frames, boxes, settings.camera),
        cuts_s=cuts,
        stretches=stretches,
        is_still_image=all(s.is_still for s in stretches),
        roll=estimate_roll([frames[k] for k in some], [boxes[k] for k in some], settings.roll),
    )


def _inside(times: FloatArray, stretch: Stretch | None, cuts_s: tuple[float, ...]) -> NDArray[np.intp]:
    """Samples of ``stretch``, or all where there is none; a picture at a cut belongs to the next scene."""
    if stretch is None:
        return np.arange(len(times))
    before_end = times < stretch.end_s if stretch.end_s in cuts_s else times <= stretch.end_s
    inside = np.flatnonzero((times >= stretch.start_s) & before_end)
    return inside if len(inside) else np.arange(len(times))


def measure_brightness(frames: Sequence[ByteImage], boxes: Boxes, settings: BrightnessSettings) -> Brightness:
    """Light of ``frames`` and of the first person of each of ``boxes``.

    Luma is taken as video range (16 black, 235 white), as nearly all phones record it.
    """
    levels, means, pairs = [], [], []
    for frame, box in zip(frames, boxes, strict=True):  # one at a time: a long clip's pictures as floats fill gigabytes
        luma = np.clip((frame.astype(np.float64) - 16.0) / 219.0, 0.0, 1.0)
        levels.append(np.percentile(luma, (5, 50, 95)))
        means.append(luma.mean())
        if len(box) and np.isfinite(box[0]).all():
            pairs.append(_person_and_surroundings(luma, box[0], settings.surroundings_margin))
    p05, p50, p95 = np.median(levels, axis=0)
    mean = float(np.mean(means))
    person, surroundings = (float(v) for v in np.nanmedian(pairs, axis=0)) if pairs else (None, None)
    return Brightness(
        mean=mean,
        p05=float(p05),
        p50=float(p50),
        p95=float(p95),
        person=person,
        surroundings=surroundings,
        is_too_dark=_is_too_dark(mean, person, settings),
        is_backlit=_is_backlit(person, surroundings, settings),
    )


def _is_too_dark(mean: float, person: float | None, settings: BrightnessSettings) -> bool:
    return mean < settings.too_dark_scene if person is None else person < settings.too_dark_person


def _is_backlit(person: float | None, surroundings: float | None, settings: BrightnessSettings) -> bool:
    if person is None or surroundings is None:
        return False
    return surroundings >= settings.backlit_surroundings and person < settings.backlit_ratio * surroundings


def _person_and_surroundings(luma: FloatArray, box: FloatArray, margin: float) -> tuple[float, float]:
    """Means inside the middle half of ``box`` (the body, not the gaps beside it) and around the box."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    core = np.array([left + width / 4, top, right - width / 4, bottom])
    wide = np.array([left - margin * width, top - margin * height, right + margin * width, bottom + margin * height])
    around = np.zeros(luma.shape, dtype=bool)
    around[box_slices(luma.shape, wide)] = True
    around[box_slices(luma.shape, box)] = False
    inside = luma[box_slices(luma.shape, core)]
    return (
        float(inside.mean()) if inside.size else float("nan"),
        float(luma[around].mean()) if around.any() else float("nan"),
    )


def measure_sharpness(frame: ByteImage) -> float:
    """Spread of the finest detail (picture minus itself softened by one pixel) over the spread of the picture."""
    values = frame.astype(np.float32)
    contrast = float(values.std())
    return float((values - cv2.GaussianBlur(values, (0, 0), 1.0)).std()) / contrast if contrast > 0 else 0.0
