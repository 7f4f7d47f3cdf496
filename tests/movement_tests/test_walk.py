"""Walking: rhythm, length, speed and asymmetry of stick figures with known steps, from every side and in both ways."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import synthetic
from synthetic import Camera, Clip, Posture, walk
from taikan.coaching.faults import FaultContext, judge_faults
from taikan.core.records import Measure
from taikan.kinematics.motion import Motion, build_motion
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.running import run_test
from taikan.movement_tests.walk import WALK
from taikan.movement_tests.walk_steps import footfalls, steps, strides

WIDE = Camera("sagittal_right", width_px=5000, far_visibility=0.9)
SPEED, CADENCE = 0.75, 110.0


def outcome(track: xr.Dataset, height_cm: float | None = 170.0) -> TestOutcome:
    return run_test(WALK, TestInput(motion=build_motion(track, height_cm=height_cm)))


def measure(result: TestOutcome, code: str, side: str = "none") -> Measure:
    return next(m for m in result.measures if m.code == code and m.side == side)


def value(result: TestOutcome, code: str, side: str = "none") -> float:
    found = measure(result, code, side)
    assert found.value is not None, found.absent_reason
    return found.value


def across(**changes: object) -> Clip:
    return walk(**{"camera": WIDE, "speed_heights_s": SPEED, "cadence_per_min": CADENCE, **changes})  # type: ignore[arg-type]


class TestThroughThePicture:
    def test_rhythm_speed_and_step_agree_with_the_figure_and_with_each_other(self) -> None:
        result = outcome(across().track)
        assert result.verdict.valid
        assert value(result, "gait.cadence") == pytest.approx(CADENCE, abs=2.0)
        assert value(result, "gait.speed") == pytest.approx(SPEED * 1.70, rel=0.03)
        assert value(result, "gait.step_len") == pytest.approx(100 * SPEED * 60 / CADENCE, rel=0.04)

    @settings(max_examples=8, deadline=None)
    @given(cadence=st.floats(80.0, 130.0), speed=st.floats(0.5, 0.9))
    def test_any_pace(self, cadence: float, speed: float) -> None:
        result = outcome(across(cadence_per_min=cadence, speed_heights_s=speed).track)
        assert value(result, "gait.cadence") == pytest.approx(cadence, rel=0.03)
        assert value(result, "gait.speed") == pytest.approx(speed * 1.70, rel=0.04)

    def test_rhythm_is_finer_than_a_frame(self) -> None:
        """At 30 frames a second a step of 0.55 s is 16 or 17 frames, 112 or 106 a minute."""
        for cadence in (107.0, 109.0, 111.0):
            result = outcome(across(cadence_per_min=cadence, duration_s=9.0, camera=replace(WIDE, width_px=7000)).track)
            assert value(result, "gait.cadence") == pytest.approx(cadence, abs=0.8)

    def test_both_directions_are_the_same_walk(self) -> None:
        there = across().track
        back = synthetic.mirrored(there)
        one, other = outcome(there), outcome(back)
        for code in ("gait.cadence", "gait.speed", "gait.step_len", "gait.trunk_lean"):
            assert value(one, code) == pytest.approx(value(other, code), abs=1e-6)
        assert value(one, "gait.hip_ext", "right") == pytest.approx(value(other, "gait.hip_ext", "left"), abs=1e-6)
        assert [r.side for r in one.repetitions] == [
            {"left": "right", "right": "left"}[r.side] for r in other.repetitions
        ]

    def test_strides_hold_stance_and_swing_of_their_side(self) -> None:
        clip = across()
        result = outcome(clip.track)
        for stride in result.repetitions:
            assert stride.side in {"left", "right"}
            assert [p.name for p in stride.phases] == ["stance", "swing"]
            assert np.abs(clip.contacts_s[stride.side] - stride.start_s).min() < 0.05
            assert np.abs(clip.toe_offs_s[stride.side] - stride.bottom_s).min() < 0.05
        assert {r.side for r in result.repetitions} == {"left", "right"}

    def test_trailing_thigh_and_arms_are_those_of_the_figure(self) -> None:
        result = outcome(across(hip_swing=20.0, arm_swing=15.0).track)
        assert value(result, "gait.hip_ext", "right") == pytest.approx(20.0, abs=1.5)
        assert value(result, "gait.arm_swing", "right") == pytest.approx(30.0, abs=1.0)
        assert value(result, "gait.trunk_lean") == pytest.approx(3.0, abs=0.3)

    def test_entering_and_leaving_the_picture_costs_only_those_strides(self) -> None:
        """The figure walks five body heights through a picture two heights wide."""
        camera = replace(WIDE, width_px=1700)
        clip = across(camera=camera, duration_s=7.0, start_forward=-2.6)
        result = outcome(clip.track)
        assert result.verdict.valid
        assert 1 <= len(result.repetitions) < len(strides(*_events(build_motion(across(duration_s=7.0).track))))
        assert value(result, "gait.cadence") == pytest.approx(CADENCE, abs=3.0)

    def test_a_growing_person_does_not_make_steps_uneven(self) -> None:
        """A path slanting towards the camera: everything in the picture grows by a tenth."""
        track = across().track
        n = track.sizes["time"]
        growth = np.linspace(0.95, 1.05, n)[:, None]
        position = track["position"].to_numpy().copy()
        middle = np.array([2500.0, 900.0])
        position[..., :2] = middle + (position[..., :2] - middle) * growth[..., None]
        result = outcome(track.assign(position=(track["position"].dims, position)))
        assert value(result, "gait.asym") < 5.0


def _events(motion: Motion) -> tuple:
    return motion, footfalls(motion)


class TestAbsent:
    def test_speed_needs_a_height(self) -> None:
        reason = measure(outcome(across().track, height_cm=None), "gait.speed").absent_reason
        assert reason is not None
        assert reason.code == "needs_height"

    def test_a_belt_sets_the_speed(self) -> None:
        result = outcome(across(speed_heights_s=0.0, start_forward=0.0).track)
        reason = measure(result, "gait.speed").absent_reason
        assert reason is not None
        assert reason.code == "belt_sets_speed"
        assert value(result, "gait.cadence") == pytest.approx(CADENCE, abs=2.0)

    @pytest.mark.parametrize(("fps", "shown"), [(30.0, False), (60.0, False), (120.0, True)])
    def test_contact_times_need_a_fast_camera(self, fps: float, shown: bool) -> None:
        found = measure(outcome(across(fps=fps).track), "gait.contact_time", "right")
        if shown:
            assert found.value is not None
            assert 0.3 < found.value < 0.9
        else:
            assert found.absent_reason is not None
            assert found.absent_reason.code == "frame_rate_cannot_show"

    def test_an_arm_out_of_sight_has_no_swing_and_no_asymmetry(self) -> None:
        result = outcome(across(camera=replace(WIDE, far_visibility=0.5)).track)
        for code, side in (("gait.arm_swing", "left"), ("gait.arm_swing_asym", "none")):
            reason = measure(result, code, side).absent_reason
            assert reason is not None
            assert reason.code == "landmarks_hidden"

    def test_too_few_steps(self) -> None:
        result = outcome(synthetic.cut(across(), 0.0, 2.2).track)
        assert not result.verdict.valid
        assert result.verdict.reasons[0].code == "too_few_repetitions"

    def test_standing_is_no_walk(self) -> None:
        time = np.arange(90) / 30.0
        result = outcome(synthetic.figure(time, Posture(), WIDE))
        assert [r.code for r in result.verdict.reasons] == ["no_repetitions"]

    def test_an_empty_picture_is_no_walk(self) -> None:
        track = synthetic.with_gap(across().track, -1.0, 99.0)
        result = outcome(track)
        assert result.verdict.reasons[0].code == "no_person"


class TestAsymmetry:
    def test_an_even_walk_is_even(self) -> None:
        assert value(outcome(across(fps=60.0, duration_s=8.0).track), "gait.asym") < 3.0

    def test_a_quick_left_step_shows(self) -> None:
        """Time runs unevenly: left steps take 0.9 and right steps 1.1 of their usual time."""
        clip = across(fps=60.0, duration_s=8.0)
        contacts = sorted((t, s) for s in ("left", "right") for t in clip.contacts_s[s])
        knots, warped = [contacts[0][0]], [contacts[0][0]]
        for (t0, _), (t1, side) in pairwise(contacts):
            knots.append(t1)
            warped.append(warped[-1] + (t1 - t0) * (0.9 if side == "left" else 1.1))
        time = np.interp(clip.time_s, knots, warped)
        inside = (clip.time_s > knots[0]) & (clip.time_s < knots[-1])
        limping = clip.track.isel(time=inside).assign_coords(time=time[inside])
        assert value(outcome(limping), "gait.asym") == pytest.approx(20.0, abs=4.0)


def swaying(view: str, lean: float, drop: float, speed: float = 0.0) -> xr.Dataset:
    """Walking on the spot, seen from ``view``; trunk and hips tilt by ``lean`` and ``drop`` to each side."""
    time = np.arange(240) / 30.0
    phase = 2 * np.pi * time / (120.0 / CADENCE)
    lift = np.clip(np.sin(phase), 0, None)
    lift_left = np.clip(np.sin(phase + np.pi), 0, None)
    posture = Posture(
        thigh=30 * lift,
        shank=50 * lift,
        thigh_left=30 * lift_left,
        shank_left=50 * lift_left,
        lean_right=lean * np.sin(phase),
        pelvis_up_right=-drop * np.sin(phase),
        forward=speed * time,
    )
    return synthetic.figure(time, posture, Camera(view), feet_planted=False)


@pytest.mark.parametrize("view", ["frontal", "posterior"])
class TestFromFrontAndBehind:
    def test_rhythm_sway_and_drop(self, view: str) -> None:
        result = outcome(swaying(view, lean=3.0, drop=5.0))
        assert result.verdict.valid
        assert value(result, "gait.cadence") == pytest.approx(CADENCE, abs=3.0)
        assert value(result, "gait.trunk_sway") == pytest.approx(6.0, abs=0.6)
        assert value(result, "gait.pelvic_drop", "left") == pytest.approx(5.0, abs=0.6)
        assert value(result, "gait.pelvic_drop", "right") == pytest.approx(5.0, abs=0.6)

    def test_what_only_the_side_shows_is_absent(self, view: str) -> None:
        result = outcome(swaying(view, lean=3.0, drop=5.0))
        for code in ("gait.speed", "gait.step_len", "gait.trunk_lean"):
            reason = measure(result, code).absent_reason
            assert reason is not None
            assert reason.code == "view_cannot_show"


@pytest.mark.parametrize("view", ["frontal", "posterior"])
@pytest.mark.parametrize(
    ("lean", "drop", "side_lean", "pelvis_drop"),
    [(3.0, 5.0, "not_seen", "not_seen"), (5.0, 5.0, "observed", "not_seen"), (3.0, 10.0, "not_seen", "observed")],
)
def test_faults_of_walking(view: str, lean: float, drop: float, side_lean: str, pelvis_drop: str) -> None:
    motion = build_motion(swaying(view, lean=lean, drop=drop), height_cm=170.0)
    result = run_test(WALK, TestInput(motion=motion))
    faults = judge_faults(
        WALK.fault_ids, load_knowledge().faults, motion, None, result.repetitions, FaultContext("walk")
    )
    states = {j.code: j.state for j in faults.judgements}
    assert states == {"trunk_lean": "not_judged", "trunk_side_lean": side_lean, "pelvis_drop": pelvis_drop}


def test_a_missed_contact_makes_no_long_step() -> None:
    motion = build_motion(across(duration_s=8.0).track)
    events = footfalls(motion)
    third = np.delete(events.contact_s["left"], 2)
    thinned = replace(events, contact_s={**events.contact_s, "left": third})
    usual = 60.0 / CADENCE
    assert max(s.duration_s for s in steps(motion, thinned)) < 1.5 * usual
    assert max(s.end_s - s.start_s for s in strides(motion, thinned)) < 3.0 * usual


@pytest.mark.reference
def test_the_walker_of_the_real_clip(reference_data) -> None:  # type: ignore[no-untyped-def]
    """Two people, strong backlight. By eye: 8 contacts from 2.0 to 6.3 s, 98 steps a minute, towards image-left."""
    from taikan.capture.video import probe
    from taikan.pose.clean import clean
    from taikan.pose.recording import track_people

    info = probe(reference_data / "videos" / "walk_sagittal_two_people.mp4")
    recording = track_people(info, prefers_moving=True)
    motion = build_motion(clean(recording.track).track, height_cm=170.0)
    result = run_test(WALK, TestInput(motion=motion))
    assert result.verdict.valid
    assert motion.view.label == "sagittal_left"
    assert len(result.repetitions) == 6
    assert value(result, "gait.cadence") == pytest.approx(98.0, abs=2.0)
    assert value(result, "gait.speed") == pytest.approx(
        value(result, "gait.step_len") / 100.0 * 1.70 * value(result, "gait.cadence") / 60.0, rel=0.05
    )


@pytest.mark.reference
def test_rhythm_of_the_real_treadmill(reference_data) -> None:  # type: ignore[no-untyped-def]
    """A runner on a belt: 168.9 +- 0.5 steps a minute, counted from raw pixels by the clip's source."""
    from taikan.capture.video import probe
    from taikan.pose.clean import clean
    from taikan.pose.recording import track_people

    recording = track_people(probe(reference_data / "videos" / "running_treadmill_sagittal.mp4"))
    result = run_test(WALK, TestInput(motion=build_motion(clean(recording.track).track, height_cm=175.0)))
    assert value(result, "gait.cadence") == pytest.approx(168.9, abs=1.5)
    reason = measure(result, "gait.speed").absent_reason
    assert reason is not None
    assert reason.code == "belt_sets_speed"
