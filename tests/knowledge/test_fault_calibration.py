"""Confidences as measured: the shipped file loads, and the map never turns the order round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from taikan.knowledge.fault_calibration import ConfidenceMap, FaultCalibration, load_fault_calibration
from taikan.knowledge.loader import load_knowledge

shares = st.floats(0, 1)


def test_the_shipped_calibration_is_of_known_faults():
    shipped = load_fault_calibration()
    assert {*shipped.fault, *shipped.pooled_faults} <= set(load_knowledge().faults)
    assert (shipped.origin is None) == (shipped.pooled is None and not shipped.fault)


@given(shares)
def test_without_a_map_the_prior_holds(confidence):
    assert FaultCalibration().calibrated("heel_rise", confidence) == confidence


@given(shares, shares)
def test_more_confident_by_the_prior_is_never_less_confident_after(a, b):
    rises = ConfidenceMap(stated=(0.2, 0.5, 0.9), right=(0.1, 0.8, 0.8), looks=40)
    known = FaultCalibration(pooled=rises, pooled_faults=("heel_rise",))
    low, high = sorted((a, b))
    assert 0 <= known.calibrated("heel_rise", low) <= known.calibrated("heel_rise", high) <= 1


def test_a_fault_of_its_own_goes_before_the_rest():
    own, rest = (ConfidenceMap(stated=(0.5,), right=(r,), looks=9) for r in (0.9, 0.2))
    known = FaultCalibration(pooled=rest, pooled_faults=("knee_valgus",), fault={"heel_rise": own})
    assert [known.calibrated(code, 0.3) for code in ("heel_rise", "knee_valgus", "hip_pike")] == [0.9, 0.2, 0.3]


@pytest.mark.parametrize(
    ("stated", "right"), [((0.5, 0.5), (0.1, 0.2)), ((0.1, 0.5), (0.4, 0.2)), ((0.1,), (0.4, 0.5)), ((0.1,), (1.2,))]
)
def test_a_map_that_does_not_rise_is_refused(stated, right):
    with pytest.raises(ValidationError):
        ConfidenceMap(stated=stated, right=right, looks=5)
