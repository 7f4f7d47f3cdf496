"""The square around a person: where it lies, how it is turned, how two of them differ."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pose_fakes import body

from taikan.pose.region import Region

COORDINATE = st.floats(-2000, 4000)
SIZE = st.floats(20, 3000)
TURN = st.floats(-3.1, 3.1)
REGIONS = st.builds(Region, COORDINATE, COORDINATE, SIZE, TURN)


def place(matrix: np.ndarray, x: float, y: float) -> np.ndarray:
    return matrix @ np.array([x, y, 1.0])


@pytest.mark.parametrize(
    ("head", "turn_deg"),
    [((0, -1), 0.0), ((1, 0), 90.0), ((-1, 0), -90.0), ((1, -1), 45.0)],
    ids=["upright", "lying, head right", "lying, head left", "leaning right"],
)
def test_rotation_is_clockwise_from_upright(head: tuple[int, int], turn_deg: float) -> None:
    hip = np.array([300.0, 400.0])
    region = Region.from_alignment(hip, hip + 100.0 * np.array(head))
    assert math.degrees(region.rotation_rad) == pytest.approx(turn_deg)


@given(REGIONS)
def test_the_crop_shows_the_body_upright_in_its_middle(region: Region) -> None:
    to_image = region.to_image(256)
    hip, rim = place(to_image, 128, 128), place(to_image, 128, 128 - 256 / 2.5)
    again = Region.from_alignment(hip, rim)
    assert (again.center_x, again.center_y) == pytest.approx((region.center_x, region.center_y), abs=1e-6)
    assert again.size_px == pytest.approx(region.size_px)
    assert math.remainder(again.rotation_rad - region.rotation_rad, math.tau) == pytest.approx(0.0, abs=1e-9)


@given(REGIONS, st.integers(16, 512))
def test_the_crop_is_the_whole_square_whatever_its_size(region: Region, crop_size: int) -> None:
    to_image = region.to_image(crop_size)
    corners = np.array([place(to_image, x, y) for x, y in ((0, 0), (crop_size, 0), (crop_size, crop_size))])
    np.testing.assert_allclose(np.hypot(*(corners[1] - corners[0])), region.size_px)
    np.testing.assert_allclose(np.hypot(*(corners[2] - corners[1])), region.size_px)
    middle = (region.center_x, region.center_y)
    np.testing.assert_allclose((corners[0] + corners[2]) / 2, middle, atol=1e-6)


@given(REGIONS, REGIONS)
def test_distance_is_symmetric_and_zero_only_to_itself(a: Region, b: Region) -> None:
    assert a.distance(b) == pytest.approx(b.distance(a))
    assert a.distance(a) == 0.0
    if abs(a.center_x - b.center_x) > 1.0 or abs(a.size_px - b.size_px) > 1.0:
        assert a.distance(b) > 1e-4


@given(REGIONS, REGIONS, st.floats(0.1, 10))
def test_distance_is_the_same_in_a_larger_picture(a: Region, b: Region, zoom: float) -> None:
    larger = [Region(r.center_x * zoom, r.center_y * zoom, r.size_px * zoom, r.rotation_rad) for r in (a, b)]
    assert larger[0].distance(larger[1]) == pytest.approx(a.distance(b))


def test_distance_counts_body_diameters() -> None:
    assert body(100, 100, 50).distance(body(150, 100, 50)) == pytest.approx(1.0)
    assert body(100, 100, 50).distance(body(100, 100, 50 * math.e)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("region", "is_sane"),
    [
        (body(500, 400, 700), True),
        (body(-100, 400, 700), True),
        (body(-400, 400, 700), False),
        (body(500, 1200, 700), False),
        (body(500, 400, 10), False),
        (body(500, 400, 9000), False),
    ],
    ids=["inside", "half outside", "outside", "below", "tiny", "huge"],
)
def test_sane_regions_can_hold_somebody_in_the_picture(region: Region, is_sane: bool) -> None:
    assert region.is_sane(1000, 800) is is_sane
