"""From a performance to the place of every bone and landmark. Pure numpy; the same formulas drive skin and truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lab.performance import Arm, Leg, Performance
from lab.reach import mid_joint, swung
from lab.rotations import FloatArray, about, bend, rotate, turn_onto, unit
from lab.skeleton import SEGMENTS, SIDE_SIGN, SIDES, SPINE, Skeleton, parent_of
from taikan.core.arrays import KEYPOINTS

_FORWARD, _UP, _RIGHT = np.eye(3)
_SCAPULA_SHARE, _CLAVICLE_SHARE = 0.12, 0.1
"""Part of an arm's raising above 30 degrees that the shoulder girdle does (a third in all; skin shows less)."""


@dataclass(frozen=True, eq=False)
class Places:
    """Bones of T frames: ``turn`` segment -> (T, 3, 3) from the rest pose, ``start`` segment -> (T, 3) metres."""

    turn: dict[str, FloatArray]
    start: dict[str, FloatArray]

    def point(self, skeleton: Skeleton, segment: str, rest: FloatArray) -> FloatArray:
        """(T, 3) where a rest point that sits on ``segment`` is now."""
        return self.start[segment] + rotate(self.turn[segment], rest - skeleton.joint[segment])


def place_bones(skeleton: Skeleton, performance: Performance) -> Places:
    """Every segment's turn and start in every frame."""
    places = Places({}, {})
    _place_trunk(skeleton, performance, places)
    for side in SIDES:
        _place_leg(skeleton, performance.legs[side], side, places)
        _place_arm(skeleton, performance.arms[side], side, places)
    assert set(places.turn) == set(SEGMENTS)
    return places


def landmarks(skeleton: Skeleton, places: Places) -> FloatArray:
    """(T, 33, 3) the keypoints in model order, metres."""
    return np.stack([places.point(skeleton, *skeleton.landmark[name]) for name in KEYPOINTS], axis=1)


def _place_trunk(skeleton: Skeleton, performance: Performance, places: Places) -> None:
    p = performance
    places.turn["pelvis"] = bend(p.pelvis_tilt_deg, -p.pelvis_list_deg, p.pelvis_turn_deg)
    offset = skeleton.joint["pelvis"] - skeleton.mid_hip
    places.start["pelvis"] = p.pelvis_m + rotate(places.turn["pelvis"], offset)
    for i, segment in enumerate(SPINE):
        local = bend(p.spine_flexion_deg[:, i], p.spine_side_deg[:, i], p.spine_turn_deg[:, i])
        _hang(skeleton, places, segment, local)
    _hang(skeleton, places, "neck", about(2, -p.neck_flexion_deg))
    _hang(skeleton, places, "head", about(2, -p.head_flexion_deg))


def _hang(skeleton: Skeleton, places: Places, segment: str, local: FloatArray) -> None:
    """Put ``segment`` on its parent, turned by ``local`` (T, 3, 3) in the parent's own axes."""
    above = parent_of(segment)
    places.turn[segment] = places.turn[above] @ local
    places.start[segment] = places.point(skeleton, above, skeleton.joint[segment])


def _set(skeleton: Skeleton, places: Places, segment: str, turn: FloatArray) -> None:
    """Put ``segment`` on its parent with a turn known in the world."""
    places.turn[segment] = turn
    places.start[segment] = places.point(skeleton, parent_of(segment), skeleton.joint[segment])


def _place_leg(skeleton: Skeleton, leg: Leg, side: str, places: Places) -> None:
    foot, toes = f"{side}_foot", f"{side}_toes"
    if leg.planted:
        _planted_leg(skeleton, leg, side, places)
    else:
        _free_leg(skeleton, leg, side, places)
    heel_up = about(2, -leg.heel_up_deg)
    # Toes stay flat while the heel rises over them.
    _set(skeleton, places, toes, places.turn[foot] @ np.swapaxes(heel_up, -1, -2))


def _planted_leg(skeleton: Skeleton, leg: Leg, side: str, places: Places) -> None:
    thigh, shank, foot = (f"{side}_{part}" for part in ("thigh", "shank", "foot"))
    heading = -SIDE_SIGN[side] * (leg.toe_out_deg - skeleton.foot_heading_deg)
    hip = places.point(skeleton, "pelvis", skeleton.joint[thigh])
    knees_to = _UP if leg.knees_up else _FORWARD
    toes_to = rotate(about(1, -SIDE_SIGN[side] * leg.toe_out_deg), knees_to)
    down = unit(leg.ankle_m - hip)
    # Inwards is towards the middle: for the right knee to the left, seen along the leg a left-handed turn.
    towards = swung(toes_to, down, -SIDE_SIGN[side] * leg.knee_in_deg)
    knee = mid_joint(hip, leg.ankle_m, skeleton.thigh_m, skeleton.shank_m, towards)
    upper, lower = unit(knee - hip), unit(leg.ankle_m - knee)
    hinge = unit(np.cross(down, towards))
    rest_upper, rest_lower = _rest(skeleton, thigh, shank), _rest(skeleton, shank, foot)
    _set(skeleton, places, thigh, turn_onto(rest_upper, _RIGHT, upper, hinge))
    _set(skeleton, places, shank, turn_onto(rest_lower, _RIGHT, lower, hinge))
    _set(skeleton, places, foot, about(1, heading) @ about(2, -leg.heel_up_deg))


def _free_leg(skeleton: Skeleton, leg: Leg, side: str, places: Places) -> None:
    thigh, shank, foot = (f"{side}_{part}" for part in ("thigh", "shank", "foot"))
    sign = SIDE_SIGN[side]
    hip = (
        about(2, leg.hip_flexion_deg) @ about(0, -sign * leg.hip_abduction_deg) @ about(1, -sign * leg.hip_rotation_deg)
    )
    axes = places.turn["pelvis"] @ hip
    hinge = rotate(axes, _RIGHT)
    upper, lower = rotate(axes, -_UP), rotate(axes @ about(2, -leg.knee_flexion_deg), -_UP)
    rest_upper, rest_lower = _rest(skeleton, thigh, shank), _rest(skeleton, shank, foot)
    _set(skeleton, places, thigh, turn_onto(rest_upper, _RIGHT, upper, hinge))
    _set(skeleton, places, shank, turn_onto(rest_lower, _RIGHT, lower, hinge))
    _set(skeleton, places, foot, axes @ about(2, leg.ankle_dorsiflexion_deg - leg.knee_flexion_deg))


def _place_arm(skeleton: Skeleton, arm: Arm, side: str, places: Places) -> None:
    upperarm, forearm, hand = (f"{side}_{part}" for part in ("upperarm", "forearm", "hand"))
    sign = SIDE_SIGN[side]
    raised = np.maximum(np.maximum(arm.flexion_deg, arm.abduction_deg) - 30.0, 0.0)
    _hang(skeleton, places, f"{side}_clavicle", about(0, -sign * _CLAVICLE_SHARE * raised))
    _hang(skeleton, places, f"{side}_scapula", about(0, -sign * _SCAPULA_SHARE * raised))
    shoulder = places.point(skeleton, f"{side}_scapula", skeleton.joint[upperarm])
    upper, lower, hinge = _arm_by_angles(arm, sign, places.turn["spine_5"])
    given: NDArray[np.bool_] = np.isfinite(arm.hand_m).all(axis=1)
    if given.any():
        target = np.where(given[:, None], arm.hand_m, shoulder + upper)
        elbow = mid_joint(shoulder, target, skeleton.upperarm_m, skeleton.forearm_m, np.array(arm.elbow_to))
        reach = unit(target - shoulder)
        upper = np.where(given[:, None], unit(elbow - shoulder), upper)
        lower = np.where(given[:, None], unit(target - elbow), lower)
        hinge = np.where(given[:, None], unit(np.cross(np.broadcast_to(arm.elbow_to, reach.shape), reach)), hinge)
    rest_upper, rest_lower = _rest(skeleton, upperarm, forearm), _rest(skeleton, forearm, hand)
    rest_hinge = unit(np.cross(rest_upper, rest_lower))
    _set(skeleton, places, upperarm, turn_onto(rest_upper, rest_hinge, upper, hinge))
    _set(skeleton, places, forearm, turn_onto(rest_lower, rest_hinge, lower, hinge))
    wrist = _about_line(hinge, np.broadcast_to(arm.wrist_deg, given.shape))
    _set(skeleton, places, hand, wrist @ places.turn[forearm])
    palm = skeleton.landmark[f"{side}_index"][1] - skeleton.landmark[f"{side}_pinky"][1]
    curl = _about_line(unit(palm), sign * arm.grip_deg)
    _set(skeleton, places, f"{side}_fingers", places.turn[hand] @ curl)


def _arm_by_angles(arm: Arm, sign: float, chest: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    axes = about(2, arm.flexion_deg) @ about(0, -sign * arm.abduction_deg) @ about(1, sign * arm.rotation_deg)
    axes = axes if arm.hangs else chest @ axes
    lower = rotate(axes @ about(2, arm.elbow_flexion_deg), -_UP)
    return rotate(axes, -_UP), lower, rotate(axes, _RIGHT)


def _rest(skeleton: Skeleton, first: str, second: str) -> FloatArray:
    return unit(skeleton.joint[second] - skeleton.joint[first])


def _about_line(line: FloatArray, angle_deg: FloatArray | float) -> FloatArray:
    """(..., 3, 3) turn about unit vectors (..., 3), Rodrigues."""
    angle = np.radians(np.asarray(angle_deg, dtype=np.float64))[..., None, None]
    x, y, z = np.moveaxis(np.asarray(line), -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*x.shape, 3, 3)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * (cross @ cross))
