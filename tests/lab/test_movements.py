"""Every movement: bones hold together, feet stay put, faults have their size, truth follows the definitions."""

from itertools import pairwise

import numpy as np
import pytest

from lab.fault_sizes import measured_faults
from lab.kinematics import landmarks, place_bones
from lab.movements import MOVEMENTS
from lab.performance import Performance
from lab.script import FaultOrder, Script
from lab.skeleton import SIDES, Skeleton
from lab.truth import true_angles
from taikan.core.arrays import KEYPOINTS
from taikan.knowledge.loader import load_knowledge

_OWN_FAULTS = {"butt_wink", "guarding"}
"""Not judged as form faults by Taikan: a measure (mov.sq.buttwink), and a way of moving."""
_ON_BOTH_FEET = (
    "squat",
    "overhead_squat",
    "hip_hinge",
    "deadlift",
    "sit_to_stand",
    "forward_bend",
    "back_bend",
    "lunge",
)
_SMALL = {
    "asym_shift": 3.0,
    "guarding": 30.0,
    "too_fast": 30.0,
    "overstride": 6.0,
    "low_cadence": 8.0,
    "rom_short": 30.0,
}


def _built(stick: Skeleton, name: str, **script: object) -> Performance:
    return MOVEMENTS[name].build(stick, Script(seed=3, **script))  # type: ignore[arg-type]


def _angles(stick: Skeleton, done: Performance) -> dict[str, np.ndarray]:
    return true_angles(done.time_s, landmarks(stick, place_bones(stick, done)))


@pytest.mark.parametrize("name", sorted(MOVEMENTS))
def test_bones_keep_their_lengths_and_nobody_sinks_into_the_floor(stick: Skeleton, name: str) -> None:
    places = place_bones(stick, _built(stick, name))
    for side in SIDES:
        knee = places.start[f"{side}_shank"] - places.start[f"{side}_thigh"]
        assert np.linalg.norm(knee, axis=1) == pytest.approx(stick.thigh_m, abs=1e-6)
        turn = places.turn[f"{side}_shank"]
        assert turn @ np.swapaxes(turn, 1, 2) == pytest.approx(np.broadcast_to(np.eye(3), turn.shape), abs=1e-6)
    points = landmarks(stick, places)
    assert np.isfinite(points).all()
    assert points[..., 1].min() > -0.04


@pytest.mark.parametrize("name", sorted(MOVEMENTS))
def test_the_same_seed_moves_the_same_and_at_human_speed(stick: Skeleton, name: str) -> None:
    first, second = (place_bones(stick, _built(stick, name)) for _ in range(2))
    points = landmarks(stick, first)
    assert np.array_equal(points, landmarks(stick, second))
    speed = np.linalg.norm(np.diff(points, axis=0), axis=2) * 30.0
    assert speed.max() < (12.0 if name == "run" else 7.0), KEYPOINTS[int(speed.max(axis=0).argmax())]


@pytest.mark.parametrize("name", _ON_BOTH_FEET)
def test_planted_feet_stay(stick: Skeleton, name: str) -> None:
    points = landmarks(stick, place_bones(stick, _built(stick, name)))
    for side in SIDES:
        toes = points[:, KEYPOINTS.index(f"{side}_foot_index")]
        assert np.ptp(toes, axis=0).max() < 0.003


@pytest.mark.parametrize("name", ["walk", "run"])
@pytest.mark.parametrize("travel", [0.0, 1.0])
def test_feet_on_the_ground_do_not_slide(stick: Skeleton, name: str, travel: float) -> None:
    done = _built(stick, name, options={"travel": travel}, fps=60.0)
    points = landmarks(stick, place_bones(stick, done))
    speed = 0.0
    if not travel:
        walking = _built(stick, name, options={"travel": 1.0}, fps=60.0)
        speed = float(np.polyfit(walking.time_s, walking.pelvis_m[:, 0], 1)[0])
    for contact in done.contacts:
        toes = points[:, KEYPOINTS.index(f"{contact.side}_foot_index")]
        # Between the foot's coming flat and its heel's rising.
        flat = (done.time_s > contact.start_s + 0.2 * (contact.end_s - contact.start_s)) & (
            done.time_s < contact.end_s - 0.6 * (contact.end_s - contact.start_s)
        )
        if flat.sum() < 3 or contact.start_s == 0.0 or contact.end_s == done.time_s[-1]:
            continue
        stays = toes[flat, 0] + speed * done.time_s[flat]
        assert np.ptp(stays) < 0.012


def test_cadence_and_step_length_are_as_ordered(stick: Skeleton) -> None:
    done = _built(stick, "walk", options={"cadence": 110.0, "step_m": 0.65})
    starts = sorted(c.start_s for c in done.contacts if c.start_s > 0)
    assert np.diff(starts).mean() == pytest.approx(60.0 / 110.0, rel=0.01)
    speed = np.polyfit(done.time_s, done.pelvis_m[:, 0], 1)[0]
    assert speed == pytest.approx(0.65 * 110.0 / 60.0, rel=0.01)


def test_asymmetry_makes_right_steps_longer(stick: Skeleton) -> None:
    done = _built(stick, "walk", options={"asymmetry_percent": 20.0, "steps": 9.0})
    starts = sorted((c.start_s, c.side) for c in done.contacts if c.start_s > 0)
    steps = {"left": [], "right": []}
    for (before, _), (start, side) in pairwise(starts):
        steps[side].append(start - before)
    assert np.mean(steps["right"]) / np.mean(steps["left"]) == pytest.approx(1.1 / 0.9, rel=0.02)


def test_a_squat_reaches_the_depth_ordered(stick: Skeleton) -> None:
    done = _built(stick, "squat", options={"depth_deg": 85.0, "width": 1.0})
    bottom = int(done.repetitions[0].bottom_s * 30)
    angles = _angles(stick, done)
    # Knees point along the turned-out toes, so the side view shows a little less than the thigh's own lean.
    assert angles["right_thigh_inclination"][bottom] == pytest.approx(85.0, abs=8.0)
    assert angles["right_knee_flexion"][0] == pytest.approx(4.0, abs=1.0)
    assert angles["trunk_inclination"][bottom] > 25.0


def test_spine_bends_add_up_to_the_order(stick: Skeleton) -> None:
    plain = _built(stick, "hip_hinge", options={"lumbar_deg": 0.0})
    rounded = _built(
        stick, "hip_hinge", options={"lumbar_deg": 0.0}, faults=(FaultOrder("trunk_rounding_lower", 25.0),)
    )
    assert plain.spine_flexion_deg.max() == 0.0
    assert rounded.spine_flexion_deg[:, :3].sum(axis=1).max() == pytest.approx(25.0, abs=0.1)
    assert rounded.spine_flexion_deg[:, 3:].max() == 0.0
    lean = [_angles(stick, p)["trunk_inclination"].max() for p in (plain, rounded)]
    assert lean[1] == pytest.approx(lean[0], abs=4.0)


@pytest.mark.parametrize("name", sorted(m for m, movement in MOVEMENTS.items() if movement.faults))
def test_every_fault_shows_where_it_was_ordered(stick: Skeleton, name: str) -> None:
    movement = MOVEMENTS[name]
    for code in movement.faults:
        script = Script(seed=3, faults=(FaultOrder(code, _SMALL.get(code, 10.0)),))
        done = measured_faults(stick, movement, script, movement.build(stick, script))
        assert [f.code for f in done.faults] == [code] * len(done.faults)
        assert done.faults
        for fault in done.faults:
            assert fault.size > 0
            assert 0.0 <= fault.start_s < fault.end_s <= done.time_s[-1] + 1.0
        clean = movement.build(stick, Script(seed=3))
        moved = len(clean.time_s) != len(done.time_s) or not np.array_equal(
            landmarks(stick, place_bones(stick, clean)), landmarks(stick, place_bones(stick, done))
        )
        assert moved, code


def test_a_fault_stays_in_its_repetition(stick: Skeleton) -> None:
    script = Script(seed=3, faults=(FaultOrder("trunk_rounding_lower", 20.0, (2,)),))
    done, clean = (MOVEMENTS["squat"].build(stick, s) for s in (script, Script(seed=3)))
    changed = np.flatnonzero(np.abs(done.spine_flexion_deg - clean.spine_flexion_deg).max(axis=1) > 0.01) / 30.0
    second = done.repetitions[1]
    assert second.start_s <= changed[0]
    assert changed[-1] <= second.end_s
    assert [f.repetition for f in done.faults] == [2]


def test_fault_names_are_taikans() -> None:
    known = set(load_knowledge().faults) | _OWN_FAULTS
    for movement in MOVEMENTS.values():
        assert set(movement.faults) <= known, movement.name


def test_unknown_options_and_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="depht"):
        MOVEMENTS["squat"].check(Script(options={"depht": 3.0}))
    with pytest.raises(ValueError, match="overstride"):
        MOVEMENTS["squat"].check(Script(faults=(FaultOrder("overstride", 3.0),)))


def test_hip_height_and_angles_of_a_posture(stick: Skeleton) -> None:
    swayed, neutral = (_built(stick, f"posture_{kind}") for kind in ("sway", "neutral"))
    forward = _angles(stick, swayed)["trunk_inclination"].mean() - _angles(stick, neutral)["trunk_inclination"].mean()
    assert forward < -2.0
    round_back = _built(stick, "posture_kyphotic")
    head = _angles(stick, round_back)["head_inclination"].mean() - _angles(stick, neutral)["head_inclination"].mean()
    assert head > 5.0
