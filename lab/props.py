"""Things people move with: meshes that follow the performance."""

import pyvista as pv

Size = tuple[float, float, float]

_PLATE_M, _STEEL, _RUBBER = 0.225, (0.6, 0.6, 0.62), (0.12, 0.12, 0.13)


def prop_meshes(name: str, size: Size) -> list[tuple[pv.PolyData, tuple[float, float, float]]]:
    """Meshes of a prop around its own origin with their colours; ``size`` (3,) metres where the prop has one."""
    return {"barbell": _barbell, "chair": _chair, "box": _box}[name](size)


def _barbell(_size: Size) -> list[tuple[pv.PolyData, tuple[float, float, float]]]:
    bar = pv.Cylinder(center=(0, 0, 0), direction=(0, 0, 1), radius=0.014, height=2.1, resolution=16)
    plates = [
        pv.Cylinder(center=(0, 0, z), direction=(0, 0, 1), radius=_PLATE_M, height=0.05, resolution=48)
        for z in (-0.75, 0.75)
    ]
    return [(bar, _STEEL), *((plate, _RUBBER) for plate in plates)]


def _chair(size: Size) -> list[tuple[pv.PolyData, tuple[float, float, float]]]:
    """Seat with its top at y = 0 and four legs down to the floor; ``size`` depth, height, width."""
    depth, height, width = size
    seat = pv.Cube(center=(0, -0.02, 0), x_length=depth, y_length=0.04, z_length=width)
    legs = [
        pv.Cylinder(center=(x, -height / 2, z), direction=(0, 1, 0), radius=0.015, height=height, resolution=12)
        for x in (-depth / 2 + 0.03, depth / 2 - 0.03)
        for z in (-width / 2 + 0.03, width / 2 - 0.03)
    ]
    return [(seat, (0.35, 0.3, 0.28)), *((leg, _STEEL) for leg in legs)]


def _box(size: Size) -> list[tuple[pv.PolyData, tuple[float, float, float]]]:
    depth, height, width = size
    cube = pv.Cube(center=(0, -height / 2, 0), x_length=depth, y_length=height, z_length=width)
    return [(cube, (0.3, 0.34, 0.4))]
