"""Reads ``answer_grades.toml`` and ``support_index.toml`` once: what answers say about factors and about support."""

from collections.abc import Mapping
from functools import lru_cache

from pydantic import ValidationError

from taikan.knowledge.conditions import Condition
from taikan.knowledge.loader import KnowledgeError, knowledge_tables, load_knowledge
from taikan.knowledge.models import Bilingual, Entry
from taikan.knowledge.questionnaire_models import Sourced


class AnswerGrade(Sourced):
    """When an answer is red, amber or borderline; ok otherwise, nothing where ``absent`` holds."""

    red: Condition | None = None
    amber: Condition | None = None
    borderline: Condition | None = None
    absent: Condition | None = None


class LiftLimit(Sourced):
    """The largest regular lift as a share of body weight."""

    male: float
    female: float


class AnswerGrades(Entry):
    """How answers count as evidence, by evidence code, in the order they are listed."""

    lift_limit: LiftLimit
    grades: Mapping[str, AnswerGrade]


class SupportPoint(Bilingual):
    """One point of the support index."""

    when: Condition


class SupportBand(Bilingual):
    """What a number of points calls for."""

    at_least: int


class SupportIndex(Entry):
    """Points and what they call for."""

    points: Mapping[str, SupportPoint]
    bands: Mapping[str, SupportBand]


@lru_cache(maxsize=1)
def load_answer_grades() -> AnswerGrades:
    """How answers count as evidence. Raises ``KnowledgeError`` if the file is wrong."""
    (table,) = knowledge_tables("answer_grades.toml")
    codes = {code: entry for code, entry in table.items() if code != "lift_limit"}
    try:
        read = AnswerGrades.model_validate({"lift_limit": table.get("lift_limit"), "grades": codes})
    except ValidationError as problem:
        raise KnowledgeError(f"answer_grades.toml: {problem}") from problem
    named = {source for entry in (read.lift_limit, *read.grades.values()) for source in entry.sources}
    unknown = named - load_knowledge().references.keys()
    if unknown:
        raise KnowledgeError(f"answer_grades.toml: unknown references {sorted(unknown)}")
    return read


@lru_cache(maxsize=1)
def load_support_index() -> SupportIndex:
    """The support index. Raises ``KnowledgeError`` if the file is wrong."""
    (table,) = knowledge_tables("support_index.toml")
    try:
        return SupportIndex.model_validate(table)
    except ValidationError as problem:
        raise KnowledgeError(f"support_index.toml: {problem}") from problem
