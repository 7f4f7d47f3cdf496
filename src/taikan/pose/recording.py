"""One clip to one person's landmarks: look who is there, track stretches side by side, join them without a seam."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from taikan.capture.video import ByteImage, VideoInfo, read_frame_at
from taikan.core.arrays import KEYPOINTS, pose_track
from taikan.core.errors import UnknownNameError
from taikan.pose import weights
from taikan.pose.crew import Crew, Progress, Worker, usual_size
from taikan.pose.people import Candidate, Person, is_mixed_up, link_people, scout_frame
from taikan.pose.region import Region
from taikan.pose.runtimes.base import best_runtime
from taikan.pose.segments import plan_segments, scout_indices, second_look_indices
from taikan.pose.silhouette import PackedMask, Silhouettes
from taikan.pose.stretches import Stretch, StretchTracker

ModelName = Literal["lite", "full", "heavy"]


@dataclass(frozen=True)
class PersonSummary:
    """Someone seen in the clip. ``number`` is what ``--person`` takes; the box is (left, top, right, bottom) pixels."""

    number: int
    time_s: float
    box_px: tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class PoseRecording:
    """What the pose layer knows of a clip.

    ``track`` holds raw landmarks of the chosen person at the frames ``start_index`` and after; ``silhouettes`` one mask
    a frame or None; ``thumbnails`` are small grey pictures at ``thumbnail_s`` for judging the recording itself.
    ``people`` is empty when nobody was found; ``is_mixed_up`` when the track jumped to another of them.
    """

    track: xr.Dataset
    silhouettes: Silhouettes | None
    people: tuple[PersonSummary, ...]
    chosen: int
    is_mixed_up: bool
    start_index: int
    thumbnail_s: NDArray[np.float64]
    thumbnails: tuple[ByteImage, ...]
    runtime: str
    model: ModelName
    model_sha256: str
    detector_sha256: str


def track_people(
    info: VideoInfo,
    *,
    model: ModelName = "full",
    silhouettes: bool = False,
    person: int | None = None,
    workers: int | None = None,
    runtime: str | None = None,
    progress: Progress | None = None,
    prefers_moving: bool = False,
    start_index: int = 0,
    stop_index: int | None = None,
) -> PoseRecording:
    """Landmarks, at every frame, of the main person of a clip or of ``person`` (1 is the main one).

    ``prefers_moving`` ranks those who cross the picture first (for walking). ``workers`` and ``runtime`` do not change
    results beyond rounding of the runtimes.

    Raises
    ------
    UnknownNameError
        If there are people but no ``person`` of that number.
    WeightsMissingError, WeightsCorruptError, RuntimeMissingError
        If the models cannot be run.
    """
    stop = info.frame_count if stop_index is None else stop_index
    runtime = runtime or best_runtime()
    segments = plan_segments(info, start_index, stop)
    size = workers or usual_size(len(segments))
    crew = Crew(model, silhouettes=silhouettes, runtime=runtime, size=size, progress=progress, total=stop - start_index)
    with crew:
        people = find_people(info, crew, start_index, stop, prefers_moving=prefers_moving)
        chosen = _choose(people, person)
        if chosen is None:
            stretches = [Stretch.unseen(start_index, stop, stop - start_index)]
        else:
            tracker = StretchTracker(info, crew, chosen, is_alone=len(people) == 1)
            stretches = tracker.track(segments)
    thumbnails = [pair for s in stretches for pair in s.thumbnails]
    return PoseRecording(
        track=_assemble(info, stretches),
        silhouettes=Silhouettes(tuple(_joined_masks(stretches))) if silhouettes else None,
        people=tuple(_summary(p) for p in people),
        chosen=chosen.number if chosen else 0,
        is_mixed_up=chosen is not None and is_mixed_up(chosen, people, partial(_region_at, info, stretches)),
        start_index=start_index,
        thumbnail_s=np.array([t for t, _ in thumbnails]),
        thumbnails=tuple(picture for _, picture in thumbnails),
        runtime=runtime,
        model=model,
        model_sha256=weights.sha256(model),
        detector_sha256=weights.sha256("detector"),
    )


def find_people(
    info: VideoInfo, crew: Crew, start_index: int, stop_index: int, *, prefers_moving: bool
) -> tuple[Person, ...]:
    """Everyone seen in a few frames of the stretch, main person first; more frames are searched if nobody is."""

    def look(worker: Worker, index: int) -> list[Candidate]:
        return scout_frame(info, read_frame_at(info, index), worker.detector, worker.model)

    for indices in (scout_indices, second_look_indices):
        people = link_people(crew.map(look, indices(info, start_index, stop_index)), prefers_moving=prefers_moving)
        if people:
            return people
    return ()


def _choose(people: Sequence[Person], number: int | None) -> Person | None:
    if not people:
        return None
    for person in people:
        if person.number == (number or 1):
            return person
    raise UnknownNameError(kind="person", name=str(number), suggestion=", ".join(str(p.number) for p in people))


def _region_at(info: VideoInfo, stretches: Sequence[Stretch], time_s: float) -> Region | None:
    index = int(np.searchsorted(info.time_s, time_s))
    for stretch in stretches:
        if stretch.start <= index < stretch.stop:
            return stretch.poses.region(index - stretch.start)
    return None


def _summary(person: Person) -> PersonSummary:
    anchor = person.anchor
    half = anchor.region.body_px / 2
    x, y = anchor.region.center_x, anchor.region.center_y
    return PersonSummary(person.number, anchor.time_s, (x - half, y - half, x + half, y + half))


def _assemble(info: VideoInfo, stretches: Sequence[Stretch]) -> xr.Dataset:
    start, stop = stretches[0].start, stretches[-1].stop
    count = stop - start
    position, world = np.full((count, len(KEYPOINTS), 3), np.nan), np.full((count, len(KEYPOINTS), 3), np.nan)
    visibility, presence = np.zeros((count, len(KEYPOINTS))), np.zeros(count)
    for stretch in stretches:
        rows, seen = stretch.poses, np.flatnonzero(stretch.poses.is_seen[: stretch.stop - stretch.start])
        frames = seen + (stretch.start - start)
        position[frames], world[frames] = rows.position_px[seen], rows.world_m[seen]
        visibility[frames], presence[frames] = rows.visibility[seen], rows.presence[seen]
    for before, after in pairwise(stretches):
        if before.poses.is_seen[-1] and after.poses.is_seen[0]:
            # Both stretches saw this frame; half way between them the seam is a step of half the size.
            i = after.start - start
            position[i] = (position[i] + before.poses.position_px[-1]) / 2
            world[i] = (world[i] + before.poses.world_m[-1]) / 2
    return pose_track(
        time_s=info.time_s[start:stop],
        position_px=position,
        world_m=world,
        visibility=visibility,
        presence=presence,
        width_px=info.width_px,
        height_px=info.height_px,
    )


def _joined_masks(stretches: Sequence[Stretch]) -> list[PackedMask | None]:
    return [mask for s in stretches for mask in s.masks[: s.stop - s.start]]
