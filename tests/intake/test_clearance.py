"""Clearances, overrides and history: who may open what, and for how long."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_answers import ASKED, NOW, SAFETY, healthy, person
from pydantic import ValidationError

from taikan.intake.records import Clearance, Gate, Override, SafetyHistory, Screening
from taikan.intake.red_flags import gate

DAY = timedelta(days=1)


def screening(at: datetime, full: bool = True, **changes: Any) -> Screening:
    return Screening(at=at, answers=healthy(**changes), full=full)


def clearance(seen_at: datetime, **changes: Any) -> Clearance:
    entry = {
        "seen_at": seen_at,
        "clinician": "Dr. Mori",
        "facility": "Minato Clinic",
        "said": "may train",
        "recorded_by": "trainer",
        "recorded_by_name": "Sato",
        "recorded_at": seen_at + DAY,
    }
    return Clearance.model_validate({**entry, **changes})


def at(now: datetime, *screenings: Screening, **history: Any) -> Gate:
    return gate(SafetyHistory(screenings=screenings, **history), now, SAFETY, ASKED)


FLAG, CLEAN = screening(NOW, rf__fever="yes"), screening(NOW + 3 * DAY)
LATER = NOW + 4 * DAY


def test_without_a_screen_nothing_is_open() -> None:
    closed = at(NOW)
    assert not closed.open
    assert closed.level is None
    assert closed.missing


def test_a_clean_screen_alone_does_not_end_u() -> None:
    still = at(LATER, FLAG, CLEAN)
    assert (still.level, still.open) == ("U", False)
    assert still.findings[0].since == NOW


def test_a_clearance_alone_does_not_end_u() -> None:
    assert at(LATER, FLAG, clearances=(clearance(NOW + DAY),)).level == "U"


def test_a_clearance_after_the_flag_and_a_clean_screen_after_it_end_u() -> None:
    opened = at(LATER, FLAG, CLEAN, clearances=(clearance(NOW + DAY),))
    assert (opened.level, opened.open) == ("go", True)


@pytest.mark.parametrize(
    "entry",
    [
        clearance(NOW - DAY),
        clearance(NOW.replace(hour=0)),
        clearance(NOW + 3 * DAY + timedelta(hours=1)),
        clearance(NOW + DAY, recorded_by="self"),
        clearance(NOW + 30 * DAY),
    ],
    ids=["before the flag", "same day without time", "after the clean screen", "recorded alone", "in the future"],
)
def test_a_clearance_that_does_not_count(entry: Clearance) -> None:
    assert at(LATER, FLAG, CLEAN, clearances=(entry,)).level == "U"


def test_a_screen_that_is_broken_off_or_too_late_clears_nothing() -> None:
    entry = clearance(NOW + DAY)
    broken = screening(NOW + 3 * DAY, full=False)
    assert at(LATER, FLAG, broken, clearances=(entry,)).level == "U"
    late = screening(NOW + 120 * DAY)
    assert at(NOW + 121 * DAY, FLAG, late, clearances=(entry,)).level == "U"


def test_a_flare_between_clearance_and_screen_voids_the_clearance() -> None:
    flares = (NOW + 2 * DAY,)
    assert at(LATER, FLAG, CLEAN, clearances=(clearance(NOW + DAY),), flares=flares).level == "U"


def test_a_new_flag_after_the_clearance_closes_again() -> None:
    again = screening(NOW + 5 * DAY, rf__aaa="yes")
    last = screening(NOW + 6 * DAY)
    result = at(NOW + 7 * DAY, FLAG, CLEAN, again, last, clearances=(clearance(NOW + DAY),))
    assert result.level == "E"
    assert [f.rule for f in result.findings] == ["rf.aaa"]


def test_the_present_flag_is_never_cleared() -> None:
    assert at(LATER, FLAG, screening(LATER, rf__fever="yes"), clearances=(clearance(NOW + DAY),)).level == "U"


def test_d_is_cleared_by_the_entry_alone_and_counts_as_caution() -> None:
    flagged = screening(NOW, cl__heart="yes")
    opened = at(LATER, flagged, clearances=(clearance(NOW + DAY),))
    assert (opened.level, opened.open) == ("C", True)
    assert opened.findings[0].state == "cleared"
    assert "cardiac_uncleared" in opened.modifiers


def test_d_on_the_day_of_the_flag_counts_with_a_bare_date() -> None:
    flagged = screening(NOW, cl__heart="yes")
    assert at(LATER, flagged, clearances=(clearance(NOW.replace(hour=0)),)).open


def test_a_letter_brought_along_counts_for_what_it_names_only() -> None:
    flagged = screening(NOW, cl__heart="yes", cl__faint="yes")
    named = clearance(NOW - 10 * DAY, covers=("cl.heart",))
    result = at(LATER, flagged, clearances=(named,))
    assert {f.rule: f.state for f in result.findings} == {"cl.heart": "cleared", "cl.faint": "open"}
    assert not result.open
    assert not at(LATER, flagged, clearances=(clearance(NOW - 10 * DAY),)).open


@pytest.mark.parametrize(("days", "is_open"), [(92, True), (93, False)])
def test_a_clearance_lasts_three_months(days: int, is_open: bool) -> None:
    flagged = screening(NOW, cl__heart="yes")
    assert at(NOW + days * DAY, flagged, clearances=(clearance(NOW),)).open == is_open


def test_restrictions_of_a_clearance_become_modifiers() -> None:
    entry = clearance(NOW + DAY, restrictions=("vert_fracture",), restrictions_text="no lifting above 5 kg")
    result = at(LATER, screening(NOW, cl__heart="yes"), clearances=(entry,))
    assert {"vert_fracture", "osteoporosis"} <= set(result.modifiers)
    assert result.restrictions == ("no lifting above 5 kg",)


@pytest.mark.parametrize("field", ["clinician", "facility", "said", "recorded_by_name"])
def test_a_clearance_needs_names(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        clearance(NOW, **{field: " "})


def override(rule: str, by: str = "trainer") -> Override:
    return Override.model_validate({"rule": rule, "reason": "old", "by": by, "by_name": "Sato", "at": NOW})


def test_a_trainer_may_set_a_caution_aside_with_its_modifiers() -> None:
    flagged = screening(NOW, cl__joint=("knee",))
    result = at(LATER, flagged, overrides=(override("cl.joint"),))
    assert (result.level, result.open, result.modifiers) == ("go", True, ())
    assert result.findings[0].state == "overridden"
    assert at(LATER, flagged, overrides=(override("cl.joint", by="self"),)).level == "C"


@pytest.mark.parametrize("item", ["rf.aaa", "rf.fever", "cl.heart"])
def test_nobody_overrides_e_u_or_d(item: str) -> None:
    flagged = screening(NOW, **{item: "yes"})
    assert not at(LATER, flagged, overrides=(override(item), override(item, by="clinician"))).open


@settings(max_examples=60, deadline=None)
@given(person(), person(), st.sampled_from(["self", "trainer", "clinician"]))
def test_no_history_opens_the_gate_over_an_open_e_or_u(first: Any, second: Any, by: Any) -> None:
    """Whatever was answered before, and whoever wrote what down, E and U answers in the last screen keep it closed, and
    those before it do unless a clearance in between counts."""
    screenings = (Screening(at=NOW, answers=first), Screening(at=NOW + 3 * DAY, answers=second))
    entry = clearance(NOW + DAY, recorded_by=by)
    rules = tuple(override(rule) for rule in SAFETY.rules)
    result = at(LATER, *screenings, clearances=(entry,), overrides=rules)
    urgent = {f.level for f in at(NOW, screenings[0]).findings} & {"E", "U"}
    now_urgent = {f.level for f in at(NOW, screenings[1]).findings} & {"E", "U"}
    assert not (result.open and now_urgent)
    assert not (result.open and urgent and by == "self")
    without = at(LATER, *screenings)
    assert not (without.open and urgent)
