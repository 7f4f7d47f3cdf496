"""Heel contacts, toe-offs, cadence and direction of walking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthetic import Camera, cut, squat, walk, with_gap, with_noise
from taikan.kinematics.gait_events import SIDES, gait_events
from taikan.kinematics.motion import build_motion
from taikan.pose.clean import clean


def _events(clip, noise=3.0, seed=0):
    return gait_events(build_motion(clean(with_noise(clip.track, noise, seed)).track))


def _nearest(found, truth, margin_s, duration_s):
    inner = truth[(truth > margin_s) & (truth < duration_s - margin_s)]
    return np.array([np.min(np.abs(found - t)) for t in inner])


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["sagittal_right", "sagittal_left"]),
    st.floats(80.0, 140.0),
    st.sampled_from([0.0, 0.8]),
    st.integers(0, 999),
)
def test_contacts_toe_offs_and_cadence_from_either_side(view, cadence, speed, seed):
    start = -2.2 if speed else 0.0
    camera = Camera(view, width_px=4500)
    clip = walk(camera=camera, fps=60.0, cadence_per_min=cadence, speed_heights_s=speed, start_forward=start)
    events = _events(clip, seed=seed)
    assert events.direction == (1 if view == "sagittal_right" else -1)
    assert events.is_travelling == (speed > 0)
    assert events.cadence_per_min == pytest.approx(cadence, rel=0.03)
    for side in SIDES:
        assert _nearest(events.contact_s[side], clip.contacts_s[side], 0.4, 6.0).max() < 0.06
        assert _nearest(events.toe_off_s[side], clip.toe_offs_s[side], 0.4, 6.0).max() < 0.06
        assert len(events.contact_s[side]) <= len(clip.contacts_s[side])
        assert events.step_s[side].mean() == pytest.approx(60.0 / cadence, rel=0.05)
        assert events.stride_s[side].mean() == pytest.approx(120.0 / cadence, rel=0.05)
        assert list(events.contact_index[side]) == [round(t * 60) for t in events.contact_s[side]]


def test_person_who_enters_and_leaves_has_no_events_outside():
    clip = walk(camera=Camera("sagittal_left", width_px=4500), duration_s=9.0)
    inside = with_gap(with_gap(clip.track, 0.0, 2.0), 7.0, 99.0)
    events = gait_events(build_motion(clean(with_noise(inside, 2.0)).track))
    found = np.concatenate([events.contact_s[s] for s in SIDES])
    assert ((found > 2.0) & (found < 7.0)).all()
    assert len(found) >= 7
    assert events.cadence_per_min == pytest.approx(110.0, rel=0.04)


def test_time_out_of_sight_is_no_step():
    clip = walk(camera=Camera("sagittal_right", width_px=4500), duration_s=8.0)
    events = gait_events(build_motion(clean(with_gap(clip.track, 3.0, 5.0)).track))
    longest = max(np.max(events.step_s[s]) for s in SIDES)
    assert longest < 0.8
    assert events.cadence_per_min == pytest.approx(110.0, rel=0.04)


def test_standing_before_walking_is_no_step():
    clip = walk(camera=Camera("sagittal_right", width_px=4500), duration_s=8.0, ready_s=3.0)
    events = _events(clip)
    assert min(np.min(events.contact_s[s]) for s in SIDES) > 3.0


@pytest.mark.parametrize("view", ["frontal", "posterior"])
def test_no_events_without_a_direction(view):
    events = _events(walk(camera=Camera(view)))
    assert events.direction == 0
    assert not any(len(events.contact_s[s]) for s in SIDES)
    assert np.isnan(events.cadence_per_min)


def test_squats_are_no_walk():
    events = _events(squat(2))
    assert np.isnan(events.cadence_per_min)
    assert not any(len(events.contact_s[s]) + len(events.toe_off_s[s]) for s in SIDES)


def test_half_a_step_has_no_cadence():
    events = _events(cut(walk(camera=Camera(width_px=4500)), 1.0, 1.5))
    assert np.isnan(events.cadence_per_min)
