"""Poses as data: ``lab/poses/*.toml``. Joint angles, what the body rests on, things it uses, where it is seen from."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Point = tuple[float, float, float]
Table = dict[str, Any]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LegPose(_Data):
    """Degrees: hip and knee bent, ankle drawn up, leg out to the side, thigh turned outwards, toes bent back.

    ``flat``: the ankle gives so that the sole lies level; ``kneels``: the knee gives so that the shin does. ``foot``:
    x, y, z of the ankle, metres, y above the ankle's height in standing; the joint angles then follow, ``heel`` lifts
    it over the toes and ``out`` turns it outwards.
    """

    hip: float = 0.0
    knee: float = 0.0
    ankle: float = -15.0
    abd: float = 3.0
    rot: float = 0.0
    toes: float = 0.0
    flat: bool = False
    kneels: bool = False
    foot: Point | None = None
    heel: float = 0.0
    out: float = 8.0


class ArmPose(_Data):
    """Degrees against the chest (against gravity where it ``hangs``): raised forward and aside, turned, elbow bent.

    ``hand``: x, y, z metres, or from the landmark ``at`` where that is given; the elbow points ``elbow_to``.
    """

    flex: float = 0.0
    abd: float = 9.0
    rot: float = 15.0
    elbow: float = 12.0
    hangs: bool = False
    hand: Point | None = None
    at: str | None = None
    elbow_to: Point | None = None
    wrist: float = 0.0
    grip: float = 20.0


class PropPose(_Data):
    """A thing: ``at`` its place (m), or ``points`` it runs through, each a place or a landmark; ``size`` in metres."""

    name: str
    at: Point | None = None
    points: tuple[Point | str, ...] = ()
    size: Point = (0.0, 0.0, 0.0)


class BodyPose(_Data):
    """One whole pose. Degrees as in ``lab.performance``; ``lower``, ``upper``, ``side``, ``twist`` bend the spine.

    ``on``: parts that touch something and how high that is, metres. With one the body is lowered onto it; with two it
    is tipped (``tips``) as well, until both touch. ``height``: of the hips, where nothing is to be touched.
    """

    tilt: float = 0.0
    list: float = 0.0
    turn: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    side: float = 0.0
    twist: float = 0.0
    neck: float = 0.0
    head: float = 0.0
    ahead: float = 0.0
    height: float | None = None
    on: Mapping[str, float] = Field(default_factory=lambda: {"all": 0.0}, max_length=2)
    tips: Literal["tilt", "list"] = "tilt"
    right_leg: LegPose = LegPose()
    left_leg: LegPose = LegPose()
    right_arm: ArmPose = ArmPose()
    left_arm: ArmPose = ArmPose()
    props: tuple[PropPose, ...] = ()


class Drawing(_Data):
    """An exercise's picture: ``start`` and ``end``, the camera's ``yaw`` (0 front, 90 the person's right) and height.

    ``arrow``: the landmark whose way is drawn, "auto" the one that moves furthest, "none".
    ``back``: the arrow points both ways. ``fixed``: a landmark that stays over its place on the floor (along x).
    """

    start: BodyPose
    end: BodyPose
    yaw: float = 65.0
    above: float = 12.0
    arrow: str = "auto"
    back: bool = False
    fixed: str | None = None

    @model_validator(mode="after")
    def _both_rest_somewhere(self) -> "Drawing":
        if any(not pose.on and pose.height is None for pose in (self.start, self.end)):
            raise ValueError("a pose rests on something or has a height")
        return self


class Phone(_Data):
    """Where the phone stands: ``yaw`` as of cameras (0 before the person, 90 at their right); what is written there."""

    yaw: Literal[0, 90, 180]
    distance: str
    height: str
    lying: bool = False


class Protocol(_Data):
    """A movement test's picture: the movement, and where the phone stands."""

    drawing: Drawing
    phone: Phone


class DrawingFile(_Data):
    """What all drawings of ``lab/poses`` come to: by exercise, by movement test, and why the others have none."""

    drawings: Mapping[str, Drawing]
    protocols: Mapping[str, Protocol]
    not_drawn: Mapping[str, str]


_PAIRS = {"legs": ("right_leg", "left_leg"), "arms": ("right_arm", "left_arm")}
_LIMBS = tuple(limb for pair in _PAIRS.values() for limb in pair)


@lru_cache(maxsize=1)
def load_drawings() -> DrawingFile:
    """All drawings. Raises ``ValueError`` for an unknown base, part or name."""
    folder = files("lab").joinpath("poses")
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(_toml(folder), key=lambda f: f.name)]
    bases, exercises, tests, not_drawn = (_all_of(tables, key) for key in ("base", "exercise", "test", "not_drawn"))
    drawings = {name: _drawing(table, bases) for name, table in exercises.items()}
    protocols = {
        name: {"phone": table.pop("phone"), "drawing": _like(table, drawings) or _drawing(table, bases)}
        for name, table in tests.items()
    }
    return DrawingFile.model_validate({"drawings": drawings, "protocols": protocols, "not_drawn": not_drawn})


def _toml(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _toml(entry)
        elif entry.name.endswith(".toml"):
            yield entry


def _all_of(tables: Iterable[Table], key: str) -> Table:
    """The tables under ``key`` of all files in one; a name given twice is a ``ValueError``."""
    joined: Table = {}
    for table in tables:
        if twice := joined.keys() & table.get(key, {}).keys():
            raise ValueError(f"{key} {sorted(twice)} given twice")
        joined |= table.get(key, {})
    return joined


def _like(table: Table, drawings: Mapping[str, Table]) -> Table | None:
    return drawings[table["like"]] if "like" in table else None


def _drawing(table: Table, bases: Table) -> Table:
    """``end`` continues from ``start``, ``start`` from the base."""
    camera = {key: value for key, value in table.items() if key not in ("base", "start", "end")}
    begin = _resolved(table["base"], bases)
    camera = {key: begin.pop(key) for key in ("yaw", "above", "arrow", "back", "fixed") if key in begin} | camera
    start = _joined(begin, table.get("start", {}))
    return {**camera, "start": start, "end": _joined(start, table.get("end", {}))}


def _resolved(name: str, bases: Table) -> Table:
    if name not in bases:
        raise ValueError(f"no base {name!r}; there are {sorted(bases)}")
    table = dict(bases[name])
    above = table.pop("base", None)
    return _joined(_resolved(above, bases), table) if above else _joined({}, table)


def _joined(below: Table, changes: Table) -> Table:
    """``changes`` on top of ``below``; limbs are joined key by key, ``legs`` and ``arms`` mean both sides."""
    result = dict(below)
    for key, value in changes.items():
        if key in _PAIRS:
            for side, part in zip(("right", "left"), _PAIRS[key], strict=True):
                result[part] = {**result.get(part, {}), **_of_side(value, side)}
        elif key in _LIMBS:
            result[key] = {**result.get(key, {}), **value}
        else:
            result[key] = value
    return result


def _of_side(limb: Table, side: str) -> Table:
    """A limb written for the right, mirrored for the left; ``{side}`` in a landmark's name is filled in."""
    sign = 1.0 if side == "right" else -1.0
    mirrored = {k: [v[0], v[1], sign * v[2]] if isinstance(v, list) else v for k, v in limb.items()}
    return {k: v.format(side=side) if isinstance(v, str) else v for k, v in mirrored.items()}
