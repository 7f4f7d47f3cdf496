"""Pictures: one VTK window, skins moved in it frame by frame. Headless, on the CPU."""

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
from lab.scene import MIRROR_M, WALL_M, Scene, Wall, clutter, floor_texture, front_of, wall_pieces, wall_texture
from lab.skin import Skin, vertex_normals

Picture = NDArray[np.uint8]
_ROOM_M = 28.0
_SHADE = 0.5
"""How dark a shadow is against the floor it falls on."""


@dataclass
class _Drawn:
    mesh: pv.PolyData
    faces: NDArray[np.int64]
    shadow: pv.PolyData | None
    reflection: pv.PolyData | None


@dataclass
class Studio:
    """One scene with its camera around ``centre`` (3,), the wall ``wall_m`` behind it.

    ``move`` sets a body's points, ``picture`` draws.
    """

    view: View
    scene: Scene
    centre: FloatArray
    wall_m: float = WALL_M
    plotter: pv.Plotter = field(init=False)
    _bodies: list[_Drawn] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = (self.view.width_px, self.view.height_px)
        self.plotter = pv.Plotter(off_screen=True, window_size=size, lighting="none")
        self.plotter.disable_anti_aliasing()
        self.plotter.background_color = (0.35, 0.36, 0.38)
        self._front = front_of(self.view, self.centre)
        self._light = self._key_light()
        self._set_camera()
        self._set_lights()
        self._build_room()

    def add_body(self, skin: Skin, points: FloatImage) -> int:
        """Put a body into the scene; returns its number for ``move``."""
        shadow = self._flat_copy(skin) if self.scene.shadows else None
        mesh = self._add_skin(skin, skin.colour)
        reflection = self._add_skin(skin, (0.8 * skin.colour).astype(np.uint8)) if self.scene.mirror else None
        self._bodies.append(_Drawn(mesh, skin.faces, shadow, reflection))
        self.move(len(self._bodies) - 1, points)
        return len(self._bodies) - 1

    def add_thing(self, mesh: pv.DataSet, colour: tuple[float, float, float]) -> Any:
        """A solid thing of one colour; returns its actor, to be moved with ``position``."""
        return self.plotter.add_mesh(mesh, color=colour, ambient=0.3, diffuse=0.7)

    def add_prop(self, prop: Prop) -> list[Any]:
        """Put a thing into the scene at its origin; returns its actors for ``shift``."""
        return [self.add_thing(mesh, colour) for mesh, colour in prop_meshes(prop.name, prop.size_m)]

    @staticmethod
    def shift(actors: list[Any], place_m: FloatArray) -> None:
        """Move a thing's origin."""
        for actor in actors:
            actor.position = tuple(place_m)

    def move(self, number: int, points: FloatImage) -> None:
        """New skin points of a body."""
        body = self._bodies[number]
        _set_points(body.mesh, points, vertex_normals(points, body.faces))
        if body.shadow is not None:
            ground = points - (points[:, 1:2] / self._light[1]) * self._light
            ground[:, 1] = 0.004
            _set_points(body.shadow, ground.astype(np.float32))
        if body.reflection is not None:
            wall = self.centre + self.wall_m * self._front.away
            behind = points - 2.0 * ((points - wall) @ self._front.away)[:, None] * self._front.away
            behind = np.asarray(behind, dtype=np.float32)
            _set_points(body.reflection, behind, -vertex_normals(behind, body.faces))

    def picture(self) -> Picture:
        """(H, W, 3) RGB."""
        self.plotter.render()
        return np.asarray(self.plotter.screenshot(return_img=True, transparent_background=False))[:, :, :3]

    def close(self) -> None:
        """Free the window."""
        self.plotter.close()

    def _add_skin(self, skin: Skin, colour: NDArray[np.uint8]) -> pv.PolyData:
        mesh = skin_mesh(skin, np.zeros((len(skin.colour), 3), dtype=np.float32))
        mesh.point_data["colour"] = colour
        mesh.point_data.active_normals = np.zeros((len(skin.colour), 3), dtype=np.float32)
        actor = self.plotter.add_mesh(
            mesh, scalars="colour", rgb=True, smooth_shading=False, ambient=0.25, diffuse=0.75, specular=0.08
        )
        actor.prop.interpolation = pv.opts.InterpolationType.PHONG
        return mesh

    def _flat_copy(self, skin: Skin) -> pv.PolyData:
        """A skin that will lie on the floor as its shadow, in the floor's own darkened colour."""
        mesh = skin_mesh(skin, np.zeros((len(skin.colour), 3), dtype=np.float32))
        shade = tuple(_SHADE * floor_texture(self.scene).mean(axis=(0, 1)) / 255.0)
        self.plotter.add_mesh(mesh, color=shade, lighting=False)
        return mesh

    def _set_camera(self) -> None:
        camera = self.plotter.camera
        camera.position = tuple(self.view.position)
        camera.focal_point = tuple(self.view.position - self.view.back)
        camera.up = tuple(self.view.up)
        camera.view_angle = self.view.vertical_fov_deg
        camera.clipping_range = (0.1, 60.0)

    def _key_light(self) -> FloatArray:
        """Unit vector to the main lamp."""
        yaw = np.radians(self.scene.light_yaw_deg)
        across = -np.cos(yaw) * self._front.away + np.sin(yaw) * self._front.right
        return np.asarray((across + np.array([0.0, 1.4, 0.0])) / np.sqrt(1.0 + 1.4**2))

    def _set_lights(self) -> None:
        fill = -0.6 * self._light + [0.0, 1.2, 0.0]
        for towards, share in ((self._light, 0.75), (fill, 0.25), (-self._front.away, 0.25)):
            light = pv.Light(position=tuple(5 * towards), focal_point=(0, 0, 0), intensity=share * self.scene.light)
            light.positional = False
            self.plotter.add_light(light)

    def _build_room(self) -> None:
        middle = self.centre * [1.0, 0.0, 1.0]
        floor = pv.Plane(center=tuple(middle), direction=(0, 1, 0), i_size=_ROOM_M, j_size=_ROOM_M)
        floor.active_texture_coordinates = floor.active_texture_coordinates * 12
        self._add_flat(floor, floor_texture(self.scene))
        for piece in wall_pieces(self.scene, _ROOM_M):
            self._add_wall(piece, middle)
        for box in clutter(self.scene, self._front, self.wall_m):
            cube = pv.Cube(center=box.centre, x_length=box.size[0], y_length=box.size[1], z_length=box.size[2])
            self.add_thing(cube.translate(middle), box.colour)
        if self.scene.mirror:
            self._add_reflected_wall(middle)

    def _add_wall(self, piece: Wall, middle: FloatArray) -> None:
        (left, right), (low, high) = piece.across_m, piece.height_m
        corners = [
            middle + self.wall_m * self._front.away + u * self._front.right + [0.0, v, 0.0]
            for u, v in ((left, low), (right, low), (right, high), (left, high))
        ]
        quad = pv.PolyData(np.array(corners), np.array([4, 0, 1, 2, 3]))
        quad.active_texture_coordinates = np.array([[left, low], [right, low], [right, high], [left, high]]) / 4.5
        self._add_flat(quad, wall_texture(self.scene))

    def _add_reflected_wall(self, middle: FloatArray) -> None:
        place = middle + (2.0 * self.wall_m + MIRROR_M) * self._front.away + [0.0, 2.0, 0.0]
        wall = pv.Plane(center=tuple(place), direction=tuple(-self._front.away), i_size=_ROOM_M, j_size=_ROOM_M)
        shade = tuple(0.7 * wall_texture(self.scene).mean(axis=(0, 1)) / 255.0)
        self.add_thing(wall, shade)

    def _add_flat(self, plane: pv.PolyData, picture: Picture) -> None:
        texture = pv.Texture(picture)
        texture.repeat = True
        self.plotter.add_mesh(plane, texture=texture, ambient=0.45, diffuse=0.55)


def skin_mesh(skin: Skin, points: FloatImage) -> pv.PolyData:
    """A skin's triangles over ``points`` (V, 3)."""
    faces = np.column_stack([np.full(len(skin.faces), 3), skin.faces]).ravel()
    return pv.PolyData(points, faces)


def _set_points(mesh: pv.PolyData, points: FloatImage, normals: FloatImage | None = None) -> None:
    mesh.GetPoints().SetData(numpy_to_vtk(points, deep=True))
    if normals is not None:
        mesh.GetPointData().SetNormals(numpy_to_vtk(normals, deep=True))
    mesh.GetPoints().Modified()
    mesh.Modified()
