"""A session on the day it is done: lighter where the controller says so, never heavier than the plan."""

from taikan.programme.agenda import TodayItem, session_today
from taikan.programme.records import Dose, PlannedItem, PlannedSession
from taikan.programme.rulebook import load_rulebook

BOOK = load_rulebook()
DOSE = Dose(sets=3, reps=10, rpe=5, rest_s=60)


def session(*exercises: str) -> PlannedSession:
    items = tuple(PlannedItem(exercise=e, block="strength", dose=DOSE, item_s=120) for e in exercises)
    return PlannedSession(id="home_1", setting="home", days=(0,), items=items, budget_s=900, total_s=240)


def done(now: TodayItem) -> list[tuple[str, Dose]]:
    return [(i.exercise, i.dose) for i in session_today(session("ae_dead_bug", "hg_dowel"), [now], BOOK)]


def test_less_of_it_and_easier_ones_are_done_as_the_controller_says() -> None:
    less = DOSE.model_copy(update={"sets": 2})
    assert done(TodayItem(slot="ae_dead_bug", exercise="ae_dead_bug", dose=less))[0] == ("ae_dead_bug", less)
    easier = TodayItem(slot="ae_dead_bug", exercise="ae_dead_bug_arms", dose=DOSE)
    assert done(easier)[0] == ("ae_dead_bug_arms", DOSE)


def test_what_rests_is_left_out() -> None:
    rests = TodayItem(slot="ae_dead_bug", exercise="ae_dead_bug", dose=DOSE, resting=True)
    assert done(rests) == [("hg_dowel", DOSE)]


def test_more_of_it_and_harder_ones_wait_until_they_are_in_the_plan() -> None:
    more = DOSE.model_copy(update={"reps": 12, "sets": 2})
    assert done(TodayItem(slot="ae_dead_bug", exercise="ae_dead_bug", dose=more))[0] == ("ae_dead_bug", DOSE)
    harder = TodayItem(slot="ae_dead_bug", exercise="ae_dead_bug_band", dose=DOSE)
    assert done(harder)[0] == ("ae_dead_bug", DOSE)
