"""One clip from one specification: film, table of truth and its description. The same for the same seed."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from lab.body import Body, make_body
from lab.camera import Camera, View, framed, place_camera
from lab.clothes import Clothes, colours, worn
from lab.film import write_film
from lab.kinematics import Places, landmarks, place_bones
from lab.movements import MOVEMENTS
from lab.performance import Performance
from lab.persons import Person
from lab.rotations import FloatArray
from lab.scene import Scene
from lab.script import FaultOrder, Movement, Script
from lab.skin import posed_skin, skin_transforms
from lab.truth import truth_table


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


@dataclass(frozen=True, eq=False)
class Act:
    """A performance with its body and every bone's place, ready to be measured or filmed."""

    body: Body
    performance: Performance
    places: Places
    landmarks_m: FloatArray
    view: View


def act_out(spec: ClipSpec) -> Act:
    """Everything but the pictures. Raises ``ValueError`` for an option or fault the movement does not have."""
    if spec.movement not in MOVEMENTS:
        raise ValueError(f"no movement {spec.movement!r}; there are {sorted(MOVEMENTS)}")
    movement = MOVEMENTS[spec.movement]
    script = Script(spec.seed, spec.camera.fps, spec.options, spec.faults)
    movement.check(script)
    body = make_body(spec.person)
    performance = movement.build(body.skeleton, script)
    places = place_bones(body.skeleton, performance)
    points = landmarks(body.skeleton, places)
    camera = replace(spec.camera, portrait=_held_upright(spec.camera, movement))
    target, distance = framed(camera, _corners(points))
    camera = replace(camera, distance_m=distance)
    return Act(body, performance, places, points, place_camera(camera, target))


def make_clip(spec: ClipSpec, folder: Path | str) -> Path:
    """Film ``spec`` into ``folder`` (made if needed): ``clip.mp4``, ``truth.parquet``, ``truth.json``; returns it."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    act = act_out(spec)
    write_film(folder / "clip.mp4", _pictures(spec, act), fps=spec.camera.fps, crf=spec.camera.crf)
    truth_table(act.performance, act.landmarks_m, act.view).to_parquet(folder / "truth.parquet", index=False)
    (folder / "truth.json").write_text(json.dumps(describe(spec, act), indent=1) + "\n", encoding="utf-8")
    return folder


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


def _pictures(spec: ClipSpec, act: Act) -> Iterator[np.ndarray]:
    from lab.render import Skin, Studio, vertex_normals  # needs a GL library; the maths does not

    body = act.body
    rest = worn(body, spec.clothes, vertex_normals(body.vertices, body.faces), spec.seed)
    transforms = skin_transforms(body, act.places)
    studio = Studio(act.view, spec.scene)
    try:
        number = studio.add_body(Skin(body.faces, colours(body, spec.clothes)), posed_skin(body, transforms[0], rest))
        things = [(prop, studio.add_prop(prop)) for prop in act.performance.props]
        for frame, transform in enumerate(transforms):
            studio.move(number, posed_skin(body, transform, rest))
            for prop, actors in things:
                studio.shift(actors, prop.place_m[frame] if prop.place_m.ndim == 2 else prop.place_m)
            yield studio.picture()
    finally:
        studio.close()


def describe(spec: ClipSpec, act: Act) -> dict[str, object]:
    """The contents of ``truth.json``."""
    person, performance, camera = spec.person, act.performance, spec.camera
    return {
        "schema": "taikan.lab.truth/1",
        "test": spec.test or MOVEMENTS[spec.movement].test,
        "movement": spec.movement,
        "seed": spec.seed,
        "options": dict(spec.options),
        "person": {
            "id": person.id,
            "age": person.age,
            "sex": person.sex,
            "height_cm": round(100 * act.body.height_m, 2),
            "mass_kg": round(act.body.mass_kg, 2),
            "bmi": round(act.body.mass_kg / act.body.height_m**2, 2),
        },
        "clothes": asdict(spec.clothes),
        "scene": asdict(spec.scene),
        "camera": {
            "yaw_deg": camera.yaw_deg,
            "yaw_error_deg": camera.yaw_error_deg,
            "pitch_deg": round(act.view.pitch_deg, 3),
            "roll_deg": camera.roll_deg,
            "height_m": camera.height_m,
            "distance_m": round(float(np.linalg.norm((act.view.position - act.places.start["pelvis"][0])[[0, 2]])), 3),
            "fov_deg": camera.fov_deg,
            "width_px": act.view.width_px,
            "height_px": act.view.height_px,
            "fps": camera.fps,
        },
        "repetitions": [asdict(repetition) for repetition in performance.repetitions],
        "faults": [asdict(fault) for fault in performance.faults],
        "contacts": [asdict(contact) for contact in performance.contacts],
        "measurable": spec.measurable,
        "why_not": spec.why_not,
    }
