"""Holds from a start and a stop rule: what ends them, what does not, and what the clip cuts off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.kinematics.holds import HoldSpan, find_holds
from taikan.knowledge.hold_rules import HoldRule, PoseCondition, load_hold_rules

FPS = 30.0
RULE = HoldRule(
    mark="D",
    source="test",
    position=(PoseCondition(signal="x", low=0.0, why="test"),),
    settle_s=0.2,
    lost_s=0.3,
    leave_s=1.0,
    least_s=0.5,
)


def series(*parts: tuple[float, float]) -> np.ndarray:
    """Stretches of (seconds, value) one after the other."""
    return np.concatenate([np.full(round(seconds * FPS), value) for seconds, value in parts])


def holds(position: np.ndarray, form: np.ndarray | None = None, rule: HoldRule = RULE) -> tuple[HoldSpan, ...]:
    time = np.arange(len(position)) / FPS
    return find_holds(time, position, np.ones(len(position)) if form is None else form, rule)


NAN = float("nan")


@given(st.floats(1.0, 20.0), st.floats(0.5, 3.0))
def test_a_hold_lasts_from_taking_the_pose_to_leaving_it(held: float, before: float) -> None:
    (hold,) = holds(series((before, 0.0), (held, 1.0), (1.0, 0.0)))
    assert hold.held_s == pytest.approx(held, abs=0.1)
    assert hold.start_s == pytest.approx(before, abs=0.1)
    assert (hold.ended, hold.begun_before, hold.is_lower_bound) == ("left", False, False)


def test_the_clip_ending_first_makes_it_a_lower_bound() -> None:
    (hold,) = holds(series((1.0, 0.0), (5.0, 1.0)))
    assert hold.ended == "clip"
    assert hold.is_lower_bound
    assert hold.held_s == pytest.approx(5.0, abs=0.1)


def test_the_clip_beginning_in_it_makes_it_a_lower_bound() -> None:
    (hold,) = holds(series((5.0, 1.0), (1.0, 0.0)))
    assert hold.begun_before
    assert hold.is_lower_bound


def test_losing_sight_is_the_end_of_the_recording_not_of_the_hold() -> None:
    first, second = holds(series((1.0, 0.0), (4.0, 1.0), (2.0, NAN), (3.0, 1.0), (1.0, 0.0)))
    assert first.ended == "clip"
    assert second.begun_before
    assert second.is_lower_bound


def test_a_short_gap_is_bridged() -> None:
    (hold,) = holds(series((1.0, 0.0), (2.0, 1.0), (0.2, NAN), (2.0, 1.0), (1.0, 0.0)))
    assert hold.held_s == pytest.approx(4.2, abs=0.1)


@pytest.mark.parametrize(("lost_s", "held_s", "ended"), [(0.6, 6.6, "left"), (1.5, 3.0, "form")])
def test_form_may_be_lost_for_a_stated_time(lost_s: float, held_s: float, ended: str) -> None:
    position = series((1.0, 0.0), (6.0 + lost_s, 1.0), (1.0, 0.0))
    form = series((4.0, 1.0), (lost_s, 0.0), (4.0, 1.0))
    (hold,) = holds(position, form)
    assert hold.held_s == pytest.approx(held_s, abs=0.1)
    assert hold.ended == ended
    assert hold.corrections == (1 if ended == "left" else 0)


def test_what_is_being_lost_is_part_of_the_repetition_but_not_of_the_time() -> None:
    (hold,) = holds(series((1.0, 0.0), (6.0, 1.0)), series((3.0, 1.0), (4.0, 0.0)))
    assert hold.held_s == pytest.approx(2.0, abs=0.1)
    assert hold.end_s - hold.bottom_s == pytest.approx(1.0, abs=0.05)


def test_a_second_warning_ends_it() -> None:
    rule = RULE.model_copy(update={"max_corrections": 1})
    position = series((1.0, 0.0), (9.0, 1.0))
    form = series((3.0, 1.0), (0.7, 0.0), (2.0, 1.0), (0.7, 0.0), (3.6, 1.0))
    (hold,) = holds(position, form, rule)
    assert hold.corrections == 1
    assert hold.ended == "form"
    assert hold.bottom_s == pytest.approx(5.7, abs=0.1)


def test_the_cap_ends_it_and_is_no_lower_bound() -> None:
    (hold,) = holds(series((1.0, 0.0), (9.0, 1.0)), rule=RULE.model_copy(update={"cap_s": 4.0}))
    assert (hold.ended, hold.is_lower_bound) == ("cap", False)
    assert hold.held_s == pytest.approx(4.0, abs=0.05)


def test_a_pose_whose_form_is_never_met_was_held_for_no_time() -> None:
    (hold,) = holds(series((1.0, 0.0), (5.0, 1.0), (1.0, 0.0)), series((7.0, 0.0)))
    assert hold.held_s == 0.0
    assert hold.end_s - hold.start_s == pytest.approx(5.0, abs=0.1)


def test_passing_through_a_pose_is_no_hold() -> None:
    assert holds(series((1.0, 0.0), (0.3, 1.0), (1.0, 0.0))) == ()
    assert holds(series((3.0, 0.0))) == ()
    assert holds(series((3.0, NAN))) == ()


def test_a_condition_needs_a_range() -> None:
    with pytest.raises(ValueError, match="low or high"):
        PoseCondition(signal="x", why="test")
    with pytest.raises(ValueError, match="under high"):
        PoseCondition(signal="x", low=2.0, high=1.0, why="test")


def test_every_rule_states_its_source() -> None:
    for rule in load_hold_rules().values():
        assert rule.source
        assert all(c.why for c in (*rule.position, *rule.form))
