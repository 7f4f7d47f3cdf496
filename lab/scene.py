"""Where it is filmed: walls, floor, light and things standing about. All drawn from a seed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True)
class Box:
    """A thing along the wall: centre, size, metres, RGB 0..1."""

    centre: tuple[float, float, float]
    size: tuple[float, float, float]
    colour: tuple[float, float, float]


def clutter(scene: Scene, away: NDArray[np.float64], right: NDArray[np.float64], wall_m: float) -> tuple[Box, ...]:
    """Boxes on the ground in front of the wall that lies ``wall_m`` along ``away`` from the person."""
    rng = np.random.default_rng([scene.seed, 13])
    boxes = []
    for _ in range(scene.clutter):
        size = rng.uniform([0.2, 0.3, 0.2], [0.7, 1.3, 0.5])
        place = away * (wall_m - rng.uniform(0.35, 0.9)) + right * rng.uniform(-3.0, 3.0)
        centre = (float(place[0]), float(size[1] / 2), float(place[2]))
        boxes.append(Box(centre, tuple(map(float, size)), tuple(map(float, rng.uniform(0.1, 0.8, 3)))))  # type: ignore[arg-type]
    return tuple(boxes)
