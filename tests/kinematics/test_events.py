"""Repetitions, phases and tempo: the count is exact whatever the tempo, depth, pauses and getting ready."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthetic import Approach, Camera, Rep, cut, hip_hinge, sit_to_stand, squat, with_gap, with_noise
from taikan.kinematics.events import CycleSettings, find_repetitions, phases, tempo, whole_or_partial
from taikan.kinematics.motion import build_motion
from taikan.kinematics.signals import feet_planted, hip_drop_percent, hip_height_percent
from taikan.pose.clean import clean

SQUAT = CycleSettings(min_amplitude=4.0)
KNEE = CycleSettings(min_amplitude=15.0)
HINGE = CycleSettings(min_amplitude=15.0)
CHAIR = CycleSettings(min_amplitude=6.0, first_half="ascent")
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

seconds = st.floats(0.45, 5.0)
pauses = st.sampled_from([0.0, 0.3, 2.0])
seeds = st.integers(0, 10_000)


def _rep_lists(depth):
    rep = st.builds(Rep, depth=depth, down_s=seconds, bottom_pause_s=pauses, up_s=seconds, top_pause_s=pauses)
    return st.lists(rep, min_size=1, max_size=6).map(_with_one_full)


def _with_one_full(reps):
    deepest = max(range(len(reps)), key=lambda k: reps[k].depth)
    reps[deepest] = Rep(1.0, *(getattr(reps[deepest], n) for n in ("down_s", "bottom_pause_s", "up_s", "top_pause_s")))
    return reps


def _motion(clip, noise=2.0, seed=0):
    return build_motion(clean(with_noise(clip.track, noise, seed)).track)


def _knee(motion):
    return motion.angle(motion.near_series("knee_flexion"))


def _assert_matches(spans, clip):
    assert [s.partial for s in spans] == ["none"] * len(clip.turns_s)
    for span, start, turn, end in zip(spans, clip.starts_s, clip.turns_s, clip.ends_s, strict=True):
        assert start - 0.3 <= span.start_s < span.bottom_s < span.end_s <= end + 0.3
        assert span.start_s - start < 0.4 * (turn - start) + 0.1
        assert end - span.end_s < 0.4 * (end - turn) + 0.1


@SLOW
@given(_rep_lists(st.floats(0.4, 1.0)), st.sampled_from(list(Approach)), st.sampled_from([24.0, 30.0, 60.0]), seeds)
def test_every_squat_is_counted_and_nothing_else(reps, approach, fps, seed):
    clip = squat(reps, approach=approach, fps=fps, camera=Camera("sagittal_left"))
    motion = _motion(clip, 2.5, seed)
    _assert_matches(find_repetitions(motion.time_s, _knee(motion), KNEE, usable=feet_planted(motion)), clip)


@SLOW
@given(_rep_lists(st.floats(0.65, 1.0)), st.sampled_from(list(Approach)), seeds)
def test_hip_height_counts_the_same_squats(reps, approach, seed):
    clip = squat(reps, approach=approach)
    motion = _motion(clip, 2.5, seed)
    _assert_matches(find_repetitions(motion.time_s, hip_drop_percent(motion), SQUAT, usable=feet_planted(motion)), clip)


@SLOW
@given(_rep_lists(st.floats(0.35, 1.0)), st.sampled_from([Approach.NONE, Approach.UNRACK, Approach.ARMS]), seeds)
def test_every_hinge_is_counted(reps, approach, seed):
    clip = hip_hinge(reps, approach=approach)
    motion = _motion(clip, 2.5, seed)
    _assert_matches(find_repetitions(motion.time_s, motion.angle("trunk_inclination_projection"), HINGE), clip)


@SLOW
@given(_rep_lists(st.just(1.0)), seeds)
def test_sit_to_stand_counts_stands_in_height_and_in_falling_knee_flexion(reps, seed):
    clip = sit_to_stand(reps, camera=Camera("sagittal_left"))
    motion = _motion(clip, 2.0, seed)
    _assert_matches(find_repetitions(motion.time_s, hip_height_percent(motion), CHAIR), clip)
    falling = CycleSettings(min_amplitude=15.0, polarity=-1, first_half="ascent")
    _assert_matches(find_repetitions(motion.time_s, _knee(motion), falling), clip)


@pytest.mark.parametrize("half_s", [0.35, 5.0])
def test_fast_and_slow_repetitions(half_s):
    clip = squat([Rep(down_s=half_s, up_s=half_s, top_pause_s=0.0)] * 4)
    motion = _motion(clip)
    _assert_matches(find_repetitions(motion.time_s, _knee(motion), KNEE), clip)


def test_turns_are_found_in_time():
    clip = squat([Rep(), Rep(depth=0.6), Rep(down_s=3.0)])
    motion = _motion(clip)
    found = [s.bottom_s for s in find_repetitions(motion.time_s, _knee(motion), KNEE)]
    np.testing.assert_allclose(found, clip.turns_s, atol=0.2)


def test_bounce_at_the_bottom_is_one_repetition():
    time = np.arange(0, 8, 1 / 30)
    signal = np.interp(time, [0, 2, 3, 3.4, 3.8, 5, 8], [0, 0, 100, 72, 100, 0, 0])
    spans = find_repetitions(time, signal, KNEE)
    assert len(spans) == 1
    assert spans[0].start_s < 2.4
    assert spans[0].end_s > 4.6


def test_half_way_up_and_down_again_is_two():
    time = np.arange(0, 9, 1 / 30)
    signal = np.interp(time, [0, 2, 3, 4, 5, 6, 9], [0, 0, 100, 30, 100, 0, 0])
    assert len(find_repetitions(time, signal, KNEE)) == 2


def test_standing_still_and_small_shifts_are_nothing():
    time = np.arange(0, 10, 1 / 30)
    assert find_repetitions(time, 3.0 * np.sin(time), KNEE) == ()
    assert find_repetitions(time, np.zeros_like(time), KNEE) == ()
    assert find_repetitions(time[:0], time[:0], KNEE) == ()


def test_only_the_ascent_is_partial_and_starts_when_the_body_does():
    clip = hip_hinge([Rep(bottom_pause_s=2.0)])
    pull = cut(clip, float(clip.turns_s[0]), 100.0)
    motion = _motion(pull)
    (span,) = find_repetitions(motion.time_s, motion.angle("trunk_inclination_projection"), HINGE)
    assert span.partial == "ascent_only"
    assert span.start_index == span.bottom_index
    assert span.start_s == pytest.approx(1.0, abs=0.35)
    assert span.end_s == pytest.approx(2.0, abs=0.25)
    assert whole_or_partial((span,)) == (span,)
    names = [p.name for p in phases(motion.time_s, motion.angle("trunk_inclination_projection"), span, HINGE)]
    assert names == ["bottom", "ascent"]


def test_only_the_descent_is_partial():
    clip = squat([Rep(bottom_pause_s=2.0)])
    motion = _motion(cut(clip, 0.0, float(clip.turns_s[0])))
    (span,) = find_repetitions(motion.time_s, _knee(motion), KNEE)
    assert span.partial == "descent_only"
    assert span.end_index == span.bottom_index
    names = [p.name for p in phases(motion.time_s, _knee(motion), span, KNEE)]
    assert names == ["descent", "bottom"]


def test_clip_that_begins_and_ends_inside_repetitions_keeps_the_whole_ones_apart():
    clip = squat([Rep(down_s=1.5, up_s=1.5)] * 4)
    part = cut(clip, float(clip.starts_s[0]) + 0.9, float(clip.turns_s[3]) + 0.5)
    motion = _motion(part)
    spans = find_repetitions(motion.time_s, _knee(motion), KNEE)
    assert [s.partial for s in spans] == ["ascent_only", "none", "none", "descent_only"]
    assert len(whole_or_partial(spans)) == 2


def test_last_stand_without_sitting_down_is_an_ascent():
    clip = sit_to_stand(5, ends_standing=True)
    motion = _motion(clip)
    spans = find_repetitions(motion.time_s, hip_height_percent(motion), CHAIR)
    assert [s.partial for s in spans] == ["none"] * 4 + ["ascent_only"]
    np.testing.assert_allclose([s.bottom_s for s in spans], clip.turns_s, atol=0.3)


def test_sitting_down_first_is_a_partial_descent_in_sit_to_stand():
    clip = sit_to_stand(3)
    part = cut(clip, float(clip.turns_s[0]), 100.0)
    motion = _motion(part)
    spans = find_repetitions(motion.time_s, hip_height_percent(motion), CHAIR)
    assert [s.partial for s in spans] == ["descent_only", "none", "none"]


def test_long_gap_cuts_and_short_gap_does_not():
    clip = squat(3)
    for gap_s, expected in ((0.15, ["none"] * 3), (0.6, ["none", "descent_only", "ascent_only", "none"])):
        at = float(clip.turns_s[1])
        motion = build_motion(clean(with_gap(clip.track, at - gap_s / 2, at + gap_s / 2)).track)
        found = [s.partial for s in find_repetitions(motion.time_s, _knee(motion), KNEE)]
        assert found == expected


def test_unusable_frames_hold_no_repetitions_nor_set_the_scale():
    time = np.arange(0, 12, 1 / 30)
    signal = np.interp(time, [0, 1, 2, 3, 5, 6, 7, 9, 10, 11], [0, 0, 100, 0, 0, 20, 0, 0, 20, 0])
    usable = time > 4
    found = find_repetitions(time, signal, KNEE, usable=usable)
    assert [round(s.bottom_s) for s in found] == [6, 10]
    assert [round(s.bottom_s) for s in find_repetitions(time, signal, KNEE)] == [2]


def test_phases_meet_and_tempo_adds_up():
    clip = squat([Rep(down_s=2.0, bottom_pause_s=1.0, up_s=1.0)])
    motion = _motion(clip)
    (span,) = find_repetitions(motion.time_s, _knee(motion), KNEE)
    parts = phases(motion.time_s, _knee(motion), span, KNEE)
    assert [p.name for p in parts] == ["descent", "bottom", "ascent"]
    assert (parts[0].start_s, parts[-1].end_s) == (span.start_s, span.end_s)
    assert parts[0].end_s == parts[1].start_s
    assert parts[1].end_s == parts[2].start_s
    times = tempo(parts, KNEE)
    assert times.first_s == pytest.approx(2.0, abs=0.35)
    assert times.turn_s == pytest.approx(1.0, abs=0.35)
    assert times.second_s == pytest.approx(1.0, abs=0.25)
    assert times.first_s + times.turn_s + times.second_s == pytest.approx(span.end_s - span.start_s)


def test_phases_of_sit_to_stand_are_named_by_what_the_body_does():
    clip = sit_to_stand([Rep(down_s=1.0, bottom_pause_s=0.8, up_s=2.0)])
    motion = _motion(clip)
    signal = hip_height_percent(motion)
    (span,) = find_repetitions(motion.time_s, signal, CHAIR)
    parts = phases(motion.time_s, signal, span, CHAIR)
    assert [p.name for p in parts] == ["ascent", "top", "descent"]
    assert tempo(parts, CHAIR).second_s > tempo(parts, CHAIR).first_s


def test_feet_are_planted_in_a_squat_and_not_on_the_way_there():
    clip = squat(2, approach=Approach.WALK_IN)
    motion = _motion(clip)
    planted = feet_planted(motion)
    assert not planted[motion.time_s < 3.5].any()
    assert planted[motion.time_s > 4.6].all()


@pytest.mark.parametrize("amplitude", [0.0, -1.0, float("nan")])
def test_amplitude_must_be_positive(amplitude):
    with pytest.raises(ValueError, match="min_amplitude"):
        find_repetitions(np.arange(3.0), np.zeros(3), CycleSettings(min_amplitude=amplitude))


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="same shape"):
        find_repetitions(np.arange(3.0), np.zeros(4), KNEE)
