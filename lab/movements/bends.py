"""Bending from standing: forward with any share of pelvis and spine, sideways, backward."""

from dataclasses import replace

import numpy as np

from lab.folding import soles
from lab.performance import Performance, Repetition
from lab.rotations import FloatArray
from lab.script import CYCLE_OPTIONS, Movement, Script, Timeline, cycles_of
from lab.skeleton import Skeleton
from lab.stand import STANDING_KNEE_DEG, arms, pelvis_height, spread_spine, standing, usual_stance

_FORWARD_OPTIONS = (*CYCLE_OPTIONS, "pelvis_deg", "lumbar_deg", "thoracic_deg", "early", "knee_deg")
_FORWARD_FAULTS = {"guarding": "%", "knee_bend": "deg"}


def _rhythm(way: FloatArray, early: float) -> tuple[FloatArray, FloatArray]:
    """Ways (T,) of spine and pelvis; ``early`` 0 both together, 1 the spine all first, -1 the pelvis all first."""
    power = 2.0 ** abs(early)
    first, second = way ** (1.0 / power), way**power
    return (first, second) if early >= 0 else (second, first)


def _forward(skeleton: Skeleton, script: Script) -> Performance:
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.9, back_s=1.9)
    stance = usual_stance(skeleton, rng)
    start = standing(skeleton, stance, timeline.time_s)
    less = 1.0 - 0.5 * script.size("guarding", 1) / 100.0
    spine_way, pelvis_way = _rhythm(
        np.clip(timeline.whole_way(), 0.0, 1.0), script.option("early", float(rng.uniform(0, 0.6)))
    )
    pelvis = script.option("pelvis_deg", float(rng.uniform(38.0, 62.0))) * less * pelvis_way
    lower = script.option("lumbar_deg", float(rng.uniform(30.0, 52.0))) * less * spine_way
    upper = script.option("thoracic_deg", float(rng.uniform(12.0, 28.0))) * less * spine_way
    knee = STANDING_KNEE_DEG + (script.option("knee_deg", 3.0) + script.size("knee_bend", 1)) * timeline.whole_way()
    lean = pelvis + 0.6 * lower + 0.3 * upper
    back = -0.42 * skeleton.trunk_m * np.sin(np.radians(np.minimum(lean, 100.0))) + 0.03 * timeline.whole_way()
    height = pelvis_height(skeleton, stance, back, knee)
    return replace(
        start,
        pelvis_m=np.stack([back, height, np.zeros_like(back)], axis=1),
        pelvis_tilt_deg=pelvis,
        spine_flexion_deg=spread_spine(lower, upper),
        neck_flexion_deg=0.1 * lean,
        arms=arms(len(back), flexion_deg=6.0 * timeline.whole_way(), abduction_deg=6.0, elbow_deg=6.0),
        repetitions=timeline.repetitions(),
        faults=timeline.injected(script, _FORWARD_FAULTS),
        contacts=soles(timeline.time_s),
    )


def _sideways(skeleton: Skeleton, script: Script) -> Performance:
    """To one side and back, in turn right and left."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=4, there_s=1.5, back_s=1.5)
    stance = usual_stance(skeleton, rng)
    start = standing(skeleton, stance, timeline.time_s)
    less = 1.0 - 0.5 * script.size("guarding", 1) / 100.0
    reach = {"right": script.option("right_deg", 32.0), "left": script.option("left_deg", 32.0)}
    sides = ["right" if i % 2 == 0 else "left" for i in range(len(timeline.cycles))]
    bend = timeline.blend([less * reach[s] * (1.0 if s == "right" else -1.0) for s in sides])
    shift = -0.0012 * bend
    pelvis = start.pelvis_m.copy()
    pelvis[:, 2] += shift
    side = np.zeros((len(bend), 5))
    side[:, 1:] = (bend / 4)[:, None]
    turned = _sided(timeline, sides)
    return replace(
        start,
        pelvis_m=pelvis,
        spine_side_deg=side,
        arms=arms(len(bend), abduction_deg=6.0, elbow_deg=5.0),
        repetitions=turned,
        faults=timeline.injected(script, {"guarding": "%"}),
        contacts=soles(timeline.time_s),
    )


def _sided(timeline: Timeline, sides: list[str]) -> tuple[Repetition, ...]:
    return tuple(replace(r, side=s) for r, s in zip(timeline.repetitions(), sides, strict=True))


def _backward(skeleton: Skeleton, script: Script) -> Performance:
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.5, back_s=1.5)
    stance = usual_stance(skeleton, rng)
    start = standing(skeleton, stance, timeline.time_s)
    less = 1.0 - 0.5 * script.size("guarding", 1) / 100.0
    way = timeline.whole_way()
    lower = -script.option("lumbar_deg", float(rng.uniform(16.0, 30.0))) * less * way
    upper = -script.option("thoracic_deg", float(rng.uniform(4.0, 10.0))) * less * way
    ahead = 0.06 * less * way
    height = pelvis_height(skeleton, stance, ahead, np.full(len(way), STANDING_KNEE_DEG))
    return replace(
        start,
        pelvis_m=np.stack([ahead, height, np.zeros_like(ahead)], axis=1),
        pelvis_tilt_deg=-8.0 * less * way,
        spine_flexion_deg=spread_spine(lower, upper),
        neck_flexion_deg=-12.0 * less * way,
        arms=arms(len(way), flexion_deg=-8.0 * way, abduction_deg=10.0),
        repetitions=timeline.repetitions(),
        faults=timeline.injected(script, {"guarding": "%"}),
        contacts=soles(timeline.time_s),
    )


FORWARD_BEND = Movement("forward_bend", "forward_bend", _forward, _FORWARD_OPTIONS, _FORWARD_FAULTS)
SIDE_BEND = Movement("side_bend", "side_bend", _sideways, (*CYCLE_OPTIONS, "right_deg", "left_deg"), {"guarding": "%"})
BACK_BEND = Movement(
    "back_bend", "back_bend", _backward, (*CYCLE_OPTIONS, "lumbar_deg", "thoracic_deg"), {"guarding": "%"}
)
