"""What answers say about factors: graded evidence, provocation tags, and the facts that change priors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from taikan.core.records import Record
from taikan.core.texts import Text
from taikan.intake.conditions import holds
from taikan.intake.records import Answer, Answers
from taikan.knowledge.answer_evidence_files import AnswerGrade, AnswerGrades, SupportIndex
from taikan.knowledge.conditions import Condition

EvidenceGrade = Literal["ok", "B", "A", "R"]
WEEKS_PER_MONTH = 365.25 / 12 / 7


class AnswerEvidence(Record):
    """One piece of evidence from an answer: ``grade`` ok, B(orderline), A(mber), R(ed); ``weight``: its confidence."""

    code: str
    grade: EvidenceGrade
    weight: float = 1.0


@dataclass(frozen=True)
class ClientFacts:
    """What changes priors or hides factors. ``None``: not answered. Weights in kg, heights in cm, age in years."""

    age: float | None
    sex: str | None
    height_cm: float | None
    weight_kg: float | None
    pain_now: float | None
    postpartum_months: float | None
    leaks_or_heavy: bool
    runs: bool | None
    desk_work: bool | None


@dataclass(frozen=True)
class Support:
    """The support index: points, what they stand for, and what the sum calls for."""

    points: tuple[str, ...]
    texts: tuple[Text, ...]
    band: str
    band_text: Text


def answer_evidence(answers: Answers, made: Mapping[str, Answer], grades: AnswerGrades) -> tuple[AnswerEvidence, ...]:
    """Graded evidence from ``answers`` and the values of scores ``made`` (``values_of``), in the order of ``grades``.

    A question that was not answered gives nothing.
    """
    values = {**answers, **made, **_derived(answers, grades)}
    found = ((code, _grade(rule, values)) for code, rule in grades.grades.items())
    return tuple(AnswerEvidence(code=code, grade=grade) for code, grade in found if grade is not None)


def client_facts(answers: Answers) -> ClientFacts:
    """The facts about the person that other layers need."""
    weeks = _number(answers, "rf.pp_time")
    leaks = answers.get("q.pp.leak") in {"monthly", "weekly", "daily"} or answers.get("rf.pp_pf") == "yes"
    sex = answers.get("who.sex")
    return ClientFacts(
        age=_number(answers, "who.age"),
        sex=sex if isinstance(sex, str) else None,
        height_cm=_number(answers, "who.height_cm"),
        weight_kg=_number(answers, "who.weight_kg"),
        pain_now=_number(answers, "q.pain.now"),
        postpartum_months=weeks / WEEKS_PER_MONTH
        if weeks is not None and answers.get("rf.postpartum") == "yes"
        else None,
        leaks_or_heavy=leaks or answers.get("q.pp.heavy") == "yes",
        runs=_yes(answers, "q.run.runs"),
        desk_work=_yes(answers, "q.work.at_desk"),
    )


def support(answers: Answers, made: Mapping[str, Answer], index: SupportIndex) -> Support:
    """The support index; an unanswered question gives no point."""
    values = {**answers, **made}
    points = {code: point for code, point in index.points.items() if holds(point.when, values)}
    reached = [(band.at_least, name, band) for name, band in index.bands.items() if len(points) >= band.at_least]
    _least, name, band = max(reached, key=lambda entry: entry[0])
    return Support(
        points=tuple(points), texts=tuple(point.text for point in points.values()), band=name, band_text=band.text
    )


def _grade(rule: AnswerGrade, values: Answers) -> EvidenceGrade | None:
    looked_at = {item for c in (rule.red, rule.amber, rule.borderline) if c is not None for item in c.items()}
    if looked_at.isdisjoint(values) or (rule.absent is not None and holds(rule.absent, values)):
        return None
    in_order: tuple[tuple[EvidenceGrade, Condition | None], ...] = (
        ("R", rule.red),
        ("A", rule.amber),
        ("B", rule.borderline),
    )
    return next((grade for grade, condition in in_order if condition and holds(condition, values)), "ok")


def _derived(answers: Answers, grades: AnswerGrades) -> dict[str, Answer]:
    """The heaviest regular lift as percent of the manual handling limit; women's limit where the sex is not known."""
    lifted, weight = _number(answers, "q.life.lift_kg"), _number(answers, "who.weight_kg")
    if lifted is None or weight is None:
        return {}
    limit = grades.lift_limit
    share = limit.male if answers.get("who.sex") == "male" else limit.female
    return {"q.life.lift_percent": 100.0 * lifted / (share * weight)}


def _number(answers: Answers, item: str) -> float | None:
    value = answers.get(item)
    return float(value) if isinstance(value, int | float) else None


def _yes(answers: Answers, item: str) -> bool | None:
    value = answers.get(item)
    return None if value is None else value == "yes"
