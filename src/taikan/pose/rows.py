"""The poses of a stretch of frames as a few arrays: a long clip's would take twice the memory as objects."""

import numpy as np

from taikan.core.arrays import KEYPOINTS
from taikan.pose.landmarks import PoseFrame
from taikan.pose.region import Region


class PoseRows:
    """Poses of ``len(rows)`` consecutive frames, some of them not seen.

    ``position_px`` and ``world_m`` (N, 33, 3), ``visibility`` (N, 33) in single precision (a ten-thousandth of
    a pixel); ``presence`` (N,) and ``alignment`` (N, 2, 2) as in ``PoseFrame``. Rows that are not ``is_seen`` hold
    nothing of use.
    """

    def __init__(self, count: int) -> None:
        self.is_seen = np.zeros(count, dtype=np.bool_)
        self.position_px = np.zeros((count, len(KEYPOINTS), 3), dtype=np.float32)
        self.world_m = np.zeros((count, len(KEYPOINTS), 3), dtype=np.float32)
        self.visibility = np.zeros((count, len(KEYPOINTS)), dtype=np.float32)
        self.presence = np.zeros(count)
        self.alignment = np.zeros((count, 2, 2))

    def __len__(self) -> int:
        return len(self.is_seen)

    def put(self, index: int, pose: PoseFrame) -> None:
        """Keep ``pose`` as the one of frame ``index``."""
        self.is_seen[index] = True
        self.position_px[index], self.world_m[index] = pose.position_px, pose.world_m
        self.visibility[index], self.presence[index] = pose.visibility, pose.presence
        self.alignment[index] = pose.alignment

    def region(self, index: int) -> Region | None:
        """Where the person of frame ``index`` is, or ``None`` where nobody was seen."""
        return Region.from_alignment(*self.alignment[index]) if self.is_seen[index] else None
