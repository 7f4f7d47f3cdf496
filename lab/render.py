"""Pictures: one VTK window, the person's skin moved in it frame by frame. Headless, on the CPU."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk

from lab.body import FloatImage
from lab.camera import View
from lab.performance import Prop
from lab.props import prop_meshes
from lab.rotations import FloatArray
from lab.scene import Scene, clutter, floor_texture, wall_texture

Picture = NDArray[np.uint8]
_WALL_M, _ROOM_M = 2.6, 28.0


@dataclass(frozen=True, eq=False)
class Skin:
    """A body to draw: ``faces`` (F, 3), ``colour`` (V, 3) RGB; its points come frame by frame."""

    faces: NDArray[np.int64]
    colour: NDArray[np.uint8]


def vertex_normals(points: FloatImage, faces: NDArray[np.int64]) -> FloatImage:
    """(V, 3) unit normals, outwards."""
    a, b, c = (points[faces[:, i]] for i in range(3))
    flat = np.cross(b - a, c - a)
    total = np.stack(
        [np.bincount(faces.ravel(), np.repeat(flat[:, k], 3), minlength=len(points)) for k in range(3)], axis=1
    )
    return np.asarray((total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)).astype(np.float32))


@dataclass
class Studio:
    """One scene with its camera. ``move`` sets a body's points, ``picture`` draws."""

    view: View
    scene: Scene
    plotter: pv.Plotter = field(init=False)
    _bodies: list[tuple[pv.PolyData, NDArray[np.int64]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        pv.global_theme.multi_samples = 1
        self.plotter = pv.Plotter(
            off_screen=True, window_size=(self.view.width_px, self.view.height_px), lighting="none"
        )
        self._set_camera()
        self._set_lights()
        self._build_room()

    def add_body(self, skin: Skin, points: FloatImage) -> int:
        """Put a body into the scene; returns its number for ``move``."""
        mesh = pv.PolyData(points.copy(), np.column_stack([np.full(len(skin.faces), 3), skin.faces]).ravel())
        mesh.point_data["colour"] = skin.colour
        mesh.point_data.active_normals = vertex_normals(points, skin.faces)
        self.plotter.add_mesh(
            mesh, scalars="colour", rgb=True, smooth_shading=False, ambient=0.25, diffuse=0.75, specular=0.08
        ).prop.interpolation = pv.opts.InterpolationType.PHONG
        self._bodies.append((mesh, skin.faces))
        return len(self._bodies) - 1

    def add_thing(self, mesh: pv.DataSet, colour: tuple[float, float, float]) -> Any:
        """A solid thing of one colour; returns its actor, to be moved with ``position``."""
        return self.plotter.add_mesh(mesh, color=colour, ambient=0.3, diffuse=0.7)

    def add_prop(self, prop: Prop) -> list[Any]:
        """Put a thing into the scene at its origin; returns its actors for ``shift``."""
        return [self.add_thing(mesh, colour) for mesh, colour in prop_meshes(prop.name, np.array(prop.size_m))]

    @staticmethod
    def shift(actors: list[Any], place_m: FloatArray) -> None:
        """Move a thing's origin."""
        for actor in actors:
            actor.position = tuple(place_m)

    def move(self, number: int, points: FloatImage) -> None:
        """New skin points of a body."""
        mesh, faces = self._bodies[number]
        mesh.GetPoints().SetData(numpy_to_vtk(points, deep=True))
        mesh.GetPointData().SetNormals(numpy_to_vtk(vertex_normals(points, faces), deep=True))
        mesh.GetPoints().Modified()
        mesh.Modified()

    def picture(self) -> Picture:
        """(H, W, 3) RGB."""
        self.plotter.render()
        return np.asarray(self.plotter.screenshot(return_img=True, transparent_background=False))[:, :, :3]

    def close(self) -> None:
        """Free the window."""
        self.plotter.close()

    def _set_camera(self) -> None:
        camera = self.plotter.camera
        camera.position = tuple(self.view.position)
        camera.focal_point = tuple(self.view.position - self.view.back)
        camera.up = tuple(self.view.up)
        camera.view_angle = self.view.vertical_fov_deg
        camera.clipping_range = (0.1, 40.0)

    def _set_lights(self) -> None:
        yaw = np.radians(self.scene.light_yaw_deg)
        facing = np.array([self.view.back[0], 0.0, self.view.back[2]])
        across = np.array([self.view.right[0], 0.0, self.view.right[2]])
        key = 5.0 * (np.cos(yaw) * facing + np.sin(yaw) * across) + [0.0, 4.0, 0.0]
        for place, share in ((key, 0.75), (-0.6 * key + [0.0, 6.0, 0.0], 0.25), (5 * facing + [0, 1.5, 0], 0.25)):
            light = pv.Light(position=tuple(place), focal_point=(0, 0.9, 0), intensity=share * self.scene.light)
            light.positional = False
            self.plotter.add_light(light)

    def _build_room(self) -> None:
        away = -np.array([self.view.back[0], 0.0, self.view.back[2]])
        away /= np.linalg.norm(away)
        right = np.array([self.view.right[0], 0.0, self.view.right[2]])
        right /= np.linalg.norm(right)
        floor = pv.Plane(center=(0, 0, 0), direction=(0, 1, 0), i_size=_ROOM_M, j_size=_ROOM_M)
        self._add_flat(floor, floor_texture(self.scene), 12)
        wall = pv.Plane(
            center=tuple(away * _WALL_M + [0, 1.6, 0]), direction=tuple(-away), i_size=_ROOM_M, j_size=_ROOM_M
        )
        self._add_flat(wall, wall_texture(self.scene), 6)
        for box in clutter(self.scene, away, right, _WALL_M):
            self.add_thing(
                pv.Cube(center=box.centre, x_length=box.size[0], y_length=box.size[1], z_length=box.size[2]), box.colour
            )

    def _add_flat(self, plane: pv.PolyData, picture: Picture, repeats: int) -> None:
        plane.active_texture_coordinates = plane.active_texture_coordinates * repeats
        texture = pv.Texture(picture)
        texture.repeat = True
        self.plotter.add_mesh(plane, texture=texture, ambient=0.45, diffuse=0.55, show_edges=False)


def blurred(pictures: Iterator[Picture]) -> Picture:
    """The mean of some pictures: what the shutter saw while it was open."""
    return np.asarray(np.mean(np.stack(list(pictures)), axis=0).round().astype(np.uint8))
