"""Standing on one leg: best of the trials, what ends one, and the pelvis's way sideways."""

import numpy as np
import pytest
import xarray as xr
from floor_outcomes import outcome
from outcomes import get, value

import figures_control as figures
from synthetic import AT, Camera


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("view", ["frontal", "posterior"])
def test_the_best_trial_counts_on_the_standing_leg(view: str, side: str) -> None:
    found = outcome("single_leg_stance", figures.single_leg_stance((4.0, 9.0, 6.0), Camera(view), side=side))
    assert value(found, "bal.sls", side) == pytest.approx(9.0, abs=0.6)
    assert get(found, "bal.sls", side).n_trials == 3
    assert value(found, "ctrl.one_leg.shift", side) == pytest.approx(5.0, abs=0.3)


def test_forty_five_seconds_are_all_there_is() -> None:
    found = outcome("single_leg_stance", figures.single_leg_stance((50.0,)))
    measure = get(found, "bal.sls", "right")
    assert measure.value == pytest.approx(45.0, abs=0.05)
    assert measure.note is None
    assert measure.grade == "ok"


def test_eyes_closed_is_a_measure_of_its_own() -> None:
    found = outcome("single_leg_stance", figures.single_leg_stance((6.0,)), eyes="closed")
    assert value(found, "bal.sls_eyes_closed", "right") == pytest.approx(6.0, abs=0.6)
    reason = get(found, "bal.sls", "right").absent_reason
    assert reason is not None
    assert reason.code == "not_in_this_variant"


def with_moved(track: xr.Dataset, names: tuple[str, ...], from_s: float, px: float) -> xr.Dataset:
    position = track["position"].to_numpy().copy()
    late = track["time"].to_numpy() >= from_s
    for name in names:
        position[late, AT[name], 0] += px
    return track.assign(position=(track["position"].dims, position))


def test_a_hand_that_leaves_the_hip_ends_it() -> None:
    track = with_moved(figures.single_leg_stance((12.0,)), ("left_wrist",), 6.0, 250.0)
    assert value(outcome("single_leg_stance", track), "bal.sls", "right") == pytest.approx(4.3, abs=0.5)


def test_a_hop_of_the_standing_foot_ends_it() -> None:
    track = with_moved(figures.single_leg_stance((12.0,)), ("right_ankle", "right_heel", "right_foot_index"), 6.0, 60.0)
    assert value(outcome("single_leg_stance", track), "bal.sls", "right") == pytest.approx(4.3, abs=0.5)


def both_legs(left_m: float, right_m: float) -> xr.Dataset:
    first = figures.single_leg_stance((5.0,), side="left", shift_m=left_m)
    second = figures.single_leg_stance((5.0,), side="right", shift_m=right_m)
    later = second.assign_coords(time=second["time"].to_numpy() + float(first["time"][-1]) + 1 / 30)
    return xr.concat([first, later], "time", combine_attrs="override")


@pytest.mark.parametrize(
    ("left_m", "right_m", "positive"), [(0.05, 0.06, 0), (0.05, 0.09, 1), (0.12, 0.12, 1), (0.09, 0.09, 0)]
)
def test_the_control_test_looks_at_both_legs(left_m: float, right_m: float, positive: int) -> None:
    found = outcome("single_leg_stance", both_legs(left_m, right_m))
    assert value(found, "ctrl.one_leg") == positive


def test_one_leg_alone_or_no_stand_on_two_is_said() -> None:
    alone = get(outcome("single_leg_stance", figures.single_leg_stance()), "ctrl.one_leg").absent_reason
    begun = figures.single_leg_stance((8.0,)).sel(time=slice(3.0, None))
    begun = begun.assign_coords(time=np.arange(begun.sizes["time"]) / 30.0)
    shift = get(outcome("single_leg_stance", begun), "ctrl.one_leg.shift", "right").absent_reason
    assert alone is not None
    assert alone.code == "other_side_needed"
    assert shift is not None
    assert shift.code == "two_legs_not_seen"


def test_on_both_legs_there_is_no_trial() -> None:
    found = outcome("single_leg_stance", figures.single_leg_stance(lift=2.0))
    assert [r.code for r in found.verdict.reasons] == ["no_repetitions"]
