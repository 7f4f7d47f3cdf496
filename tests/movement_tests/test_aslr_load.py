"""Leg-raise load test: the lift from the picture, the score from the person."""

import pytest
from floor_outcomes import fault_states, outcome
from outcomes import get, value

import figures_control as figures
from synthetic import Camera


@pytest.mark.parametrize("view", ["sagittal_right", "sagittal_left"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_lift_and_its_side(view: str, side: str) -> None:
    track = figures.aslr_load(camera=Camera(view, far_visibility=0.9), side=side).track
    found = outcome("aslr_load", track)
    assert [r.side for r in found.repetitions] == [side]
    assert value(found, "ctrl.aslr_load.lift", side) == pytest.approx(20.0, abs=1.0)
    assert value(found, "ctrl.aslr_load.knee", side) == pytest.approx(0.0, abs=0.5)


@pytest.mark.parametrize(
    ("left", "right", "grade"), [("0", "0", "ok"), ("0", "1", "borderline"), ("1", "2", "amber"), ("3", "2", "red")]
)
def test_the_score_is_the_persons_own(left: str, right: str, grade: str) -> None:
    found = outcome("aslr_load", figures.aslr_load().track, left=left, right=right)
    measure = get(found, "ctrl.aslr_load")
    assert measure.value == int(left) + int(right)
    assert measure.method == "self"
    assert measure.grade == grade
    assert value(found, "ctrl.aslr_load.score", "left") == int(left)


def test_without_a_rating_there_is_no_score() -> None:
    found = outcome("aslr_load", figures.aslr_load().track, left="2")
    reason = get(found, "ctrl.aslr_load").absent_reason
    assert reason is not None
    assert reason.code == "self_score_needed"
    assert value(found, "ctrl.aslr_load.score", "left") == 2


def test_a_bent_knee_is_named() -> None:
    assert fault_states("aslr_load", figures.aslr_load(lift=30.0, knee=25.0).track)["knee_bend"] == "observed"
    assert fault_states("aslr_load", figures.aslr_load().track)["knee_bend"] == "not_seen"


def test_lifting_a_foot_while_standing_is_another_test() -> None:
    import synthetic

    walking = synthetic.walk(speed_heights_s=0.0, start_forward=0.0).track
    assert [r.code for r in outcome("aslr_load", walking).verdict.reasons] == ["no_repetitions"]
