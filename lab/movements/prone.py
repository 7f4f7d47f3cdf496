"""Held off the floor: bird-dog, plank, side bridge."""

from dataclasses import replace

import numpy as np

from lab.floor import body_line, free_leg, lying, on_the_floor
from lab.kinematics import place_bones
from lab.performance import Arm, Contact, Performance, Repetition
from lab.rotations import FloatArray
from lab.script import CYCLE_OPTIONS, Movement, Script, Timeline, cycles_of
from lab.skeleton import SIDE_SIGN, SIDES, Skeleton
from lab.stand import arms, spread_spine
from lab.timing import Cycle, frames

_KNEE_PAD_M, _WRIST_M, _ELBOW_M = 0.055, 0.05, 0.045
"""Joint centres above the floor where knee, hand and elbow rest on it."""
_BIRD_FAULTS = {"pelvis_rotation": "deg", "lumbar_arch": "deg", "head_drop": "deg", "arm_drop": "deg", "guarding": "%"}
_HOLD_FAULTS = {"hip_sag": "deg", "hip_pike": "deg", "head_drop": "deg"}
_SIDE_FAULTS = {"hip_drop_side": "deg"}
_HOLD_OPTIONS = ("quiet_s", "hold_s", "left_side")


def _bird_dog(skeleton: Skeleton, script: Script) -> Performance:
    """On hands and knees; opposite arm and leg are stretched out and drawn in again, in turn."""
    rng = script.rng()
    timeline = cycles_of(script, rng, count=4, there_s=1.5, back_s=1.4)
    count = len(timeline.time_s)
    sides = ["right" if i % 2 == 0 else "left" for i in range(len(timeline.cycles))]
    less = 1.0 - 0.5 * script.size("guarding", 1) / 100.0
    higher = skeleton.upperarm_m + skeleton.forearm_m + _WRIST_M - skeleton.thigh_m - _KNEE_PAD_M
    tilt = 90.0 - float(np.degrees(np.arcsin(higher / skeleton.trunk_m))) - skeleton.trunk_rest_deg
    arch = timeline.blend(timeline.sized(script, "lumbar_arch"), late=1.2)
    turned = zip(timeline.sized(script, "pelvis_rotation"), sides, strict=True)
    turn = timeline.blend([size * SIDE_SIGN[side] for size, side in turned])
    head = timeline.blend(timeline.sized(script, "head_drop"))
    legs = {}
    for side in SIDES:
        own = less * timeline.blend([1.0 if s == side else 0.0 for s in sides])
        hip = tilt - (tilt + 2.0) * own
        legs[side] = free_leg(
            count, hip_deg=hip, knee_deg=90.0 - 86.0 * own, ankle_deg=-84.0 + 54.0 * own**3, abduction_deg=0.0
        )
    start = lying(skeleton, timeline.time_s, tilt_deg=tilt)
    base = replace(
        start,
        pelvis_m=np.tile([0.0, skeleton.thigh_m + _KNEE_PAD_M, 0.0], (count, 1)),
        pelvis_tilt_deg=np.full(count, tilt) + 0.6 * arch,
        pelvis_list_deg=turn,
        spine_flexion_deg=spread_spine(-arch, 0.0 * arch),
        spine_side_deg=np.zeros((count, 5)),
        spine_turn_deg=_against(turn),
        neck_flexion_deg=-18.0 + head,
        head_flexion_deg=-12.0 + 0.5 * head,
        legs=legs,
        repetitions=tuple(replace(r, side=s) for r, s in zip(timeline.repetitions(), sides, strict=True)),
        faults=timeline.injected(script, _BIRD_FAULTS),
    )
    return replace(base, arms=_supporting_arms(skeleton, script, base, timeline, sides, less))


def _against(turn: FloatArray) -> FloatArray:
    """(T, 5) twist of the lower spine that keeps the chest level while the pelvis rolls."""
    twist = np.zeros((len(turn), 5))
    twist[:, :3] = (turn / 3)[:, None]
    return twist


def _supporting_arms(
    skeleton: Skeleton, script: Script, base: Performance, timeline: Timeline, sides: list[str], less: float
) -> dict[str, Arm]:
    """Hands on the floor under the shoulders; the free one reaches forward when the opposite leg goes back."""
    count = len(timeline.time_s)
    places = place_bones(skeleton, base)
    held = {}
    for side in SIDES:
        other = less * timeline.blend([0.0 if s == side else 1.0 for s in sides])
        shoulder = places.start[f"{side}_upperarm"]
        rest = np.array([float(shoulder[0, 0]), _WRIST_M, float(shoulder[0, 2])])
        lower = timeline.blend(timeline.sized(script, "arm_drop"))
        angle = np.radians(92.0 * other - lower * np.clip(other, 0.0, 1.0))
        arm_m = 0.992 * (skeleton.upperarm_m + skeleton.forearm_m)
        reach = np.stack([np.sin(angle), -np.cos(angle), np.zeros(count)], axis=1)
        hand = np.where((other > 1e-6)[:, None], shoulder + arm_m * reach, rest)
        flat = np.clip(1.0 - 2.0 * other, 0.0, 1.0)
        arm = on_the_floor(arms(count, grip_deg=-15.0)[side], hand, (-1.0, -0.2, 0.3 * SIDE_SIGN[side]))
        held[side] = replace(arm, wrist_deg=80.0 * flat)
    return held


def _plank(skeleton: Skeleton, script: Script) -> Performance:
    """On forearms and toes; the hips leave the line while a fault lasts."""
    rng = script.rng()
    cycle = _hold(script, rng)
    time_s = frames((cycle,), 0.4, script.fps)
    timeline = Timeline((cycle,), time_s)
    count = len(time_s)
    bend = timeline.blend([script.size("hip_pike", 1) - script.size("hip_sag", 1)]) + 0.4 * np.sin(time_s)
    shoulder = np.tile([0.0, skeleton.upperarm_m + _ELBOW_M, 0.0], (count, 1))
    ball = float(np.linalg.norm(skeleton.joint["right_toes"] - skeleton.joint["right_foot"]))
    line = body_line(skeleton, shoulder, ball, bend, np.array([-1.0, 0.0, 0.0]))
    lean = np.degrees(np.arctan2(line.trunk[:, 0], line.trunk[:, 1]))
    tilt = lean - skeleton.trunk_rest_deg
    leg = np.degrees(np.arctan2(line.leg[:, 0], -line.leg[:, 1]))
    # The foot stands upright on its toes: across the leg, less the leg's own slope.
    upright = -(leg + 90.0) + 8.0
    head = timeline.blend(timeline.sized(script, "head_drop"))
    on_toes = free_leg(count, hip_deg=leg + tilt, knee_deg=2.0, ankle_deg=upright, toes_back_deg=70.0)
    base = replace(
        lying(skeleton, time_s, tilt_deg=90.0),
        pelvis_m=line.hip_m,
        pelvis_tilt_deg=tilt,
        neck_flexion_deg=-8.0 + head,
        head_flexion_deg=-6.0 + 0.5 * head,
        legs=dict.fromkeys(SIDES, on_toes),
        repetitions=(Repetition(1, 0.0, cycle.bottom_s, float(time_s[-1])),),
        faults=timeline.injected(script, _HOLD_FAULTS),
        contacts=tuple(Contact(side, part, 0.0, float(time_s[-1])) for side in SIDES for part in ("toes", "forearm")),
    )
    places = place_bones(skeleton, base)
    held = {}
    for side in SIDES:
        elbow = places.start[f"{side}_upperarm"] - [0.0, skeleton.upperarm_m, 0.0]
        hand = elbow + np.array([0.98 * skeleton.forearm_m, 0.0, 0.0])
        held[side] = on_the_floor(arms(count, grip_deg=60.0)[side], hand, (-1.0, -1.0, 0.0))
    return replace(base, arms=held)


def _hold(script: Script, rng: np.random.Generator) -> Cycle:
    """When a fault of a hold comes and goes; without one nothing changes."""
    quiet, hold = script.option("quiet_s", 2.0), script.option("hold_s", float(rng.uniform(2.5, 3.5)))
    return Cycle(quiet, quiet + 0.8, quiet + 0.8 + hold, quiet + 1.6 + hold)


def _side_bridge(skeleton: Skeleton, script: Script) -> Performance:
    """On one forearm and the feet, facing along +x, head towards the supporting side."""
    rng = script.rng()
    cycle = _hold(script, rng)
    time_s = frames((cycle,), 0.4, script.fps)
    timeline, count = Timeline((cycle,), time_s), len(time_s)
    side = "left" if script.option("left_side", 0.0) else "right"
    sign = SIDE_SIGN[side]
    bend = -timeline.blend(timeline.sized(script, "hip_drop_side")) + 0.4 * np.sin(time_s)
    middle = np.tile([0.0, skeleton.shoulder_half_m + skeleton.upperarm_m + _ELBOW_M, 0.0], (count, 1))
    line = body_line(skeleton, middle, 0.05 + skeleton.hip_half_m, bend, np.array([0.0, 0.0, -sign]))
    lean = np.degrees(np.arctan2(sign * line.trunk[:, 2], line.trunk[:, 1]))
    leg = np.degrees(np.arctan2(sign * line.leg[:, 2], -line.leg[:, 1]))
    # Both legs turn the same way in the picture: what opens one hip closes the other.
    opened = leg + lean
    legs = {
        s: free_leg(count, hip_deg=3.0, abduction_deg=opened if s == side else -opened, ankle_deg=0.0) for s in SIDES
    }
    base = replace(
        lying(skeleton, time_s, tilt_deg=-90.0),
        pelvis_m=line.hip_m,
        pelvis_tilt_deg=np.full(count, -skeleton.trunk_rest_deg),
        pelvis_list_deg=-sign * lean,
        legs=legs,
        repetitions=(Repetition(1, 0.0, cycle.bottom_s, float(time_s[-1]), side),),
        faults=timeline.injected(script, _SIDE_FAULTS),
        contacts=(Contact(side, "forearm", 0.0, float(time_s[-1])), Contact(side, "foot", 0.0, float(time_s[-1]))),
    )
    places = place_bones(skeleton, base)
    elbow = places.start[f"{side}_upperarm"] - [0.0, skeleton.upperarm_m, 0.0]
    hand = elbow + np.array([0.98 * skeleton.forearm_m, 0.0, 0.0])
    held = dict(arms(count, hangs=False, abduction_deg=4.0, elbow_deg=6.0))
    held[side] = on_the_floor(held[side], hand, (-1.0, -1.0, 0.0))
    return replace(base, arms=held)


BIRD_DOG = Movement("bird_dog", "bird_dog", _bird_dog, CYCLE_OPTIONS, _BIRD_FAULTS, portrait=False)
PLANK = Movement("plank", "plank", _plank, ("quiet_s", "hold_s"), _HOLD_FAULTS, portrait=False)
SIDE_BRIDGE = Movement("side_bridge", "side_bridge", _side_bridge, _HOLD_OPTIONS, _SIDE_FAULTS, portrait=False)
PRONE = (BIRD_DOG, PLANK, SIDE_BRIDGE)
