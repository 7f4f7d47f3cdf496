"""Scores of questionnaires, by the rules of their files."""

from collections.abc import Iterable, Mapping
from typing import Literal

from taikan.core.records import Record
from taikan.core.texts import Text
from taikan.intake.conditions import NONE, holds
from taikan.intake.records import Answer, Answers
from taikan.knowledge.questionnaire_models import Band, Product, Question, Questionnaire, ScoreRule


class Score(Record):
    """One score, or why there is none: too few answers, or the licence holder's table is missing.

    A ``value`` without ``unit`` is points of ``high``.
    """

    id: str
    name: Text
    value: float | None
    unit: Text | None = None
    high: float | None = None
    answered: int
    of: int
    band: str | None = None
    band_text: Text | None = None
    absent_reason: Literal["too_few_answers", "table_missing"] | None = None


def scores(instruments: Iterable[Questionnaire], answers: Answers) -> dict[str, Score]:
    """Every score of ``instruments`` by its id."""
    found: dict[str, Score] = {}
    for instrument in instruments:
        questions = {question.id: question for question in instrument.questions}
        made = {rule.id: _score(rule, questions, answers) for rule in instrument.scores}
        values = {**answers, **values_of(made)}
        found |= {rule.id: _banded(made[rule.id], rule, values) for rule in instrument.scores}
    return found


def values_of(made: Mapping[str, Score]) -> dict[str, Answer]:
    """The scores that have a value."""
    return {name: score.value for name, score in made.items() if score.value is not None}


def _score(rule: ScoreRule, questions: Mapping[str, Question], answers: Answers) -> Score:
    numbers = _numbers(rule, questions, answers)
    least = len(rule.items) if rule.min_answered is None else rule.min_answered
    absent: Literal["too_few_answers", "table_missing"] | None = None
    raw = _raw(rule, numbers, questions, answers) if len(numbers) >= least else None
    if raw is None:
        absent = "too_few_answers"
    elif rule.needs_lookup and f"{raw:g}" not in rule.lookup:
        raw, absent = None, "table_missing"
    elif rule.lookup:
        raw = rule.lookup.get(f"{raw:g}", raw)
    return Score(
        id=rule.id,
        name=rule.text,
        value=raw,
        unit=rule.unit,
        high=rule.high,
        answered=len(numbers),
        of=len(rule.items),
        absent_reason=absent,
    )


def _numbers(rule: ScoreRule, questions: Mapping[str, Question], answers: Answers) -> dict[str, float]:
    """The numbers of the answered items, turned round where they are reversed; "does not apply" has none."""
    found = {}
    for item in rule.items:
        question = questions.get(item)
        number = None if question is None else _number(question, answers.get(item))
        if question is not None and number is not None:
            low, high = _ends(question)
            found[item] = low + high - number if item in rule.reversed else number
    return found


def _number(question: Question, answer: Answer | None) -> float | None:
    if isinstance(answer, int | float):
        return float(answer)
    if isinstance(answer, tuple):
        return float(len(set(answer) - {NONE}))
    option = question.option(answer) if isinstance(answer, str) else None
    return None if option is None or option.score is None else option.score


def _ends(question: Question) -> tuple[float, float]:
    """The smallest and the largest number an answer can give."""
    given = [option.score for option in question.options if option.score is not None]
    if given:
        return min(given), max(given)
    if question.kind == "multi":
        return 0.0, float(len(question.options))
    return question.low or 0.0, question.high or 0.0


def _raw(
    rule: ScoreRule, numbers: Mapping[str, float], questions: Mapping[str, Question], answers: Answers
) -> float | None:
    total = sum(numbers.values())
    if rule.method == "products":
        return _products(rule.products, answers)
    if rule.method == "bmi":
        height_cm, weight_kg = (numbers[item] for item in rule.items)
        return weight_kg / (height_cm / 100.0) ** 2
    if rule.method == "percent":
        return 100.0 * total / sum(_ends(questions[item])[1] for item in numbers)
    if rule.method == "mean":
        return total / len(numbers)
    return total * len(rule.items) / len(numbers) if rule.prorate else total


def _products(products: Iterable[Product], answers: Answers) -> float | None:
    """The sum of the weighted products; a product with a zero needs no further answer."""
    total = 0.0
    for product in products:
        value = product.weight
        for item in product.items:
            given = answers.get(item)
            if value == 0.0:
                break
            if not isinstance(given, int | float):
                return None
            value *= min(float(given), product.caps.get(item, float(given)))
        total += value
    return total


def _banded(score: Score, rule: ScoreRule, values: Answers) -> Score:
    if score.value is None:
        return score
    band = next((band for band in rule.bands if _fits(band, score.value, values)), None)
    return score if band is None else score.model_copy(update={"band": band.code, "band_text": band.text})


def _fits(band: Band, value: float, values: Answers) -> bool:
    if band.when is not None:
        return holds(band.when, values)
    return band.at_least is None or value >= band.at_least
