"""Bird-dog: arm, leg, pelvis and drift of a figure that has them, from the side and from behind."""

import pytest
from floor_outcomes import fault_states, outcome
from outcomes import get, value

import figures_control as figures
from figures_control import Course
from synthetic import Camera

BEHIND = Camera("posterior")


@pytest.mark.parametrize("side", ["left", "right"])
def test_angles_are_those_of_the_figure(side: str) -> None:
    found = outcome("bird_dog", figures.bird_dog(side=side, leg=-8.0, arm=-12.0).track)
    assert value(found, "ctrl.bird_dog.leg", side) == pytest.approx(-8.0, abs=0.5)
    assert value(found, "ctrl.bird_dog.arm", side) == pytest.approx(-12.0, abs=0.5)
    assert value(found, "ctrl.bird_dog", side) == 0
    assert value(found, "ctrl.bird_dog.hold", side) == pytest.approx(10.0, abs=0.6)


def test_every_miss_counts_one() -> None:
    found = outcome("bird_dog", figures.bird_dog(arm=-25.0, drift=lambda t: 3.0 * (t - 2.0)).track)
    assert value(found, "ctrl.bird_dog", "right") >= 2
    assert get(found, "ctrl.bird_dog", "right").grade == "red"


def test_too_short_counts_two_unless_the_clip_cut_it_off() -> None:
    course = Course(held_s=3.0)
    assert value(outcome("bird_dog", figures.bird_dog(course).track), "ctrl.bird_dog", "right") == 2
    cut = figures.bird_dog(Course(held_s=9.0)).track.sel(time=slice(0.0, 5.0))
    assert value(outcome("bird_dog", cut), "ctrl.bird_dog", "right") == 0


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("tilt", "failed"), [(3.0, 0), (9.0, 1)])
def test_the_pelvis_is_seen_from_behind(side: str, tilt: float, failed: int) -> None:
    track = figures.bird_dog(camera=BEHIND, side=side, pelvis_up=tilt).track
    found = outcome("bird_dog", track)
    assert value(found, "ctrl.bird_dog.hip_line", side) == pytest.approx(tilt, abs=0.5)
    assert value(found, "ctrl.bird_dog", side) == failed
    assert fault_states("bird_dog", track)["pelvis_rotation"] == ("observed" if failed else "not_seen")


def test_a_low_arm_is_named() -> None:
    assert fault_states("bird_dog", figures.bird_dog(arm=-30.0).track)["arm_drop"] == "observed"
    assert fault_states("bird_dog", figures.bird_dog().track)["arm_drop"] == "not_seen"


def test_an_arm_out_of_sight_is_no_low_arm() -> None:
    found = outcome("bird_dog", figures.bird_dog(side="right", camera=Camera(far_visibility=0.3)).track)
    reason = get(found, "ctrl.bird_dog.arm", "right").absent_reason
    assert reason is not None
    assert reason.code == "landmarks_hidden"
    assert value(found, "ctrl.bird_dog", "right") == 0
