"""Form faults of the tests of range and control: seen on figures that have them, not on figures that do not."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

import figures_range as figures
from synthetic import AT, Camera, Clip, squat
from taikan.coaching.faults import FaultContext, FaultOutcome, judge_faults
from taikan.kinematics.motion import build_motion
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import TestInput
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.running import run_test


def judged(test_id: str, fault: str, clip: Clip) -> FaultOutcome:
    test = movement_tests().get(test_id)
    motion = build_motion(clip.track, height_cm=170.0)
    result = run_test(test, TestInput(motion=motion))
    assert result.verdict.valid, result.verdict.reasons
    assert fault in test.fault_ids
    context = FaultContext(test_id)
    return judge_faults([fault], load_knowledge().faults, motion, None, result.repetitions, context)


def state(outcome: FaultOutcome) -> str:
    return outcome.judgements[0].state


def with_short_neck(clip: Clip, moving: np.ndarray, px: float) -> Clip:
    """``clip`` whose ears come nearer to the shoulders by ``px`` in the frames ``moving``."""
    position = clip.track["position"].to_numpy().copy()
    shoulders = 0.5 * (position[:, AT["left_shoulder"], :2] + position[:, AT["right_shoulder"], :2])
    ears = [AT["left_ear"], AT["right_ear"]]
    way = shoulders - position[:, ears, :2].mean(axis=1)
    way /= np.linalg.norm(way, axis=1)[:, None]
    position[:, ears, :2] += px * (way * moving[:, None])[:, None]
    return Clip(clip.track.assign(position=(clip.track["position"].dims, position)), {}, *[clip.turns_s] * 3)


def shrugging_turn() -> Clip:
    clip = figures.thoracic_rotation(right=50.0, left=50.0)
    x = clip.track["position"].to_numpy()[..., 0]
    return with_short_neck(clip, np.abs(x[:, AT["left_shoulder"]] - x[:, AT["right_shoulder"]]) < 150.0, 25.0)


def tense_knee_to_chest() -> Clip:
    clip = figures.hip_flexion()
    knee = clip.track["position"].to_numpy()[:, AT["right_knee"], :2]
    return with_short_neck(clip, np.linalg.norm(knee - knee[0], axis=1) > 20.0, 20.0)


def with_toes_out(degrees: float) -> Clip:
    """A squat from the front whose feet point outward."""
    clip = squat(3, camera=Camera("frontal"))
    world = clip.track["world"].to_numpy().copy()
    for side, sign in (("right", -1.0), ("left", 1.0)):
        heel, toe = AT[f"{side}_heel"], AT[f"{side}_foot_index"]
        length = np.linalg.norm(world[:, toe] - world[:, heel], axis=1)
        a = np.radians(degrees)
        world[:, toe] = world[:, heel] + length[:, None] * np.array([sign * np.sin(a), 0.0, -np.cos(a)])
    return Clip(clip.track.assign(world=(clip.track["world"].dims, world)), {}, *[clip.turns_s] * 3)


@dataclass(frozen=True)
class Example:
    test: str
    fault: str
    over: Callable[[], Clip]
    under: Callable[[], Clip]
    expected: str = "observed"


EXAMPLES = [
    Example(
        "forward_bend", "knee_bend", lambda: figures.forward_bend(knee=20.0), lambda: figures.forward_bend(knee=8.0)
    ),
    Example("slr", "knee_bend", lambda: figures.slr(knee=18.0), figures.slr),
    Example("shoulder_flexion", "elbow_bend", lambda: figures.shoulder_flexion(elbow=35.0), figures.shoulder_flexion),
    Example("shoulder_flexion", "rib_flare", lambda: figures.shoulder_flexion(lean_back=9.0), figures.shoulder_flexion),
    Example("overhead_squat", "arm_drop", lambda: figures.overhead_squat(arms=25.0), figures.overhead_squat),
    Example("prone_knee_bend", "hip_rise", lambda: figures.prone_knee_bend(rise=0.04), figures.prone_knee_bend),
    Example(
        "hip_rotation",
        "pelvis_rotation",
        lambda: figures.hip_rotation(pelvis=10.0),
        lambda: figures.hip_rotation(pelvis=4.0),
    ),
    Example(
        "thoracic_rotation",
        "pelvis_rotation",
        lambda: figures.thoracic_rotation(pelvis=40.0),
        lambda: figures.thoracic_rotation(pelvis=10.0),
    ),
    Example(
        "thoracic_rotation",
        "shoulder_rise",
        shrugging_turn,
        figures.thoracic_rotation,
    ),
    Example("knee_extension", "thigh_drift", lambda: figures.knee_extension(thigh=76.0), figures.knee_extension),
    Example(
        "sitting_knee_extension",
        "slump",
        lambda: figures.sitting_knee_extension(lean_back=12.0),
        lambda: figures.sitting_knee_extension(lean_back=4.0),
    ),
    Example("ankle", "heel_rise", lambda: figures.ankle(heel_up=10.0), figures.ankle),
    Example("hip_flexion", "neck_tension", tense_knee_to_chest, figures.hip_flexion, "asked"),
    Example("thomas", "lumbar_arch", lambda: figures.thomas(tip=9.0), figures.thomas, "asked"),
    Example("squat", "toe_out", lambda: with_toes_out(35.0), lambda: with_toes_out(15.0), "asked"),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.test}-{e.fault}")
def test_over_its_limit_it_is_found_and_under_it_is_not(example: Example) -> None:
    over = judged(example.test, example.fault, example.over())
    assert state(over) == example.expected
    assert over.events
    assert all(event.size > event.limit for event in over.events)
    assert judged(example.test, example.fault, example.under()).events == ()


def test_only_the_moving_limb_is_judged() -> None:
    """The right knee bends in the right leg's repetitions, the left one stays straight in its own."""
    clip = figures.slr(knee=18.0)
    straight_left = figures.slr()
    half = clip.track.sizes["time"] // 2
    position = clip.track["position"].to_numpy().copy()
    position[half:] = straight_left.track["position"].to_numpy()[half:]
    mixed = Clip(clip.track.assign(position=(clip.track["position"].dims, position)), {}, *[clip.turns_s] * 3)
    outcome = judged("slr", "knee_bend", mixed)
    assert [event.repetition for event in outcome.events] == [1, 2]
