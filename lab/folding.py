"""Squats, hinges and lifts: legs folded over planted feet, the trunk leaning to keep the balance."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from lab.kinematics import place_bones
from lab.performance import Contact, Leg, Performance
from lab.rotations import FloatArray
from lab.script import CYCLE_OPTIONS, Script, Timeline
from lab.skeleton import SIDES, Skeleton
from lab.stand import (
    STANDING_KNEE_DEG,
    Stance,
    balanced_lean,
    folded,
    heel_raised,
    height_over,
    spread_spine,
    standing,
    stature,
)

FAULTS: Mapping[str, str] = {
    "trunk_rounding_lower": "deg",
    "trunk_rounding_upper": "deg",
    "asym_shift": "%",
    "hips_shoot": "deg",
    "too_fast": "%",
    "guarding": "%",
}
LEG_FAULTS: Mapping[str, str] = {"knee_valgus": "deg", "heel_rise": "deg"}
OPTIONS = (*CYCLE_OPTIONS, "shank_deg", "lumbar_deg", "width")
GUARDED_DEPTH = 0.3
"""Degrees of depth lost for each percent of guarding."""
_LOWER_COMPENSATION, _UPPER_COMPENSATION = 0.7, 0.3
"""Part of a rounding that the pelvis takes back, so that the shoulders stay about where they were."""


@dataclass(frozen=True, eq=False)
class Fold:
    """(T,) degrees: thighs back and shanks forward from vertical, lean of the trunk forward."""

    thigh_deg: FloatArray
    shank_deg: FloatArray
    lean_deg: FloatArray


def balanced_fold(
    skeleton: Skeleton, stance: Stance, timeline: Timeline, thigh_deg: FloatArray, shank_deg: FloatArray, ahead_m: float
) -> Fold:
    """The lean follows from the legs: the weight stays over the feet. ``ahead_m`` what arms or a load pull forward."""
    pelvis, _ = folded(skeleton, stance, thigh_deg, shank_deg)
    way = timeline.whole_way()
    lean = balanced_lean(skeleton, pelvis, shank_deg, ahead_m * way)
    return Fold(thigh_deg, shank_deg, lean * np.clip(5.0 * way, 0.0, 1.0))


def hinged_fold(skeleton: Skeleton, lean_deg: FloatArray, shank_deg: FloatArray) -> Fold:
    """The legs follow from the lean: the hips go back as far as the trunk goes forward."""
    back = 0.5 * skeleton.trunk_m * np.sin(np.radians(lean_deg)) - 0.04 * np.clip(lean_deg / 20.0, 0.0, 1.0)
    ahead = skeleton.shank_m * np.sin(np.radians(shank_deg))
    thigh = np.degrees(np.arcsin(np.clip((back + ahead) / skeleton.thigh_m, -0.9, 0.9)))
    return Fold(np.maximum(thigh, STANDING_KNEE_DEG / 2), shank_deg, lean_deg)


def fold_down(
    skeleton: Skeleton, script: Script, timeline: Timeline, stance: Stance, fold: Fold, faults: Mapping[str, str]
) -> Performance:
    """The performance of a fold, arms hanging, with the faults of this family that were ordered."""
    rng = np.random.default_rng([script.seed, 3])
    start = standing(skeleton, stance, timeline.time_s)
    thigh, shank = fold.thigh_deg, fold.shank_deg
    pelvis, _ = folded(skeleton, stance, thigh, shank)
    lean = fold.lean_deg + timeline.blend(timeline.sized(script, "trunk_lean"), late=1.5) + _shot(script, timeline)
    lower, upper, wink = _rounding(script, timeline, rng)
    pelvis[:, 2] += timeline.blend(timeline.sized(script, "asym_shift"), late=1.5) / 100.0 * stature(skeleton)
    pelvis[:, 1] = np.minimum(pelvis[:, 1], _within_reach(skeleton, stance, pelvis))
    return replace(
        start,
        pelvis_m=pelvis,
        pelvis_tilt_deg=lean - _LOWER_COMPENSATION * lower - _UPPER_COMPENSATION * upper - wink,
        spine_flexion_deg=spread_spine(lower + wink, upper),
        neck_flexion_deg=-0.12 * lean,
        head_flexion_deg=-0.1 * lean,
        legs=_feet(skeleton, start, script, timeline),
        repetitions=timeline.repetitions(),
        faults=timeline.injected(script, faults),
        contacts=soles(timeline.time_s),
    )


def soles(time_s: FloatArray) -> tuple[Contact, ...]:
    """Both feet on the ground all the time."""
    return tuple(Contact(side, "foot", float(time_s[0]), float(time_s[-1])) for side in SIDES)


def _within_reach(skeleton: Skeleton, stance: Stance, pelvis: FloatArray) -> FloatArray:
    """(T,) the height at which the leg further from a shifted pelvis is nearly straight."""
    aside = stance.half_width_m - skeleton.hip_half_m + np.abs(pelvis[:, 2])
    return height_over(skeleton, pelvis[:, 0], aside, np.full(len(pelvis), STANDING_KNEE_DEG))


def _shot(script: Script, timeline: Timeline) -> FloatArray:
    """(T,) lean added early on the way up, when the hips rise before the chest."""
    total = np.zeros(len(timeline.time_s))
    for i, cycle in enumerate(timeline.cycles):
        share = np.clip((timeline.time_s - cycle.leave_s) / (0.9 * (cycle.end_s - cycle.leave_s)), 0.0, 1.0)
        total += script.size("hips_shoot", i + 1) * np.sin(np.pi * share) ** 2
    return total


def _rounding(
    script: Script, timeline: Timeline, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(T,) lower and upper bend of the spine, and the tuck of the pelvis at the bottom."""
    usual = script.option("lumbar_deg", float(rng.uniform(0.0, 5.0)))
    lower = timeline.blend([usual + size for size in timeline.sized(script, "trunk_rounding_lower")], late=1.2)
    upper = timeline.blend(timeline.sized(script, "trunk_rounding_upper"), late=1.2)
    return lower, upper, timeline.blend(timeline.sized(script, "butt_wink"), late=6.0)


def _feet(skeleton: Skeleton, start: Performance, script: Script, timeline: Timeline) -> dict[str, Leg]:
    inwards = timeline.blend(timeline.sized(script, "knee_valgus"), late=1.5)
    heels = timeline.blend(timeline.sized(script, "heel_rise"), late=2.0)
    legs = {side: replace(start.legs[side], knee_in_deg=inwards) for side in SIDES}
    return {side: heel_raised(skeleton, legs[side], side, heels) for side in SIDES}


def hands_at(skeleton: Skeleton, performance: Performance, bar_x_m: float, half_grip_m: float) -> dict[str, FloatArray]:
    """(T, 3) of each hand when straight arms hold a bar above ``bar_x_m``."""
    places = place_bones(skeleton, performance)
    arm = 0.995 * (skeleton.upperarm_m + skeleton.forearm_m)
    hands = {}
    for side, sign in (("left", -1.0), ("right", 1.0)):
        shoulder = places.start[f"{side}_upperarm"]
        z = np.full(len(shoulder), sign * half_grip_m)
        down = np.sqrt(np.maximum(arm**2 - (bar_x_m - shoulder[:, 0]) ** 2 - (z - shoulder[:, 2]) ** 2, 0.01))
        hands[side] = np.stack([np.full(len(z), bar_x_m), shoulder[:, 1] - down, z], axis=1)
    level = (hands["left"][:, 1] + hands["right"][:, 1]) / 2
    for hand in hands.values():
        hand[:, 1] = np.maximum(level, hand[:, 1])
    return hands
