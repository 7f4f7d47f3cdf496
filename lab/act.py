"""From a specification to a performance with every bone's place: everything of a clip but its pictures."""

from dataclasses import dataclass, field, replace

import numpy as np

from lab.body import Body, make_body
from lab.camera import Camera, View, framed, place_camera
from lab.clothes import Clothes
from lab.fault_sizes import measured_faults
from lab.kinematics import Places, landmarks, place_bones
from lab.movements import MOVEMENTS
from lab.performance import Performance
from lab.persons import Person
from lab.rotations import FloatArray
from lab.scene import Scene
from lab.script import FaultOrder, Movement, Script
from taikan.knowledge.loader import load_knowledge


@dataclass(frozen=True)
class ClipSpec:
    """What to film. ``movement`` is a name of ``lab list``; ``test`` the Taikan test it is meant for (default its own).

    ``measurable`` false with ``why_not`` (a code of ``reasons.toml``) marks clips that ought to be refused.
    """

    movement: str
    person: Person
    seed: int = 0
    test: str = ""
    options: dict[str, float] = field(default_factory=dict)
    faults: tuple[FaultOrder, ...] = ()
    clothes: Clothes = field(default_factory=Clothes)
    scene: Scene = field(default_factory=Scene)
    camera: Camera = field(default_factory=Camera)
    measurable: bool = True
    why_not: str | None = None

    def __post_init__(self) -> None:
        if self.why_not is not None and self.why_not not in load_knowledge().reasons:
            raise ValueError(f"no reason {self.why_not!r} in reasons.toml")
        if self.measurable != (self.why_not is None):
            raise ValueError("a clip that cannot be measured needs a reason, and only such a one")


@dataclass(frozen=True, eq=False)
class Act:
    """A performance with its body and every bone's place, ready to be measured or filmed around ``centre`` (3,)."""

    body: Body
    performance: Performance
    places: Places
    landmarks_m: FloatArray
    view: View
    centre: FloatArray


def act_out(spec: ClipSpec) -> Act:
    """Everything but the pictures. Raises ``ValueError`` for an option or fault the movement does not have."""
    if spec.movement not in MOVEMENTS:
        raise ValueError(f"no movement {spec.movement!r}; there are {sorted(MOVEMENTS)}")
    movement = MOVEMENTS[spec.movement]
    script = Script(spec.seed, spec.camera.fps, spec.options, spec.faults)
    movement.check(script)
    body = make_body(spec.person)
    performance = movement.build(body.skeleton, script)
    performance = measured_faults(body.skeleton, movement, script, performance)
    places = place_bones(body.skeleton, performance)
    points = landmarks(body.skeleton, places)
    camera = replace(spec.camera, portrait=_held_upright(spec.camera, movement))
    target, distance = framed(camera, _corners(points))
    camera = replace(camera, distance_m=distance)
    return Act(body, performance, places, points, place_camera(camera, target), target)


def _held_upright(camera: Camera, movement: Movement) -> bool:
    if camera.portrait is not None:
        return camera.portrait
    if movement.portrait is not None:
        return movement.portrait
    return bool(abs(np.cos(np.radians(camera.yaw_deg))) > 0.7)


def _corners(points: FloatArray) -> FloatArray:
    """(N, 3) landmarks with the head's top and the soles."""
    flat = points.reshape(-1, 3)
    return np.concatenate([flat, flat + np.array([0.0, 0.12, 0.0]), flat * [1.0, 0.0, 1.0]])
