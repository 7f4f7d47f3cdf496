"""Habits: every entry is complete, at most two are active, and they follow needs and answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.habit_models import load_habits
from taikan.programme.habits import choose_habits, may_add
from taikan.programme.records import FactorNeed

HABITS = load_habits()
FACTORS = sorted(load_factor_model().factors)


def needs(**priority: float) -> tuple[FactorNeed, ...]:
    return tuple(
        FactorNeed(factor=name.replace("__", "."), priority=p, probability=0.8) for name, p in priority.items()
    )


def chosen(*args: object, **kwargs: object) -> list[str]:
    return [plan.habit for plan in choose_habits(*args, library=HABITS, **kwargs)]  # type: ignore[arg-type]


def test_every_section_of_the_list_has_habits_that_fit_a_phone() -> None:
    sections = {habit.split(".")[1] for habit in HABITS.habits}
    whole = {"sit", "desk", "stand", "lift", "child", "up", "walk", "run", "sleep", "stress", "food", "smoke", "drive"}
    assert sections == whole
    assert all(len(habit.say.ja) <= HABITS.rules.longest_message_ja for habit in HABITS.habits.values())


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.dictionaries(st.sampled_from(FACTORS), st.floats(0, 1), max_size=12),
    st.lists(st.sampled_from(sorted(HABITS.habits)), max_size=4),
)
def test_never_more_than_two_and_never_twice_the_same(priority: dict[str, float], active: list[str]) -> None:
    asked = tuple(FactorNeed(factor=f, priority=p, probability=0.7) for f, p in priority.items())
    found = choose_habits(asked, {}, HABITS, active=dict.fromkeys(active))
    assert len(found) <= 2
    assert len({plan.habit for plan in found}) == len(found)
    assert all(plan.reason for plan in found)


def test_desk_worker_breaks_up_sitting_and_walks() -> None:
    answers = {"q.life.sit_h": 9, "q.life.sit_bout": 120, "q.life.mvpa_days": 0}
    asked = needs(trunk__endurance=0.58, life__sitting_time=0.56, life__inactivity=0.45)
    assert chosen(asked, answers) == ["h.sit.bout", "h.walk.daily"]


def test_mother_lifts_from_half_kneeling_first() -> None:
    asked = needs(life__load_exposure=0.58, move__hinge_lift=0.57, life__sleep=0.44)
    assert chosen(asked, {"q.life.child_n": 25})[0] == "h.child.lift"


def test_runner_builds_distance_slowly() -> None:
    assert chosen(needs(move__running=0.44, life__load_spike=0.37), {"q.run.increase": 35})[0] == "h.run.volume"


def test_an_answer_that_all_is_well_ends_a_habit_and_nothing_asked_gives_nothing() -> None:
    asked = needs(life__sitting_time=0.5)
    assert "h.sit.bout" in chosen(asked, {})
    assert "h.sit.bout" not in chosen(asked, {"q.life.sit_bout": 20})
    assert chosen((), {}) == []


def test_active_habits_stay() -> None:
    asked = needs(life__sitting_time=0.6, life__inactivity=0.5)
    assert chosen(asked, {"q.life.sit_bout": 90}, active=("h.sleep.down",))[0] == "h.sleep.down"


@pytest.mark.parametrize(
    ("done", "active", "may"),
    [([], 0, True), ([True] * 5 + [False] * 2, 1, True), ([True] * 4 + [False] * 3, 1, False), ([True] * 7, 2, False)],
)
def test_a_second_habit_waits_until_the_first_is_done_on_five_of_seven_days(
    done: list[bool], active: int, may: bool
) -> None:
    assert may_add(done, active, HABITS.rules) is may
