"""What is worn: colours on the skin, and cloth that really hangs off it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lab.body import Body, FloatImage
from lab.skeleton import SEGMENTS

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Clothes:
    """Colours RGB 0..1. ``fit`` tight follows the skin, loose hangs off the trunk by up to ``slack_m``."""

    fit: Literal["tight", "loose"] = "tight"
    top: Colour = (0.15, 0.18, 0.28)
    bottom: Colour = (0.10, 0.10, 0.12)
    shoes: Colour = (0.75, 0.75, 0.78)
    sleeves: Literal["short", "long", "none"] = "short"
    legs: Literal["long", "short"] = "long"
    slack_m: float = 0.045
    pattern: Literal["plain", "striped"] = "plain"


def _owner(body: Body) -> NDArray[np.intp]:
    return np.asarray(body.weights.argmax(axis=1))


def _of(body: Body, *parts: str) -> NDArray[np.bool_]:
    """(V,) vertices owned by segments ending in one of ``parts``."""
    wanted = [i for i, name in enumerate(SEGMENTS) if name.removeprefix("left_").removeprefix("right_") in parts]
    return np.isin(_owner(body), wanted)


def _along(body: Body, segment: str, end: str) -> NDArray[np.float64]:
    """(V,) share of the way from a segment's start to another's, for every vertex."""
    start, stop = body.skeleton.joint[segment], body.skeleton.joint[end]
    way = stop - start
    return np.asarray((body.vertices - start) @ way / (way @ way))


def colours(body: Body, clothes: Clothes) -> NDArray[np.uint8]:
    """(V, 3) RGB of the skin and what is on it."""
    paint = np.tile(np.array(body.person.skin), (len(body.vertices), 1))
    trunk = _of(body, "pelvis", "spine_1", "spine_2", "spine_3", "spine_4", "spine_5", "clavicle", "scapula")
    waist = body.skeleton.joint["spine_2"][1]
    collar = body.skeleton.joint["neck"][1]
    height = body.vertices[:, 1]
    upper = trunk & (height < collar)
    for side in ("left", "right"):
        arm = _along(body, f"{side}_upperarm", f"{side}_forearm")
        reach = {"short": 0.55, "long": 2.0, "none": -1.0}[clothes.sleeves]
        upper |= (
            _of(body, "upperarm") & (np.sign(body.vertices[:, 2]) == (1 if side == "right" else -1)) & (arm < reach)
        )
    if clothes.sleeves == "long":
        upper |= _of(body, "forearm")
    paint[upper] = clothes.top
    if clothes.pattern == "striped":
        paint[upper & (np.floor(height / 0.05) % 2 == 0)] = 0.6 * np.array(clothes.top) + 0.3
    lower = _of(body, "thigh") | (_of(body, "pelvis", "spine_1") & (height < waist))
    lower |= _of(body, "shank") if clothes.legs == "long" else np.zeros_like(lower)
    paint[lower] = clothes.bottom
    paint[_of(body, "foot", "toes")] = clothes.shoes
    paint[_hair(body)] = body.person.hair
    return np.asarray(np.clip(255 * paint, 0, 255).astype(np.uint8))


def _hair(body: Body) -> NDArray[np.bool_]:
    """(V,) the scalp: head skin above the ears' top and behind the brow; long hair covers the nape too."""
    if body.person.hair_style == "bald":
        return np.zeros(len(body.vertices), dtype=bool)
    head = _of(body, "head")
    ear, eye, nose = (body.skeleton.landmark[name][1] for name in ("right_ear", "right_eye", "nose"))
    x, y = body.vertices[:, 0], body.vertices[:, 1]
    brow = eye[1] + 0.45 * (eye[1] - nose[1]) + 0.02
    crown = (y > brow) & (x < eye[0] - 0.1 * (y - brow))
    back = (x < ear[0] - 0.012) & (y > nose[1] - 0.01)
    hair = head & (crown | back)
    if body.person.hair_style == "long":
        behind = body.skeleton.joint["neck"][0] - 0.02
        hair |= _of(body, "neck", "head") & (x < behind)
        hair |= _of(body, "spine_5", "clavicle", "scapula") & (x < behind) & (y > body.skeleton.joint["neck"][1] - 0.12)
    return np.asarray(hair)


def _hair_depth(body: Body) -> NDArray[np.float64]:
    """(V,) metres the hair stands off; a bun is a bump at the back of the head."""
    depth = {"short": 0.014, "bun": 0.012, "long": 0.022, "bald": 0.0}[body.person.hair_style] * _hair(body)
    if body.person.hair_style != "bun":
        return np.asarray(depth)
    ear, eye = body.skeleton.landmark["right_ear"][1], body.skeleton.landmark["right_eye"][1]
    centre = np.array([ear[0] - 0.10, eye[1] + 0.03, 0.0])
    near = np.exp(-((np.linalg.norm(body.vertices - centre, axis=1) / 0.04) ** 2))
    return np.asarray(depth + 0.06 * near * _hair(body))


@dataclass(frozen=True, eq=False)
class Outfit:
    """``rest`` (V, 3) skin with hair and close cloth over it, rest pose; ``slack`` (V,) metres of loose cloth."""

    rest: FloatImage
    slack: FloatImage


def dress(body: Body, clothes: Clothes, normals: FloatImage, seed: int) -> Outfit:
    """Hair and clothes over a body whose skin has ``normals`` (V, 3) at rest."""
    rng = np.random.default_rng([seed, 7])
    trunk = body.weights[:, [SEGMENTS.index(s) for s in ("spine_1", "spine_2", "spine_3", "spine_4", "spine_5")]].sum(1)
    cover = np.clip(trunk + 0.6 * body.weights[:, SEGMENTS.index("pelvis")], 0.0, 1.0)
    off = _hair_depth(body) + (0.003 if clothes.fit == "tight" else 0.006) * cover
    slack = cover * _folds(body, clothes.slack_m, rng) if clothes.fit == "loose" else np.zeros(len(cover))
    rest = body.vertices + off[:, None] * normals
    return Outfit(rest.astype(np.float32), np.asarray(slack, dtype=np.float32))


def _folds(body: Body, slack_m: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """(V,) metres of slack: grows from the shoulders down, with folds a hand wide."""
    at = body.vertices.astype(np.float64)
    top, bottom = body.skeleton.joint["spine_5"][1], body.skeleton.mid_hip[1]
    down = np.clip((top - at[:, 1]) / (top - bottom), 0.0, 1.0)
    folds = np.zeros(len(at))
    for _ in range(4):
        wave = rng.normal(0.0, 1.0, 3) * 2 * np.pi / 0.35
        folds += np.sin(at @ wave + rng.uniform(0, 2 * np.pi)) / 4
    return np.asarray(slack_m * np.sin(0.6 * np.pi * down**0.8) * (1.0 + 0.5 * folds))


def draped(points: FloatImage, normals: FloatImage, slack: FloatImage) -> FloatImage:
    """(V, 3) posed skin with loose cloth: it lies on what faces up and hangs away from what faces sideways or down."""
    hanging = np.clip(0.7 - 0.7 * normals[:, 1], 0.05, 1.3)
    return np.asarray(points + (slack * hanging)[:, None] * normals)
