"""The engine: branching, validation, what is left, corrections and resuming."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_answers import ASKED, KNOWN, NOW, QUESTIONS, SAFETY, any_answer, healthy, person

from taikan.core.errors import UnknownNameError, WrongAnswerError
from taikan.intake.questionnaire import (
    checked,
    checked_answers,
    flattened,
    missing_items,
    option_words,
    progress,
    pruned,
    resumed,
    texts_given,
    unanswered,
    visible,
)
from taikan.intake.records import Answer
from taikan.intake.red_flags import gate_for
from taikan.intake.scoring import scores

INTAKE = KNOWN.of_set("intake")
ALL = KNOWN.questions()


def shown(answers: dict[str, Answer]) -> set[str]:
    return {question.id for question in visible(INTAKE, answers)}


def test_follow_ups_are_asked_only_after_their_answer() -> None:
    assert "rf.leg_numb" not in shown({"rf.leg_below_knee": "no"})
    assert "rf.leg_numb" in shown({"rf.leg_below_knee": "yes"})
    assert "rf.leg_numb" in shown({"rf.leg_below_knee": "unknown"})
    assert "q.life.child_kg" in shown({"q.life.child_n": 2})


@pytest.mark.parametrize(
    ("age", "sex", "asked"), [(34, "female", True), (34, "other", True), (34, "male", False), (72, "female", False)]
)
def test_pregnancy_is_asked_where_it_is_possible(age: int, sex: str, asked: bool) -> None:
    assert ("rf.preg" in shown({"who.age": age, "who.sex": sex})) == asked


@pytest.mark.parametrize(
    ("item", "value", "answer"),
    [
        ("rf.fever", "yes", "yes"),
        ("rf.fever", True, "yes"),
        ("rf.fever", False, "no"),
        ("rf.axspa", ["move_better", "before45"], ("before45", "move_better")),
        ("rf.axspa", "none", ("none",)),
        ("q.pain.now", 3.0, 3),
        ("q.sleep.hours", 6.5, 6.5),
        ("rf.weak_examined_on", date(2026, 1, 2), "2026-01-02"),
        ("rf.weak_examined_on", "2026-01-02", "2026-01-02"),
        ("q.goal", " lift my child ", "lift my child"),
        ("q.agg.bend", -2, -2),
        ("rmdq", [], ()),
    ],
)
def test_answers_that_are_taken(item: str, value: object, answer: Answer) -> None:
    assert checked(ALL[item], value) == answer


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("rf.fever", "maybe"),
        ("rf.fever", 1),
        ("rf.fever", None),
        ("rf.axspa", ["none", "before45"]),
        ("rf.axspa", []),
        ("rf.axspa", ["nothing"]),
        ("rf.axspa", ["over3m", "over3m"]),
        ("rf.axspa", [1]),
        ("q.ease", ["bend", "sit", "walk", "lie"]),
        ("q.pain.now", 11),
        ("q.pain.now", 2.5),
        ("q.pain.now", True),
        ("q.pain.now", "3"),
        ("q.sleep.hours", float("nan")),
        ("rf.weak_examined_on", "yesterday"),
        ("q.goal", "x" * 61),
        ("q.goal", "  "),
        ("q.goal", 3),
    ],
)
def test_answers_that_are_refused_with_what_is_allowed(item: str, value: object) -> None:
    with pytest.raises(WrongAnswerError) as refused:
        checked(ALL[item], value)
    assert refused.value.values["item"] == item
    assert refused.value.values["allowed"]


def test_an_unknown_key_is_an_error_with_the_nearest_question() -> None:
    with pytest.raises(UnknownNameError) as refused:
        checked_answers(ASKED, {"rf.ces_bladdr": "no"})
    assert refused.value.values["suggestion"] == "rf.ces_bladder"


def test_nested_tables_and_dotted_keys_are_the_same() -> None:
    assert flattened({"q": {"pain": {"now": 3}}, "rf.fever": "no"}) == {"q.pain.now": 3, "rf.fever": "no"}


def test_missing_are_required_questions_that_are_asked() -> None:
    answers = healthy()
    assert missing_items(ASKED, answers) == ()
    del answers["rf.aaa"]
    assert missing_items(ASKED, answers) == ("rf.aaa",)
    assert "rf.leg_numb" in missing_items(ASKED, {**answers, "rf.leg_below_knee": "yes"})


def test_a_corrected_answer_takes_its_follow_ups_away() -> None:
    answers = {**healthy(), "rf.visceral": "yes", "rf.visceral_bleeding": "yes"}
    kept = pruned(ASKED, {**answers, "rf.visceral": "no"})
    assert "rf.visceral_bleeding" not in kept
    assert pruned(ASKED, {**healthy(), "elsewhere": "x"})["elsewhere"] == "x"


def test_pruning_follows_chains_of_branches() -> None:
    answers: dict[str, Answer] = {
        "rf.weak_stable": "yes",
        "rf.weak_examined": "yes",
        "rf.weak_examined_on": "2026-01-01",
    }
    assert pruned(ASKED, {**answers, "rf.weak_stable": "no"}) == {"rf.weak_stable": "no"}


def test_progress_counts_what_is_asked() -> None:
    done, total = progress(ASKED, healthy())
    assert 0 < total - done < 6


def test_saved_answers_that_no_longer_fit_are_dropped_by_name() -> None:
    valid, dropped = resumed(ASKED, {"rf.fever": "no", "rf.axspa": ["none"], "rf.gone": "yes", "rf.cancer": 7})
    assert valid == {"rf.fever": "no", "rf.axspa": ("none",)}
    assert set(dropped) == {"rf.gone", "rf.cancer"}


def test_answers_in_words() -> None:
    assert option_words(ALL["rf.axspa"], ("before45", "over3m"), "en")[0].startswith("The back pain began")
    assert option_words(ALL["rf.pp_time"], 6, "ja") == ("6 週",)


def test_own_words_are_found() -> None:
    assert list(texts_given(INTAKE, {"q.goal": "走りたい", "rf.fever": "no"})) == ["走りたい"]


@settings(max_examples=60, deadline=None)
@given(person(), st.data())
def test_going_on_later_gives_the_same_as_all_at_once(wanted: dict[str, Answer], data: st.DataObject) -> None:
    """Answer as asked, break off anywhere, go through a file, go on: the same answers, scores and gate."""
    stop_at = data.draw(st.integers(0, 80))
    answers: dict[str, Answer] = {}
    for step in range(400):
        left = [q for q in unanswered(ASKED, answers) if q.id in wanted]
        if not left:
            break
        answers = pruned(ASKED, {**answers, left[0].id: wanted[left[0].id]})
        if step == stop_at:
            answers, dropped = resumed(ASKED, json.loads(json.dumps(answers)))
            assert dropped == ()
    at_once = pruned(ASKED, wanted)
    assert answers == at_once
    assert gate_for(answers, NOW, SAFETY, ASKED) == gate_for(at_once, NOW, SAFETY, ASKED)
    assert scores(INTAKE, answers) == scores(INTAKE, at_once)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(QUESTIONS)), st.data())
def test_every_answer_offered_is_taken_as_it_is(item: str, data: st.DataObject) -> None:
    answer = data.draw(any_answer(QUESTIONS[item]))
    assert checked(QUESTIONS[item], answer) == answer
