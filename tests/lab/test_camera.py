"""Where the camera stands and what it sees."""

import numpy as np
import pytest

from lab.camera import Camera, framed, place_camera

_TARGET = np.array([0.0, 1.0, 0.0])
_UP = np.array([0.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("yaw_deg", "towards"),
    [(0.0, (1, 0, 0)), (90.0, (0, 0, 1)), (-90.0, (0, 0, -1)), (180.0, (-1, 0, 0))],
)
def test_yaw_is_the_side_that_faces_the_camera(yaw_deg: float, towards: tuple[int, int, int]) -> None:
    view = place_camera(Camera(yaw_deg=yaw_deg, portrait=True), _TARGET)
    assert (view.position - _TARGET) @ towards == pytest.approx(Camera().distance_m)


def test_up_is_up_and_the_aim_is_the_middle() -> None:
    view = place_camera(Camera(portrait=True, height_m=1.4), _TARGET)
    assert view.project(_TARGET) == pytest.approx([view.width_px / 2, view.height_px / 2], abs=1e-6)
    assert view.project(_TARGET + 0.5 * _UP)[1] < view.height_px / 2


def test_the_person_faces_right_when_their_right_side_is_seen() -> None:
    view = place_camera(Camera(yaw_deg=90.0, portrait=True), _TARGET)
    assert view.project(_TARGET + np.array([0.3, 0.0, 0.0]))[0] > view.width_px / 2


def test_roll_tilts_the_picture() -> None:
    view = place_camera(Camera(roll_deg=5.0, portrait=True, height_m=1.0), _TARGET)
    up = view.project(_TARGET + 0.3 * _UP) - view.project(_TARGET)
    assert abs(np.degrees(np.arctan2(up[0], -up[1]))) == pytest.approx(5.0, abs=0.01)


@pytest.mark.parametrize("portrait", [True, False])
@pytest.mark.parametrize("yaw_deg", [0.0, 37.0, 90.0])
def test_everything_is_in_the_picture(portrait: bool, yaw_deg: float) -> None:
    rng = np.random.default_rng(1)
    points = rng.uniform([-1.0, 0.0, -0.5], [1.5, 1.9, 0.5], (200, 3))
    camera = Camera(yaw_deg=yaw_deg, portrait=portrait, distance_m=1.0)
    target, distance = framed(camera, points)
    view = place_camera(Camera(yaw_deg=yaw_deg, portrait=portrait, distance_m=distance), target)
    pixels = view.project(points)
    assert (pixels > 0).all()
    assert (pixels < [view.width_px, view.height_px]).all()


def test_sizes_are_even() -> None:
    for long_side in (320, 480, 640, 960):
        for portrait in (True, False):
            width, height = Camera(long_side_px=long_side, portrait=portrait).size_px
            assert width % 2 == height % 2 == 0
            assert max(width, height) == long_side
