"""Stand-ins for models, frames and clips, so that the pose layer can be tested without video or weights."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from taikan.capture.video import VideoInfo
from taikan.core.arrays import KEYPOINTS
from taikan.pose.landmarks import PoseFrame
from taikan.pose.people import Candidate
from taikan.pose.region import Region
from taikan.pose.tracker import Sighting


class FakeSession:
    """A model that answers ``answer(input)``; the last input is kept in ``seen``."""

    name = "fake"
    output_names = ()

    def __init__(self, size: int, answer: Callable[[NDArray[np.float32]], tuple[NDArray[np.float32], ...]]) -> None:
        self.input = np.zeros((1, size, size, 3), dtype=np.float32)
        self._answer = answer
        self.seen: NDArray[np.float32] | None = None

    def run(self, x: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        self.seen = x.copy()
        return self._answer(x)


class FakeFrame:
    """A picture of one grey level."""

    def __init__(self, index: int = 0, time_s: float = 0.0, level: int = 0) -> None:
        self.index, self.time_s, self.level = index, time_s, level

    def crop_rgb(self, to_image: NDArray[np.float64], size: int, *, repeat_edge: bool = False) -> NDArray[np.uint8]:
        assert to_image.shape == (2, 3)
        assert isinstance(repeat_edge, bool)
        return np.full((size, size, 3), self.level, dtype=np.uint8)

    def grey_thumbnail(self, max_side: int) -> NDArray[np.uint8]:
        return np.full((max_side // 2, max_side), self.level, dtype=np.uint8)


def clip_info(
    count: int, fps: float = 30.0, keyframes: Iterable[int] = (0,), size: tuple[int, int] = (1000, 800)
) -> VideoInfo:
    """A clip that is only described."""
    keyframe = np.zeros(count, dtype=bool)
    keyframe[list(keyframes)] = True
    return VideoInfo(
        path=Path("none.mp4"),
        width_px=size[0],
        height_px=size[1],
        rotation_deg=0,
        codec="h264",
        pixel_format="yuv420p",
        time_s=np.arange(count) / fps,
        pts=np.arange(count, dtype=np.int64),
        keyframe=keyframe,
    )


def body(x: float, y: float, body_px: float, turn_rad: float = 0.0) -> Region:
    """The region of a body whose circle has this diameter."""
    return Region(x, y, 1.25 * body_px, turn_rad)


def pose_at(region: Region, presence: float = 1.0, visibility: float = 1.0) -> PoseFrame:
    """A pose whose alignment points lead back to ``region``: trunk and legs along its axis, the rest at its centre."""
    hip = np.array([region.center_x, region.center_y])
    up = np.array([np.sin(region.rotation_rad), -np.cos(region.rotation_rad)]) * region.body_px / 2
    points = np.tile([*hip, 0.0], (len(KEYPOINTS), 1))
    for side, sign in (("left", 1.0), ("right", -1.0)):
        across = 0.1 * sign * np.array([-up[1], up[0]])
        for joint, along in (("shoulder", 0.6), ("hip", 0.0), ("knee", -0.45), ("ankle", -0.9)):
            points[KEYPOINTS.index(f"{side}_{joint}"), :2] += along * up + across
    return PoseFrame(
        position_px=points,
        world_m=np.zeros((len(KEYPOINTS), 3)),
        visibility=np.full(len(KEYPOINTS), visibility),
        presence=presence,
        region=region,
        alignment=np.stack([hip, hip + up]),
        mask=None,
    )


def candidate(time_s: float, region: Region, clothes: float = 0.5, rank: float = 100.0) -> Candidate:
    """One person in one searched frame, dressed in one grey."""
    half = np.array([0.1, 0.45]) * region.body_px
    center = np.array([region.center_x, region.center_y])
    box = np.concatenate([center - half, center + half])
    return Candidate(Sighting(region, time_s), rank, np.full(12, clothes), box)
