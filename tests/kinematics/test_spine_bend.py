"""Degrees of bend from the whole edge of the back."""

import numpy as np
import pytest

from taikan.kinematics.spine_bend import BackShape, back_shape, bend_from_neutral, neutral_shape
from taikan.kinematics.spine_edge import BackEdge
from taikan.knowledge.contour_settings import load_contour_settings

SETTINGS = load_contour_settings()
BEND = SETTINGS.bend
TIME_S = np.arange(30) / 30.0
PLACES = np.array(BEND.places)


def bulging(percent: float) -> np.ndarray:
    """(30, 60) edge of chord: flat at 0.2, growing into a bulge of ``percent`` in the middle of the back."""
    s = np.linspace(0.0, 0.92, 60)
    growth = np.linspace(0.0, 1.0, len(TIME_S))[:, None]
    return 0.2 + growth * percent / 100.0 * np.exp(-(((s - 0.45) / 0.18) ** 2))


def shape(behind: np.ndarray, arm: np.ndarray | None = None, chord_px: np.ndarray | None = None) -> BackShape:
    s, count = np.linspace(0.0, 0.92, behind.shape[1]), len(behind)
    arm = np.zeros(behind.shape, dtype=bool) if arm is None else arm
    edge = BackEdge(s, behind, np.ones_like(behind), np.ones(count), np.full(count, 60.0), arm)
    length = np.full(count, 100.0) if chord_px is None else chord_px
    return back_shape(TIME_S, edge, length, np.ones(count), SETTINGS)


def bend(of: BackShape) -> np.ndarray:
    neutral = neutral_shape(of, TIME_S < 0.05)
    assert neutral is not None
    return bend_from_neutral(of, neutral, BEND)


def test_the_neutral_itself_is_no_bend() -> None:
    assert bend(shape(bulging(0.0))) == pytest.approx(np.zeros(len(TIME_S)), abs=1e-9)


def test_a_bulge_is_a_bend_that_grows_with_it() -> None:
    small, large = bend(shape(bulging(3.0)))[-1], bend(shape(bulging(6.0)))[-1]
    assert 3.0 < small < large
    assert large == pytest.approx(2 * small, rel=0.05)


def test_shoulder_and_hip_come_nearer_in_a_bend() -> None:
    assert bend(shape(bulging(0.0), chord_px=np.linspace(100.0, 90.0, len(TIME_S))))[-1] > 1.0


def test_a_short_gap_is_closed_and_a_long_one_is_not() -> None:
    arm = np.zeros((len(TIME_S), 60), dtype=bool)
    arm[:, 28:34] = True
    assert bend(shape(bulging(6.0), arm))[-1] == pytest.approx(bend(shape(bulging(6.0)))[-1], rel=0.15)
    arm[:, 20:45] = True
    assert np.isnan(shape(bulging(6.0), arm).behind_percent).all()
    assert neutral_shape(shape(bulging(6.0), arm), TIME_S < 0.05) is None
