"""From a pose in data to a body that rests on what it touches."""

from dataclasses import dataclass, replace

import numpy as np

from lab.body import Body, FloatImage
from lab.floor import free_leg, lying
from lab.kinematics import Places, place_bones
from lab.performance import Arm, Leg, Performance
from lab.pictures.poses import ArmPose, BodyPose, LegPose
from lab.rotations import FloatArray
from lab.skeleton import SEGMENTS, SIDE_SIGN, SIDES, Skeleton
from lab.skin import Figure, skin_transforms
from lab.stand import Stance, arms, heel_raised, planted, spread_spine

_PARTS = {
    "all": SEGMENTS,
    "pelvis": ("pelvis",),
    "back": ("spine_3", "spine_4", "spine_5"),
    "chest": ("spine_4", "spine_5"),
    "belly": ("spine_1", "spine_2", "spine_3"),
    "head": ("head",),
    "hands": ("left_hand", "right_hand", "left_fingers", "right_fingers"),
    "forearms": ("left_forearm", "right_forearm"),
    "feet": ("left_foot", "right_foot", "left_toes", "right_toes"),
    "toes": ("left_toes", "right_toes"),
    "shins": ("left_shank", "right_shank"),
    "thighs": ("left_thigh", "right_thigh"),
}
_PARTS |= {f"{side}_{part}": (f"{side}_{part}",) for side in SIDES for part in ("hand", "forearm", "shank", "thigh")}
_PARTS |= {f"{side}_foot": (f"{side}_foot", f"{side}_toes") for side in SIDES}
_KNEE_M = 0.09
"""Skin within this height of a knee's joint in the rest pose belongs to the knee."""


@dataclass(frozen=True, eq=False)
class Settled:
    """A pose at rest: its performance of one frame, and where every bone is."""

    performance: Performance
    places: Places


def settle(body: Body, figure_rest: FloatImage, pose: BodyPose) -> Settled:
    """``pose`` brought to rest on what it is on. ``figure_rest`` (V, 3): the dressed skin in its rest pose."""
    touching = [_Touch.of(body, figure_rest, part, height) for part, height in pose.on.items()]
    height, tip = pose.height if pose.height is not None else 0.9, 0.0
    for _ in range(6 if pose.height is None else 0):
        settled = _placed(body.skeleton, pose, height, tip)
        gaps = [touch.gap(body, settled.places) for touch in touching]
        if len(gaps) == 2:
            step = 1.0
            tipped = _placed(body.skeleton, pose, height, tip + step)
            further = [touch.gap(body, tipped.places) for touch in touching]
            slope = (further[0] - further[1]) - (gaps[0] - gaps[1])
            turn = float(np.clip(-(gaps[0] - gaps[1]) / slope, -30.0, 30.0)) if abs(slope) > 1e-6 else 0.0
            tip += turn
            height -= gaps[0] + turn * (further[0] - gaps[0])
        else:
            height -= gaps[0]
    return _placed(body.skeleton, pose, height, tip)


@dataclass(frozen=True, eq=False)
class _Touch:
    """The skin of a part, and how high what it touches is."""

    rest: FloatImage
    weights: FloatImage
    height_m: float

    @classmethod
    def of(cls, body: Body, rest: FloatImage, part: str, height_m: float) -> "_Touch":
        mask = _skin_of(body, part)
        return cls(rest[mask], body.weights[mask], height_m)

    def gap(self, body: Body, places: Places) -> float:
        """Metres between the part's lowest skin and what it touches; negative inside it."""
        rows = (self.weights @ skin_transforms(body, places)[0]).reshape(-1, 3, 4)
        heights = np.einsum("vj,vj->v", rows[:, 1, :3], self.rest) + rows[:, 1, 3]
        return float(np.percentile(heights, 0.5) - self.height_m)


def _skin_of(body: Body, part: str) -> FloatArray:
    side = part.removesuffix("_knee").removesuffix("knees")
    if "knee" in part:
        sides = (side,) if side else SIDES
        own = [i for i, s in enumerate(SEGMENTS) if s in {f"{x}_{p}" for x in sides for p in ("thigh", "shank")}]
        level = body.skeleton.joint["right_shank"][1]
        near = np.abs(body.vertices[:, 1] - level) < _KNEE_M
        return np.isin(body.weights.argmax(axis=1), own) & near
    if part not in _PARTS:
        raise ValueError(f"no part {part!r} to rest on; there are {sorted(_PARTS)} and knees")
    return np.isin(body.weights.argmax(axis=1), [SEGMENTS.index(s) for s in _PARTS[part]])


def _placed(skeleton: Skeleton, pose: BodyPose, height_m: float, tip_deg: float) -> Settled:
    tilt = pose.tilt + (tip_deg if pose.tips == "tilt" else 0.0)
    list_deg = pose.list + (tip_deg if pose.tips == "list" else 0.0)
    one = np.ones(1)
    base = replace(
        lying(skeleton, np.zeros(1), tilt_deg=0.0),
        pelvis_m=np.array([[pose.ahead, height_m, 0.0]]),
        pelvis_tilt_deg=one * tilt,
        pelvis_list_deg=one * list_deg,
        pelvis_turn_deg=one * pose.turn,
        spine_flexion_deg=spread_spine(one * pose.lower, one * pose.upper),
        spine_side_deg=spread_spine(one * pose.side * 0.5, one * pose.side * 0.5),
        spine_turn_deg=spread_spine(one * pose.twist * 0.25, one * pose.twist * 0.75),
        neck_flexion_deg=one * pose.neck,
        head_flexion_deg=one * pose.head,
        legs={side: _leg(skeleton, getattr(pose, f"{side}_leg"), side, tilt) for side in SIDES},
        arms={side: _arm(getattr(pose, f"{side}_arm"), side) for side in SIDES},
    )
    places = place_bones(skeleton, base)
    reaching = {side: _reaching(skeleton, places, getattr(pose, f"{side}_arm"), base.arms[side]) for side in SIDES}
    performance = replace(base, arms=reaching)
    return Settled(performance, place_bones(skeleton, performance))


def _leg(skeleton: Skeleton, leg: LegPose, side: str, tilt_deg: float) -> Leg:
    if leg.foot is not None:
        x, y, z = leg.foot
        flat = planted(skeleton, Stance(0.0, leg.out), 1)[side]
        place = np.array([[x, y + skeleton.ankle_height_m, z]])
        return heel_raised(skeleton, replace(flat, ankle_m=place), side, np.array([leg.heel]))
    knee = 90.0 + leg.hip - tilt_deg if leg.kneels else leg.knee
    level = tilt_deg + knee - leg.hip
    return free_leg(
        1,
        hip_deg=leg.hip,
        knee_deg=knee,
        ankle_deg=level if leg.flat else leg.ankle,
        abduction_deg=leg.abd,
        rotation_deg=leg.rot,
        toes_back_deg=leg.toes,
    )


def _arm(arm: ArmPose, side: str) -> Arm:
    made = arms(
        1,
        flexion_deg=arm.flex,
        abduction_deg=arm.abd,
        elbow_deg=arm.elbow,
        rotation_deg=arm.rot,
        hangs=arm.hangs,
        grip_deg=arm.grip,
    )[side]
    elbow_to = arm.elbow_to or (-1.0, -0.4, 0.5 * SIDE_SIGN[side])
    return replace(made, elbow_to=elbow_to, wrist_deg=np.full(1, arm.wrist))


def _reaching(skeleton: Skeleton, places: Places, arm: ArmPose, made: Arm) -> Arm:
    """The arm with its hand where it is told to be."""
    if arm.hand is None:
        return made
    origin = place_of(skeleton, places, arm.at) if arm.at else np.zeros(3)
    return replace(made, hand_m=(origin + np.array(arm.hand))[None, :])


def place_of(skeleton: Skeleton, places: Places, landmark: str) -> FloatArray:
    """(3,) metres of a landmark now."""
    segment, rest = skeleton.landmark[landmark]
    return np.asarray(places.point(skeleton, segment, rest)[0])


def posed_points(figure: Figure, body: Body, settled: Settled) -> FloatImage:
    """(V, 3) skin of the pose."""
    return replace(figure, transforms=skin_transforms(body, settled.places)).points(0)
