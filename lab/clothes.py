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
    """(V,) the scalp: head skin above the ears' top and behind the brow."""
    if body.person.hair_style == "bald":
        return np.zeros(len(body.vertices), dtype=bool)
    head = _of(body, "head")
    ear = body.skeleton.landmark["right_ear"][1]
    eye = body.skeleton.landmark["right_eye"][1]
    nose = body.skeleton.landmark["nose"][1]
    x, y = body.vertices[:, 0], body.vertices[:, 1]
    brow = eye[1] + 0.45 * (eye[1] - nose[1]) + 0.02
    crown = (y > brow) & (x < eye[0] - 0.1 * (y - brow))
    back = (x < ear[0] - 0.012) & (y > nose[1] - 0.01)
    return np.asarray(head & (crown | back))


def worn(body: Body, clothes: Clothes, normals: FloatImage, seed: int) -> FloatImage:
    """(V, 3) rest skin with hair and clothes over it: cloth stands off the trunk by smooth, uneven amounts.

    Loose cloth hangs: from the shoulder blades down it falls straight, so it stands off most in the hollow of the back.
    """
    rng = np.random.default_rng([seed, 7])
    rest = body.vertices + np.where(_hair(body)[:, None], 0.014, 0.0).astype(np.float32) * normals
    base = 0.003 if clothes.fit == "tight" else 0.008
    trunk = body.weights[:, [SEGMENTS.index(s) for s in ("spine_1", "spine_2", "spine_3", "spine_4", "spine_5")]].sum(1)
    hips = body.weights[:, SEGMENTS.index("pelvis")]
    cover = np.clip(trunk + 0.6 * hips, 0.0, 1.0)
    off = base * cover
    if clothes.fit == "loose":
        off = off + cover * _hang(body, clothes.slack_m, rng)
    return np.asarray((rest + off[:, None] * normals).astype(np.float32))


def _hang(body: Body, slack_m: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """(V,) metres the cloth stands off: grows from the shoulders down, with folds a hand wide."""
    at = body.vertices.astype(np.float64)
    top, bottom = body.skeleton.joint["spine_5"][1], body.skeleton.mid_hip[1]
    down = np.clip((top - at[:, 1]) / (top - bottom), 0.0, 1.0)
    folds = np.zeros(len(at))
    for _ in range(4):
        wave = rng.normal(0.0, 1.0, 3) * 2 * np.pi / 0.35
        folds += np.sin(at @ wave + rng.uniform(0, 2 * np.pi)) / 4
    return np.asarray(slack_m * np.sin(np.pi * np.clip(down, 0, 1) ** 0.8 * 0.6) * (1.0 + 0.5 * folds))
