"""Tracking the stretches of a clip side by side and making sure that they all follow the same person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from taikan.capture.video import ByteImage, VideoInfo, read_ahead, read_frames
from taikan.pose.crew import Crew, Worker
from taikan.pose.people import Person
from taikan.pose.rows import PoseRows
from taikan.pose.silhouette import PackedMask, pack_mask
from taikan.pose.tracker import Sighting, Tracker, may_be_same

_THUMBNAIL_SIDE_PX = 320
_MAX_THUMBNAILS = 500
_THUMBNAIL_EVERY_S = 0.25


@dataclass(eq=False)
class Stretch:
    """Poses of the frames ``start`` up to ``stop``, and one frame more, which checks the seam to the next stretch."""

    start: int
    stop: int
    poses: PoseRows
    masks: list[PackedMask | None]
    thumbnails: list[tuple[float, ByteImage]] = field(default_factory=list)

    @classmethod
    def unseen(cls, start: int, stop: int, count: int) -> "Stretch":
        """A stretch of ``count`` frames (``stop - start``, or one more) in which nobody has been seen yet."""
        return cls(start, stop, PoseRows(count), [None] * count)

    def first_seen(self, info: VideoInfo) -> Sighting | None:
        """Where the person appears first."""
        return self._seen(info, range(len(self.poses)))

    def last_seen(self, info: VideoInfo) -> Sighting | None:
        """Where the person is seen last."""
        return self._seen(info, range(len(self.poses) - 1, -1, -1))

    def _seen(self, info: VideoInfo, order: Iterable[int]) -> Sighting | None:
        for i in order:
            region = self.poses.region(i)
            if region is not None:
                return Sighting(region, float(info.time_s[self.start + i]))
        return None


@dataclass(frozen=True)
class _Task:
    start: int
    stop: int
    expected: Sighting
    is_exact: bool = False


class StretchTracker:
    """Follows one person through the stretches of one clip."""

    def __init__(self, info: VideoInfo, crew: Crew, person: Person, *, is_alone: bool) -> None:
        self._info, self._crew, self._person, self._is_alone = info, crew, person, is_alone
        self._thumbnail_every_s = max(_THUMBNAIL_EVERY_S, info.duration_s / _MAX_THUMBNAILS)

    def track(self, segments: Sequence[tuple[int, int]]) -> list[Stretch]:
        """One stretch for each segment, all of the same person."""
        tasks = [_Task(a, b, self._person.near(float(self._info.time_s[a]))) for a, b in segments]
        stretches = self._crew.map(self._follow, tasks)
        anchor = next((i for i, s in enumerate(stretches) if self._holds_anchor(s)), 0)
        for i in range(anchor, len(stretches) - 1):
            stretches[i + 1] = self._continue(stretches[i], stretches[i + 1])
        for i in range(anchor, 0, -1):
            stretches[i - 1] = self._lead_to(stretches[i - 1], stretches[i])
        return stretches

    def _holds_anchor(self, stretch: Stretch) -> bool:
        """Whether this stretch is where the person was seen best, and follows them there."""
        anchor = self._person.anchor
        times = self._info.time_s
        if not times[stretch.start] <= anchor.time_s <= times[stretch.stop - 1]:
            return False
        seen = stretch.first_seen(self._info)
        return seen is not None

    def _continue(self, before: Stretch, after: Stretch) -> Stretch:
        """``after``, tracked again from the end of ``before`` if it follows somebody else or finds them late."""
        last, first = before.last_seen(self._info), after.first_seen(self._info)
        is_at_seam = bool(before.poses.is_seen[-1])
        if last is None or (first is None and not is_at_seam):
            return after
        is_found_late = is_at_seam and not after.poses.is_seen[0]
        if first is not None and self._is_same(last, first) and not is_found_late:
            return after
        return self._again(_Task(after.start, after.stop, last, is_exact=is_at_seam), after)

    def _lead_to(self, before: Stretch, after: Stretch) -> Stretch:
        """``before``, tracked again, or emptied, if it follows somebody other than ``after``."""
        last, first = before.last_seen(self._info), after.first_seen(self._info)
        if last is None or first is None or self._is_same(last, first):
            return before
        again = self._again(_Task(before.start, before.stop, first), before)
        last = again.last_seen(self._info)
        if last is not None and not self._is_same(last, first):
            return replace(Stretch.unseen(again.start, again.stop, len(again.poses)), thumbnails=again.thumbnails)
        return again

    def _is_same(self, a: Sighting, b: Sighting) -> bool:
        return may_be_same(a, b.region, b.time_s, is_alone=self._is_alone)

    def _again(self, task: _Task, old: Stretch) -> Stretch:
        new = self._crew.map(self._follow, [task])[0]
        new.thumbnails = old.thumbnails
        return new

    def _follow(self, worker: Worker, task: _Task) -> Stretch:
        info = self._info
        tracker = Tracker(info, worker.detector, worker.model, is_alone=self._is_alone)
        tracker.expect(task.expected, is_exact=task.is_exact)
        stop = min(task.stop + 1, info.frame_count)
        stretch = Stretch.unseen(task.start, task.stop, stop - task.start)
        next_thumbnail_s = float(info.time_s[task.start])
        for frame in read_ahead(read_frames(info, task.start, stop)):
            pose = tracker.step(frame)
            if pose is not None:
                stretch.poses.put(frame.index - task.start, pose)
                if pose.mask is not None:
                    stretch.masks[frame.index - task.start] = pack_mask(pose.mask, pose.region.to_image(len(pose.mask)))
            if frame.time_s >= next_thumbnail_s and frame.index < task.stop:
                stretch.thumbnails.append((frame.time_s, frame.grey_thumbnail(_THUMBNAIL_SIDE_PX)))
                next_thumbnail_s = frame.time_s + self._thumbnail_every_s
            if not self._crew.advance():
                break
        return stretch
