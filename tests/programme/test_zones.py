"""The traffic light: which columns count, what is never green, and that more pain is never better."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.programme.records import Dose, ItemLog, SessionLog
from taikan.programme.zones import ZONES, item_zone, session_zone
from tests.programme.control_clients import BOOK

RULES = BOOK.control.zones
DOSE = Dose(sets=2, reps=8, rpe=5)
pains = st.none() | st.floats(0, 10)


def zone(during, before=1.0, usual=1.0, **session):
    item = ItemLog(exercise="gl_bridge", dose=DOSE, completed=True, pain_during=during)
    told = {"next_morning": usual, "back_to_usual": True, **session}
    log = SessionLog(id="s", day=0, session="a", items=(item,), pain_before=before, usual_pain=usual, **told)
    verdict = item_zone(item, log, RULES)
    assert session_zone(log, RULES) == verdict.zone
    return verdict


@pytest.mark.parametrize(
    ("during", "before", "usual", "expected"),
    [
        (3, 2, 2, "green"),
        (4, 3, 2, "amber"),  # absolute column
        (3, 1, 2, "amber"),  # change column
        (6, 5, 2, "red"),
        (4, 1, 2, "red"),  # +3
        (6, 5, 5, "green"),  # usual above 2: the change alone counts
        (7, 5, 5, "amber"),
        (8, 7.5, 6, "red"),  # and one absolute red
        (4, 4, None, "amber"),  # usual unknown: both columns
    ],
)
def test_columns(during, before, usual, expected):
    morning = {"next_morning": usual if usual is not None else before}
    assert zone(during, before, usual, **morning).zone == expected


def test_next_morning_and_sleep():
    assert zone(1, back_to_usual=False).zone == "red"
    assert zone(1, next_morning=3.5).zone == "red"
    assert zone(1, sleep_disturbed=True).zone == "red"
    assert zone(1, back_to_usual=None, next_morning=2).zone == "green"


def test_what_was_not_said_is_not_green():
    assert zone(None).zone == "unknown"
    assert zone(1, before=None).zone == "unknown"
    assert zone(1, back_to_usual=None, next_morning=None).zone == "unknown"


def test_danger_signs_are_black_without_any_exercise():
    assert zone(0, leg_symptoms="worse").because == ("leg_worse",)
    empty = SessionLog(id="s", day=0, session="a", items=(), black=("rf.ces_bladder",))
    assert session_zone(empty, RULES) == "black"


def test_back_pain_that_rises_while_the_leg_eases_is_carried_on_with():
    verdict = zone(3, before=1, leg_symptoms="better")
    assert (verdict.zone, verdict.carry_on) == ("amber", True)
    assert zone(5, before=1, leg_symptoms="better").zone == "red"


@given(pains, pains, pains, pains, st.none() | st.booleans(), st.floats(0, 10))
def test_more_pain_is_never_a_better_zone(during, before, usual, morning, back, more):
    told = {"next_morning": morning, "back_to_usual": back}
    now = ZONES.index(zone(during, before, usual, **told).zone)
    for changed in (
        zone(None if during is None else min(10, during + more), before, usual, **told),
        zone(during, before, usual, **{**told, "next_morning": None if morning is None else min(10, morning + more)}),
        zone(during, before, usual, **told, pain_after=10),
    ):
        assert ZONES.index(changed.zone) >= now
