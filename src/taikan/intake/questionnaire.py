"""The questionnaire engine: which questions are asked, whether an answer is valid, what is left, and resuming."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from taikan.core.errors import UnknownNameError, WrongAnswerError
from taikan.core.texts import Language
from taikan.intake.conditions import codes, holds
from taikan.intake.records import Answer, Answers
from taikan.knowledge.questionnaire_models import Question, Questionnaire

TRUTH = {True: "yes", False: "no"}


def visible(asked: Iterable[Questionnaire], answers: Answers) -> tuple[Question, ...]:
    """The questions asked given ``answers`` so far, in order."""
    return tuple(
        question
        for one in asked
        for question in one.questions
        if question.show_if is None or holds(question.show_if, answers)
    )


def missing_items(asked: Iterable[Questionnaire], answers: Answers) -> tuple[str, ...]:
    """Ids of required questions that are asked and not answered."""
    return tuple(q.id for q in visible(asked, answers) if q.required and q.id not in answers)


def unanswered(asked: Iterable[Questionnaire], answers: Answers) -> tuple[Question, ...]:
    """The questions still to ask, required or not."""
    return tuple(q for q in visible(asked, answers) if q.id not in answers)


def shippable(asked: Iterable[Questionnaire], language: Language) -> tuple[Questionnaire, ...]:
    """Those of ``asked`` whose questions may be shown in ``language``."""
    return tuple(one for one in asked if language in one.languages)


def pruned(asked: Iterable[Questionnaire], answers: Answers) -> dict[str, Answer]:
    """``answers`` without those to questions that are no longer asked, as when an earlier answer was corrected."""
    questionnaires, kept = tuple(asked), dict(answers)
    own = {question.id for one in questionnaires for question in one.questions}
    while True:
        shown = {question.id for question in visible(questionnaires, kept)}
        left = {item: answer for item, answer in kept.items() if item not in own or item in shown}
        if len(left) == len(kept):
            return left
        kept = left


def checked_answers(asked: Iterable[Questionnaire], given: Mapping[str, object]) -> dict[str, Answer]:
    """``given`` as answers, in the order the questions stand.

    Raises
    ------
    UnknownNameError
        For a key that is no question, with the nearest one.
    WrongAnswerError
        For a value the question does not allow.
    """
    questions = {question.id: question for one in asked for question in one.questions}
    for item in given:
        if item not in questions:
            near = get_close_matches(item, questions, n=1) or ["taikan intake --template"]
            raise UnknownNameError(kind="question", name=item, suggestion=near[0])
    return {item: checked(question, given[item]) for item, question in questions.items() if item in given}


def checked(question: Question, value: object) -> Answer:
    """``value`` as an answer to ``question``; true and false mean yes and no. Raises ``WrongAnswerError``."""
    if question.kind == "multi":
        return _several(question, value)
    if question.kind == "choice":
        code = TRUTH[value] if isinstance(value, bool) else value
        if isinstance(code, str) and question.option(code) is not None:
            return code
        raise _wrong(question, value)
    if question.kind in {"scale", "number"}:
        return _number(question, value)
    if question.kind == "date":
        return _day(question, value)
    if isinstance(value, str) and value.strip() and len(value) <= question.max_chars:
        return value.strip()
    raise _wrong(question, value)


def allowed_values(question: Question) -> str:
    """What ``question`` takes, as it is written in a file: codes, a range, a date."""
    if question.options:
        return ", ".join(option.code for option in question.options)
    if question.low is not None and question.high is not None:
        return f"{question.low:g}-{question.high:g}"
    return "YYYY-MM-DD" if question.kind == "date" else f"<= {question.max_chars}"


def flattened(table: Mapping[str, object], path: str = "") -> dict[str, object]:
    """Nested TOML tables as one level: ``[q.pain] now = 3`` and ``"q.pain.now" = 3`` are the same."""
    flat: dict[str, object] = {}
    for key, value in table.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            flat |= flattened(value, name)
        else:
            flat[name] = value
    return flat


def _several(question: Question, value: object) -> Answer:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(code, str) for code in given):
        raise _wrong(question, value)
    options = [question.option(code) for code in given]
    if any(option is None for option in options) or len(set(given)) != len(given):
        raise _wrong(question, value)
    alone = any(option is not None and option.exclusive for option in options)
    if (alone and len(given) > 1) or (question.max_chosen is not None and len(given) > question.max_chosen):
        raise _wrong(question, value)
    if not given and any(option.exclusive for option in question.options):
        raise _wrong(question, value)
    return tuple(option.code for option in question.options if option.code in given)


def _number(question: Question, value: object) -> Answer:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(question, value)
    assert question.low is not None
    assert question.high is not None
    if not question.low <= value <= question.high or (question.whole and value != int(value)):
        raise _wrong(question, value)
    return int(value) if value == int(value) else value


def _day(question: Question, value: object) -> Answer:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as problem:
        raise _wrong(question, value) from problem
    return day.isoformat()[:10]


def _wrong(question: Question, value: object) -> WrongAnswerError:
    return WrongAnswerError(item=question.id, value=_spoken(value), allowed=allowed_values(question))


def _spoken(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def option_words(question: Question, answer: Answer, language: Language) -> tuple[str, ...]:
    """``answer`` in words: the chosen options, or the number with its unit."""
    if question.options:
        options = (question.option(code) for code in codes(answer))
        return tuple(option.words(language) or option.code for option in options if option is not None)
    unit = question.unit.in_language(language) if question.unit else ""
    return (f"{answer:g} {unit}".strip() if isinstance(answer, int | float) else str(answer),)


def progress(asked: Iterable[Questionnaire], answers: Answers) -> tuple[int, int]:
    """(answered, asked) questions, as far as can be known now."""
    shown = visible(asked, answers)
    return sum(question.id in answers for question in shown), len(shown)


def versions(asked: Iterable[Questionnaire]) -> dict[str, str]:
    """The version of every questionnaire, as kept with the answers."""
    return {one.id: one.version for one in asked}


def resumed(asked: Iterable[Questionnaire], saved: Mapping[str, object]) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """Saved answers that are still valid, and the ids of those that are not any more (a question was changed)."""
    questions = {question.id: question for one in asked for question in one.questions}
    valid, dropped = {}, []
    for item, value in saved.items():
        try:
            valid[item] = checked(questions[item], value)
        except (KeyError, WrongAnswerError):
            dropped.append(item)
    return valid, tuple(dropped)


def texts_given(asked: Iterable[Questionnaire], answers: Answers) -> Iterator[str]:
    """Everything the person wrote in their own words."""
    for one in asked:
        for question in one.questions:
            answer = answers.get(question.id)
            if question.kind == "text" and isinstance(answer, str):
                yield answer
