"""What the landmark model's raw answers become: points of the picture, metres, a silhouette."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pose_fakes import FakeFrame, FakeSession, body

from taikan.pose.landmarks import CROP_SIZE, LandmarkModel, PoseFrame, refine_by_heat
from taikan.pose.region import Region

ALL = 39
COLD = -20.0


def cold(points: int = ALL) -> NDArray[np.float32]:
    return np.full((64, 64, points), COLD, dtype=np.float32)


def estimate(
    region: Region,
    *,
    points: NDArray[np.float64] | None = None,
    world: NDArray[np.float64] | None = None,
    presence: float = 1.0,
    mask: float | None = None,
) -> PoseFrame:
    """The pose from one raw point (x, y, z, visibility logit, presence logit) and one world point for all landmarks."""
    raw = np.zeros((ALL, 5)) if points is None else np.tile(points, (ALL, 1))
    metric = np.zeros((ALL, 3)) if world is None else np.tile(world, (ALL, 1))
    answer = [raw.reshape(1, -1), np.full((1, 1), presence), metric.reshape(1, -1), cold()[None]]
    if mask is not None:
        answer.append(np.full((1, CROP_SIZE, CROP_SIZE, 1), mask))
    session = FakeSession(CROP_SIZE, lambda _: tuple(np.asarray(a, dtype=np.float32) for a in answer))
    return LandmarkModel(session, has_silhouette=mask is not None).estimate(FakeFrame(), region)  # type: ignore[arg-type]


def test_points_land_where_the_region_is() -> None:
    region = Region(500.0, 300.0, 2.0 * CROP_SIZE, 0.0)
    pose = estimate(region, points=np.array([138.0, 118.0, 8.0, 0.0, 0.0]))
    np.testing.assert_allclose(pose.position_px[0], [520.0, 280.0, 2.0 * 8.0 / 0.4])
    np.testing.assert_allclose(pose.alignment, np.tile([520.0, 280.0], (2, 1)))
    assert pose.position_px.shape == pose.world_m.shape == (33, 3)


def test_points_turn_with_the_region() -> None:
    lying = Region(500.0, 300.0, float(CROP_SIZE), math.pi / 2)
    pose = estimate(lying, points=np.array([128.0, 28.0, 0.0, 0.0, 0.0]))
    np.testing.assert_allclose(pose.position_px[0, :2], [600.0, 300.0], atol=1e-9)


def test_world_points_are_turned_back_into_the_pictures_axes() -> None:
    up = np.array([0.0, -0.5, 0.1])
    np.testing.assert_allclose(estimate(body(0, 0, 100), world=up).world_m[0], up, atol=1e-7)
    lying = estimate(body(0, 0, 100, math.pi / 2), world=up)
    np.testing.assert_allclose(lying.world_m[0], [0.5, 0.0, 0.1], atol=1e-7)


@given(st.floats(-math.pi, math.pi))
def test_world_lengths_do_not_change_with_the_turn(turn: float) -> None:
    pose = estimate(body(0, 0, 100, turn), world=np.array([0.3, 0.4, 0.0]))
    np.testing.assert_allclose(np.linalg.norm(pose.world_m, axis=1), 0.5, atol=1e-6)


@pytest.mark.parametrize(("raw", "presence"), [(0.3, 0.3), (1.0000002, 1.0), (-1e-7, 0.0)])
def test_presence_and_visibility_are_fractions(raw: float, presence: float) -> None:
    pose = estimate(body(0, 0, 100), points=np.array([0, 0, 0, math.log(3.0), 0]), presence=raw)
    assert pose.presence == pytest.approx(presence)
    assert 0.0 <= pose.presence <= 1.0
    np.testing.assert_allclose(pose.visibility, 0.75, atol=1e-6)


def test_silhouette_only_when_asked_and_as_probability() -> None:
    assert estimate(body(0, 0, 100)).mask is None
    pose = estimate(body(0, 0, 100), mask=math.log(4.0))
    assert pose.mask is not None
    assert pose.mask.shape == (256, 256)
    np.testing.assert_allclose(pose.mask, 0.8, atol=1e-5)
    assert estimate(body(0, 0, 100), mask=-1000.0).mask.max() < 1e-6  # type: ignore[union-attr]


@pytest.mark.parametrize(("level", "value"), [(0, 0.0), (255, 1.0)])
def test_the_model_sees_colours_from_zero_to_one(level: int, value: float) -> None:
    zero = np.zeros((1, ALL * 5), dtype=np.float32)
    world = np.zeros((1, ALL * 3), dtype=np.float32)
    session = FakeSession(CROP_SIZE, lambda _: (zero, np.ones((1, 1), dtype=np.float32), world, cold()[None]))
    LandmarkModel(session, has_silhouette=False).estimate(FakeFrame(level=level), body(0, 0, 100))  # type: ignore[arg-type]
    np.testing.assert_allclose(session.seen, value, atol=1e-6)


def test_a_point_moves_to_the_centre_of_its_heat() -> None:
    heat = cold(2)
    heat[31, 34, 0] = 20.0
    heat[30, 32, 1] = heat[30, 34, 1] = 20.0
    refined = refine_by_heat(np.array([[130.0, 129.0], [130.0, 129.0]]), heat)
    np.testing.assert_allclose(refined, [[34 * 4, 31 * 4], [33 * 4, 30 * 4]], atol=1e-4)


@pytest.mark.parametrize("logit", [-0.1, -5.0])
def test_an_unsure_map_leaves_its_point(logit: float) -> None:
    heat = cold(1)
    heat[31, 34] = logit
    np.testing.assert_array_equal(refine_by_heat(np.array([[130.5, 129.25]]), heat), [[130.5, 129.25]])


def test_heat_elsewhere_does_not_draw_a_point() -> None:
    heat = cold(1)
    heat[32, 36] = 20.0  # four cells to the right: beyond the window of seven
    np.testing.assert_array_equal(refine_by_heat(np.array([[129.0, 129.0]]), heat), [[129.0, 129.0]])


@given(st.floats(-300, 600), st.floats(-300, 600), st.integers(0, 2**32 - 1))
def test_refining_stays_near_and_leaves_points_outside(x: float, y: float, seed: int) -> None:
    heat = np.random.default_rng(seed).normal(0, 4, (64, 64, 1)).astype(np.float32)
    refined = refine_by_heat(np.array([[x, y]]), heat)[0]
    if not (-4 < x < 256 and -4 < y < 256):
        np.testing.assert_array_equal(refined, [x, y])
    assert max(abs(refined - np.array([x, y]))) <= 16.0
