"""Silhouettes are kept small and come back nearly as they were."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taikan.pose.silhouette import MASK_SIZE, Silhouettes

TO_IMAGE = np.array([[2.0, 0.1, 30.0], [-0.1, 2.0, -5.0]])


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_every_value_comes_back_within_half_a_level(seed: int) -> None:
    mask = np.random.default_rng(seed).random((MASK_SIZE, MASK_SIZE), dtype=np.float32)
    kept = Silhouettes.pack([(mask, TO_IMAGE)])
    back = kept.mask(0)
    assert back is not None
    assert back.dtype == np.float32
    assert np.abs(back - mask).max() <= 1 / 30 + 1e-6
    np.testing.assert_array_equal(kept.to_image(0), TO_IMAGE)


def test_all_and_nothing_come_back_exactly() -> None:
    mask = np.zeros((MASK_SIZE, MASK_SIZE), dtype=np.float32)
    mask[40:200, 61:130] = 1.0
    np.testing.assert_array_equal(Silhouettes.pack([(mask, TO_IMAGE)]).mask(0), mask)


@pytest.mark.parametrize(("mask", "matrix"), [(None, None), (None, TO_IMAGE), (np.ones((256, 256)), None)])
def test_frames_without_a_person_have_none(mask: np.ndarray | None, matrix: np.ndarray | None) -> None:
    kept = Silhouettes.pack([(mask, matrix), (np.ones((256, 256), dtype=np.float32), TO_IMAGE)])
    assert len(kept) == 2
    assert kept.mask(0) is None
    assert np.isnan(kept.to_image(0)).all()
    assert kept.mask(1) is not None


def test_a_body_takes_about_a_kilobyte() -> None:
    y, x = np.mgrid[0:MASK_SIZE, 0:MASK_SIZE]
    distance = np.hypot((x - 128) / 40, (y - 128) / 110)
    soft = (1 / (1 + np.exp(20 * (distance - 1)))).astype(np.float32)
    (entry,) = Silhouettes.pack([(soft, TO_IMAGE)]).packed
    assert entry is not None
    assert len(entry[0]) < 4000
