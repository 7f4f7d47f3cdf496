"""Where it is filmed: walls, floor, light and things standing about. All drawn from a seed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lab.camera import View

Room = Literal["gym", "home", "plain"]


@dataclass(frozen=True)
class Scene:
    """``light`` 0.3 dim .. 1.2 bright; ``clutter`` things along the walls; ``occluder_m`` height of a box in front."""

    room: Room = "gym"
    seed: int = 0
    light: float = 1.0
    light_yaw_deg: float = 40.0
    clutter: int = 4
    shadows: bool = True
    mirror: bool = False
    bystander: bool = False
    occluder_m: float = 0.0


def wall_texture(scene: Scene, size: int = 512) -> NDArray[np.uint8]:
    """(size, size, 3) RGB: paint or panels with stains of light."""
    rng = np.random.default_rng([scene.seed, 11])
    base = {
        "gym": rng.uniform(0.35, 0.75, 3) * [1.0, 1.0, 1.05],
        "home": rng.uniform(0.7, 0.92, 3) * [1.0, 0.97, 0.9],
        "plain": np.full(3, rng.uniform(0.55, 0.85)),
    }[scene.room]
    picture = np.ones((size, size, 3)) * base + 0.05 * _clouds(rng, size)[:, :, None]
    if scene.room == "gym":
        edge = int(rng.integers(60, 140))
        picture[:, ::edge] *= 0.7
        picture[int(size * rng.uniform(0.5, 0.75)) :] *= rng.uniform(0.6, 0.95)
    if scene.room == "home":
        picture[-24:] *= 0.75
    return np.asarray((255 * np.clip(picture, 0, 1)).astype(np.uint8))


def floor_texture(scene: Scene, size: int = 512) -> NDArray[np.uint8]:
    """(size, size, 3) RGB: rubber with flecks, or boards."""
    rng = np.random.default_rng([scene.seed, 12])
    if scene.room == "home":
        picture = np.ones((size, size, 3)) * rng.uniform([0.45, 0.3, 0.2], [0.7, 0.52, 0.38])
        for row in range(0, size, 32):
            picture[row : row + 31] *= rng.uniform(0.85, 1.1)
            picture[row + 31 : row + 32] *= 0.6
    else:
        picture = np.ones((size, size, 3)) * rng.uniform(0.15, 0.45)
        flecks = rng.random((size, size)) < 0.02
        picture[flecks] += rng.uniform(0.1, 0.3)
    picture += 0.03 * _clouds(rng, size)[:, :, None]
    return np.asarray((255 * np.clip(picture, 0, 1)).astype(np.uint8))


def _clouds(rng: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Smooth noise about -1..1."""
    total = np.zeros((size, size))
    y, x = np.mgrid[0:size, 0:size] / size
    for _ in range(12):
        kx, ky = rng.integers(0, 5, 2)
        total += np.cos(2 * np.pi * (kx * x + ky * y) + rng.uniform(0, 2 * np.pi)) / 6
    return total


WALL_M = 2.6
"""The wall behind a person who stays in place."""
MIRROR_M = 3.5
"""What the mirror shows behind the camera, as far again behind the wall."""
_MIRROR_WIDE_M, _MIRROR_FROM_M, _MIRROR_TO_M = 2.6, 0.15, 2.2


@dataclass(frozen=True, eq=False)
class Front:
    """Horizontal unit vectors (3,) of the room: ``away`` from the camera, ``right`` as the camera sees it."""

    away: NDArray[np.float64]
    right: NDArray[np.float64]


def front_of(view: View, centre: NDArray[np.float64]) -> Front:
    """The room stands square to the camera that looks at ``centre``."""
    away = (centre - view.position) * [1.0, 0.0, 1.0]
    away = away / np.linalg.norm(away)
    return Front(away, np.cross(away, [0.0, 1.0, 0.0]))


@dataclass(frozen=True)
class Wall:
    """A piece of the wall behind: from and to, metres to the camera's right and up."""

    across_m: tuple[float, float]
    height_m: tuple[float, float]


def wall_pieces(scene: Scene, room_m: float) -> tuple[Wall, ...]:
    """The wall, whole or around a mirror."""
    half, high, side = room_m / 2, 8.0, _MIRROR_WIDE_M / 2
    if not scene.mirror:
        return (Wall((-half, half), (0.0, high)),)
    return (
        Wall((-half, -side), (0.0, high)),
        Wall((side, half), (0.0, high)),
        Wall((-side, side), (0.0, _MIRROR_FROM_M)),
        Wall((-side, side), (_MIRROR_TO_M, high)),
    )


@dataclass(frozen=True)
class Box:
    """A thing along the wall or in front: centre, size, metres, RGB 0..1."""

    centre: tuple[float, float, float]
    size: tuple[float, float, float]
    colour: tuple[float, float, float]


def clutter(scene: Scene, front: Front, wall_m: float) -> tuple[Box, ...]:
    """Boxes along the wall, around an origin at the person, and one in front where something is to be hidden."""
    rng = np.random.default_rng([scene.seed, 13])
    boxes = []
    for _ in range(scene.clutter):
        size = rng.uniform([0.2, 0.3, 0.2], [0.7, 1.3, 0.5])
        place = front.away * (wall_m - rng.uniform(0.35, 0.9)) + front.right * rng.uniform(-3.0, 3.0)
        boxes.append(_box(place, size, rng.uniform(0.1, 0.8, 3)))
    if scene.occluder_m:
        place = -0.75 * front.away + rng.uniform(-0.1, 0.1) * front.right
        boxes.append(_box(place, np.array([0.55, scene.occluder_m, 0.55]), rng.uniform(0.1, 0.6, 3)))
    return tuple(boxes)


def _box(place: NDArray[np.float64], size: NDArray[np.float64], colour: NDArray[np.float64]) -> Box:
    width, height, depth = map(float, size)
    red, green, blue = map(float, colour)
    return Box((float(place[0]), height / 2, float(place[2])), (width, height, depth), (red, green, blue))
