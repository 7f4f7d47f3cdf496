"""On one leg: single-leg squat and stance, and the lunge with one foot in front."""

from dataclasses import replace

import numpy as np

from lab.folding import LEG_FAULTS, balanced_fold
from lab.performance import Contact, Leg, Performance, Repetition
from lab.rotations import FloatArray
from lab.script import CYCLE_OPTIONS, Movement, Script, Timeline, cycles_of
from lab.skeleton import SIDE_SIGN, Skeleton
from lab.stand import (
    STANDING_KNEE_DEG,
    Stance,
    arms,
    folded,
    heel_raised,
    pelvis_height,
    spread_spine,
    standing,
    usual_stance,
)
from lab.timing import Cycle, frames, minimum_jerk

_FAULTS = {**LEG_FAULTS, "pelvis_drop": "deg", "trunk_side_lean": "deg", "trunk_lean": "deg", "depth_short": "deg"}
_OPTIONS = (*CYCLE_OPTIONS, "depth_deg", "shank_deg", "left_side", "free_knee_deg")
_ON_THE_LINE = 0.45
"""Where the standing foot is, as a share of half the hips' width: nearly under the middle."""


def _lifted(still: Leg, up: FloatArray, knee_deg: FloatArray | float, hip_deg: float) -> Leg:
    """The free leg, held off the ground as ``up`` (T,) goes from 0 to 1."""
    half = STANDING_KNEE_DEG / 2
    return replace(
        still,
        planted=False,
        hip_flexion_deg=half + (hip_deg - half) * up,
        hip_abduction_deg=2.0 * up,
        knee_flexion_deg=STANDING_KNEE_DEG + (knee_deg - STANDING_KNEE_DEG) * up,
        ankle_dorsiflexion_deg=half + 6.0 * up,
    )


def _side(script: Script) -> tuple[str, str]:
    """The standing side and the other."""
    return ("left", "right") if script.option("left_side", 0.0) else ("right", "left")


def _single_squat(skeleton: Skeleton, script: Script) -> Performance:
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.6, back_s=1.4)
    side, free = _side(script)
    foot = Stance(skeleton.hip_half_m * _ON_THE_LINE, 6.0)
    thigh, shank = _depth(script, timeline, rng)
    fold = balanced_fold(skeleton, foot, timeline, thigh, shank, 0.03)
    pelvis, _ = folded(skeleton, foot, thigh, shank)
    start = standing(skeleton, foot, timeline.time_s)
    way, sign = timeline.whole_way(), SIDE_SIGN[side]
    drop = timeline.blend(timeline.sized(script, "pelvis_drop"), late=1.5)
    aside = timeline.blend(timeline.sized(script, "trunk_side_lean"), late=1.5)
    inwards = timeline.blend(timeline.sized(script, "knee_valgus"), late=1.5)
    heels = timeline.blend(timeline.sized(script, "heel_rise"), late=2.0)
    standing_leg = heel_raised(skeleton, replace(start.legs[side], knee_in_deg=inwards), side, heels)
    lean = fold.lean_deg + timeline.blend(timeline.sized(script, "trunk_lean"), late=1.5)
    lateral = np.zeros((len(way), 5))
    lateral[:, 1:4] = (sign * (aside + drop) / 3)[:, None]
    knee = script.option("free_knee_deg", 70.0)
    return replace(
        start,
        pelvis_m=pelvis,
        pelvis_tilt_deg=lean,
        pelvis_list_deg=sign * drop,
        spine_side_deg=lateral,
        neck_flexion_deg=-0.3 * lean,
        legs={side: standing_leg, free: _lifted(start.legs[free], np.ones(len(way)), knee + 30.0 * way, 8.0)},
        arms=arms(len(way), flexion_deg=50.0 * way, abduction_deg=18.0),
        repetitions=timeline.repetitions(side),
        faults=timeline.injected(script, _FAULTS),
        contacts=(Contact(side, "foot", 0.0, float(timeline.time_s[-1])),),
    )


def _depth(script: Script, timeline: Timeline, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    depth = script.option("depth_deg", float(rng.uniform(38.0, 55.0)))
    forward = script.option("shank_deg", float(rng.uniform(22.0, 30.0)))
    half = STANDING_KNEE_DEG / 2
    deep = [max(depth - size, 12.0) for size in timeline.sized(script, "depth_short")]
    return half + timeline.blend([d - half for d in deep]), half + timeline.blend([forward - half] * len(deep))


def _single_stance(skeleton: Skeleton, script: Script) -> Performance:
    """Lift a foot, hold, put it down; once a side unless asked for more."""
    rng = script.rng()
    quiet, hold = script.option("quiet_s", 1.0), script.option("hold_s", 6.0)
    side, free = _side(script)
    cycle = Cycle(quiet, quiet + 1.0, quiet + 1.0 + hold, quiet + 1.8 + hold)
    time_s = frames((cycle,), quiet, script.fps)
    foot = Stance(skeleton.hip_half_m * 0.9, 6.0)
    start = standing(skeleton, foot, time_s)
    up, sign = cycle.way(time_s), SIDE_SIGN[side]
    timeline = Timeline((cycle,), time_s)
    drop = timeline.blend(timeline.sized(script, "pelvis_drop"))
    unrest = (
        script.option("sway_deg", 0.8)
        * up
        * np.sum([np.sin(2 * np.pi * rng.uniform(0.3, 1.2) * time_s + rng.uniform(0, 6.3)) for _ in range(3)], axis=0)
    )
    # The hips go over the standing foot before the other leaves the ground.
    over = minimum_jerk((time_s - quiet + 0.6) / 1.0) - minimum_jerk((time_s - cycle.leave_s - 0.2) / 1.0)
    pelvis = start.pelvis_m.copy()
    pelvis[:, 2] = sign * (foot.half_width_m - 0.2 * skeleton.hip_half_m) * over
    across = replace(foot, half_width_m=skeleton.hip_half_m + 0.8 * skeleton.hip_half_m)
    pelvis[:, 1] = np.minimum(pelvis[:, 1], pelvis_height(skeleton, across, pelvis[:, 0], np.full(len(up), 4.0)))
    lateral = np.zeros((len(up), 5))
    lateral[:, 1:4] = ((sign * (drop + timeline.blend(timeline.sized(script, "trunk_side_lean"))) + unrest) / 3)[
        :, None
    ]
    knee = script.option("free_knee_deg", 75.0)
    return replace(
        start,
        pelvis_m=pelvis,
        pelvis_list_deg=sign * drop + 0.3 * unrest,
        spine_side_deg=lateral,
        legs={side: start.legs[side], free: _lifted(start.legs[free], up, knee, script.option("free_hip_deg", 30.0))},
        arms=arms(len(up), abduction_deg=10.0 + 6.0 * up),
        repetitions=(Repetition(1, cycle.start_s, cycle.bottom_s, cycle.end_s, side),),
        faults=timeline.injected(script, {"pelvis_drop": "deg", "trunk_side_lean": "deg"}),
        contacts=(
            Contact(side, "foot", 0.0, float(time_s[-1])),
            Contact(free, "foot", 0.0, cycle.start_s),
            Contact(free, "foot", cycle.end_s, float(time_s[-1])),
        ),
    )


def _lunge(skeleton: Skeleton, script: Script) -> Performance:
    """Split stance, down and up: the front foot flat, the heel of the other off the ground."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.5, back_s=1.3)
    front, back = _side(script)
    stance = usual_stance(skeleton, rng)
    leg = skeleton.thigh_m + skeleton.shank_m
    split = script.option("split_m", float(rng.uniform(0.85, 0.95)) * leg)
    start = standing(skeleton, stance, timeline.time_s)
    way = timeline.whole_way()
    legs = {front: _shifted(start.legs[front], split / 2), back: _shifted(start.legs[back], -split / 2)}
    inwards = timeline.blend(timeline.sized(script, "knee_valgus"), late=1.5)
    legs[front] = replace(legs[front], knee_in_deg=inwards)
    legs[back] = heel_raised(skeleton, replace(legs[back], toe_out_deg=np.zeros(len(way))), back, 38.0 + 18.0 * way)
    top = skeleton.ankle_height_m + np.sqrt((0.985 * leg) ** 2 - (split / 2) ** 2)
    depth = script.option("depth_m", float(rng.uniform(0.5, 0.6)) * (top - 0.5 * leg) * 1.2)
    less = [1.0 - size / 90.0 for size in timeline.sized(script, "depth_short")]
    ahead = 0.05 * way
    height = top - timeline.blend([depth * share for share in less])
    lean = 6.0 * way + timeline.blend(timeline.sized(script, "trunk_lean"), late=1.5)
    return replace(
        start,
        pelvis_m=np.stack([ahead, height, np.zeros_like(ahead)], axis=1),
        pelvis_tilt_deg=lean,
        spine_flexion_deg=spread_spine(0.0 * way, 0.0 * way),
        legs=legs,
        arms=arms(len(way), abduction_deg=12.0, elbow_deg=20.0),
        repetitions=timeline.repetitions(front),
        faults=timeline.injected(script, _LUNGE_FAULTS),
        contacts=(
            Contact(front, "foot", 0.0, float(timeline.time_s[-1])),
            Contact(back, "toes", 0.0, float(timeline.time_s[-1])),
        ),
    )


def _shifted(leg: Leg, ahead_m: float) -> Leg:
    return replace(leg, ankle_m=leg.ankle_m + np.array([ahead_m, 0.0, 0.0]))


_LUNGE_FAULTS = {"knee_valgus": "deg", "trunk_lean": "deg", "depth_short": "deg"}
_STANCE_OPTIONS = ("quiet_s", "hold_s", "left_side", "free_knee_deg", "free_hip_deg", "sway_deg")
SINGLE_LEG_SQUAT = Movement("single_leg_squat", "single_leg_squat", _single_squat, _OPTIONS, _FAULTS)
SINGLE_LEG_STANCE = Movement(
    "single_leg_stance",
    "single_leg_stance",
    _single_stance,
    _STANCE_OPTIONS,
    {"pelvis_drop": "deg", "trunk_side_lean": "deg"},
)
LUNGE = Movement("lunge", "lunge", _lunge, (*CYCLE_OPTIONS, "left_side", "split_m", "depth_m"), _LUNGE_FAULTS)
