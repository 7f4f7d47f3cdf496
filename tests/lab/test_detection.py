"""Telling faults from their absence, and what a confidence is worth."""

from itertools import pairwise

import numpy as np
import pytest

from lab.accuracy.detection import calibration_knots, detection, half_seen_size, reliability


def _looks(seed=3, count=2000, half=10.0):
    rng = np.random.default_rng(seed)
    size = np.where(rng.random(count) < 0.5, 0.0, rng.uniform(0, 25, count))
    seen = rng.random(count) < 1.0 / (1.0 + np.exp(-(size - half)))
    return size, seen


def test_half_seen_size_is_found():
    size, seen = _looks()
    assert half_seen_size(size, seen) == pytest.approx(10.0, abs=0.5)


def test_seeing_at_random_has_no_half_size():
    assert np.isnan(half_seen_size(np.array([0.0, 10.0, 0.0, 10.0]), np.array([True, False, True, False])))
    assert np.isnan(half_seen_size(np.zeros(4), np.array([True, False, True, False])))


def test_precision_recall_and_auc_of_a_small_table():
    present = np.array([True, True, True, False, False])
    seen = np.array([True, True, False, True, False])
    found = detection(present, seen, seen * 1.0, 10.0)
    assert (found.precision, found.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert found.auc == pytest.approx(7 / 12)
    assert (found.n_present, found.n_absent) == (3, 2)


def test_one_kind_alone_gives_no_auc():
    found = detection(np.zeros(3, bool), np.zeros(3, bool), np.zeros(3), np.nan)
    assert np.isnan(found.auc)
    assert np.isnan(found.recall)


def test_calibration_makes_a_boastful_confidence_honest():
    rng = np.random.default_rng(5)
    stated = rng.uniform(0.3, 1.0, 3000)
    right = rng.random(3000) < 0.6 * stated
    assert reliability(stated, right).expected_error > 0.2
    knots = calibration_knots(stated, right)
    honest = np.interp(stated, *np.array(knots).T)
    assert reliability(honest, right).expected_error < 0.05
    assert all(b[1] >= a[1] for a, b in pairwise(knots))


def test_a_few_lucky_looks_are_not_certain():
    knots = calibration_knots(np.array([0.5, 0.6]), np.array([True, True]))
    assert max(y for _, y in knots) < 1.0
