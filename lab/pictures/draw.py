"""One exercise drawn: start and end beside or above each other, with the way of what moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyvista as pv
from PIL import Image

from lab.body import Body, FloatImage, make_body
from lab.clothes import Clothes
from lab.floor import lying
from lab.kinematics import Places, place_bones
from lab.persons import Person
from lab.pictures.marks import arrow_along, numbered
from lab.pictures.plan import phone_plan
from lab.pictures.poses import BodyPose, Drawing, Protocol
from lab.pictures.settle import Settled, place_of, posed_points, settle
from lab.pictures.stage import Sight, Thing, axes_of, draw
from lab.pictures.things import things_of
from lab.rotations import FloatArray
from lab.skin import Figure

WIDTH_PX, HEIGHT_PX, PLAN_PX = 640, 360, 190
FINER = 2
"""Pictures are drawn this many times larger and then reduced, which smooths edges."""
_MARGIN = 1.10
_STEPS = 8
_MOVERS = ("wrist", "elbow", "knee", "ankle", "heel", "hip", "shoulder")
_LEAST_WAY_M = 0.06
MODEL = Person(
    id="drawn",
    age=35,
    sex="female",
    height_cm=164,
    mass_kg=56,
    muscle=0.5,
    skin=(0.87, 0.70, 0.58),
    hair=(0.20, 0.15, 0.13),
    hair_style="bun",
)
DRESS = Clothes(top=(0.36, 0.56, 0.66), bottom=(0.26, 0.30, 0.38), shoes=(0.95, 0.95, 0.95))


@dataclass(frozen=True, eq=False)
class Model:
    """The person of all drawings."""

    body: Body
    figure: Figure

    def settle(self, pose: BodyPose) -> Settled:
        """``pose`` at rest."""
        return settle(self.body, self.figure.outfit.rest, pose)

    def points(self, settled: Settled) -> FloatImage:
        """(V, 3) skin."""
        return posed_points(self.figure, self.body, settled)


@lru_cache(maxsize=1)
def model() -> Model:
    """Made once; about half a minute."""
    body = make_body(MODEL)
    still = place_bones(body.skeleton, lying(body.skeleton, np.zeros(1), tilt_deg=0.0))
    return Model(body, Figure.of(body, DRESS, still, 0))


@dataclass(frozen=True, eq=False)
class Scene:
    """What is in one panel: skin (V, 3), things, and the bones."""

    points: FloatImage
    things: list[Thing]
    places: Places

    def extent(self) -> FloatArray:
        """(N, 3) points that must be in the picture; of walls only what is near the body."""
        low, high = self.points.min(axis=0) - 0.35, self.points.max(axis=0) + 0.15
        corners = [np.clip(np.asarray(mesh.points), low, high) for mesh, _ in self.things]
        return np.concatenate([self.points[::7].astype(np.float64), *corners])


def scene_of(pose: BodyPose) -> Scene:
    """``pose`` with its things."""
    made = model()
    settled = made.settle(pose)
    things = [t for prop in pose.props for t in things_of(prop, made.body.skeleton, settled.places)]
    return Scene(made.points(settled), things, settled.places)


def draw_exercise(drawing: Drawing, size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)) -> Image.Image:
    """Start and end of an exercise in one picture."""
    scenes = (scene_of(drawing.start), scene_of(_in_place(drawing, drawing.end)))
    sight, is_beside = fitted(scenes, drawing.yaw, drawing.above, size_px)
    panels = [panel(scene, sight) for scene in scenes]
    way = _way(drawing)
    if way is not None:
        arrow_along(panels[1], sight.project(way), FINER, both_ways=drawing.back)
    return numbered(panels, is_beside, FINER)


def draw_protocol(protocol: Protocol) -> Image.Image:
    """A movement test: start and end, and beside them where the phone stands."""
    picture = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), (255, 255, 255))
    picture.paste(draw_exercise(protocol.drawing, (WIDTH_PX - PLAN_PX, HEIGHT_PX)), (0, 0))
    picture.paste(phone_plan(protocol.phone, (PLAN_PX, HEIGHT_PX), FINER), (WIDTH_PX - PLAN_PX, 0))
    return picture


def panel(scene: Scene, sight: Sight) -> Image.Image:
    """One scene, ``FINER`` times larger than it will be shown."""
    return Image.fromarray(draw(sight, model().figure.skin, scene.points, scene.things, _floor([scene])))


def fitted(scenes: Sequence[Scene], yaw: float, above: float, size_px: tuple[int, int]) -> tuple[Sight, bool]:
    """One camera for all scenes, and whether two panels stand beside rather than above each other: what is larger."""
    right, up, back = axes_of(yaw, above)
    points = np.concatenate([scene.extent() for scene in scenes])
    across, along = points @ right, points @ up
    width, height = np.ptp(across) * _MARGIN, np.ptp(along) * _MARGIN
    middle = (across.max() + across.min()) / 2 * right + (along.max() + along.min()) / 2 * up
    full_px, high_px = size_px
    beside = min(full_px / 2 / width, high_px / height)
    stacked = min(full_px / width, high_px / 2 / height)
    is_beside = beside >= stacked
    shown = (full_px // 2, high_px) if is_beside else (full_px, high_px // 2)
    metres = shown[1] / max(beside, stacked)
    return Sight(right, up, back, middle, float(metres), FINER * shown[0], FINER * shown[1]), is_beside


def _floor(scenes: Sequence[Scene]) -> pv.PolyData:
    points = np.concatenate([scene.points for scene in scenes])
    low, high = points.min(axis=0) - 0.3, points.max(axis=0) + 0.3
    x, z = (low[0], high[0]), (low[2], high[2])
    corners = np.array([[x[i], -0.012, z[j]] for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))])
    return pv.PolyData(corners, np.array([4, 0, 1, 2, 3]))


def _way(drawing: Drawing) -> FloatArray | None:
    """(N, 3) the way of what moves most, through poses between start and end; ``None`` where nothing does."""
    if drawing.arrow == "none":
        return None
    made = model()
    shares = np.linspace(0.0, 1.0, _STEPS)
    poses = [between(drawing.start, drawing.end, float(share)) for share in shares]
    placed = [made.settle(_in_place(drawing, pose)).places for pose in poses]
    names = [f"{s}_{m}" for s in ("right", "left") for m in _MOVERS] if drawing.arrow == "auto" else [drawing.arrow]
    ways = [np.array([place_of(made.body.skeleton, places, name) for places in placed]) for name in names]
    longest = max(ways, key=lambda way: float(np.linalg.norm(way[-1] - way[0])))
    return longest if np.linalg.norm(longest[-1] - longest[0]) > _LEAST_WAY_M else None


def _in_place(drawing: Drawing, pose: BodyPose) -> BodyPose:
    """``pose`` moved along x so that the drawing's fixed landmark is where it was at the start."""
    if drawing.fixed is None:
        return pose
    made = model()
    was, now = (place_of(made.body.skeleton, made.settle(p).places, drawing.fixed) for p in (drawing.start, pose))
    return pose.model_copy(update={"ahead": pose.ahead + float(was[0] - now[0])})


def between(start: BodyPose, end: BodyPose, share: float) -> BodyPose:
    """A pose ``share`` of the way; what is no number is as at the end, unless only the start has it."""
    return BodyPose.model_validate(_mixed(_dump(start), _dump(end), share))


def _dump(pose: BodyPose) -> dict[str, Any]:
    """The pose's numbers; knees and ankles that follow from the rest are written out, so that they can be mixed."""
    table = {key: value for key, value in pose.model_dump().items() if key != "props"}
    for leg in (table["right_leg"], table["left_leg"]):
        if leg.pop("kneels"):
            leg["knee"] = 90.0 + leg["hip"] - pose.tilt
        if leg.pop("flat"):
            leg["ankle"] = pose.tilt + leg["knee"] - leg["hip"]
    return table


def _mixed(start: Any, end: Any, share: float) -> Any:
    if isinstance(start, dict) and isinstance(end, dict):
        return {key: _mixed(start.get(key, value), value, share) for key, value in end.items()}
    if isinstance(start, tuple) and isinstance(end, tuple):
        return tuple(_mixed(a, b, share) for a, b in zip(start, end, strict=True))
    numbers = all(isinstance(v, float) for v in (start, end))
    return start + share * (end - start) if numbers else end
