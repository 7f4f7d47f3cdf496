"""Shoulders, chest and hips on their own: raising the arms, turning the chest, turning the thighs while sitting."""

from dataclasses import replace

import numpy as np

from lab.floor import free_leg
from lab.folding import soles
from lab.performance import Contact, Performance, Prop, Repetition
from lab.rotations import FloatArray
from lab.script import CYCLE_OPTIONS, Movement, Script, Timeline, cycles_of
from lab.skeleton import SIDES, Skeleton
from lab.stand import BUTTOCK_M, arms, seated_legs, spread_spine, standing, usual_stance


def _raise(skeleton: Skeleton, script: Script) -> Performance:
    """Both straight arms forward and up; who lacks motion arches the back instead (``lumbar_arch``)."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.6, back_s=1.5)
    stance = usual_stance(skeleton, rng)
    start = standing(skeleton, stance, timeline.time_s)
    way = timeline.whole_way()
    reach = {side: script.option(f"{side}_deg", float(rng.uniform(150.0, 174.0))) for side in SIDES}
    arch = timeline.blend(timeline.sized(script, "lumbar_arch"), late=1.5)
    held = {
        side: arms(len(way), flexion_deg=reach[side] * way, abduction_deg=9.0 - 3.0 * way, elbow_deg=8.0)[side]
        for side in SIDES
    }
    return replace(
        start,
        spine_flexion_deg=spread_spine(-arch, 0.0 * arch),
        pelvis_tilt_deg=0.4 * arch,
        arms=held,
        repetitions=timeline.repetitions(),
        faults=timeline.injected(script, {"lumbar_arch": "deg"}),
        contacts=soles(timeline.time_s),
    )


def _seated(start: Performance, hips: FloatArray, seat_m: float) -> Performance:
    chair = Prop("chair", np.array([hips[0, 0] + 0.02, seat_m, 0.0]), (0.42, seat_m, 0.45))
    sits = Contact("none", "seat", 0.0, float(start.time_s[-1]))
    return replace(start, pelvis_m=hips, props=(chair,), contacts=(*soles(start.time_s), sits))


def _turn_chest(skeleton: Skeleton, script: Script) -> Performance:
    """Sitting, arms crossed, the chest turned right and left in turn; the pelvis stays but for ``pelvis_rotation``."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=4, there_s=1.4, back_s=1.4)
    count = len(timeline.time_s)
    seat = script.option("seat_m", 0.44)
    stance = usual_stance(skeleton, rng, wide=1.2)
    hips, _ = seated_legs(skeleton, stance, seat, count)
    start = _seated(standing(skeleton, stance, timeline.time_s), hips, seat)
    sides = ["right" if i % 2 == 0 else "left" for i in range(len(timeline.cycles))]
    reach = {side: script.option(f"{side}_deg", float(rng.uniform(35.0, 55.0))) for side in SIDES}
    way = timeline.blend([reach[s] * (-1.0 if s == "right" else 1.0) for s in sides])
    pelvis = timeline.blend(
        [
            s * (-1.0 if side == "right" else 1.0)
            for s, side in zip(timeline.sized(script, "pelvis_rotation"), sides, strict=True)
        ]
    )
    twist = way[:, None] * np.array([0.05, 0.08, 0.12, 0.3, 0.45])
    crossed = arms(count, flexion_deg=42.0, abduction_deg=-6.0, elbow_deg=112.0, rotation_deg=55.0, hangs=False)
    return replace(
        start,
        pelvis_turn_deg=pelvis,
        spine_turn_deg=twist,
        arms=crossed,
        repetitions=_sided(timeline, sides),
        faults=timeline.injected(script, {"pelvis_rotation": "deg"}),
    )


def _sided(timeline: Timeline, sides: list[str]) -> tuple[Repetition, ...]:
    return tuple(replace(r, side=s) for r, s in zip(timeline.repetitions(), sides, strict=True))


def _turn_hip(skeleton: Skeleton, script: Script) -> Performance:
    """Sitting high, shanks hanging: one shank swings outwards (inner rotation of the hip), then inwards."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=4, there_s=1.2, back_s=1.2)
    count = len(timeline.time_s)
    side = "left" if script.option("left_side", 0.0) else "right"
    other = "right" if side == "left" else "left"
    seat = skeleton.shank_m + skeleton.ankle_height_m + 0.12
    hips = np.tile([0.0, seat + BUTTOCK_M, 0.0], (count, 1))
    start = standing(skeleton, usual_stance(skeleton, rng), timeline.time_s)
    inner, outer = (
        script.option("inner_deg", float(rng.uniform(25, 42))),
        script.option("outer_deg", float(rng.uniform(28, 45))),
    )
    turn = timeline.blend([inner if i % 2 == 0 else -outer for i in range(len(timeline.cycles))])
    legs = {
        side: free_leg(count, hip_deg=86.0, knee_deg=88.0, ankle_deg=0.0, rotation_deg=turn),
        other: free_leg(count, hip_deg=86.0, knee_deg=88.0, ankle_deg=0.0),
    }
    depth = skeleton.thigh_m + 0.1
    bench = Prop("box", np.array([0.5 * skeleton.thigh_m - 0.18, seat, 0.0]), (depth, seat, 0.9))
    return replace(
        start,
        pelvis_m=hips,
        legs=legs,
        arms=arms(count, flexion_deg=-8.0, abduction_deg=16.0, elbow_deg=12.0),
        repetitions=timeline.repetitions(side),
        contacts=(Contact("none", "seat", 0.0, float(timeline.time_s[-1])),),
        props=(bench,),
    )


SHOULDER_FLEXION = Movement(
    "shoulder_flexion", "shoulder_flexion", _raise, (*CYCLE_OPTIONS, "left_deg", "right_deg"), {"lumbar_arch": "deg"}
)
THORACIC_ROTATION = Movement(
    "thoracic_rotation",
    "thoracic_rotation",
    _turn_chest,
    (*CYCLE_OPTIONS, "left_deg", "right_deg", "seat_m"),
    {"pelvis_rotation": "deg"},
)
HIP_ROTATION = Movement(
    "hip_rotation", "hip_rotation", _turn_hip, (*CYCLE_OPTIONS, "left_side", "inner_deg", "outer_deg")
)
UPPER = (SHOULDER_FLEXION, THORACIC_ROTATION, HIP_ROTATION)
