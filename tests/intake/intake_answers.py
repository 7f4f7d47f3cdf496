"""Answers for tests: a healthy person's, with changes, and strategies over everything that can be answered."""

from datetime import datetime

from hypothesis import strategies as st

from taikan.intake.questionnaire import unanswered
from taikan.intake.records import Answer, Gate
from taikan.intake.red_flags import gate_for
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.knowledge.questionnaire_models import Question
from taikan.knowledge.safety_files import load_safety

NOW = datetime(2026, 3, 1, 10, 0)
SAFETY = load_safety()
KNOWN = load_questionnaires()
ASKED = KNOWN.of_set("safety")
QUESTIONS = {q.id: q for one in ASKED for q in one.questions}


def harmless(question: Question) -> Answer:
    """The answer that raises no flag: the first option, or the harmless end of a range."""
    if question.options:
        code = question.options[0].code
        return (code,) if question.kind == "multi" else code
    if question.kind == "date":
        return "2026-01-10"
    if question.kind == "text":
        return "seen in January"
    return {"rf.pp_time": 30, "cl.bp_systolic": 120, "cl.bp_diastolic": 75}.get(question.id, 0)


def completed(answers: dict[str, Answer]) -> dict[str, Answer]:
    """``answers`` with harmless ones to every other safety question that is asked and required."""
    full = {"cl.bp": "no", **answers}
    while todo := [q for q in unanswered(ASKED, full) if q.required]:
        full |= {question.id: harmless(question) for question in todo}
    return full


def healthy(**changes: Answer) -> dict[str, Answer]:
    """A woman of 34 without any flag, with ``changes`` (``rf__fever="yes"``) and harmless follow-ups."""
    person: dict[str, Answer] = {"who.age": 34, "who.sex": "female", "who.height_cm": 165, "who.weight_kg": 58}
    return completed({**person, **{item.replace("__", "."): answer for item, answer in changes.items()}})


def judged(**changes: Answer) -> Gate:
    """The gate for ``healthy`` with ``changes``."""
    return gate_for(healthy(**changes), NOW, SAFETY, ASKED)


def any_answer(question: Question) -> st.SearchStrategy[Answer]:
    """Every answer ``question`` takes."""
    codes = [option.code for option in question.options]
    if question.kind == "choice":
        return st.sampled_from(codes)
    if question.kind == "multi":
        alone = [(o.code,) for o in question.options if o.exclusive]
        others = [o.code for o in question.options if not o.exclusive]
        several = st.sets(st.sampled_from(others), min_size=1).map(lambda s: tuple(c for c in others if c in s))
        return st.one_of(st.sampled_from(alone), several) if alone else several
    if question.kind in {"scale", "number"}:
        assert question.low is not None
        assert question.high is not None
        return st.integers(int(question.low), int(question.high))
    return st.just(harmless(question))


def any_answers(least: int = 0) -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to any of the safety questions, mostly harmless, so that single flags are met often."""
    mostly = {
        item: st.one_of(st.just(harmless(q)), st.just(harmless(q)), any_answer(q)) for item, q in QUESTIONS.items()
    }
    return st.fixed_dictionaries({}, optional=mostly).filter(lambda answers: len(answers) >= least)


def person() -> st.SearchStrategy[dict[str, Answer]]:
    """A complete set of answers with up to five answers that need not be harmless."""
    changed = st.lists(st.sampled_from(sorted(QUESTIONS)), max_size=5, unique=True).flatmap(
        lambda items: st.fixed_dictionaries({item: any_answer(QUESTIONS[item]) for item in items})
    )
    base: dict[str, Answer] = {"who.age": 34, "who.sex": "female", "who.height_cm": 165, "who.weight_kg": 58}
    return changed.map(lambda some: completed({**base, **some}))
