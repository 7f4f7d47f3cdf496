"""On the back: bridge, dead bug, straight-leg raise, active knee extension, Thomas test."""

from dataclasses import replace

import numpy as np

from lab.floor import free_leg, lying
from lab.performance import Contact, Leg, Performance, Prop, Repetition
from lab.script import CYCLE_OPTIONS, Movement, Script, Timeline, cycles_of
from lab.skeleton import SIDES, Skeleton
from lab.stand import Stance, arms, planted, spread_spine
from lab.timing import Cycle, frames

_SIDE_OPTIONS = (*CYCLE_OPTIONS, "left_side", "hip_deg", "knee_deg")


def _sides(script: Script) -> tuple[str, str]:
    return ("left", "right") if script.option("left_side", 0.0) else ("right", "left")


def _bridge(skeleton: Skeleton, script: Script) -> Performance:
    """Feet flat, shoulders on the floor, hips up to the line of shoulders and knees and down again."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=3, there_s=1.3, back_s=1.4)
    start = lying(skeleton, timeline.time_s, tilt_deg=-90.0)
    count = len(timeline.time_s)
    low = skeleton.back_m
    foot_x = script.option("foot_m", 0.48 * (skeleton.thigh_m + skeleton.shank_m))
    lift = script.option("lift_m", float(rng.uniform(0.20, 0.26)))
    short = [lift * (1.0 - size / 100.0) for size in timeline.sized(script, "rom_short")]
    height = low + timeline.blend(short)
    raised = np.degrees(np.arcsin(np.clip((height - low) / skeleton.trunk_m, -0.9, 0.9)))
    hip_x = -skeleton.trunk_m * (1.0 - np.cos(np.radians(raised)))
    arch = timeline.blend(timeline.sized(script, "lumbar_arch"), late=1.5)
    stance = Stance(skeleton.hip_half_m, 4.0)
    feet = planted(skeleton, stance, count)
    ahead = np.array([foot_x, 0.0, 0.0])
    legs = {side: replace(leg, ankle_m=leg.ankle_m + ahead, knees_up=True) for side, leg in feet.items()}
    return replace(
        start,
        pelvis_m=np.stack([hip_x, height, np.zeros(count)], axis=1),
        pelvis_tilt_deg=-90.0 - raised + 0.6 * arch,
        spine_flexion_deg=spread_spine(-arch, 0.0 * arch),
        neck_flexion_deg=0.6 * raised,
        legs=legs,
        arms=arms(count, hangs=False, flexion_deg=-raised, abduction_deg=14.0, elbow_deg=8.0),
        repetitions=timeline.repetitions(),
        faults=timeline.injected(script, {"rom_short": "%", "lumbar_arch": "deg"}),
        contacts=tuple(Contact(side, "foot", 0.0, float(timeline.time_s[-1])) for side in SIDES),
    )


def _dead_bug(skeleton: Skeleton, script: Script) -> Performance:
    """Hips and knees at 90 degrees, arms up; opposite arm and leg are lowered and brought back in turn."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=4, there_s=1.6, back_s=1.5)
    start = lying(skeleton, timeline.time_s, tilt_deg=-90.0)
    count = len(timeline.time_s)
    arch = timeline.blend(timeline.sized(script, "lumbar_arch"), late=1.2)
    legs, held, sides = {}, {}, _in_turn(timeline)
    for side in SIDES:
        own = timeline.blend([1.0 if s == side else 0.0 for s in sides])
        other = timeline.blend([0.0 if s == side else 1.0 for s in sides])
        legs[side] = free_leg(count, hip_deg=90.0 - 76.0 * own, knee_deg=90.0 - 78.0 * own, ankle_deg=0.0)
        held[side] = arms(count, flexion_deg=90.0 + 75.0 * other, abduction_deg=2.0, elbow_deg=4.0, hangs=False)[side]
    return replace(
        start,
        pelvis_tilt_deg=start.pelvis_tilt_deg + 0.7 * arch,
        spine_flexion_deg=spread_spine(-arch, 0.0 * arch),
        legs=legs,
        arms=held,
        repetitions=_sided(timeline, sides),
        faults=timeline.injected(script, {"lumbar_arch": "deg"}),
    )


def _in_turn(timeline: Timeline) -> list[str]:
    return ["right" if i % 2 == 0 else "left" for i in range(len(timeline.cycles))]


def _sided(timeline: Timeline, sides: list[str]) -> tuple[Repetition, ...]:
    return tuple(replace(r, side=s) for r, s in zip(timeline.repetitions(), sides, strict=True))


def _slr(skeleton: Skeleton, script: Script) -> Performance:
    """One straight leg is raised; the pelvis follows a little at the end."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=2, there_s=2.2, back_s=2.0)
    side, still = _sides(script)
    way, count = timeline.whole_way(), len(timeline.time_s)
    hip = script.option("hip_deg", float(rng.uniform(55.0, 85.0)))
    knee = script.option("knee_deg", 2.0) * way + timeline.blend(timeline.sized(script, "knee_bend"))
    tuck = 0.12 * hip * way**1.5
    start = lying(skeleton, timeline.time_s, tilt_deg=-90.0)
    legs = {
        side: free_leg(count, hip_deg=(hip - 0.12 * hip) * way, knee_deg=knee, ankle_deg=0.0),
        still: free_leg(count, hip_deg=-tuck, ankle_deg=-10.0),
    }
    return replace(
        start,
        pelvis_tilt_deg=start.pelvis_tilt_deg - tuck,
        spine_flexion_deg=spread_spine(tuck, 0.0 * tuck),
        legs=legs,
        repetitions=timeline.repetitions(side),
        faults=timeline.injected(script, {"knee_bend": "deg"}),
    )


def _knee_extension(skeleton: Skeleton, script: Script) -> Performance:
    """The thigh held upright, the knee straightened as far as it goes."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=2, there_s=1.8, back_s=1.6)
    side, still = _sides(script)
    way, count = timeline.whole_way(), len(timeline.time_s)
    lacking = script.option("knee_deg", float(rng.uniform(15.0, 45.0)))
    drift = timeline.blend(timeline.sized(script, "thigh_drift"))
    legs = {
        side: free_leg(count, hip_deg=90.0 - drift, knee_deg=95.0 - (95.0 - lacking) * way, ankle_deg=0.0),
        still: free_leg(count, ankle_deg=-10.0),
    }
    return replace(
        lying(skeleton, timeline.time_s, tilt_deg=-90.0),
        legs=legs,
        repetitions=timeline.repetitions(side),
        faults=timeline.injected(script, {"thigh_drift": "deg"}),
    )


def _thomas(skeleton: Skeleton, script: Script) -> Performance:
    """At the edge of a table: one knee is drawn to the chest, then the other leg hangs for some seconds."""
    rng = script.rng()
    quiet, hold = script.option("quiet_s", 1.0), script.option("hold_s", 3.0)
    cycle = Cycle(quiet, quiet + 1.6, quiet + 1.6 + hold, quiet + 3.0 + hold)
    time_s = frames((cycle,), quiet, script.fps)
    side, hugged = _sides(script)
    way, count, table = cycle.way(time_s), len(time_s), 0.72
    hip = script.option("hip_deg", float(rng.uniform(-12.0, 18.0)))
    knee = script.option("knee_deg", float(rng.uniform(55.0, 85.0)))
    tuck = 8.0 * way
    legs: dict[str, Leg] = {
        side: free_leg(count, hip_deg=-tuck + hip * way + 2.0, knee_deg=knee, ankle_deg=-20.0),
        hugged: free_leg(count, hip_deg=5.0 + 110.0 * way, knee_deg=knee + 45.0 * way, ankle_deg=-10.0),
    }
    start = lying(skeleton, time_s, tilt_deg=-90.0, surface_m=table)
    hands = arms(count, flexion_deg=20.0 + 18.0 * way, abduction_deg=8.0, elbow_deg=25.0 + 45.0 * way, hangs=False)
    length = 1.5
    bed = Prop("box", np.array([-length / 2 + 0.05, table, 0.0]), (length, table, 0.7))
    return replace(
        start,
        pelvis_tilt_deg=start.pelvis_tilt_deg - tuck,
        spine_flexion_deg=spread_spine(tuck, 0.0 * tuck),
        legs=legs,
        arms=hands,
        repetitions=(Repetition(1, cycle.start_s, cycle.bottom_s, cycle.end_s, side),),
        props=(bed,),
    )


BRIDGE = Movement(
    "bridge",
    "single_leg_bridge",
    _bridge,
    (*CYCLE_OPTIONS, "foot_m", "lift_m"),
    {"rom_short": "%", "lumbar_arch": "deg"},
    portrait=False,
)
DEAD_BUG = Movement("dead_bug", "dead_bug", _dead_bug, CYCLE_OPTIONS, {"lumbar_arch": "deg"}, portrait=False)
SLR = Movement("slr", "slr", _slr, _SIDE_OPTIONS, {"knee_bend": "deg"}, portrait=False)
KNEE_EXTENSION = Movement(
    "knee_extension", "knee_extension", _knee_extension, _SIDE_OPTIONS, {"thigh_drift": "deg"}, portrait=False
)
THOMAS = Movement(
    "thomas", "thomas", _thomas, ("quiet_s", "hold_s", "left_side", "hip_deg", "knee_deg"), portrait=False
)
SUPINE = (BRIDGE, DEAD_BUG, SLR, KNEE_EXTENSION, THOMAS)
