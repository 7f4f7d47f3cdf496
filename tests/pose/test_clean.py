"""Cleaning: no delay, swaps repaired and crossings left alone, hidden marked, short gaps filled and long ones not."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from synthetic import AT, LEGS, Camera, mirrored, squat, walk, with_gap, with_noise, with_occlusion, with_swaps
from taikan.core.arrays import PointState, mirror_name
from taikan.pose.clean import clean

ARMS = tuple(f"{s}_{p}" for s in ("left", "right") for p in ("elbow", "wrist", "index", "pinky", "thumb"))


def _walk(view="sagittal_right", cadence=110.0, noise=3.0, seed=0):
    return with_noise(walk(camera=Camera(view, width_px=4000), cadence_per_min=cadence).track, noise, seed)


def _x(track, point):
    return track["position"].sel(keypoint=point, space="x").to_numpy()


def _codes(cleaned):
    return {note.code: note.values for note in cleaned.notes}


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["sagittal_right", "sagittal_left", 60.0, "frontal"]), st.floats(85, 140), st.integers(0, 999))
def test_crossing_legs_are_never_taken_for_swaps(view, cadence, seed):
    cleaned = clean(_walk(view, cadence, seed=seed))
    assert not cleaned.track["swapped"].any()
    assert "swaps_repaired" not in _codes(cleaned)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_flips_of_a_few_frames_are_repaired_anywhere_in_the_stride(data):
    view = data.draw(st.sampled_from(["sagittal_right", "sagittal_left", 50.0]))
    points = data.draw(st.sampled_from([LEGS, ARMS, LEGS + ARMS]))
    track = _walk(view, seed=data.draw(st.integers(0, 999)))
    starts = data.draw(st.lists(st.integers(1, 8), min_size=1, max_size=8))
    flipped = [20 * k + s + i for k, s in enumerate(starts) for i in range(data.draw(st.integers(1, 7)))]
    cleaned = clean(with_swaps(track, flipped, points))
    assert np.flatnonzero(cleaned.track["swapped"].to_numpy()).tolist() == flipped
    assert _codes(cleaned)["swaps_repaired"]["count"] == len(flipped)
    xr.testing.assert_allclose(cleaned.track["position"], clean(track).track["position"], atol=1e-6)


def test_long_exchange_is_left_alone():
    track = _walk()
    assert not clean(with_swaps(track, range(60, 120))).track["swapped"].any()


def test_wandering_of_a_limb_nobody_sees_is_no_swap():
    track = _walk()
    track["visibility"][:, [AT[p] for p in ARMS]] = 0.05
    assert not clean(with_swaps(track, range(40, 45), ARMS)).track["swapped"].any()


def test_events_are_not_shifted_in_time():
    clip = walk(camera=Camera("sagittal_right"), fps=60.0, speed_heights_s=0.0, start_forward=0.0)
    raw, smooth = _x(clip.track, "right_heel"), _x(clean(clip.track).track, "right_heel")
    lags = np.arange(-6, 7)
    inner = slice(30, -30)
    fit = [np.sum((np.roll(smooth, k) - raw)[inner] ** 2) for k in lags]
    assert lags[int(np.argmin(fit))] == 0


def test_cleaning_backwards_in_time_is_the_same():
    track = _walk()
    time = track["time"].to_numpy()
    back = track.isel(time=slice(None, None, -1)).assign_coords(time=(time[-1] - time)[::-1])
    forth, again = clean(track).track, clean(back).track.isel(time=slice(None, None, -1))
    difference = np.abs(forth["position"].to_numpy() - again["position"].to_numpy())[10:-10]
    assert difference.max() < 0.5


def test_noise_is_reduced_and_movement_kept():
    clip = squat(3)
    truth, noisy = clip.track["position"].to_numpy(), with_noise(clip.track, 4.0)
    raw = np.sqrt(np.mean((noisy["position"].to_numpy() - truth) ** 2))
    left = np.sqrt(np.mean((clean(noisy).track["position"].to_numpy() - truth) ** 2))
    assert left < 0.75 * raw
    assert np.sqrt(np.mean((clean(clip.track).track["position"].to_numpy() - truth) ** 2)) < 0.5


def test_a_single_wild_frame_leaves_no_trace():
    clip = squat(1)
    wild = clip.track.copy(deep=True)
    wild["position"][50, AT["right_knee"], :2] += 200.0
    difference = np.abs(clean(wild).track["position"] - clean(clip.track).track["position"])
    assert float(difference.max()) < 0.02 * 200.0


def test_running_cutoff_keeps_more_of_fast_movement():
    clip = walk(camera=Camera("sagittal_right"), cadence_per_min=180.0, fps=60.0, speed_heights_s=0.0, start_forward=0)
    truth = _x(clip.track, "right_ankle")
    slow, fast = (_x(clean(clip.track, cutoff_hz=c).track, "right_ankle") for c in (6.0, 11.0))
    assert np.abs(fast - truth)[20:-20].max() < np.abs(slow - truth)[20:-20].max()


def test_uneven_timestamps_are_cleaned_on_their_real_times():
    clip = squat(2, fps=60.0)
    rng = np.random.default_rng(3)
    kept = np.sort(rng.choice(len(clip.time_s), size=int(0.6 * len(clip.time_s)), replace=False))
    thin = clip.track.isel(time=kept)
    cleaned = clean(thin).track
    np.testing.assert_array_equal(cleaned["time"], thin["time"])
    assert np.abs(cleaned["position"].to_numpy() - thin["position"].to_numpy())[10:-10].max() < 6.0


@pytest.mark.parametrize(("gap_s", "filled"), [(0.1, True), (0.16, True), (0.3, False), (1.0, False)])
def test_short_gaps_are_filled_and_long_ones_stay_empty(gap_s, filled):
    clip = squat(2)
    track = with_gap(clip.track, 2.0, 2.0 + gap_s)
    cleaned = clean(track)
    gone = (clip.time_s >= 2.0) & (clip.time_s < 2.0 + gap_s)
    state = cleaned.track["state"].to_numpy()
    assert (state[gone] == (PointState.FILLED if filled else PointState.MISSING)).all()
    assert (state[~gone] == PointState.MEASURED).all()
    assert np.isfinite(cleaned.track["position"].to_numpy()[gone]).all() == filled
    assert ("filled_gaps" in _codes(cleaned)) == filled
    if filled:
        assert _codes(cleaned)["filled_gaps"]["percent"] == pytest.approx(100.0 * gone.mean())


def test_nothing_is_drawn_beyond_the_first_and_last_sight():
    clip = squat(1)
    track = with_gap(with_gap(clip.track, 0.0, 0.1), float(clip.time_s[-1]) - 0.1, 100.0)
    position = clean(track).track["position"].to_numpy()
    assert np.isnan(position[0]).all()
    assert np.isnan(position[-1]).all()


def test_hidden_points_are_marked_and_the_others_are_not():
    clip = squat(2)
    hidden = with_occlusion(clip.track, ["left_ankle", "left_knee"], 1.0, 2.0)
    state = clean(hidden).track["state"].to_numpy()
    inside = (clip.time_s >= 1.0) & (clip.time_s < 2.0)
    for point in ("left_ankle", "left_knee"):
        np.testing.assert_array_equal(state[:, AT[point]] == PointState.OCCLUDED, inside)
    assert (state[:, AT["right_knee"]] == PointState.MEASURED).all()


def test_points_outside_the_picture_are_guesses():
    track = walk(camera=Camera("sagittal_right", width_px=900)).track
    state = clean(track).track["state"].to_numpy()
    x = _x(track, "right_hip")
    assert (state[x < -60, AT["right_hip"]] == PointState.OCCLUDED).all()
    assert (x < -60).any()
    assert (state[(x > 20) & (x < 880), AT["right_hip"]] == PointState.MEASURED).all()


def test_jitter_is_measured_on_a_still_person_and_grows_with_noise():
    still = squat(1, lead_s=4.0, tail_s=4.0).track
    calm, shaky = (clean(with_noise(still, sd)).jitter_percent for sd in (1.0, 4.0))
    assert 0.05 < calm < 0.2
    assert shaky == pytest.approx(4 * calm, rel=0.2)


def test_person_who_is_never_still_has_no_jitter():
    assert np.isnan(clean(walk(camera=Camera(width_px=4000)).track).jitter_percent)


def test_mirrored_clip_is_cleaned_alike():
    track = with_swaps(_walk(), [30, 31, 32])
    one, two = clean(track).track, clean(mirrored(track)).track
    np.testing.assert_array_equal(one["swapped"], two["swapped"])
    width = track.attrs["width_px"]
    np.testing.assert_allclose(_x(two, mirror_name("right_heel")), width - _x(one, "right_heel"), atol=1e-6)


def test_nobody_in_the_clip_is_no_error():
    cleaned = clean(with_gap(squat(1).track, 0.0, 100.0))
    assert cleaned.notes == ()
    assert (cleaned.track["state"] == PointState.MISSING).all()
    assert np.isnan(cleaned.jitter_percent)


@pytest.mark.parametrize("frames", [0, 1, 2, 5])
def test_very_short_clips_pass_through(frames):
    track = squat(1).track.isel(time=slice(0, frames))
    xr.testing.assert_allclose(clean(track).track["position"], track["position"], atol=1e-6)


@pytest.mark.parametrize("cutoff", [0.0, -6.0])
def test_cutoff_must_be_positive(cutoff):
    with pytest.raises(ValueError, match="cutoff_hz"):
        clean(squat(1).track, cutoff_hz=cutoff)
