"""The things of a drawing as meshes: chairs, boxes, walls, weights, sticks, bands."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pyvista as pv

from lab.kinematics import Places
from lab.pictures.poses import PropPose
from lab.pictures.settle import place_of
from lab.pictures.stage import Colour, Thing
from lab.rotations import FloatArray
from lab.skeleton import Skeleton

_WOOD: Colour = (0.72, 0.62, 0.50)
_GREY: Colour = (0.62, 0.65, 0.69)
_DARK: Colour = (0.25, 0.27, 0.31)
_MAT: Colour = (0.70, 0.80, 0.80)
_WALL: Colour = (0.80, 0.83, 0.86)
_BAND: Colour = (0.80, 0.36, 0.20)
_CLOTH: Colour = (0.93, 0.90, 0.83)


def things_of(prop: PropPose, skeleton: Skeleton, places: Places) -> list[Thing]:
    """Meshes of a prop with their colours. Raises ``ValueError`` for a name there is not."""
    if prop.name not in _MAKERS:
        raise ValueError(f"no thing {prop.name!r}; there are {sorted(_MAKERS)}")
    line = [_point(p, skeleton, places) for p in prop.points]
    at = np.array(prop.at) if prop.at else np.mean(line, axis=0)
    return _MAKERS[prop.name](at, np.array(prop.size), line)


def _point(point: tuple[float, float, float] | str, skeleton: Skeleton, places: Places) -> FloatArray:
    """A place, the landmark of that name, or ``<side>_palm``: just beyond the wrist."""
    if not isinstance(point, str):
        return np.array(point)
    if point.endswith("_palm"):
        side = point.removesuffix("_palm")
        index, pinky = (place_of(skeleton, places, f"{side}_{finger}") for finger in ("index", "pinky"))
        return (index + pinky) / 2
    return place_of(skeleton, places, point)


def _cube(centre: FloatArray, size: FloatArray) -> pv.PolyData:
    return pv.Cube(center=tuple(centre), x_length=size[0], y_length=size[1], z_length=size[2])


def _block(colour: Colour) -> Callable[[FloatArray, FloatArray, list[FloatArray]], list[Thing]]:
    """A block whose top's middle is ``at``; ``size`` is depth, height, width."""

    def make(at: FloatArray, size: FloatArray, _line: list[FloatArray]) -> list[Thing]:
        return [(_cube(at - np.array([0.0, size[1] / 2, 0.0]), size), colour)]

    return make


def _legs(at: FloatArray, size: FloatArray) -> list[Thing]:
    made: list[Thing] = []
    for x in (-size[0] / 2 + 0.025, size[0] / 2 - 0.025):
        for z in (-size[2] / 2 + 0.025, size[2] / 2 - 0.025):
            centre = at + np.array([x, -size[1] / 2, z])
            made.append((pv.Cylinder(center=tuple(centre), direction=(0, 1, 0), radius=0.016, height=size[1]), _GREY))
    return made


def _table(at: FloatArray, size: FloatArray, _line: list[FloatArray]) -> list[Thing]:
    """A board with its top's middle at ``at`` on four legs."""
    return [(_cube(at - [0.0, 0.02, 0.0], np.array([size[0], 0.04, size[2]])), _WOOD), *_legs(at, size)]


def _chair(at: FloatArray, size: FloatArray, _line: list[FloatArray]) -> list[Thing]:
    """A seat with its top's middle at ``at``, four legs and a back behind it (towards -x)."""
    back = at + np.array([-size[0] / 2 + 0.015, 0.24, 0.0])
    posts = [
        (
            pv.Cylinder(center=tuple(back + np.array([0.0, -0.04, z])), direction=(0, 1, 0), radius=0.014, height=0.44),
            _GREY,
        )
        for z in (-size[2] / 2 + 0.03, size[2] / 2 - 0.03)
    ]
    rest = (_cube(back + np.array([0.0, 0.12, 0.0]), np.array([0.03, 0.2, size[2]])), _WOOD)
    return [*_table(at, size, []), *posts, rest]


def _rod(radius_m: float, colour: Colour) -> Callable[[FloatArray, FloatArray, list[FloatArray]], list[Thing]]:
    """A round line through the points, carried on by ``size[0]`` metres beyond both ends."""

    def make(_at: FloatArray, size: FloatArray, line: list[FloatArray]) -> list[Thing]:
        points = list(line)
        way = (points[-1] - points[0]) / np.linalg.norm(points[-1] - points[0])
        points[0], points[-1] = points[0] - size[0] * way, points[-1] + size[0] * way
        return [
            (pv.Tube(pointa=tuple(a), pointb=tuple(b), radius=radius_m, n_sides=12), colour)
            for a, b in pairwise(points)
        ]

    return make


def _loop(_at: FloatArray, size: FloatArray, line: list[FloatArray]) -> list[Thing]:
    """A band round two points: before and behind them by ``size[0]``, beyond both ends by ``size[1]`` metres."""
    depth = np.array([size[0], 0.0, 0.0])
    beyond = np.array([size[1], 0.0, 0.0])
    before, behind = ([point + side * depth for point in line] for side in (1.0, -1.0))
    rod = _rod(0.010, _BAND)
    return [thing for side in (before, behind) for thing in rod(side[0], beyond, side)]


def _barbell(_at: FloatArray, _size: FloatArray, line: list[FloatArray]) -> list[Thing]:
    middle, way = (line[0] + line[1]) / 2, (line[1] - line[0]) / np.linalg.norm(line[1] - line[0])
    bar = pv.Tube(pointa=tuple(middle - 0.8 * way), pointb=tuple(middle + 0.8 * way), radius=0.014, n_sides=12)
    plates = [
        (pv.Cylinder(center=tuple(middle + z * way), direction=tuple(way), radius=0.2, height=0.05), _DARK)
        for z in (-0.65, 0.65)
    ]
    return [(bar, _GREY), *plates]


def _dumbbell(at: FloatArray, size: FloatArray, _line: list[FloatArray]) -> list[Thing]:
    """Along ``size`` (its direction), or along x."""
    way = size / np.linalg.norm(size) if size.any() else np.array([1.0, 0.0, 0.0])
    ends = [
        (pv.Cylinder(center=tuple(at + z * way), direction=tuple(way), radius=0.05, height=0.07), _DARK)
        for z in (-0.09, 0.09)
    ]
    return [(pv.Cylinder(center=tuple(at), direction=tuple(way), radius=0.015, height=0.2), _GREY), *ends]


def _kettlebell(at: FloatArray, _size: FloatArray, _line: list[FloatArray]) -> list[Thing]:
    ring = pv.ParametricTorus(ringradius=0.055, crosssectionradius=0.014)
    ball = pv.Sphere(radius=0.095, center=tuple(at - [0.0, 0.15, 0.0]))
    return [(ring.translate(tuple(at - [0.0, 0.035, 0.0])), _DARK), (ball, _DARK)]


def _ball(at: FloatArray, size: FloatArray, _line: list[FloatArray]) -> list[Thing]:
    return [(pv.Sphere(radius=size[0], center=tuple(at), theta_resolution=48, phi_resolution=48), (0.55, 0.68, 0.78))]


def _roller(at: FloatArray, size: FloatArray, _line: list[FloatArray]) -> list[Thing]:
    """A roll lying across, its middle at ``at``; ``size`` radius, -, length."""
    roll = pv.Cylinder(center=tuple(at), direction=(0, 0, 1), radius=size[0], height=size[2], resolution=48)
    return [(roll, (0.50, 0.60, 0.70))]


def _wall(at: FloatArray, size: FloatArray, _line: list[FloatArray]) -> list[Thing]:
    """A thin wall standing on the floor, its middle at ``at``."""
    return [(_cube(at + np.array([0.0, size[1] / 2, 0.0]), size), _WALL)]


_MAKERS: dict[str, Callable[[FloatArray, FloatArray, list[FloatArray]], list[Thing]]] = {
    "block": _block(_WOOD),
    "mat": _block(_MAT),
    "pillow": _block(_CLOTH),
    "bench": _block(_DARK),
    "table": _table,
    "chair": _chair,
    "wall": _wall,
    "stick": _rod(0.012, _WOOD),
    "band": _rod(0.008, _BAND),
    "loop": _loop,
    "towel": _rod(0.014, _CLOTH),
    "barbell": _barbell,
    "dumbbell": _dumbbell,
    "kettlebell": _kettlebell,
    "ball": _ball,
    "roller": _roller,
}
