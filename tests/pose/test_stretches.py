"""Stretches tracked side by side all follow the same person, or are tracked again until they do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from pose_fakes import FakeFrame, body, candidate, clip_info, pose_at

from taikan.capture.video import VideoInfo
from taikan.pose import stretches
from taikan.pose.landmarks import PoseFrame
from taikan.pose.people import Person
from taikan.pose.stretches import Stretch, StretchTracker
from taikan.pose.tracker import Sighting

COUNT, SEGMENTS = 90, ((0, 30), (30, 60), (60, 90))
CLIENT_X, OTHER_X = 300.0, 700.0


@dataclass
class Story:
    """What the trackers will do. ``starts`` are all stretches begun: (first frame, where told to look, is_exact)."""

    follows: Callable[[int, Sighting, bool], float | None]
    present: Callable[[int], bool] = lambda _index: True
    broken: frozenset[int] = frozenset()
    starts: list[tuple[int, float, bool]] = field(default_factory=list)

    def tracker(self, *_args: object, **_options: object) -> "ScriptedTracker":
        return ScriptedTracker(self)

    def read(self, _info: VideoInfo, start: int, stop: int) -> Iterator[FakeFrame]:
        return (FakeFrame(i, i / 30.0) for i in range(start, stop) if i not in self.broken)


class ScriptedTracker:
    def __init__(self, story: Story) -> None:
        self._story = story
        self._start: tuple[Sighting, bool] | None = None
        self._x: float | None = None
        self._begun = False

    def expect(self, last: Sighting, *, is_exact: bool) -> None:
        self._start = (last, is_exact)

    def step(self, frame: FakeFrame) -> PoseFrame | None:
        if not self._begun:
            assert self._start is not None
            self._begun = True
            last, is_exact = self._start
            self._story.starts.append((frame.index, last.region.center_x, is_exact))
            self._x = self._story.follows(frame.index, last, is_exact)
        if self._x is None or not self._story.present(frame.index):
            return None
        return pose_at(body(self._x, 400, 300))


class Crew:
    """One worker, no threads."""

    def map(self, task: Callable[[Any, Any], Any], items: Iterable[Any]) -> list[Any]:
        class Nobody:
            detector = model = None

        return [task(Nobody(), item) for item in items]

    def advance(self) -> bool:
        return True


def run(monkeypatch: pytest.MonkeyPatch, story: Story, *, anchor_s: float = 0.5, is_alone: bool = False) -> np.ndarray:
    """Where the person is in every frame, NaN where not seen."""
    monkeypatch.setattr(stretches, "Tracker", story.tracker)
    monkeypatch.setattr(stretches, "read_frames", story.read)
    client = Person(1, (candidate(anchor_s, body(CLIENT_X, 400, 300)),), 1.0)
    tracked = StretchTracker(clip_info(COUNT), Crew(), client, is_alone=is_alone).track(SEGMENTS)  # type: ignore[arg-type]
    assert [(s.start, s.stop) for s in tracked] == list(SEGMENTS)
    return np.array([x for s in tracked for x in xs(s)])


def xs(stretch: Stretch) -> list[float]:
    count = stretch.stop - stretch.start
    return list(np.where(stretch.poses.is_seen, stretch.poses.position_px[:, 0, 0], np.nan)[:count])


def test_stretches_that_agree_are_tracked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(lambda *_: CLIENT_X)
    assert (run(monkeypatch, story) == CLIENT_X).all()
    assert [s[0] for s in story.starts] == [0, 30, 60]


def test_a_stretch_that_followed_somebody_else_is_tracked_again_from_the_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(lambda index, _last, is_exact: OTHER_X if index == 30 and not is_exact else CLIENT_X)
    assert (run(monkeypatch, story) == CLIENT_X).all()
    assert story.starts[3:] == [(30, CLIENT_X, True)]


def test_a_mistake_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(lambda index, _last, is_exact: OTHER_X if index >= 30 and not is_exact else CLIENT_X)
    assert (run(monkeypatch, story) == CLIENT_X).all()
    assert [s[0] for s in story.starts[3:]] == [30, 60]


def test_a_stretch_that_found_nobody_at_the_seam_is_tracked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(lambda index, _last, is_exact: None if index == 60 and not is_exact else CLIENT_X)
    assert (run(monkeypatch, story) == CLIENT_X).all()
    assert story.starts[3:] == [(60, CLIENT_X, True)]


def test_what_comes_before_the_best_sighting_must_lead_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(lambda index, *_: OTHER_X if index == 0 else CLIENT_X)
    tracked = run(monkeypatch, story, anchor_s=2.5)
    assert np.isnan(tracked[:30]).all()
    assert (tracked[30:] == CLIENT_X).all()


def test_a_wrong_beginning_is_mended_where_the_person_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = iter([OTHER_X, CLIENT_X])
    story = Story(lambda index, *_: next(tries) if index == 0 else CLIENT_X)
    assert (run(monkeypatch, story, anchor_s=2.5) == CLIENT_X).all()


def test_a_person_who_leaves_stays_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(lambda *_: CLIENT_X, present=lambda index: index < 40)
    tracked = run(monkeypatch, story)
    assert (tracked[:40] == CLIENT_X).all()
    assert np.isnan(tracked[40:]).all()


def test_frames_that_cannot_be_decoded_are_absent_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(lambda *_: CLIENT_X, broken=frozenset(range(10, 20)))
    tracked = run(monkeypatch, story)
    assert np.flatnonzero(np.isnan(tracked)).tolist() == list(range(10, 20))
    assert [s[0] for s in story.starts] == [0, 30, 60]


def test_the_progress_of_a_broken_off_run_stops_the_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(lambda *_: CLIENT_X)
    monkeypatch.setattr(Crew, "advance", lambda _self: False)
    assert np.isfinite(run(monkeypatch, story)).sum() == len(SEGMENTS)
