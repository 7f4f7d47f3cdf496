"""Following one person through consecutive frames: look where they were, notice when they are lost, find them again."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taikan.capture.video import Frame, VideoInfo
from taikan.pose.detector import Detection, Detector, Window, whole_picture
from taikan.pose.landmarks import LandmarkModel, PoseFrame
from taikan.pose.region import Region

MIN_PRESENCE = 0.5
"""Below this the landmark model itself says that nobody is in its region (the published graph's threshold)."""

_MAX_JUMP = 0.45  # a person's region cannot move or grow by more than this share of the body between two frames
_SETTLE_STEPS = 3  # looks at the first frame until the region stops changing
_SETTLED = 0.02
_SEARCH_EVERY_S = 0.15
_FORGET_AFTER_S = 1.0


@dataclass(frozen=True)
class Sighting:
    """Where the person was last seen."""

    region: Region
    time_s: float


class RegionFilter:
    """One-Euro filter of the region's two points, with the published graph's settings.

    A region that trembles makes the landmarks tremble by 1.3 % of the torso; a filtered one does not.
    """

    _MIN_CUTOFF_HZ, _BETA, _SPEED_CUTOFF_HZ = 0.01, 10.0, 1.0

    def __init__(self) -> None:
        self._value: NDArray[np.float64] | None = None
        self._last = self._speed = np.zeros((2, 2))

    def __call__(self, points: NDArray[np.float64], dt_s: float) -> Region:
        """The filtered region after seeing ``points`` (2, 2) pixels, ``dt_s`` after the ones before."""
        if self._value is None or dt_s <= 0:
            self._value, self._last = points, points
        else:
            body_px = 2.0 * float(np.hypot(*(points[1] - points[0])))
            speed = (points - self._last) / (max(body_px, 1e-6) * dt_s)
            self._speed += _smoothing(self._SPEED_CUTOFF_HZ, dt_s) * (speed - self._speed)
            cutoff = self._MIN_CUTOFF_HZ + self._BETA * np.abs(self._speed)
            self._value = self._value + _smoothing(cutoff, dt_s) * (points - self._value)
            self._last = points
        return Region.from_alignment(self._value[0], self._value[1])


def _smoothing(cutoff_hz: NDArray[np.float64] | float, dt_s: float) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + 1.0 / (math.tau * np.asarray(cutoff_hz) * dt_s)))


def may_be_same(last: Sighting, region: Region, time_s: float, *, is_alone: bool) -> bool:
    """Whether a person found at ``region`` can be the one last seen: near enough for the time gone by.

    With nobody else in the clip, a person who was away for a second may come back anywhere.
    """
    gap_s = abs(time_s - last.time_s)
    if is_alone and gap_s > _FORGET_AFTER_S:
        return True
    return region.distance(last.region) < min(0.4 + 0.8 * gap_s, 1.2)


class Tracker:
    """Follows one person forward in time. ``start`` is where they were last known to be."""

    def __init__(self, info: VideoInfo, detector: Detector, model: LandmarkModel, *, is_alone: bool) -> None:
        self._info, self._detector, self._model, self._is_alone = info, detector, model, is_alone
        self._filter = RegionFilter()
        self._region: Region | None = None
        self._last: Sighting | None = None
        self._seen_s = -math.inf
        self._searched_s = -math.inf

    def expect(self, last: Sighting, *, is_exact: bool) -> None:
        """Say where the person is: exactly there in the coming frame, or near there."""
        self._last = last
        self._region = last.region if is_exact else None

    def step(self, frame: Frame) -> PoseFrame | None:
        """The person's pose in the next frame, or None where they are not to be found."""
        pose = self._follow(frame) if self._region is not None else None
        if pose is None and frame.time_s - self._searched_s >= _SEARCH_EVERY_S:
            self._searched_s = frame.time_s
            pose = self._find_again(frame)
        if pose is None:
            self._region = None
            return None
        self._region = self._filter(pose.alignment, frame.time_s - self._seen_s)
        self._last = Sighting(self._region, frame.time_s)
        self._seen_s = frame.time_s
        return pose

    def _follow(self, frame: Frame) -> PoseFrame | None:
        assert self._region is not None
        pose = self._model.estimate(frame, self._region)
        return pose if self._is_plausible(pose) else None

    def _find_again(self, frame: Frame) -> PoseFrame | None:
        self._filter = RegionFilter()
        for region in self._candidates(frame):
            pose = self._settle(frame, region)
            if pose is not None:
                return pose
        return None

    def _candidates(self, frame: Frame) -> Iterator[Region]:
        """Where the person may be, likeliest first; the detector is asked only if the first place is empty."""
        last = self._last
        if last is None:
            return
        # A crouching body can escape the detector; where the person was seen a moment ago is worth a look of its own.
        if abs(frame.time_s - last.time_s) < _SEARCH_EVERY_S:
            yield last.region
        found = [d.region for d in find_near(self._detector, frame, self._info, last.region)]
        same = [r for r in found if may_be_same(last, r, frame.time_s, is_alone=self._is_alone)]
        yield from sorted(same, key=last.region.distance)

    def _settle(self, frame: Frame, region: Region) -> PoseFrame | None:
        return settle(self._model, frame, region) if region.is_sane(*self._size) else None

    def _is_plausible(self, pose: PoseFrame) -> bool:
        region = Region.from_alignment(*pose.alignment)
        is_near = region.distance(pose.region) < _MAX_JUMP
        return pose.presence >= MIN_PRESENCE and is_near and region.is_sane(*self._size)

    @property
    def _size(self) -> tuple[int, int]:
        return self._info.width_px, self._info.height_px


def settle(model: LandmarkModel, frame: Frame, region: Region) -> PoseFrame | None:
    """Look repeatedly at one frame until the region fits; so a fresh start sees what following would have seen."""
    pose = None
    for _ in range(_SETTLE_STEPS):
        pose = model.estimate(frame, region)
        if pose.presence < MIN_PRESENCE:
            return None
        before, region = region, Region.from_alignment(*pose.alignment)
        if region.distance(before) < _SETTLED:
            break
    return pose


def find_near(detector: Detector, frame: Frame, info: VideoInfo, around: Region) -> list[Detection]:
    """People near ``around``, which may be too small or too bent to be found in the whole picture."""
    side = 2.0 * around.body_px
    near = Window(around.center_x - side / 2, around.center_y - side / 2, side)
    return detector.detect(frame, near) or detector.detect(frame, whole_picture(info.width_px, info.height_px))


def merge(first: Iterable[Detection], more: Iterable[Detection]) -> list[Detection]:
    """Detections of both, each person once (regions closer than a third of the body are one person)."""
    kept: list[Detection] = []
    for detection in sorted([*first, *more], key=lambda d: -d.score):
        if all(detection.region.distance(k.region) > 0.35 for k in kept):
            kept.append(detection)
    return kept
