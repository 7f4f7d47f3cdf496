"""Squat on both feet, arms raised in front or overhead."""

from dataclasses import replace

import numpy as np

from lab.performance import Performance
from lab.rotations import FloatArray
from lab.script import CYCLE_OPTIONS, Movement, Script, Timeline, cycles_of
from lab.skeleton import SIDES, Skeleton
from lab.stand import (
    STANDING_KNEE_DEG,
    arms,
    balanced_lean,
    folded,
    heel_raised,
    spread_spine,
    standing,
    usual_stance,
)

FAULTS = {
    "trunk_rounding_lower": "deg",
    "trunk_rounding_upper": "deg",
    "knee_valgus": "deg",
    "heel_rise": "deg",
    "asym_shift": "%",
    "hips_shoot": "deg",
    "trunk_lean": "deg",
    "depth_short": "deg",
    "butt_wink": "deg",
    "too_fast": "%",
    "guarding": "%",
}
OPTIONS = (*CYCLE_OPTIONS, "depth_deg", "shank_deg", "lumbar_deg", "width", "arm_deg")
_GUARDED_DEPTH = 0.3
"""Degrees of depth lost for each percent of guarding."""
_LOWER_COMPENSATION, _UPPER_COMPENSATION = 0.75, 0.3
"""Part of a rounding that the pelvis takes back, so that the shoulders stay where they were."""


def _build(skeleton: Skeleton, script: Script) -> Performance:
    return squat(skeleton, script, arm_deg=script.option("arm_deg", 75.0))


def squat(skeleton: Skeleton, script: Script, *, arm_deg: float) -> Performance:
    """Squats with the arms raised by ``arm_deg`` at the bottom."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.9, back_s=1.4)
    stance = usual_stance(skeleton, rng, wide=script.option("width", 1.15))
    start = standing(skeleton, stance, timeline.time_s)
    thigh, shank = _legs(script, timeline, rng)
    pelvis, _ = folded(skeleton, stance, thigh, shank)
    lean = balanced_lean(skeleton, pelvis, shank)
    lean = np.where(timeline.blend([1.0] * len(timeline.cycles)) > 0, lean, 0.0) * _rise_in(timeline)
    lean = lean + timeline.blend(timeline.sized(script, "trunk_lean"), late=1.5) + _shot(script, timeline)
    lower, upper, wink = _rounding(script, timeline, rng)
    pelvis[:, 2] += timeline.blend(timeline.sized(script, "asym_shift"), late=1.5) / 100.0 * skeleton_height(skeleton)
    way = timeline.blend([1.0] * len(timeline.cycles))
    raised = arms(len(way), flexion_deg=arm_deg * way, abduction_deg=9.0 - 4.0 * way, elbow_deg=12.0 - 4.0 * way)
    return replace(
        start,
        pelvis_m=pelvis,
        pelvis_tilt_deg=lean - _LOWER_COMPENSATION * lower - _UPPER_COMPENSATION * upper - wink,
        spine_flexion_deg=spread_spine(lower + wink, upper),
        neck_flexion_deg=-0.35 * lean,
        head_flexion_deg=-0.2 * lean,
        legs=_feet(skeleton, start, script, timeline),
        arms=raised,
        repetitions=timeline.repetitions(),
        faults=timeline.injected(script, FAULTS),
    )


def _legs(script: Script, timeline: Timeline, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """(T,) thigh and shank inclinations; a little different in every repetition."""
    depth = script.option("depth_deg", float(rng.uniform(78.0, 96.0)))
    forward = script.option("shank_deg", float(rng.uniform(26.0, 36.0)))
    lost = [
        script.size("depth_short", i + 1) + _GUARDED_DEPTH * script.size("guarding", i + 1)
        for i in range(len(timeline.cycles))
    ]
    half = STANDING_KNEE_DEG / 2
    deep = [max(depth - less + rng.normal(0.0, 1.5), 25.0) for less in lost]
    thigh = half + timeline.blend([d - half for d in deep])
    shank = half + timeline.blend([forward * min(d / depth, 1.1) - half for d in deep])
    return thigh, shank


def _rise_in(timeline: Timeline) -> FloatArray:
    """(T,) 0 while standing, 1 once the squat is under way: the balanced lean is not wanted upright."""
    return np.clip(5.0 * timeline.blend([1.0] * len(timeline.cycles)), 0.0, 1.0)


def _shot(script: Script, timeline: Timeline) -> FloatArray:
    """(T,) lean added early on the way up, when the hips rise before the chest."""
    total = np.zeros(len(timeline.time_s))
    for i, cycle in enumerate(timeline.cycles):
        share = (timeline.time_s - cycle.leave_s) / (cycle.end_s - cycle.leave_s)
        bump = np.where((share > 0) & (share < 0.9), np.sin(np.pi * np.clip(share / 0.9, 0, 1)) ** 2, 0.0)
        total += script.size("hips_shoot", i + 1) * bump
    return total


def _rounding(
    script: Script, timeline: Timeline, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(T,) lower and upper bend of the spine, and the tuck of the pelvis at the bottom."""
    usual = script.option("lumbar_deg", float(rng.uniform(0.0, 5.0)))
    lower = timeline.blend([usual + size for size in timeline.sized(script, "trunk_rounding_lower")], late=1.2)
    upper = timeline.blend(timeline.sized(script, "trunk_rounding_upper"), late=1.2)
    return lower, upper, timeline.blend(timeline.sized(script, "butt_wink"), late=6.0)


def skeleton_height(skeleton: Skeleton) -> float:
    """Rough stature from the bones, metres: shifts are ordered in percent of it."""
    return float(skeleton.landmark["nose"][1][1] + 0.085 * skeleton.trunk_m / 0.47 + 0.06)


def _feet(skeleton: Skeleton, start: Performance, script: Script, timeline: Timeline) -> dict:
    inwards = timeline.blend(timeline.sized(script, "knee_valgus"), late=1.5)
    heels = timeline.blend(timeline.sized(script, "heel_rise"), late=2.0)
    legs = {side: replace(start.legs[side], knee_in_deg=inwards) for side in SIDES}
    return {side: heel_raised(skeleton, legs[side], side, heels) for side in SIDES}


SQUAT = Movement("squat", "squat", _build, OPTIONS, FAULTS)
