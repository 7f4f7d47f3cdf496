"""A quick look at a few pictures: who is there, and the pose of the main person in each. Nobody is followed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taikan.capture.video import ByteImage, Frame, VideoInfo
from taikan.core.arrays import KEYPOINTS
from taikan.pose.crew import Worker
from taikan.pose.landmarks import CROP_SIZE, PoseFrame
from taikan.pose.people import link_people, scout_frame
from taikan.pose.tracker import settle


@dataclass(frozen=True, eq=False)
class Glance:
    """One picture: the main person's pose, or None, and how many people there are."""

    frame: Frame
    pose: PoseFrame | None
    people: int

    def box(self, info: VideoInfo) -> NDArray[np.float64]:
        """(0 or 1, 4) left, top, right, bottom of the landmarks, as fractions of width and height."""
        if self.pose is None:
            return np.empty((0, 4))
        points = self.pose.position_px[: len(KEYPOINTS), :2] / (info.width_px, info.height_px)
        return np.concatenate([points.min(axis=0), points.max(axis=0)])[None]

    def outline(self) -> tuple[ByteImage, NDArray[np.float32]] | None:
        """The person's surroundings, (256, 256, 3) RGB, and the mask of the person in them, 0..1; None without one."""
        if self.pose is None or self.pose.mask is None:
            return None
        crop = self.frame.crop_rgb(self.pose.region.to_image(CROP_SIZE), CROP_SIZE, repeat_edge=True)
        return crop, self.pose.mask


def glance(
    info: VideoInfo, frames: Sequence[Frame], worker: Worker, *, prefers_moving: bool = False
) -> tuple[Glance, ...]:
    """What each of ``frames``, in order of time, shows of the one person who is the main one over all of them."""
    scouted = [scout_frame(info, frame, worker.detector, worker.model) for frame in frames]
    people = link_people(scouted, prefers_moving=prefers_moving)
    regions = {c.sighting.time_s: c.sighting.region for c in people[0].candidates} if people else {}
    poses = [
        settle(worker.model, frame, regions[frame.time_s]) if frame.time_s in regions else None for frame in frames
    ]
    return tuple(Glance(f, pose, len(s)) for f, pose, s in zip(frames, poses, scouted, strict=True))
