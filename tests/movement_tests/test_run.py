"""Running: rhythm, landing and bounce of figures that have them, and of a real treadmill clip."""

import numpy as np
import pytest
from floor_outcomes import fault_states, outcome
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import get, value

import figures_control as figures
import synthetic
from synthetic import Camera, with_noise
from taikan.movement_tests.run_steps import cadence_per_min
from taikan.movement_tests.walk_steps import Footfalls

SIDE = Camera("sagittal_right", far_visibility=0.9)
BEHIND = Camera("posterior")


@settings(max_examples=5, deadline=None)
@given(st.floats(150.0, 190.0), st.sampled_from(["sagittal_right", "sagittal_left"]))
def test_any_rhythm_from_either_side(cadence: float, view: str) -> None:
    found = outcome("run", figures.run(Camera(view, far_visibility=0.9), cadence_per_min=cadence))
    assert found.verdict.valid
    assert value(found, "run.cadence") == pytest.approx(cadence, abs=1.0)
    assert value(found, "run.asym") < 2.0


def test_thirty_frames_and_noise_leave_the_rhythm() -> None:
    track = with_noise(figures.run(SIDE, fps=30.0, duration_s=10.0), sd_px=2.0)
    assert value(outcome("run", track), "run.cadence") == pytest.approx(170.0, abs=1.0)


def test_pose_and_bounce_are_those_of_the_figure() -> None:
    found = outcome("run", figures.run(SIDE, fps=120.0, bounce=0.05, trunk=7.0))
    assert value(found, "run.trunk") == pytest.approx(7.0, abs=0.3)
    assert value(found, "run.knee_ic") == pytest.approx(25.0, abs=1.0)
    # The figure's pelvis also moves by the length of its legs.
    assert value(found, "run.vert_osc") == pytest.approx(100 * 0.05 * 1.70 + 2.0, abs=1.5)


@pytest.mark.parametrize("reach", [0.0, 10.0, 20.0])
def test_a_foot_that_lands_ahead_shows_in_shank_and_stride(reach: float) -> None:
    near = outcome("run", figures.run(SIDE, fps=120.0))
    far = outcome("run", figures.run(SIDE, fps=120.0, reach=reach))
    assert value(far, "run.shank", "right") - value(near, "run.shank", "right") == pytest.approx(reach, abs=3.0)
    assert value(far, "run.overstride", "right") >= value(near, "run.overstride", "right")


@pytest.mark.parametrize(("fps", "shown"), [(30.0, False), (60.0, False), (120.0, True)])
def test_contact_times_need_a_fast_camera(fps: float, shown: bool) -> None:
    measure = get(outcome("run", figures.run(SIDE, fps=fps)), "run.contact_time", "right")
    if shown:
        assert measure.value is not None
        assert 0.12 < measure.value < 0.33
    else:
        assert measure.absent_reason is not None
        assert measure.absent_reason.code == "frame_rate_cannot_show"


@pytest.mark.parametrize("drop", [3.0, 8.0])
def test_pelvic_drop_from_behind(drop: float) -> None:
    found = outcome("run", figures.run(BEHIND, drop=drop))
    for side in ("left", "right"):
        assert value(found, "run.pelvic_drop", side) == pytest.approx(drop, abs=1.5)
        assert value(found, "run.crossover", side) > 0
    reason = get(found, "run.trunk").absent_reason
    assert reason is not None
    assert reason.code == "view_cannot_show"


def test_without_a_height_there_are_no_centimetres() -> None:
    from taikan.kinematics.motion import build_motion
    from taikan.movement_tests.base import TestInput
    from taikan.movement_tests.run import RUN
    from taikan.movement_tests.running import run_test

    reason = get(run_test(RUN, TestInput(motion=build_motion(figures.run(SIDE)))), "run.vert_osc").absent_reason
    assert reason is not None
    assert reason.code == "needs_height"


def test_walking_is_no_running() -> None:
    found = outcome("run", synthetic.walk(camera=SIDE, speed_heights_s=0.0, start_forward=0.0).track)
    assert [r.code for r in found.verdict.reasons] == ["no_repetitions"]


def test_an_uneven_rhythm_shows() -> None:
    """Steps onto the left foot take 0.94, onto the right 1.06 of their time."""
    track = figures.run(SIDE, fps=120.0, duration_s=8.0)
    half = 60.0 / 170.0
    time = track["time"].to_numpy()
    step = np.floor(time / half)
    share = time / half - step
    lengths = np.where(np.mod(np.arange(step.max() + 2), 2) == 0, 0.94, 1.06) * half
    begins = np.concatenate([[0.0], np.cumsum(lengths)])
    limping = begins[step.astype(int)] + share * lengths[step.astype(int)]
    assert value(outcome("run", track.assign_coords(time=limping)), "run.asym") > 6.0


def test_a_missed_landing_does_not_slow_the_rhythm() -> None:
    times = np.arange(30) * 0.35
    kept = np.delete(times, [7, 15])
    events = Footfalls({"left": kept[::2], "right": kept[1::2]}, {})
    assert cadence_per_min(events) == pytest.approx(60.0 / 0.35, abs=0.01)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"reach": 20.0}, "overstride"),
        ({"cadence_per_min": 145.0}, "low_cadence"),
        ({"bounce": 0.09}, "bounce"),
        ({"trunk": 20.0}, "trunk_lean"),
    ],
)
def test_faults_of_running(changes: dict[str, float], fault: str) -> None:
    assert fault_states("run", figures.run(SIDE, **changes))[fault] == "observed"  # type: ignore[arg-type]
    assert fault_states("run", figures.run(SIDE, bounce=0.02))[fault] == "not_seen"


@pytest.mark.reference
def test_the_runner_of_the_real_clip(reference_data) -> None:  # type: ignore[no-untyped-def]
    """168.9 +- 0.5 steps a minute, counted from raw pixels by the clip's source; left side seen, facing left."""
    from taikan.workflows.analysis import AnalyzeSettings
    from taikan.workflows.analyze import analyze

    path = reference_data / "videos" / "running_treadmill_sagittal.mp4"
    found = analyze(path, AnalyzeSettings(test="run", height_cm=175.0))
    assert found.result.verdict.valid
    assert found.result.view == "sagittal_left"
    assert found.motion.view.facing == -1
    cadence = next(m for m in found.result.measures if m.code == "run.cadence")
    assert cadence.value == pytest.approx(168.9, abs=1.0)
    contact = next(m for m in found.result.measures if m.code == "run.contact_time")
    assert contact.absent_reason is not None
    assert contact.absent_reason.code == "frame_rate_cannot_show"
