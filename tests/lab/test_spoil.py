"""What is done to films that ought to be refused."""

import numpy as np
import pandas as pd
import pytest

from lab.accuracy.spoil import SPOILS

PARTS = ("hip", "knee", "ankle", "heel", "foot_index")


@pytest.fixture
def truth():
    row = {}
    for side, u in (("left", 40.0), ("right", 50.0)):
        for k, part in enumerate(PARTS):
            row |= {f"{side}_{part}_u_px": u, f"{side}_{part}_v_px": 60.0 + 10 * k}
    return pd.Series(row)


@pytest.mark.parametrize("why_not", sorted(SPOILS))
def test_a_spoiled_picture_keeps_its_size_and_differs(why_not, truth):
    picture = np.random.default_rng(1).integers(0, 255, (120, 100, 3)).astype(np.uint8)
    spoiled = SPOILS[why_not](picture, 0.4, truth)
    assert (spoiled.shape, spoiled.dtype) == (picture.shape, picture.dtype)
    assert (spoiled != picture).any()


def test_only_legs_are_covered(truth):
    picture = np.zeros((120, 100, 3), np.uint8)
    covered = SPOILS["low_visibility"](picture, 0.0, truth)
    assert not covered[:60].any()
    assert covered[61:, 40:50].all()
    assert not covered[:, :30].any()
