"""Building blocks of movements: standing still, planted feet, hanging arms, knees and hips folded over the feet."""

from dataclasses import dataclass, replace

import numpy as np

from lab.performance import Arm, Leg, Performance
from lab.reach import span_of
from lab.rotations import FloatArray, about, rotate
from lab.skeleton import SIDE_SIGN, SIDES, SPINE, Skeleton

_LOWER_SHARES = np.array([0.15, 0.4, 0.45])
_UPPER_SHARES = np.array([0.5, 0.5])
STANDING_KNEE_DEG = 4.0


def spread_spine(lower_deg: FloatArray, upper_deg: FloatArray) -> FloatArray:
    """(T, 5) bend of each spine bone when the lower three share ``lower_deg`` (T,) and the upper two ``upper_deg``."""
    lower = np.asarray(lower_deg)[:, None] * _LOWER_SHARES
    upper = np.asarray(upper_deg)[:, None] * _UPPER_SHARES
    return np.concatenate([lower, upper], axis=1)


def stature(skeleton: Skeleton) -> float:
    """Body height from the bones, metres: the head's top lies about 1.55 nose-to-neck heights above the neck."""
    nose, neck = skeleton.landmark["nose"][1][1], skeleton.joint["neck"][1]
    return float(neck + 2.1 * (nose - neck))


@dataclass(frozen=True)
class Stance:
    """How the feet stand: half their distance, metres, and their turn outwards, degrees."""

    half_width_m: float
    toe_out_deg: float

    def ankle(self, skeleton: Skeleton, side: str) -> FloatArray:
        """(3,) metres."""
        return np.array([0.0, skeleton.ankle_height_m, SIDE_SIGN[side] * self.half_width_m])


def usual_stance(skeleton: Skeleton, rng: np.random.Generator, *, wide: float = 1.0) -> Stance:
    """Feet about hip-wide (times ``wide``) and a little turned out."""
    return Stance(skeleton.hip_half_m * wide * rng.normal(1.0, 0.08), float(rng.normal(10.0, 3.0) + 8.0 * (wide - 1.0)))


def planted(skeleton: Skeleton, stance: Stance, count: int) -> dict[str, Leg]:
    """Both feet flat on the ground for ``count`` frames."""
    zero = np.zeros(count)
    return {
        side: Leg(
            planted=True,
            ankle_m=np.tile(stance.ankle(skeleton, side), (count, 1)),
            toe_out_deg=zero + stance.toe_out_deg,
            heel_up_deg=zero,
            knee_in_deg=zero,
            hip_flexion_deg=zero,
            hip_abduction_deg=zero,
            hip_rotation_deg=zero,
            knee_flexion_deg=zero,
            ankle_dorsiflexion_deg=zero,
        )
        for side in SIDES
    }


def arms(
    count: int,
    *,
    flexion_deg: FloatArray | float = 0.0,
    abduction_deg: FloatArray | float = 9.0,
    elbow_deg: FloatArray | float = 12.0,
    rotation_deg: FloatArray | float = 15.0,
    hangs: bool = True,
    grip_deg: float = 20.0,
) -> dict[str, Arm]:
    """Both arms alike."""

    def full(value: FloatArray | float) -> FloatArray:
        return np.zeros(count) + value

    return {
        side: Arm(
            hangs=hangs,
            flexion_deg=full(flexion_deg),
            abduction_deg=full(abduction_deg),
            rotation_deg=full(rotation_deg),
            elbow_flexion_deg=full(elbow_deg),
            hand_m=np.full((count, 3), np.nan),
            elbow_to=(-1.0, 0.0, 0.3 * SIDE_SIGN[side]),
            grip_deg=grip_deg,
        )
        for side in SIDES
    }


def standing(skeleton: Skeleton, stance: Stance, time_s: FloatArray) -> Performance:
    """Quiet upright standing, the start of every movement on the feet."""
    count = len(time_s)
    zero = np.zeros(count)
    height = pelvis_height(skeleton, stance, zero, zero + STANDING_KNEE_DEG)
    return Performance(
        time_s=time_s,
        pelvis_m=np.stack([zero, height, zero], axis=1),
        pelvis_tilt_deg=zero,
        pelvis_list_deg=zero,
        pelvis_turn_deg=zero,
        spine_flexion_deg=np.zeros((count, len(SPINE))),
        spine_side_deg=np.zeros((count, len(SPINE))),
        spine_turn_deg=np.zeros((count, len(SPINE))),
        neck_flexion_deg=zero,
        head_flexion_deg=zero,
        legs=planted(skeleton, stance, count),
        arms=arms(count),
    )


def pelvis_height(skeleton: Skeleton, stance: Stance, ahead_m: FloatArray, knee_deg: FloatArray) -> FloatArray:
    """(T,) height of mid-hip, ``ahead_m`` in front of the ankles, at which the knees are bent by ``knee_deg``."""
    return height_over(skeleton, ahead_m, stance.half_width_m - skeleton.hip_half_m, knee_deg)


def height_over(
    skeleton: Skeleton, ahead_m: FloatArray, aside_m: FloatArray | float, knee_deg: FloatArray
) -> FloatArray:
    """(T,) height of a hip that lies ``ahead_m`` in front of and ``aside_m`` beside its flat foot's ankle."""
    reach = span_of(skeleton.thigh_m, skeleton.shank_m, knee_deg)
    return np.asarray(skeleton.ankle_height_m + np.sqrt(np.maximum(reach**2 - ahead_m**2 - aside_m**2, 0.01)))


def folded(
    skeleton: Skeleton, stance: Stance, thigh_deg: FloatArray, shank_deg: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """(T, 3) mid-hip when thighs lean back by ``thigh_deg`` and shanks forward by ``shank_deg`` from vertical, and the
    knee bend (T,) that makes."""
    ahead = skeleton.shank_m * np.sin(np.radians(shank_deg)) - skeleton.thigh_m * np.sin(np.radians(thigh_deg))
    knee = thigh_deg + shank_deg
    height = pelvis_height(skeleton, stance, ahead, knee)
    return np.stack([ahead, height, np.zeros_like(ahead)], axis=1), knee


_TRUNK_MASS, _THIGH_MASS, _SHANK_MASS = 0.68, 0.2, 0.12
_TRUNK_CENTRE = 0.62
"""Share of body mass above the hips (head and arms with it) and how far up the trunk it lies; Winter 2009, rounded."""


def balanced_lean(
    skeleton: Skeleton, pelvis_m: FloatArray, shank_deg: FloatArray, load_ahead_m: FloatArray
) -> FloatArray:
    """(T,) forward lean of the trunk that keeps the body's weight over the middle of the foot."""
    middle = 0.45 * skeleton.foot_m - 0.07
    knee_x = skeleton.shank_m * np.sin(np.radians(shank_deg))
    legs = _THIGH_MASS * (pelvis_m[:, 0] + knee_x) / 2 + _SHANK_MASS * knee_x / 2
    needed = (middle - load_ahead_m - legs) / _TRUNK_MASS - pelvis_m[:, 0]
    return np.degrees(np.arcsin(np.clip(needed / (_TRUNK_CENTRE * skeleton.trunk_m), -0.2, 0.97)))


def heel_raised(skeleton: Skeleton, leg: Leg, side: str, heel_up_deg: FloatArray) -> Leg:
    """``leg`` with its heel lifted over the planted toes."""
    toes = skeleton.joint[f"{side}_toes"] - skeleton.joint[f"{side}_foot"]
    heading = about(1, -SIDE_SIGN[side] * (leg.toe_out_deg - skeleton.foot_heading_deg))
    lifted = rotate(heading @ about(2, -heel_up_deg), toes)
    return replace(leg, ankle_m=leg.ankle_m + rotate(heading, toes) - lifted, heel_up_deg=heel_up_deg)


BUTTOCK_M = 0.09
"""Hip joint above what is sat on."""


def seated_legs(
    skeleton: Skeleton, stance: Stance, seat_m: float, count: int, shank_deg: float = 4.0
) -> tuple[FloatArray, float]:
    """(T, 3) mid-hip of a person sitting at ``seat_m``, feet flat, and how far the thighs lie back from vertical."""
    level = seat_m + BUTTOCK_M - skeleton.ankle_height_m - skeleton.shank_m * np.cos(np.radians(shank_deg))
    thigh = float(np.degrees(np.arccos(np.clip(level / skeleton.thigh_m, -0.5, 1.0))))
    hips, _ = folded(skeleton, stance, np.full(count, thigh), np.full(count, shank_deg))
    return hips, thigh
