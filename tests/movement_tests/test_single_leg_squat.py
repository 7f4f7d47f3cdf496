"""Single-leg squat: knee, pelvis, trunk and depth of a figure that has them."""

import pytest
from floor_outcomes import fault_states, outcome
from outcomes import get, value

import figures_control as figures
import synthetic
from synthetic import Camera


@pytest.mark.parametrize("side", ["left", "right"])
def test_pelvis_and_trunk_are_those_of_the_figure(side: str) -> None:
    found = outcome("single_leg_squat", figures.single_leg_squat(side=side, drop=7.0, lean=6.0))
    assert value(found, "mov.sls.pelvic_drop", side) == pytest.approx(7.0, abs=0.5)
    assert value(found, "mov.sls.trunk_lat", side) == pytest.approx(6.0, abs=0.5)
    assert value(found, "mov.sls.reps_ok", side) == 3
    other = "left" if side == "right" else "right"
    assert get(found, "mov.sls.fppa", other).absent_reason is not None


@pytest.mark.parametrize("knee_in", [0.0, 0.02, 0.05])
def test_a_knee_that_falls_in_is_valgus(knee_in: float) -> None:
    found = value(outcome("single_leg_squat", figures.single_leg_squat(knee_in=knee_in)), "mov.sls.fppa", "right")
    # Two bent segments of a quarter of the height meet at the knee: the bend is about 2 * atan(in / length).
    assert found == pytest.approx(2 * 57.3 * knee_in / (0.245 * 0.866), rel=0.1, abs=0.5)


@pytest.mark.parametrize("side", ["left", "right"])
def test_depth_from_the_side_of_the_standing_leg(side: str) -> None:
    track = figures.single_leg_squat(camera=Camera(f"sagittal_{side}"), side=side, knee=58.0)
    assert value(outcome("single_leg_squat", track), "mov.sls.depth", side) == pytest.approx(58.0, abs=1.0)


def test_two_legs_are_another_test() -> None:
    found = outcome("single_leg_squat", synthetic.squat(3, camera=Camera("frontal")).track)
    assert [r.code for r in found.verdict.reasons] == ["no_repetitions"]


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({}, set()),
        ({"drop": 12.0}, {"pelvis_drop"}),
        ({"lean": 12.0}, {"trunk_side_lean"}),
        ({"knee_in": 0.05}, {"knee_valgus"}),
    ],
)
def test_faults_are_those_of_the_figure(changes: dict[str, float], seen: set[str]) -> None:
    states = fault_states("single_leg_squat", figures.single_leg_squat(**changes))  # type: ignore[arg-type]
    assert {f for f, state in states.items() if state == "observed"} == seen
