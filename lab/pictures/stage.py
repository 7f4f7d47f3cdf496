"""A plain bright stage for drawings: parallel projection, soft light, a floor, no room."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyvista as pv

from lab.body import FloatImage
from lab.render import Picture, skin_mesh
from lab.rotations import FloatArray
from lab.skin import Skin, vertex_normals

Colour = tuple[float, float, float]
Thing = tuple[pv.DataSet, Colour]
PAPER: Colour = (0.965, 0.968, 0.972)
_FLOOR: Colour = (0.885, 0.895, 0.905)
_SHADOW: Colour = (0.77, 0.785, 0.80)
_LIGHT = np.array([0.25, 1.0, 0.2])
"""Where the shadow's light comes from; almost straight above, so that shadows show what touches the floor."""


@dataclass(frozen=True, eq=False)
class Sight:
    """A camera without perspective: ``right``, ``up``, ``back`` unit vectors (3,), looking at ``centre`` (3,).

    ``metres`` high and as wide as ``width_px`` by ``height_px`` give.
    """

    right: FloatArray
    up: FloatArray
    back: FloatArray
    centre: FloatArray
    metres: float
    width_px: int
    height_px: int

    def project(self, points: FloatArray) -> FloatArray:
        """(..., 2) pixels, y down."""
        local = np.asarray(points) - self.centre
        scale = self.height_px / self.metres
        u = self.width_px / 2 + scale * (local @ self.right)
        v = self.height_px / 2 - scale * (local @ self.up)
        return np.stack([u, v], axis=-1)


def axes_of(yaw_deg: float, above_deg: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Right, up and back (towards the camera) of a camera at ``yaw_deg``, looking down by ``above_deg``."""
    yaw, pitch = np.radians([yaw_deg, above_deg])
    level = np.array([np.cos(yaw), 0.0, np.sin(yaw)])
    back = np.cos(pitch) * level + np.sin(pitch) * np.array([0.0, 1.0, 0.0])
    right = np.array([np.sin(yaw), 0.0, -np.cos(yaw)])
    return right, np.cross(back, right), back


def draw(sight: Sight, skin: Skin, points: FloatImage, things: Sequence[Thing], floor: pv.PolyData) -> Picture:
    """(H, W, 3) RGB of one dressed body (V, 3) with things on a floor."""
    plotter = pv.Plotter(off_screen=True, window_size=(sight.width_px, sight.height_px), lighting="none")
    try:
        plotter.background_color = PAPER
        _look(plotter, sight)
        _lights(plotter, sight)
        plotter.add_mesh(floor, color=_FLOOR, lighting=False)
        plotter.add_mesh(skin_mesh(skin, _shadow(points)), color=_SHADOW, lighting=False)
        body = skin_mesh(skin, points)
        body.point_data["colour"] = skin.colour
        body.point_data.active_normals = vertex_normals(points, skin.faces)
        actor = plotter.add_mesh(body, scalars="colour", rgb=True, ambient=0.32, diffuse=0.72, specular=0.04)
        actor.prop.interpolation = pv.opts.InterpolationType.PHONG
        for mesh, colour in things:
            plotter.add_mesh(mesh, color=colour, ambient=0.45, diffuse=0.6)
        plotter.render()
        return np.asarray(plotter.screenshot(return_img=True))[:, :, :3]
    finally:
        plotter.close()


def _shadow(points: FloatImage) -> FloatImage:
    """The body's points along the light onto the floor, a little above it."""
    ground = points - (points[:, 1:2] / _LIGHT[1]) * _LIGHT.astype(np.float32)
    ground[:, 1] = 0.008
    return np.asarray(ground, dtype=np.float32)


def _look(plotter: pv.Plotter, sight: Sight) -> None:
    camera = plotter.camera
    camera.position = tuple(sight.centre + 8.0 * sight.back)
    camera.focal_point = tuple(sight.centre)
    camera.up = tuple(sight.up)
    camera.enable_parallel_projection()
    camera.parallel_scale = sight.metres / 2
    camera.clipping_range = (0.1, 30.0)


def _lights(plotter: pv.Plotter, sight: Sight) -> None:
    for towards, share in (
        (0.6 * sight.back + 1.0 * sight.up - 0.7 * sight.right, 0.62),
        (0.8 * sight.back + 0.2 * sight.up + 0.9 * sight.right, 0.3),
        (np.array([0.0, 1.0, 0.0]), 0.12),
    ):
        light = pv.Light(position=tuple(5 * towards), focal_point=(0, 0, 0), intensity=share)
        light.positional = False
        plotter.add_light(light)
