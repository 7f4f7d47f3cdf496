"""The person detector: its anchors, what its answers mean in the picture, and where it looks."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pose_fakes import FakeFrame, FakeSession

from taikan.pose.detector import DETECTOR_SIZE, Detection, Detector, Window, anchors, tiles, whole_picture
from taikan.pose.region import Region
from taikan.pose.tracker import merge

ANCHORS = 2254


@dataclass(frozen=True)
class Answer:
    """What the model says at one anchor: hip and rim in detector pixels, a box of ``box_px`` about the hip."""

    anchor: int
    logit: float
    hip: tuple[float, float]
    rim: tuple[float, float]
    box_px: float = 60.0


def detect(answers: list[Answer], window: Window, level: int = 0, min_score: float = 0.5) -> list[Detection]:
    return run(answers, window, level, min_score)[0]


def run(answers: list[Answer], window: Window, level: int, min_score: float) -> tuple[list[Detection], FakeSession]:
    boxes = np.zeros((1, ANCHORS, 12), dtype=np.float32)
    scores = np.full((1, ANCHORS, 1), -100.0, dtype=np.float32)
    for answer in answers:
        origin = anchors()[answer.anchor] * DETECTOR_SIZE
        hip, rim = np.array(answer.hip) - origin, np.array(answer.rim) - origin
        boxes[0, answer.anchor] = [*hip, answer.box_px, answer.box_px, *hip, *rim, *hip, *rim]
        scores[0, answer.anchor] = answer.logit
    session = FakeSession(DETECTOR_SIZE, lambda _: (boxes, scores))
    return Detector(session).detect(FakeFrame(level=level), window, min_score), session  # type: ignore[arg-type]


def test_anchors_are_cell_centres_in_the_order_of_the_outputs() -> None:
    points = anchors()
    assert points.shape == (ANCHORS, 2)
    np.testing.assert_allclose(points[0], [0.5 / 28, 0.5 / 28])
    np.testing.assert_allclose(points[1], points[0])  # two anchors a cell of stride 8
    np.testing.assert_allclose(points[2], [1.5 / 28, 0.5 / 28])  # x runs first
    coarse = 2 * 28 * 28
    np.testing.assert_allclose(points[coarse], [0.5 / 14, 0.5 / 14])
    np.testing.assert_allclose(points[coarse + 2 * 14 * 14 :][:6], np.full((6, 2), 0.5 / 7))
    np.testing.assert_allclose(points[-1], [6.5 / 7, 6.5 / 7])


def test_an_answer_becomes_a_region_of_the_picture() -> None:
    window = Window(100.0, 50.0, 2.0 * DETECTOR_SIZE)
    (found,) = detect([Answer(900, 3.0, hip=(112, 112), rim=(112, 72))], window)
    assert found.score == pytest.approx(1 / (1 + math.exp(-3.0)))
    assert (found.region.center_x, found.region.center_y) == pytest.approx((100 + 224, 50 + 224))
    assert found.region.body_px == pytest.approx(2 * 2 * 40)
    assert found.region.rotation_rad == pytest.approx(0.0)


@pytest.mark.parametrize(("turns", "turn_deg"), [(1, 90.0), (3, -90.0)])
def test_upright_in_a_turned_window_is_lying_in_the_picture(turns: int, turn_deg: float) -> None:
    window = whole_picture(1000, 800, turns)
    (found,) = detect([Answer(900, 3.0, hip=(112, 112), rim=(112, 72))], window)
    assert math.degrees(found.region.rotation_rad) == pytest.approx(turn_deg)
    assert (found.region.center_x, found.region.center_y) == pytest.approx((500, 400))


def test_overlapping_answers_are_averaged_by_score() -> None:
    sure = Answer(900, 2.0, hip=(100, 100), rim=(100, 60))
    unsure = Answer(902, 0.5, hip=(110, 100), rim=(110, 60))
    (found,) = detect([unsure, sure], Window(0, 0, DETECTOR_SIZE))
    weights = [1 / (1 + math.exp(-v)) for v in (2.0, 0.5)]
    assert found.region.center_x == pytest.approx(np.average([100, 110], weights=weights), abs=1e-4)
    assert found.score == pytest.approx(weights[0])


def test_people_apart_are_all_found_best_first() -> None:
    answers = [Answer(900, 1.0, (40, 100), (40, 60)), Answer(902, 3.0, (180, 100), (180, 60))]
    found = detect(answers, Window(0, 0, DETECTOR_SIZE))
    assert [round(d.region.center_x) for d in found] == [180, 40]
    assert detect(answers, Window(0, 0, DETECTOR_SIZE), min_score=0.9)[0].score > 0.9
    assert len(detect(answers, Window(0, 0, DETECTOR_SIZE), min_score=0.9)) == 1
    assert detect([], Window(0, 0, DETECTOR_SIZE)) == []


@pytest.mark.parametrize(("level", "value"), [(0, -1.0), (255, 1.0)])
def test_the_model_sees_colours_from_minus_one_to_one(level: int, value: float) -> None:
    _, session = run([], Window(0, 0, DETECTOR_SIZE), level, 0.5)
    np.testing.assert_allclose(session.seen, value, atol=1e-6)


@given(st.integers(16, 4000), st.integers(16, 4000), st.floats(0.2, 0.9))
def test_tiles_cover_the_picture_and_overlap(width: int, height: int, fraction: float) -> None:
    windows = tiles(width, height, fraction)
    for low, side, length in (("left", "side_px", width), ("top", "side_px", height)):
        starts = sorted({getattr(w, low) for w in windows})
        size = getattr(windows[0], side)
        assert starts[0] == pytest.approx(0.0)
        assert starts[-1] + size == pytest.approx(length)
        # A body half a tile wide lies wholly in one of them.
        assert all(b - a <= 0.65 * size for a, b in pairwise(starts))


@given(st.integers(16, 4000), st.integers(16, 4000), st.integers(0, 3))
def test_the_whole_picture_lies_in_its_window(width: int, height: int, turns: int) -> None:
    to_image = whole_picture(width, height, turns).to_image()
    inverse = np.linalg.inv(np.vstack([to_image, (0, 0, 1)]))
    for x, y in ((0, 0), (width, 0), (0, height), (width, height)):
        seen = inverse @ (x, y, 1)
        assert -1e-6 <= seen[0] <= DETECTOR_SIZE + 1e-6
        assert -1e-6 <= seen[1] <= DETECTOR_SIZE + 1e-6


def test_merging_keeps_each_person_once_the_surer_answer() -> None:
    weak, strong = Detection(0.6, Region(100, 100, 100, 0)), Detection(0.9, Region(104, 100, 105, 0))
    other = Detection(0.7, Region(300, 100, 100, 0))
    assert merge([weak, other], [strong]) == [strong, other]
