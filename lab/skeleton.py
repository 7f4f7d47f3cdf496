"""The bones a performance moves: rest joints, segments, and where each landmark sits on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from lab.rotations import FloatArray
from taikan.core.arrays import KEYPOINTS

SIDES = ("left", "right")
SIDE_SIGN = {"left": -1.0, "right": 1.0}
"""Which way along z a side lies."""

SPINE = ("spine_1", "spine_2", "spine_3", "spine_4", "spine_5")
"""From the sacrum up."""
LOWER_SPINE, UPPER_SPINE = SPINE[:3], SPINE[3:]
_LIMB = ("thigh", "shank", "foot", "toes", "clavicle", "scapula", "upperarm", "forearm", "hand", "fingers")
SEGMENTS = ("pelvis", *SPINE, "neck", "head", *(f"{side}_{part}" for side in SIDES for part in _LIMB))

_TRUNK_PARENT = {"pelvis": "", "spine_1": "pelvis", "neck": "spine_5", "head": "neck"}
_TRUNK_PARENT |= {upper: lower for lower, upper in pairwise(SPINE)}
_LIMB_PARENT = {
    "thigh": "pelvis",
    "shank": "thigh",
    "foot": "shank",
    "toes": "foot",
    "clavicle": "spine_5",
    "scapula": "clavicle",
    "upperarm": "scapula",
    "forearm": "upperarm",
    "hand": "forearm",
    "fingers": "hand",
}


def parent_of(segment: str) -> str:
    """The segment ``segment`` hangs on; empty for the pelvis."""
    if segment in _TRUNK_PARENT:
        return _TRUNK_PARENT[segment]
    side, part = segment.split("_", 1)
    above = _LIMB_PARENT[part]
    return above if above in _TRUNK_PARENT or above in SPINE else f"{side}_{above}"


@dataclass(frozen=True, eq=False)
class Skeleton:
    """A person's bones in their rest pose, lab frame, metres, soles on y = 0.

    ``joint`` start of every segment (3,). ``landmark`` for each of the 33 keypoints its segment and rest place (3,).
    ``back_m`` from the hip joints back to the skin of the buttocks: how high hips lie on the floor.
    """

    joint: Mapping[str, FloatArray]
    landmark: Mapping[str, tuple[str, FloatArray]]
    back_m: float = 0.12

    def __post_init__(self) -> None:
        if set(self.joint) != set(SEGMENTS) or set(self.landmark) != set(KEYPOINTS):
            raise ValueError("a skeleton needs every segment and every landmark")

    def length(self, first: str, second: str) -> float:
        """Metres between two segments' starts."""
        return float(np.linalg.norm(self.joint[second] - self.joint[first]))

    @cached_property
    def thigh_m(self) -> float:
        return self.length("right_thigh", "right_shank")

    @cached_property
    def shank_m(self) -> float:
        return self.length("right_shank", "right_foot")

    @cached_property
    def upperarm_m(self) -> float:
        return self.length("right_upperarm", "right_forearm")

    @cached_property
    def forearm_m(self) -> float:
        return self.length("right_forearm", "right_hand")

    @cached_property
    def mid_hip(self) -> FloatArray:
        return (self.joint["left_thigh"] + self.joint["right_thigh"]) / 2.0

    @cached_property
    def mid_shoulder(self) -> FloatArray:
        return (self.joint["left_upperarm"] + self.joint["right_upperarm"]) / 2.0

    @cached_property
    def trunk_m(self) -> float:
        """Hips to shoulders."""
        return float(np.linalg.norm(self.mid_shoulder - self.mid_hip))

    @cached_property
    def hip_half_m(self) -> float:
        """Half the distance of the hip joints."""
        return float(self.length("left_thigh", "right_thigh") / 2.0)

    @cached_property
    def shoulder_half_m(self) -> float:
        return float(self.length("left_upperarm", "right_upperarm") / 2.0)

    @cached_property
    def ankle_height_m(self) -> float:
        return float(self.joint["right_foot"][1])

    @cached_property
    def foot_m(self) -> float:
        """Heel to big toe."""
        return float(np.linalg.norm(self.landmark["right_foot_index"][1] - self.landmark["right_heel"][1]))

    @cached_property
    def foot_heading_deg(self) -> float:
        """How far the right foot points outwards in the rest pose."""
        way = self.joint["right_toes"] - self.landmark["right_heel"][1]
        return float(np.degrees(np.arctan2(way[2], way[0])))

    @cached_property
    def trunk_rest_deg(self) -> float:
        """Forward lean of the hip-shoulder line in the rest pose."""
        way = self.mid_shoulder - self.mid_hip
        return float(np.degrees(np.arctan2(way[0], way[1])))
