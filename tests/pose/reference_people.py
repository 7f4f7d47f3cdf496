"""Landmarks of the reference recordings, each tracked once a run, and small clips made from them."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from media import write_clip
from taikan.capture.video import VideoInfo, probe, read_frames
from taikan.core.arrays import KEYPOINTS
from taikan.pose.recording import PoseRecording, track_people

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

SQUAT, WALK = "squat_sagittal_2reps", "walk_sagittal_two_people"


@lru_cache
def clip(folder: Path, name: str) -> VideoInfo:
    return probe(folder / "videos" / f"{name}.mp4")


def track(info: VideoInfo, **options: Any) -> PoseRecording:
    """With the small model unless told otherwise."""
    return track_people(info, **({"model": "lite"} | options))


@lru_cache
def recording(folder: Path, name: str, **options: Any) -> PoseRecording:
    return track(clip(folder, name), **options)


def position(found: PoseRecording) -> Points:
    """(T, 33, 2) pixels."""
    return np.asarray(found.track["position"].to_numpy()[..., :2])


def middle(points: Points, joint: str) -> Points:
    """(T, 2) between the left and the right ``joint``."""
    return np.asarray(points[:, [KEYPOINTS.index(f"{s}_{joint}") for s in ("left", "right")]].mean(axis=1))


def torso_px(points: Points) -> float:
    """Median length from mid-hip to mid-shoulder."""
    return float(np.nanmedian(np.hypot(*(middle(points, "shoulder") - middle(points, "hip")).T)))


def seen(found: PoseRecording) -> NDArray[np.bool_]:
    """(T,) whether the person was found."""
    return np.asarray(found.track["presence"].to_numpy() > 0)


def pictures(info: VideoInfo, start: int, stop: int, size: tuple[int, int], step: int = 1) -> Iterator[Image]:
    """Every ``step``-th picture, reduced to (width, height)."""
    for frame in read_frames(info, start, stop):
        if (frame.index - start) % step == 0:
            yield np.asarray(cv2.resize(frame.rgb(), size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def remade(
    target: Path, info: VideoInfo, change: Callable[[Image], Image], *, start: int, stop: int, size: tuple[int, int]
) -> VideoInfo:
    """A clip of the reduced pictures after ``change``, encoded without loss."""
    images = (np.ascontiguousarray(change(p)) for p in pictures(info, start, stop, size))
    return probe(write_clip(target, images, fps=30.0, options={"crf": "0"}))
