"""Following one person: the region's filter, who may be the same person, being lost and found."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pose_fakes import FakeFrame, body, clip_info, pose_at

from taikan.pose.detector import Detection
from taikan.pose.landmarks import PoseFrame
from taikan.pose.region import Region
from taikan.pose.tracker import RegionFilter, Sighting, Tracker, may_be_same

FPS = 30.0
BODY_PX = 400.0


def alignment(x: float, y: float = 500.0) -> np.ndarray:
    return pose_at(body(x, y, BODY_PX)).alignment


def filtered(xs: np.ndarray, fps: float = FPS) -> np.ndarray:
    smooth = RegionFilter()
    return np.array([smooth(alignment(x), 1 / fps).center_x for x in xs])


@pytest.mark.parametrize("bodies_a_second", [0.02, 0.1, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("fps", [10.0, 30.0, 240.0])
def test_the_region_keeps_up_with_slow_and_fast_people(bodies_a_second: float, fps: float) -> None:
    xs = 100.0 + bodies_a_second * BODY_PX * np.arange(round(6 * fps)) / fps
    lag = (xs - filtered(xs, fps)) / BODY_PX
    assert abs(lag).max() < 0.1  # while it learns the speed
    assert abs(lag[len(lag) // 2 :]).max() < 0.02


def test_the_region_follows_a_sudden_start_and_stop() -> None:
    t = np.arange(120) / FPS
    xs = 100.0 + BODY_PX * np.clip(2.0 * (t - 1.0), 0.0, 3.0)
    lag = abs(xs - filtered(xs)) / BODY_PX
    assert lag.max() < 0.1
    assert lag[-15:].max() < 0.02


def test_the_region_does_not_tremble_with_its_points() -> None:
    noise = np.random.default_rng(1).normal(0.0, 0.002 * BODY_PX, 300)
    steady = filtered(500.0 + noise)[30:]
    assert np.abs(np.diff(steady)).mean() < 0.35 * np.abs(np.diff(noise)).mean()


def test_a_first_look_and_a_repeated_time_are_taken_as_they_are() -> None:
    smooth = RegionFilter()
    assert smooth(alignment(100.0), 0.0).center_x == 100.0
    assert smooth(alignment(300.0), 0.0).center_x == 300.0
    assert smooth(alignment(300.0), math.inf).center_x == pytest.approx(300.0)


@given(st.floats(0, 5), st.booleans())
def test_somebody_in_the_same_place_may_be_the_same(gap_s: float, is_alone: bool) -> None:
    assert may_be_same(Sighting(body(500, 400, 300), 2.0), body(500, 400, 300), 2.0 + gap_s, is_alone=is_alone)


@pytest.mark.parametrize(
    ("shift_bodies", "gap_s", "is_alone", "same"),
    [
        (0.3, 0.0, False, True),
        (0.5, 0.0, False, False),
        (0.5, 0.0, True, False),
        (0.5, 0.3, False, True),
        (1.1, 1.0, False, True),
        (1.3, 60.0, False, False),
        (1.3, 60.0, True, True),
        (1.3, 0.9, True, False),
    ],
)
def test_how_far_a_person_may_have_gone(shift_bodies: float, gap_s: float, is_alone: bool, same: bool) -> None:
    last = Sighting(body(500, 400, 300), 10.0)
    there = body(500 + shift_bodies * 300, 400, 300)
    assert may_be_same(last, there, 10.0 + gap_s, is_alone=is_alone) is same
    assert may_be_same(last, there, 10.0 - gap_s, is_alone=is_alone) is same


def test_another_size_is_another_person() -> None:
    last = Sighting(body(500, 400, 300), 0.0)
    assert not may_be_same(last, body(500, 400, 150), 0.0, is_alone=False)


class Scene:
    """People on known paths, seen by the detector and by a model that finds whoever is nearest to its region."""

    def __init__(self, *paths: dict[int, float]) -> None:
        self.paths = paths
        self.looks = self.searches = 0

    def people(self, index: int) -> list[Region]:
        return [body(path[index], 400.0, 300.0) for path in self.paths if index in path]

    def estimate(self, frame: FakeFrame, region: Region) -> PoseFrame:
        self.looks += 1
        near = [p for p in self.people(frame.index) if p.distance(region) < 0.6]
        if not near:
            return pose_at(region, presence=0.1)
        found = pose_at(min(near, key=region.distance))
        return replace(found, region=region)

    def detect(self, frame: FakeFrame, _window: object) -> list[Detection]:
        self.searches += 1
        return [Detection(0.9, p) for p in self.people(frame.index)]

    def track(self, count: int, start: Sighting, *, is_alone: bool = False, is_exact: bool = False) -> list[float]:
        tracker = Tracker(clip_info(count), self, self, is_alone=is_alone)  # type: ignore[arg-type]
        tracker.expect(start, is_exact=is_exact)
        poses = [tracker.step(FakeFrame(i, i / FPS)) for i in range(count)]  # type: ignore[arg-type]
        return [math.nan if p is None else float(p.position_px[0, 0]) for p in poses]


def path(indices: range, start: float, step: float = 0.0) -> dict[int, float]:
    return {i: start + step * (i - indices.start) for i in indices}


def at(x: float, time_s: float = 0.0) -> Sighting:
    return Sighting(body(x, 400.0, 300.0), time_s)


def test_a_person_is_followed_without_searching_again() -> None:
    scene = Scene(path(range(60), 200.0, 5.0), path(range(60), 900.0))
    np.testing.assert_allclose(scene.track(60, at(210.0)), 200.0 + 5.0 * np.arange(60))
    assert scene.searches <= 1
    assert scene.looks <= 60 + 3


def test_an_exact_start_needs_no_search() -> None:
    scene = Scene(path(range(5), 200.0))
    assert scene.track(5, at(200.0), is_exact=True) == [200.0] * 5
    assert (scene.searches, scene.looks) == (0, 5)


def test_of_two_the_expected_one_is_followed() -> None:
    scene = Scene(path(range(10), 300.0), path(range(10), 480.0))
    assert scene.track(10, at(500.0)) == [480.0] * 10


def test_a_person_who_leaves_is_absent_and_not_replaced_by_somebody_far_away() -> None:
    scene = Scene(path(range(10), 200.0), path(range(90), 900.0))
    tracked = np.array(scene.track(90, at(200.0)))
    assert (tracked[:10] == 200.0).all()
    assert np.isnan(tracked[10:]).all()


def test_a_person_who_comes_back_is_found_within_a_fifth_of_a_second() -> None:
    scene = Scene(path(range(10), 200.0) | path(range(60, 90), 800.0))
    tracked = np.array(scene.track(90, at(200.0), is_alone=True))
    assert np.isnan(tracked[10:60]).all()
    assert (tracked[66:] == 800.0).all()


def test_searching_again_is_not_done_in_every_frame() -> None:
    scene = Scene(path(range(1), 200.0))
    scene.track(91, at(200.0))
    assert scene.searches <= 2 * 21
