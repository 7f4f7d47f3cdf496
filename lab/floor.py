"""Building blocks of movements on the floor: free legs, lying, and bodies held up between two supports."""

from dataclasses import dataclass, replace

import numpy as np

from lab.performance import Arm, Leg, Performance
from lab.reach import mid_joint
from lab.rotations import FloatArray, unit
from lab.skeleton import SIDES, SPINE, Skeleton
from lab.stand import arms


def free_leg(
    count: int,
    *,
    hip_deg: FloatArray | float = 0.0,
    knee_deg: FloatArray | float = 0.0,
    ankle_deg: FloatArray | float = -15.0,
    abduction_deg: FloatArray | float = 3.0,
    rotation_deg: FloatArray | float = 0.0,
    toes_back_deg: FloatArray | float = 0.0,
) -> Leg:
    """A leg moved by its joint angles, numbers for ``count`` frames or (T,)."""

    def full(value: FloatArray | float) -> FloatArray:
        return np.zeros(count) + value

    return Leg(
        planted=False,
        ankle_m=np.zeros((count, 3)),
        toe_out_deg=full(0.0),
        heel_up_deg=full(toes_back_deg),
        knee_in_deg=full(0.0),
        hip_flexion_deg=full(hip_deg),
        hip_abduction_deg=full(abduction_deg),
        hip_rotation_deg=full(rotation_deg),
        knee_flexion_deg=full(knee_deg),
        ankle_dorsiflexion_deg=full(ankle_deg),
    )


def lying(skeleton: Skeleton, time_s: FloatArray, *, tilt_deg: float, surface_m: float = 0.0) -> Performance:
    """On the back (``tilt_deg`` -90, head along -x) or face down (+90), everything straight, arms at the sides."""
    count = len(time_s)
    zero = np.zeros(count)
    depth = skeleton.back_m if tilt_deg < 0 else 0.75 * skeleton.back_m
    return Performance(
        time_s=time_s,
        pelvis_m=np.tile([0.0, surface_m + depth, 0.0], (count, 1)),
        pelvis_tilt_deg=zero + tilt_deg,
        pelvis_list_deg=zero,
        pelvis_turn_deg=zero,
        spine_flexion_deg=np.zeros((count, len(SPINE))),
        spine_side_deg=np.zeros((count, len(SPINE))),
        spine_turn_deg=np.zeros((count, len(SPINE))),
        neck_flexion_deg=zero,
        head_flexion_deg=zero,
        legs={side: free_leg(count) for side in SIDES},
        arms=arms(count, hangs=False, abduction_deg=14.0, elbow_deg=8.0),
    )


@dataclass(frozen=True, eq=False)
class Line:
    """Hips (T, 3) between shoulders and ankles (T, 3) when the body is bent there by a few degrees."""

    hip_m: FloatArray
    trunk: FloatArray
    leg: FloatArray


def body_line(
    skeleton: Skeleton, shoulder_m: FloatArray, ankle_height_m: float, bend_deg: FloatArray, along: FloatArray
) -> Line:
    """A body held between shoulders and feet: hips below the line for negative ``bend_deg`` (T,), above for positive.

    ``along`` (3,) horizontal unit vector from the shoulders towards the feet. The shoulders stay, the feet give.
    """
    leg_m = skeleton.thigh_m + skeleton.shank_m
    span = np.sqrt(skeleton.trunk_m**2 + leg_m**2 + 2 * skeleton.trunk_m * leg_m * np.cos(np.radians(bend_deg)))
    level = np.sqrt(span**2 - (shoulder_m[:, 1] - ankle_height_m) ** 2)
    ankle = shoulder_m + level[:, None] * along
    ankle[:, 1] = ankle_height_m
    up = np.sign(bend_deg + 1e-9)[:, None] * np.array([0.0, 1.0, 0.0])
    # Reach is cut just short of straight; within a hair the hip is on the line anyway.
    hip = mid_joint(shoulder_m, ankle, skeleton.trunk_m * 1.0005, leg_m * 1.0005, up)
    return Line(hip, unit(shoulder_m - hip), unit(ankle - hip))


def on_the_floor(arm: Arm, hand_m: FloatArray, elbow_to: tuple[float, float, float]) -> Arm:
    """``arm`` with its hand held at ``hand_m`` (T, 3)."""
    return replace(arm, hand_m=hand_m, elbow_to=elbow_to)
