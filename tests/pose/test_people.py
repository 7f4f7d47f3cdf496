"""Who is in a clip: searching frames, linking what was found, ranking the people."""

import numpy as np
import pytest
from pose_fakes import FakeFrame, body, candidate, clip_info, pose_at

from taikan.pose.detector import Detection, Window
from taikan.pose.landmarks import PoseFrame
from taikan.pose.people import Candidate, Person, is_mixed_up, link_people, scout_frame
from taikan.pose.region import Region

DARK, LIGHT = 0.2, 0.6


def crossing(times: np.ndarray, *, hides_at: float | None = None) -> list[list[Candidate]]:
    """A dark person from left to right and a light one from right to left, meeting at x = 500 after 2 s."""
    frames = []
    for t in times:
        dark = candidate(t, body(100 + 200 * t, 400, 300), DARK)
        light = candidate(t, body(900 - 200 * t, 400, 300), LIGHT)
        frames.append([light, dark] if t != hides_at else [light])
    return frames


def clothes(person: Person) -> set[float]:
    return {float(c.colour[0]) for c in person.candidates}


@pytest.mark.parametrize("hides_at", [None, 2.0], ids=["seen apart", "one hidden behind the other"])
def test_two_people_crossing_keep_their_identity(hides_at: float | None) -> None:
    people = link_people(crossing(np.arange(0, 4.5, 0.5), hides_at=hides_at), prefers_moving=False)
    assert len(people) == 2
    assert {frozenset(clothes(p)) for p in people} == {frozenset({DARK}), frozenset({LIGHT})}
    for person in people:
        xs = [c.sighting.region.center_x for c in person.candidates]
        assert np.all(np.diff(xs) > 0) or np.all(np.diff(xs) < 0)


@pytest.mark.parametrize("jumps", [False, True])
def test_a_track_that_leaves_with_the_other_person_is_noticed(jumps: bool) -> None:
    people = link_people(crossing(np.arange(0, 4.5, 0.5)), prefers_moving=False)
    chosen = people[0]
    goes_right = chosen.candidates[-1].sighting.region.center_x > 500

    def where(time_s: float) -> Region:
        turns_back = jumps and time_s > 2
        right = 100 + 200 * time_s
        return body(right if goes_right != turns_back else 1000 - right, 400, 300)

    assert is_mixed_up(chosen, people, where) is jumps
    assert not is_mixed_up(chosen, people, lambda _: None)


def standing_and_walking() -> list[list[Candidate]]:
    """A large person stands still; a smaller one walks through from 1 s to 4 s."""
    frames = []
    for t in np.arange(0, 5.5, 0.5):
        frame = [candidate(t, body(500, 400, 400), DARK, rank=400.0)]
        if 1 <= t <= 4:
            frame.append(candidate(t, body(300 * (t - 1) + 50, 500, 250), LIGHT, rank=200.0))
        frames.append(frame)
    return frames


@pytest.mark.parametrize(("prefers_moving", "main"), [(False, DARK), (True, LIGHT)])
def test_the_mover_comes_first_only_when_asked(prefers_moving: bool, main: float) -> None:
    people = link_people(standing_and_walking(), prefers_moving=prefers_moving)
    assert [p.number for p in people] == [1, 2]
    assert clothes(people[0]) == {main}


def test_people_hardly_seen_are_not_listed() -> None:
    frames = [[candidate(t, body(500, 400, 400), DARK, rank=400.0)] for t in np.arange(0, 12, 1.0)]
    frames[3].append(candidate(3.0, body(950, 100, 60), LIGHT, rank=20.0))
    assert len(link_people(frames, prefers_moving=False)) == 1


def test_nobody_is_nobody() -> None:
    assert link_people([], prefers_moving=False) == ()
    assert link_people([[], []], prefers_moving=True) == ()


def test_between_searched_frames_a_person_is_on_the_line() -> None:
    links = (candidate(1.0, body(100, 400, 300)), candidate(3.0, body(500, 400, 300)))
    person = Person(1, links, 1.0)
    middle = person.near(1.8)
    assert middle.region.center_x == pytest.approx(260.0)
    assert middle.time_s == 1.0
    assert person.near(0.0).region.center_x == pytest.approx(100.0)
    assert person.near(9.0).region.center_x == pytest.approx(500.0)


class Camera:
    """Detector and landmark model in one: ``seen`` are detections, confirmed where ``real`` says so."""

    def __init__(self, seen: list[Region], real: list[bool], *, only_turned: int = 0, only_tiles: bool = False) -> None:
        self._seen, self._real = seen, real
        self._only_turned, self._only_tiles = only_turned, only_tiles
        self.windows: list[Window] = []

    def detect(self, _frame: object, window: Window) -> list[Detection]:
        self.windows.append(window)
        if window.turns != self._only_turned or (self._only_tiles and window.side_px >= 1000):
            return []
        return [Detection(0.9, region) for region in self._seen]

    def estimate(self, _frame: object, region: Region) -> PoseFrame:
        nearest = int(np.argmin([region.distance(s) for s in self._seen]))
        return pose_at(self._seen[nearest], presence=0.9 if self._real[nearest] else 0.2)

    def scout(self) -> list[Candidate]:
        return scout_frame(clip_info(10), FakeFrame(), self, self)  # type: ignore[arg-type]


def test_a_smaller_body_within_a_person_is_a_phantom() -> None:
    person, phantom, other = body(500, 400, 600), body(540, 300, 200), body(100, 600, 300)
    found = Camera([phantom, person, other], [True, True, True]).scout()
    assert [c.sighting.region.body_px for c in found] == pytest.approx([600, 300])


@pytest.mark.parametrize(
    ("x", "y", "body_px", "count"),
    [(500, 600, 250, 1), (520, 180, 200, 1), (500, 600, 400, 2), (760, 400, 250, 2)],
    ids=["legs", "head", "as large", "beside"],
)
def test_legs_or_a_head_are_no_second_person(x: float, y: float, body_px: float, count: int) -> None:
    found = Camera([body(500, 400, 600), body(x, y, body_px)], [True, True]).scout()
    assert len(found) == count


def test_what_the_landmark_model_does_not_confirm_is_nobody() -> None:
    found = Camera([body(500, 400, 600), body(100, 600, 300)], [True, False]).scout()
    assert [c.sighting.region.center_x for c in found] == [500]


def test_somebody_large_needs_no_tiles() -> None:
    camera = Camera([body(500, 400, 700)], [True])
    camera.scout()
    assert len(camera.windows) == 1


def test_somebody_small_is_found_in_tiles() -> None:
    camera = Camera([body(800, 200, 100)], [True], only_tiles=True)
    assert [c.sighting.region.center_x for c in camera.scout()] == [800]
    assert len(camera.windows) > 1


@pytest.mark.parametrize("turns", [1, 3])
def test_somebody_lying_is_found_in_the_turned_picture(turns: int) -> None:
    found = Camera([body(500, 400, 700, turns * np.pi / 2)], [True], only_turned=turns).scout()
    assert len(found) == 1
    assert abs(found[0].sighting.region.rotation_rad) == pytest.approx(np.pi / 2)


def test_the_large_central_and_whole_person_ranks_first() -> None:
    whole, off_center, cut_off = body(500, 400, 400), body(950, 400, 400), body(500, 900, 700)
    found = Camera([off_center, cut_off, whole], [True, True, True]).scout()
    assert found[0].sighting.region == whole
