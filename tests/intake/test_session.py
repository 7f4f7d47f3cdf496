"""Before a session: what is due, and what today's answers allow."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_answers import KNOWN, QUESTIONS, SAFETY, healthy

from taikan.intake.records import Answer
from taikan.intake.session import SessionCheck, due_screen, review_due, session_check, urgent_items

TODAY = date(2026, 3, 30)
FINE: dict[str, Answer] = {"ses.signs": ("none",), "ses.pain_now": 2, "ses.painkiller": "no"}


def due(full: int | None, session: int | None = None, flare: int | None = None) -> tuple[str, str]:
    last_full, last_session, last_flare = (
        None if ago is None else TODAY - timedelta(days=ago) for ago in (full, session, flare)
    )
    found = due_screen(
        last_full=last_full, last_session=last_session, last_flare=last_flare, today=TODAY, safety=SAFETY
    )
    return found.kind, found.reason


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        ((None, None, None), ("full", "first_time")),
        ((13, 13, None), ("session", "every_session")),
        ((13, 1, None), ("session", "every_session")),
        ((14, 13, None), ("session", "every_session")),
        ((20, 14, None), ("full", "absence")),
        ((14, None, None), ("full", "absence")),
        ((27, 1, None), ("session", "every_session")),
        ((28, 1, None), ("full", "four_weeks")),
        ((10, 1, 5), ("urgent_items", "flare")),
        ((5, 1, 10), ("session", "every_session")),
        ((5, 1, 5), ("urgent_items", "flare")),
    ],
)
def test_which_questions_are_due(ago: tuple[int | None, int | None, int | None], expected: tuple[str, str]) -> None:
    assert due(*ago) == expected


@given(st.integers(0, 60), st.integers(0, 60), st.none() | st.integers(0, 60))
def test_something_is_always_asked_and_a_longer_gap_asks_no_less(full: int, gap: int, flare: int | None) -> None:
    order = ["session", "urgent_items", "full"]
    now, later = due(full + gap, gap, flare)[0], due(full + gap + 14, gap + 14, flare)[0]
    assert order.index(later) >= order.index(now)


def check(known: dict[str, Answer] | None = None, **changes: Answer) -> SessionCheck:
    session = {**FINE, **{item.replace("__", "."): answer for item, answer in changes.items()}}
    return session_check(session, known or healthy(), KNOWN.instruments["session_start"], SAFETY)


def test_a_fine_day_is_open() -> None:
    today = check()
    assert (today.open, today.level, today.no_increase, today.rescreen) == (True, "go", False, False)


@pytest.mark.parametrize("sign", ["bladder_saddle", "weaker_spreading", "fever_chest_dizzy", "fall_injury", "unknown"])
def test_any_sign_opens_the_safety_questions_first(sign: str) -> None:
    today = check(ses__signs=(sign,))
    assert today.rescreen
    assert not today.open


@pytest.mark.parametrize("item", sorted(FINE))
def test_a_missing_answer_closes_the_session(item: str) -> None:
    session = {name: answer for name, answer in FINE.items() if name != item}
    today = session_check(session, healthy(), KNOWN.instruments["session_start"], SAFETY)
    assert not today.open
    assert today.missing == (item,)


def test_a_painkiller_allows_the_session_without_increase() -> None:
    today = check(ses__painkiller="yes")
    assert (today.open, today.no_increase) == (True, True)


def test_severe_pain_today_only_settles() -> None:
    assert check(ses__pain_now=7).modifiers == ("acute_severe",)
    assert check(ses__pain_now=6).modifiers == ()


MOTHER = healthy(rf__postpartum="yes", rf__pp_time=8)


@pytest.mark.parametrize(
    ("lochia", "level"),
    [("none", "go"), ("more", "C"), ("redder", "C"), ("clots", "U"), ("not_settled", "U"), ("pad_hour", "E")],
)
def test_lochia_closes_the_day_and_lowers_the_next(lochia: str, level: str) -> None:
    today = check(MOTHER, rf__pp_lochia=(lochia,))
    assert today.level == level
    assert today.open == (lochia == "none")
    assert today.level_down_next == (lochia != "none")


def test_mothers_are_always_asked_about_lochia() -> None:
    assert check(MOTHER).missing == ("rf.pp_lochia",)


def test_pressure_is_asked_of_those_who_need_it_and_stops_the_day() -> None:
    treated = healthy(cl__bp="yes")
    assert check(treated).missing == ("ses.bp_systolic", "ses.bp_diastolic")
    assert check(treated, ses__bp_systolic=150, ses__bp_diastolic=85).open
    high = check(treated, ses__bp_systolic=150, ses__bp_diastolic=112)
    assert (high.open, high.blocked_today) == (False, True)
    assert high.modifiers == ("hypertension_uncontrolled", "hypertension")


def test_urgent_items_are_safety_questions() -> None:
    items = urgent_items(SAFETY)
    assert set(items) <= set(QUESTIONS) | {"q.pain.now"}
    assert {"rf.ces_bladder", "rf.aaa", "rf.fever", "rf.weak_progress"} <= set(items)


@pytest.mark.parametrize(
    ("weeks", "adherence", "pain", "activity", "due_now"),
    [
        (6, 0.7, 29, 29, True),
        (5.9, 0.7, 0, 0, False),
        (6, 0.69, 0, 0, False),
        (6, 0.7, 30, 0, False),
        (6, 1, 0, 30, False),
    ],
)
def test_no_improvement_calls_for_a_look(
    weeks: float, adherence: float, pain: float, activity: float, due_now: bool
) -> None:
    found = review_due(
        weeks=weeks, adherence=adherence, pain_better_percent=pain, activity_better_percent=activity, safety=SAFETY
    )
    assert found == due_now
