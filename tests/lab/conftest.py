"""A stick person for the lab's maths: no body model, no pictures."""

import numpy as np
import pytest

from lab.skeleton import SIDES, Skeleton

_TRUNK = {
    "pelvis": (-0.05, 0.92),
    "spine_1": (-0.02, 0.93),
    "spine_2": (-0.04, 1.02),
    "spine_3": (-0.04, 1.09),
    "spine_4": (-0.04, 1.16),
    "spine_5": (-0.07, 1.29),
    "neck": (0.0, 1.49),
    "head": (0.04, 1.59),
}
_LIMB = {
    "thigh": (0.02, 0.92, 0.09),
    "shank": (0.02, 0.51, 0.13),
    "foot": (0.0, 0.08, 0.17),
    "toes": (0.14, 0.02, 0.18),
    "clavicle": (0.02, 1.42, 0.02),
    "scapula": (0.02, 1.43, 0.11),
    "upperarm": (0.01, 1.39, 0.19),
    "forearm": (0.02, 1.20, 0.36),
    "hand": (0.18, 1.08, 0.48),
    "fingers": (0.27, 1.03, 0.52),
}
_ON_LIMB = {
    "shoulder": ("upperarm", (0.01, 1.39, 0.19)),
    "elbow": ("forearm", (0.02, 1.20, 0.36)),
    "wrist": ("hand", (0.18, 1.08, 0.48)),
    "pinky": ("hand", (0.24, 1.02, 0.54)),
    "index": ("hand", (0.29, 1.05, 0.51)),
    "thumb": ("hand", (0.26, 1.07, 0.46)),
    "hip": ("thigh", (0.02, 0.92, 0.09)),
    "knee": ("shank", (0.02, 0.51, 0.13)),
    "ankle": ("foot", (0.0, 0.08, 0.17)),
    "heel": ("foot", (-0.06, 0.03, 0.17)),
    "foot_index": ("toes", (0.21, 0.01, 0.16)),
}
_ON_HEAD = {
    "eye_inner": (0.14, 1.64, 0.02),
    "eye": (0.14, 1.64, 0.03),
    "eye_outer": (0.14, 1.64, 0.04),
    "ear": (0.03, 1.64, 0.09),
}


@pytest.fixture(scope="session")
def stick() -> Skeleton:
    """A man of about 175 cm, left and right alike."""
    joint = {name: np.array([x, y, 0.0]) for name, (x, y) in _TRUNK.items()}
    landmark = {"nose": ("head", np.array([0.17, 1.60, 0.0]))}
    for side in SIDES:
        out = np.array([1.0, 1.0, 1.0 if side == "right" else -1.0])
        joint |= {f"{side}_{part}": out * place for part, place in _LIMB.items()}
        landmark |= {f"{side}_{name}": (f"{side}_{part}", out * at) for name, (part, at) in _ON_LIMB.items()}
        landmark |= {f"{side}_{name}": ("head", out * at) for name, at in _ON_HEAD.items()}
        landmark[f"mouth_{side}"] = ("head", out * (0.15, 1.57, 0.02))
    return Skeleton(joint, landmark)
