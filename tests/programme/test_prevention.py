"""The prevention plan: the walk ladder reaches its top in time, signs warn together, two bad mornings are enough."""

from itertools import pairwise

from taikan.knowledge.course_rules import load_prevention_rules
from taikan.knowledge.loader import load_knowledge
from taikan.programme.prevention import early_warning, prevention_plan, walk_ladder, watch_warnings

RULES = load_prevention_rules()


def test_walks_grow_by_five_minutes_and_reach_thirty_on_five_days():
    for fit in (False, True):
        ladder = walk_ladder(RULES, fit)
        assert (ladder[-1].minutes, ladder[-1].days) == (30, 5)
        assert len(ladder) == 26
        for one, following in pairwise(ladder):
            assert 0 <= following.minutes - one.minutes <= 5
            assert (following.minutes > one.minutes) + (following.days > one.days) <= 1


def test_watch_signs_are_told_two_at_a_time():
    assert watch_warnings({"sitting": 6}, RULES) == ()
    assert watch_warnings({"sitting": 6, "short_sleep": 5.5}, RULES) == ("sitting", "short_sleep")
    assert watch_warnings({"sitting": 5, "stress": 6}, RULES) == ()


def test_two_mornings_well_above_the_usual():
    assert early_warning([1, 3, 3], 1, RULES)
    assert not early_warning([3, 1], 1, RULES)
    assert not early_warning([3], 1, RULES)


def test_everything_named_has_words():
    texts = load_knowledge().texts
    plan = prevention_plan(RULES)
    named = (*plan.refresher_checks, *(sign.id for sign in RULES.watch.signs))
    assert all(f"load.prevention.{name}" in texts for name in named)
