"""True values of measures, and that each measure of the lab's tests has one or says why not."""

import numpy as np
import pandas as pd
import pytest
from made_truth import HEIGHT_M, squat_truth

from lab.accuracy.true_gait import MEASURES, stances
from lab.accuracy.true_measures import NO_TRUTH, PER_REPETITION, WHOLE, true_value
from lab.accuracy.truth import SCHEMA, ClipTruth
from taikan.movement_tests.registry import movement_tests

LAB_TESTS = ("squat", "hip_hinge", "deadlift", "sit_to_stand", "walk")


def test_each_measure_has_a_truth_or_says_why_not():
    asked = {code for test in LAB_TESTS for code in movement_tests().get(test).measure_codes}
    assert asked == set(PER_REPETITION) | set(WHOLE) | set(NO_TRUTH)
    assert not set(NO_TRUTH) & (set(PER_REPETITION) | set(WHOLE))
    assert all(NO_TRUTH.values())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("mov.sq.depth", 90.0 - 65.0),
        ("mov.sq.trunk", 40.0),
        ("mov.sq.tibia", 25.0),
        ("mov.sq.trunk_tibia", 15.0),
        ("mov.sq.heel", 0.0),
        ("mov.sq.reps", 1.0),
        ("mov.hinge.knee", 90.0),
        ("mov.hinge.hip", 105.0),
        ("mov.hinge.ratio", 105.0 / 90.0),
    ],
)
def test_values_of_a_made_squat(code, expected):
    assert true_value(code, squat_truth(), "right") == pytest.approx(expected, abs=0.2)


def test_times_leave_out_the_slow_ends():
    clip = squat_truth(down_s=1.0, up_s=0.8)
    assert 0.85 < true_value("mov.sq.speed", clip, "none") <= 1.0
    assert 0.65 < true_value("mov.sq.speed_up", clip, "none") <= 0.8


@pytest.mark.parametrize("shift_m", [-0.05, 0.03])
def test_shift_is_positive_to_the_right(shift_m):
    assert true_value("mov.sq.shift", squat_truth(shift_m=shift_m), "none") == pytest.approx(
        100 * shift_m / HEIGHT_M, abs=0.05
    )


def test_the_near_side_is_the_one_towards_the_camera():
    clip = squat_truth()
    assert (clip.near_side, clip.family, clip.yaw_off_deg) == ("right", "sagittal", 0.0)
    clip.about["camera"] = {"yaw_deg": -90.0, "yaw_error_deg": 12.0}
    assert (clip.near_side, clip.family, clip.yaw_off_deg) == ("left", "sagittal", 12.0)
    clip.about["camera"] = {"yaw_deg": 180.0, "yaw_error_deg": -5.0}
    assert (clip.family, clip.yaw_off_deg) == ("posterior", 5.0)


def _walk(step_s=0.55, step_m=0.7):
    """Feet that land every ``step_s`` and stay for 1.2 steps; ankles stand where they land."""
    time_s = np.arange(0.0, 4.0, 1 / 30)
    contacts, columns = [], {"time_s": time_s}
    speed = step_m / step_s
    for side, first in (("right", 0.0), ("left", step_s)):
        x = np.full(len(time_s), np.nan)
        for k in range(4):
            start = first + 2 * k * step_s - 0.3
            contacts.append(
                {"side": side, "part": "foot", "start_s": max(start, 0.0), "end_s": min(start + 1.2 * step_s, 4.0)}
            )
            x[(time_s >= start) & (time_s <= start + 1.2 * step_s)] = speed * start + 0.3
        columns |= {
            f"{side}_ankle_{a}_m": v for a, v in zip("xyz", (pd.Series(x).interpolate().bfill(), 0.1, 0.1), strict=True)
        }
        columns |= {f"{side}_hip_{a}_m": v for a, v in zip("xyz", (speed * time_s, 0.9, 0.1), strict=True)}
    about = {
        "schema": SCHEMA, "test": "walk", "person": {"height_cm": 100 * HEIGHT_M}, "clothes": {"fit": "tight"},
        "camera": {"yaw_deg": 90.0, "yaw_error_deg": 0.0}, "repetitions": [], "faults": [], "contacts": contacts,
        "measurable": True,
    }  # fmt: skip
    return ClipTruth(about, pd.DataFrame(columns))


def test_values_of_a_made_walk():
    clip = _walk()
    assert true_value("gait.cadence", clip, "none") == pytest.approx(60 / 0.55, rel=1e-6)
    assert true_value("gait.speed", clip, "none") == pytest.approx(0.7 / 0.55, rel=1e-6)
    assert true_value("gait.step_len", clip, "none") == pytest.approx(70 / HEIGHT_M, rel=0.01)
    assert true_value("gait.contact_time", clip, "left") == pytest.approx(1.2 * 0.55, rel=1e-6)
    assert true_value("gait.asym", clip, "none") == pytest.approx(0.0, abs=1.0)


def test_contacts_cut_by_the_clip_have_no_length():
    found = stances(_walk())
    assert [s.side for s in found if np.isnan(s.start_s)] == ["right"]
    assert all(s.end_s > s.start_s for s in found if np.isfinite(s.start_s + s.end_s))
    assert set(MEASURES) == set(movement_tests().get("walk").measure_codes)
