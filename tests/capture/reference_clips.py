"""Thumbnails of the reference recordings, read once a run."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from taikan.capture.quality import Sample
from taikan.capture.video import probe, read_frames

NAMES = (
    "balance_lab_cam03",
    "balance_lab_cam04",
    "running_treadmill_sagittal",
    "squat_sagittal_2reps",
    "walk_sagittal_two_people",
)


@lru_cache
def thumbnails(folder: Path, name: str) -> tuple[NDArray[np.float64], list[NDArray[np.uint8]]]:
    """Times and small grey pictures of every frame of ``videos/<name>.mp4``."""
    info = probe(folder / "videos" / f"{name}.mp4")
    return info.time_s, [f.grey_thumbnail(320) for f in read_frames(info, threads=2)]


def samples(folder: Path, name: str, per_second: float = 4.0) -> list[Sample]:
    """About ``per_second`` samples a second."""
    times, pictures = thumbnails(folder, name)
    step = max(1, round(1.0 / (per_second * float(np.median(np.diff(times))))))
    return [Sample(float(times[i]), pictures[i]) for i in range(0, len(times), step)]
