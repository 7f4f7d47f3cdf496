"""Filters: gain and phase as promised, gaps and uneven time, derivatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.pose.filters import butterworth, differentiate, fill_short_gaps, is_even, median_filter, runs


def _sine(hz, fps=100.0, seconds=10.0):
    time = np.arange(round(fps * seconds)) / fps
    return time, np.sin(2 * np.pi * hz * time)


@pytest.mark.parametrize(("hz", "gain"), [(0.5, 1.0), (6.0, 2**-0.5), (30.0, 0.0)])
def test_gain_is_half_power_at_the_cutoff(hz, gain):
    time, wave = _sine(hz)
    smooth = butterworth(time, wave, 6.0)[200:-200]
    assert np.std(smooth) / np.std(wave) == pytest.approx(gain, abs=0.02)


@given(st.floats(0.2, 5.0))
def test_phase_is_zero_at_every_frequency(hz):
    time, wave = _sine(hz)
    smooth = butterworth(time, wave, 6.0)[200:-200]
    quarter = np.cos(2 * np.pi * hz * time)[200:-200]
    in_phase = np.dot(smooth, wave[200:-200])
    assert abs(np.dot(smooth, quarter) - np.dot(wave[200:-200], quarter)) < 0.02 * in_phase


def test_uneven_time_is_smoothed_like_even_time():
    rng = np.random.default_rng(0)
    time = np.sort(rng.uniform(0, 10, 600))
    wave = np.sin(2 * np.pi * time)
    assert not is_even(time)
    assert np.abs(butterworth(time, wave, 6.0) - wave)[30:-30].max() < 0.1


def test_gaps_split_the_series_and_stay():
    time, wave = _sine(1.0)
    gapped = wave.copy()
    gapped[300:340] = np.nan
    smooth = butterworth(time, np.stack([gapped, wave], axis=1), 6.0)
    assert np.isnan(smooth[300:340, 0]).all()
    assert np.isfinite(np.delete(smooth[:, 0], np.s_[300:340])).all()
    np.testing.assert_allclose(smooth[:, 1], butterworth(time, wave, 6.0))
    np.testing.assert_allclose(smooth[:300, 0], butterworth(time[:300], wave[:300], 6.0))


def test_cutoff_above_half_the_rate_changes_nothing():
    time, wave = _sine(1.0, fps=10.0)
    np.testing.assert_array_equal(butterworth(time, wave, 6.0), wave)


def test_median_removes_one_wild_frame_and_keeps_edges_and_gaps():
    values = np.array([0.0, 1.0, 50.0, 3.0, 4.0, np.nan, 6.0, 7.0])
    np.testing.assert_array_equal(median_filter(values), [0.0, 1.0, 3.0, 4.0, 4.0, np.nan, 6.0, 7.0])
    with pytest.raises(ValueError, match="odd"):
        median_filter(values, 4)


def test_derivative_of_a_parabola_on_uneven_time():
    time = np.array([0.0, 0.1, 0.15, 0.3, 0.31, 0.5])
    np.testing.assert_allclose(differentiate(time, time**2)[1:-1], 2 * time[1:-1])
    assert np.isnan(differentiate(time[:1], time[:1])).all()


def test_fill_counts_time_between_neighbours():
    time = np.arange(8) / 10.0
    values = np.array([np.nan, 1.0, np.nan, 3.0, np.nan, np.nan, 6.0, np.nan])
    filled = fill_short_gaps(time, values, 0.2 + 1e-9)
    np.testing.assert_allclose(filled, [np.nan, 1.0, 2.0, 3.0, np.nan, np.nan, 6.0, np.nan])


@given(st.lists(st.booleans(), max_size=30))
def test_runs_cover_exactly_the_true_entries(flags):
    mask = np.array(flags, dtype=bool)
    covered = np.zeros(len(mask), dtype=bool)
    for part in runs(mask):
        covered[part] = True
    np.testing.assert_array_equal(covered, mask)
