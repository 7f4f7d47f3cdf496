"""Hip hinge with empty hands, and deadlift with a bar that touches the floor."""

from dataclasses import replace

import numpy as np

from lab.folding import FAULTS, GUARDED_DEPTH, OPTIONS, Fold, balanced_fold, fold_down, hands_at, hinged_fold
from lab.performance import Performance, Prop
from lab.script import Movement, Script, Timeline, cycles_of
from lab.skeleton import SIDES, Skeleton
from lab.stand import STANDING_KNEE_DEG, Stance, arms, folded, usual_stance

_OPTIONS = (*OPTIONS, "lean_deg")
_PLATE_M, _HAND_M = 0.225, 0.075
"""Radius of a competition plate, and from wrist to bar."""
_LOAD_PULL_M = 0.02


def _hip_hinge(skeleton: Skeleton, script: Script) -> Performance:
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=2.0, back_s=1.6)
    stance = usual_stance(skeleton, rng)
    lean = script.option("lean_deg", float(rng.uniform(60.0, 82.0)))
    shank = script.option("shank_deg", float(rng.uniform(0.0, 9.0)))
    leans = [
        lean - GUARDED_DEPTH * script.size("guarding", i + 1) + rng.normal(0, 2) for i in range(len(timeline.cycles))
    ]
    half = STANDING_KNEE_DEG / 2
    fold = hinged_fold(skeleton, timeline.blend(leans), half + timeline.blend([shank - half] * len(leans)))
    down = fold_down(skeleton, script, timeline, stance, fold, FAULTS)
    return replace(down, arms=arms(len(timeline.time_s), abduction_deg=6.0, elbow_deg=8.0))


def _deadlift(skeleton: Skeleton, script: Script) -> Performance:
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.9, back_s=1.7)
    stance = usual_stance(skeleton, rng)
    shank = script.option("shank_deg", float(rng.uniform(10.0, 20.0)))
    fold = _down_to_the_plates(skeleton, timeline, stance, shank)
    down = fold_down(skeleton, script, timeline, stance, fold, FAULTS)
    bar_x = 0.09 + 0.25 * skeleton.shank_m * float(np.sin(np.radians(shank)))
    hands = hands_at(skeleton, down, bar_x, skeleton.shoulder_half_m + 0.03)
    held = {
        side: replace(
            down.arms[side], hand_m=hands[side], elbow_to=(-0.6, 0.0, 1.0 if side == "right" else -1.0), grip_deg=75.0
        )
        for side in SIDES
    }
    middle = (hands["left"] + hands["right"]) / 2
    return replace(down, arms=held, props=(Prop("barbell", middle - [0.0, _HAND_M, 0.0]),))


def _down_to_the_plates(skeleton: Skeleton, timeline: Timeline, stance: Stance, shank_deg: float) -> Fold:
    """How far the thighs must go back for straight arms to reach a bar lying on its plates."""
    half, way = STANDING_KNEE_DEG / 2, timeline.whole_way()
    shank = half + (shank_deg - half) * way
    low, high = 20.0, 95.0
    for _ in range(16):
        middle = (low + high) / 2
        fold = balanced_fold(skeleton, stance, timeline, half + (middle - half) * way, shank, _LOAD_PULL_M)
        pelvis, _ = folded(skeleton, stance, fold.thigh_deg, shank)
        shoulder = pelvis[:, 1] + skeleton.trunk_m * np.cos(np.radians(fold.lean_deg))
        hand = shoulder.min() - skeleton.upperarm_m - skeleton.forearm_m
        low, high = (middle, high) if hand > _PLATE_M + _HAND_M else (low, middle)
    return fold


HIP_HINGE = Movement("hip_hinge", "hip_hinge", _hip_hinge, _OPTIONS, FAULTS)
DEADLIFT = Movement("deadlift", "deadlift", _deadlift, OPTIONS, FAULTS)
