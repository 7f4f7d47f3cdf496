"""A person's body: skin, bones and landmarks in the lab frame, from the Apache-2.0 parametric model ``anny``."""

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lab.persons import Person
from lab.rotations import FloatArray
from lab.skeleton import SEGMENTS, SIDES, Skeleton

FloatImage = NDArray[np.float32]

LOCAL_SHAPES = (
    "stomach-pregnant-incr",
    "stomach-tone-incr",
    "buttocks-volume-incr",
    "hip-scale-horiz-incr",
    "measure-waist-circ-incr",
    "torso-scale-depth-incr",
    "neck-trans-forward",
)
"""Local shapes a person may name. A fixed set: the model's data is built once for it and kept in a cache."""

_DENSITY_KG_M3 = 985.0
_WEIGHTS = (-0.6, 2.6)
"""The model's weight beyond its own 0..1, which spans a body mass index of only about 17 to 24."""
_SPINE_BONES = {"spine05": "spine_1", "spine04": "spine_2", "spine03": "spine_3", "spine02": "spine_4"}
_SPINE_BONES |= {"spine01": "spine_5"}
_LIMB_BONES = {
    "pelvis": "pelvis",
    "upperleg01": "thigh",
    "upperleg02": "thigh",
    "lowerleg01": "shank",
    "lowerleg02": "shank",
    "foot": "foot",
    "toe": "toes",
    "clavicle": "clavicle",
    "shoulder01": "scapula",
    "upperarm01": "upperarm",
    "upperarm02": "upperarm",
    "lowerarm01": "forearm",
    "lowerarm02": "forearm",
    "wrist": "hand",
    "metacarpal": "hand",
    "finger": "fingers",
}
_SEGMENT_HEAD = {
    "pelvis": "root",
    "neck": "neck01",
    "head": "head",
    **{segment: bone for bone, segment in _SPINE_BONES.items()},
}
_LIMB_HEAD = {
    "thigh": "upperleg01",
    "shank": "lowerleg01",
    "foot": "foot",
    "toes": "toe2-1",
    "clavicle": "clavicle",
    "scapula": "shoulder01",
    "upperarm": "upperarm01",
    "forearm": "lowerarm01",
    "hand": "wrist",
    "fingers": "finger3-1",
}
_KNUCKLES = {"pinky": "finger5-1", "index": "finger2-1", "thumb": "finger1-2"}
_ANNY_SIDE = {"left": "L", "right": "R"}


@dataclass(frozen=True, eq=False)
class Body:
    """``vertices`` (V, 3) rest skin, lab frame, metres; ``faces`` (F, 3); ``weights`` (V, S) of ``SEGMENTS``."""

    person: Person
    vertices: FloatImage
    faces: NDArray[np.int64]
    weights: FloatImage
    skeleton: Skeleton
    height_m: float
    mass_kg: float


@lru_cache(maxsize=1)
def _model() -> Any:
    """The parametric model. About a minute the first time on a machine (it fills its own cache), then a second."""
    import torch  # heavy, and absent where only the maths is used

    torch.set_num_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import anny

        return anny.Anny(
            local_changes=list(LOCAL_SHAPES),
            phenotypes="all",
            skinning_method="lbs",
            phenotype_blendshapes="original",
            extrapolate_phenotypes=True,
        )


@lru_cache(maxsize=8)
def _make(person_json: str) -> Body:
    person = Person.model_validate_json(person_json)
    height, weight = _fit_build(person)
    vertices, heads = _rest(person, height, weight)
    scale = person.height_cm / 100.0 / float(np.ptp(vertices[:, 1]))
    floor = vertices[:, 1].min()
    vertices, heads = (scale * (points - [0.0, floor, 0.0]) for points in (vertices, heads))
    faces = _model().faces.numpy().astype(np.int64)
    labels = _model().bone_labels
    joint = {segment: heads[labels.index(_head_bone(segment))] for segment in SEGMENTS}
    joint |= _hip_centres(person, joint)
    weights = _segment_weights()
    return Body(
        person=person,
        vertices=vertices.astype(np.float32),
        faces=faces,
        weights=weights,
        skeleton=Skeleton(
            joint,
            _landmarks(vertices, weights, dict(zip(labels, heads, strict=True)), joint),
            back_m=float(joint["right_thigh"][0] - vertices[weights[:, SEGMENTS.index("pelvis")] > 0.5, 0].min()),
        ),
        height_m=float(np.ptp(vertices[:, 1])),
        mass_kg=_mass(vertices, faces),
    )


def make_body(person: Person) -> Body:
    """The body of ``person``: stature exactly as said, mass as near as the model's range goes."""
    return _make(person.model_dump_json())


def _fit_build(person: Person) -> tuple[float, float]:
    """The model's own height and weight numbers (0..1) that give the person's stature and mass."""
    height, weight = 0.5, 0.5
    faces = _model().faces.numpy()
    for _ in range(3):
        height = _bisect(
            lambda h: float(np.ptp(_rest(person, h, weight)[0][:, 1])) - person.height_cm / 100.0,  # noqa: B023
            (0.0, 1.0),
        )

        def too_heavy(w: float) -> float:
            vertices, _ = _rest(person, height, w)  # noqa: B023
            scale = person.height_cm / 100.0 / float(np.ptp(vertices[:, 1]))
            return _mass(scale * vertices, faces) - person.mass_kg

        weight = _bisect(too_heavy, _WEIGHTS)
    return height, weight


def _bisect(rising: Any, between: tuple[float, float]) -> float:
    low, high = between
    for _ in range(8):
        middle = (low + high) / 2.0
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2.0


def _rest(person: Person, height: float, weight: float) -> tuple[FloatArray, FloatArray]:
    """Rest vertices (V, 3) and bone heads (B, 3) in the lab frame."""
    import torch

    model = _model()
    african, asian, caucasian = person.ancestry
    # The model's age runs 2/3 at 25 years to 1 at 90.
    phenotype = {
        "gender": 1.0 if person.sex == "female" else 0.0,
        "age": 2.0 / 3.0 + (max(person.age, 18.0) - 25.0) / 65.0 / 3.0,
        "muscle": person.muscle,
        "weight": weight,
        "height": height,
        "african": african,
        "asian": asian,
        "caucasian": caucasian,
    }
    with torch.no_grad():
        coefficients = model._get_phenotype_blendshape_coefficients(
            model._parse_parameter_kwargs(phenotype, model.phenotype_labels, 0.5, "phenotype"),
            model._parse_parameter_kwargs(dict(person.shape), model.local_change_labels, 0.0, "shape"),
            torch.zeros(1, 0),
        )
        used = torch.nonzero(coefficients[0]).ravel()
        share = coefficients[0, used]
        vertices = model.template_vertices + torch.einsum("n,nvd->vd", share, model.blendshapes[used])
        heads = model.template_bone_heads + torch.einsum("n,nbd->bd", share, model.bone_heads_blendshapes[used])
    return _to_lab(vertices.numpy()), _to_lab(heads.numpy())


def _to_lab(points: NDArray[Any]) -> FloatArray:
    """From the model's axes (x left, y back, z up) to the lab's."""
    return np.stack([-points[:, 1], points[:, 2], -points[:, 0]], axis=1).astype(np.float64)


def _mass(vertices: NDArray[Any], faces: NDArray[Any]) -> float:
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    return float(abs((np.cross(a, b) * c).sum()) / 6.0) * _DENSITY_KG_M3


_PELVIS_WIDTH = {"male": 0.14, "female": 0.15}
"""Distance of the front iliac spines as a share of stature (about 24 cm in both sexes)."""
_HIP_AHEAD, _HIP_ASIDE = 0.0215, 0.36


def _hip_centres(person: Person, joint: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Both thighs' starts moved to the femoral heads.

    The model's own thigh bones start in the middle of the buttocks' depth and out under the trochanters. Femoral heads
    lie 0.36 pelvis widths from the midline (Bell 1990) and, on lean bodies of the model, where Harrington 2007 puts
    them behind the front iliac spines: 2.15 % of stature ahead of the model's bone.
    """
    stature = person.height_cm / 100.0
    aside = _HIP_ASIDE * _PELVIS_WIDTH[person.sex] * stature
    centres = {}
    for side in SIDES:
        start = joint[f"{side}_thigh"]
        centres[f"{side}_thigh"] = np.array([start[0] + _HIP_AHEAD * stature, start[1], np.sign(start[2]) * aside])
    return centres


def _head_bone(segment: str) -> str:
    if segment in _SEGMENT_HEAD:
        return _SEGMENT_HEAD[segment]
    side, part = segment.split("_", 1)
    return f"{_LIMB_HEAD[part]}.{_ANNY_SIDE[side]}"


def _segment_of(bone: str) -> str:
    """The segment a bone of the model belongs to."""
    if bone in _SPINE_BONES:
        return _SPINE_BONES[bone]
    name, _, letter = bone.partition(".")
    if name.startswith("neck"):
        return "neck"
    if name in ("head", "eye"):
        return "head"
    found = [part for prefix, part in _LIMB_BONES.items() if name.startswith(prefix)]
    if not found or found[0] == "pelvis":
        return "pelvis"
    return f"{'left' if letter == 'L' else 'right'}_{found[0]}"


@lru_cache(maxsize=1)
def _segment_weights() -> FloatImage:
    model = _model()
    owner = np.array([SEGMENTS.index(_segment_of(label)) for label in model.bone_labels])
    share, bone = model.vertex_bone_weights.numpy(), model.vertex_bone_indices.numpy()
    weights = np.zeros((len(share), len(SEGMENTS)), dtype=np.float32)
    rows = np.broadcast_to(np.arange(len(share))[:, None], bone.shape)
    np.add.at(weights, (rows, owner[bone]), share)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _landmarks(
    vertices: FloatArray, weights: FloatImage, head_of: dict[str, FloatArray], joint: dict[str, FloatArray]
) -> dict[str, tuple[str, FloatArray]]:
    """Where each landmark sits: joint centres from the bones, the rest from the skin."""
    found: dict[str, tuple[str, FloatArray]] = {}
    for side in SIDES:
        letter = _ANNY_SIDE[side]
        joints = {"shoulder": "upperarm", "elbow": "forearm", "wrist": "hand", "hip": "thigh", "knee": "shank"}
        for landmark, part in (*joints.items(), ("ankle", "foot")):
            found[f"{side}_{landmark}"] = (f"{side}_{part}", joint[f"{side}_{part}"])
        for landmark, bone in _KNUCKLES.items():
            found[f"{side}_{landmark}"] = (f"{side}_hand", head_of[f"{bone}.{letter}"])
        foot = vertices[weights[:, SEGMENTS.index(f"{side}_foot")] > 0.5]
        low = foot[foot[:, 1] < 0.5 * head_of[f"foot.{letter}"][1]]
        found[f"{side}_heel"] = (f"{side}_foot", low[low[:, 0].argmin()])
        toes = vertices[weights[:, SEGMENTS.index(f"{side}_toes")] > 0.5]
        found[f"{side}_foot_index"] = (f"{side}_toes", toes[toes[:, 0].argmax()])
    return found | _face(vertices, weights, head_of)


def _face(
    vertices: FloatArray, weights: FloatImage, head_of: dict[str, FloatArray]
) -> dict[str, tuple[str, FloatArray]]:
    skin = vertices[weights[:, SEGMENTS.index("head")] > 0.5]
    eyes = {side: head_of[f"eye.{_ANNY_SIDE[side]}"] for side in SIDES}
    apart = float(eyes["right"][2] - eyes["left"][2])
    eye_height = float(eyes["right"][1])
    below = skin[(skin[:, 1] < eye_height) & (np.abs(skin[:, 2]) < 0.3 * apart)]
    # The nose's tip lies between eyes and chin; half the eye distance down is past any brow.
    nose_zone = below[(below[:, 1] > eye_height - 1.0 * apart) & (below[:, 1] < eye_height - 0.3 * apart)]
    nose = nose_zone[nose_zone[:, 0].argmax()]
    mouth_height = nose[1] - 0.55 * apart
    found = {"nose": nose}
    for side in SIDES:
        sign = 1.0 if side == "right" else -1.0
        outwards = np.array([0.0, 0.0, sign * apart])
        surface = eyes[side] + [0.2 * apart, 0.0, 0.0]
        found |= {f"{side}_eye": surface, f"{side}_eye_inner": surface - 0.2 * outwards}
        found[f"{side}_eye_outer"] = surface + 0.2 * outwards
        own = skin[(skin[:, 1] < eye_height + 0.3 * apart) & (skin[:, 1] > eye_height - apart)]
        found[f"{side}_ear"] = own[(sign * own[:, 2]).argmax()]
        corner = np.array([nose[0] - 0.3 * apart, mouth_height, sign * 0.4 * apart])
        found[f"mouth_{side}"] = skin[np.linalg.norm(skin - corner, axis=1).argmin()]
    return {name: ("head", place) for name, place in found.items()}
