"""Three disjoint sets of clips, each from one seed: to tune, to calibrate, to report. ``plan.toml`` says what is in.

Bodies differ between the sets because they are drawn from different numbers, clothes because each clip draws its own
from the set's seed. A clip depends on its family's name and its place in it only, so that a longer plan leaves it as it
was.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args
from zlib import crc32

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from lab.camera import Camera
from lab.clip import ClipSpec
from lab.clothes import Clothes
from lab.persons import Person, draw_person, known_people
from lab.scene import Scene
from lab.script import FaultOrder

SetName = Literal["tune", "calibrate", "report"]
SET_NAMES: tuple[SetName, ...] = get_args(SetName)
Range = tuple[float, float]
CAMERA_NUMBERS = ("roll_deg", "height_m", "distance_m", "fov_deg")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SetSeed(_Entry):
    """Where a set's chance comes from, and how many bodies from which number on it has."""

    seed: int
    first_body: int
    bodies: int = Field(ge=1)
    known_people: bool


class YawShare(_Entry):
    """A share of clips whose camera is off by a size within ``range``, degrees."""

    share: float
    range: Range


class Drawn(_Entry):
    """Ranges of everything a measurable clip draws."""

    yaw_error_deg: tuple[YawShare, ...]
    loose_share: float
    fps: tuple[float, ...]
    roll_deg: Range
    height_m: Range
    distance_m: Range
    fov_deg: Range
    crf: tuple[int, int]
    light: Range
    clutter: tuple[int, int]
    mirror_share: float
    bystander_share: float


class Family(_Entry):
    """One movement from some places, measured as ``test`` (default its own); a spoiled one has ``why_not``.

    ``camera`` and ``scene`` hold what is the same in all its clips.
    """

    name: str
    movement: str
    test: str = ""
    yaw_deg: tuple[float, ...]
    count: dict[SetName, int]
    faulty: float = 0.0
    options: dict[str, Range] = {}
    faults: dict[str, Range] = {}
    why_not: str | None = None
    camera: dict[str, Any] = {}
    scene: dict[str, Any] = {}


class Plan(_Entry):
    """The whole of ``plan.toml``."""

    sets: dict[SetName, SetSeed]
    drawn: Drawn
    family: tuple[Family, ...]
    spoiled: tuple[Family, ...]


@lru_cache(maxsize=1)
def load_plan() -> Plan:
    """The plan beside this file; raises ``pydantic.ValidationError`` if it is wrong."""
    return Plan.model_validate(tomllib.loads(files("lab.accuracy").joinpath("plan.toml").read_text(encoding="utf-8")))


def clip_set(name: SetName, plan: Plan | None = None) -> tuple[ClipSpec, ...]:
    """All clips of a set, families taking turns, so that the first few show something of everything."""
    plan = plan or load_plan()
    people = bodies(plan.sets[name])
    families = (*plan.family, *plan.spoiled)
    longest = max(family.count[name] for family in families)
    return tuple(
        _clip(name, plan, family, place, people)
        for place in range(longest)
        for family in families
        if place < family.count[name]
    )


def bodies(seed: SetSeed) -> tuple[Person, ...]:
    """The people of a set."""
    drawn = tuple(draw_person(seed.first_body + i) for i in range(seed.bodies))
    return (*known_people().values(), *drawn) if seed.known_people else drawn


def _clip(name: SetName, plan: Plan, family: Family, place: int, people: tuple[Person, ...]) -> ClipSpec:
    own = crc32(family.name.encode())
    rng = np.random.default_rng([plan.sets[name].seed, own, place])
    person = people[(own + place) % len(people)]
    return ClipSpec(
        movement=family.movement,
        test=family.test,
        person=person,
        seed=int(rng.integers(2**31)),
        options=_options(rng, family),
        faults=_faults(rng, family),
        clothes=_clothes(rng, plan.drawn),
        scene=_scene(rng, plan.drawn, family),
        camera=_camera(rng, plan.drawn, family, place),
        measurable=family.why_not is None,
        why_not=family.why_not,
    )


def _options(rng: np.random.Generator, family: Family) -> dict[str, float]:
    """Numbers within their ranges; whole ones where both ends are whole and the name counts something."""
    found = {}
    for option, (low, high) in family.options.items():
        counts = option in {"repetitions", "steps", "strides"}
        found[option] = (
            float(rng.integers(int(low), int(high) + 1)) if counts else round(float(rng.uniform(low, high)), 3)
        )
    return found


def _faults(rng: np.random.Generator, family: Family) -> tuple[FaultOrder, ...]:
    if not family.faults or rng.random() >= family.faulty:
        return ()
    code = sorted(family.faults)[int(rng.integers(len(family.faults)))]
    return (FaultOrder(code, round(float(rng.uniform(*family.faults[code])), 2)),)


def _clothes(rng: np.random.Generator, drawn: Drawn) -> Clothes:
    top, bottom, shoes = (tuple(round(float(c), 3) for c in rng.uniform(0.05, 0.9, 3)) for _ in range(3))
    return Clothes(
        fit="loose" if rng.random() < drawn.loose_share else "tight",
        top=top,
        bottom=bottom,
        shoes=shoes,
        sleeves=("short", "long", "none")[int(rng.integers(3))],
        legs=("long", "short")[int(rng.integers(2))],
        pattern="striped" if rng.random() < 0.2 else "plain",
    )


def _scene(rng: np.random.Generator, drawn: Drawn, family: Family) -> Scene:
    values: dict[str, Any] = {
        "room": ("gym", "home", "plain")[int(rng.integers(3))],
        "seed": int(rng.integers(2**31)),
        "light": round(float(rng.uniform(*drawn.light)), 3),
        "light_yaw_deg": round(float(rng.uniform(-180, 180)), 1),
        "clutter": int(rng.integers(drawn.clutter[0], drawn.clutter[1] + 1)),
        "mirror": bool(rng.random() < drawn.mirror_share),
        "bystander": bool(rng.random() < drawn.bystander_share),
    }
    return Scene(**(values | family.scene))


def _camera(rng: np.random.Generator, drawn: Drawn, family: Family, place: int) -> Camera:
    shares = [y.share for y in drawn.yaw_error_deg]
    which = drawn.yaw_error_deg[int(rng.choice(len(shares), p=np.divide(shares, sum(shares))))]
    values: dict[str, Any] = {name: round(float(rng.uniform(*getattr(drawn, name))), 3) for name in CAMERA_NUMBERS}
    values |= {
        "yaw_deg": family.yaw_deg[place % len(family.yaw_deg)],
        "yaw_error_deg": round(float(rng.uniform(*which.range) * rng.choice([-1.0, 1.0])), 2),
        "fps": drawn.fps[int(rng.integers(len(drawn.fps)))],
        "crf": int(rng.integers(drawn.crf[0], drawn.crf[1] + 1)),
    }
    if family.why_not is not None:
        values["yaw_error_deg"] = 0.0
    return Camera(**(values | family.camera))
