"""Agreement statistics against published numbers and their own meaning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lab.accuracy.agreement import agreement, covered, icc_absolute

# Six targets, four judges: Shrout and Fleiss 1979 (Psychol Bull 86:420), table 2; their ICC(2,1) is 0.29.
SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)
VALUES = arrays(float, 12, elements=st.floats(-100, 100))


def test_icc_of_shrout_and_fleiss():
    assert icc_absolute(SHROUT_FLEISS) == pytest.approx(0.29, abs=0.005)


def test_limits_hold_what_they_say():
    rng = np.random.default_rng(1)
    truth = rng.normal(50, 20, 4000)
    found = agreement(truth, truth + rng.normal(3.0, 2.0, 4000))
    assert found.bias == pytest.approx(3.0, abs=0.15)
    assert found.loa_high - found.loa_low == pytest.approx(2 * 1.96 * 2.0, abs=0.3)
    assert found.rmse == pytest.approx(np.hypot(3.0, 2.0), abs=0.15)


@given(VALUES)
def test_a_perfect_measure_has_no_error(truth):
    found = agreement(truth, truth)
    assert (found.n, found.bias, found.mae, found.rmse) == (12, 0.0, 0.0, 0.0)
    assert np.isnan(found.icc) or found.icc == pytest.approx(1.0)


@given(VALUES, st.floats(-50, 50))
def test_a_constant_error_is_all_bias(truth, shift):
    found = agreement(truth, truth + shift)
    assert found.bias == pytest.approx(shift, abs=1e-6)
    assert found.mae == pytest.approx(abs(shift), abs=1e-6)


def test_missing_pairs_are_left_out():
    assert agreement(np.array([1.0, np.nan, 3.0]), np.array([1.0, 2.0, np.nan])).n == 1
    assert np.isnan(agreement(np.array([np.nan]), np.array([1.0])).bias)


def test_coverage_counts_known_intervals_only():
    inside = covered(np.array([1.0, 5.0, 2.0]), np.array([0.0, 0.0, np.nan]), np.array([2.0, 2.0, np.nan]))
    assert inside.tolist() == [True, False]
