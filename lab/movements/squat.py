"""Squat on both feet, arms raised in front or overhead."""

from dataclasses import replace

import numpy as np

from lab.folding import FAULTS, GUARDED_DEPTH, LEG_FAULTS, OPTIONS, balanced_fold, fold_down
from lab.performance import Performance
from lab.rotations import FloatArray
from lab.script import Movement, Script, Timeline, cycles_of
from lab.skeleton import Skeleton
from lab.stand import STANDING_KNEE_DEG, arms, usual_stance

_FAULTS = {**FAULTS, **LEG_FAULTS, "trunk_lean": "deg", "depth_short": "deg", "butt_wink": "deg"}
_OPTIONS = (*OPTIONS, "depth_deg", "arm_deg")
_ARM_PULL_M = 0.05
"""How far straight arms held in front move the body's centre of mass."""


def _squat(skeleton: Skeleton, script: Script, arm_deg: float, always: bool) -> Performance:
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.9, back_s=1.4)
    stance = usual_stance(skeleton, rng, wide=script.option("width", 1.5))
    thigh, shank = _legs(script, timeline, rng)
    ahead = _ARM_PULL_M * np.sin(np.radians(min(arm_deg, 180.0)))
    fold = balanced_fold(skeleton, stance, timeline, thigh, shank, float(ahead))
    down = fold_down(skeleton, script, timeline, stance, fold, _FAULTS)
    way = np.ones(len(thigh)) if always else timeline.whole_way()
    # Overhead arms stay in line with the trunk, arms in front stay where gravity does not matter: both in the world.
    flexion = (arm_deg + (0.6 * fold.lean_deg - 10.0 if always else 0.0)) * way
    held = arms(len(way), flexion_deg=np.minimum(flexion, 178.0), abduction_deg=9.0 + 6.0 * always, elbow_deg=10.0)
    return replace(down, arms=held)


def _legs(script: Script, timeline: Timeline, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """(T,) thigh and shank inclinations; a little different in every repetition."""
    depth = script.option("depth_deg", float(rng.uniform(78.0, 96.0)))
    forward = script.option("shank_deg", float(rng.uniform(32.0, 42.0)))
    lost = [
        script.size("depth_short", i + 1) + GUARDED_DEPTH * script.size("guarding", i + 1)
        for i in range(len(timeline.cycles))
    ]
    half = STANDING_KNEE_DEG / 2
    deep = [max(depth - less + rng.normal(0.0, 1.5), 25.0) for less in lost]
    thigh = half + timeline.blend([d - half for d in deep])
    shank = half + timeline.blend([forward * min(d / depth, 1.1) - half for d in deep])
    return thigh, shank


def _in_front(skeleton: Skeleton, script: Script) -> Performance:
    return _squat(skeleton, script, script.option("arm_deg", 75.0), always=False)


def _overhead(skeleton: Skeleton, script: Script) -> Performance:
    return _squat(skeleton, script, script.option("arm_deg", 168.0), always=True)


SQUAT = Movement("squat", "squat", _in_front, _OPTIONS, _FAULTS)
OVERHEAD_SQUAT = Movement("overhead_squat", "overhead_squat", _overhead, _OPTIONS, _FAULTS)
