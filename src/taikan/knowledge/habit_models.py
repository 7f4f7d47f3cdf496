"""Habits of daily life and work (``habits/*.toml``) and how they are chosen (``programme/habit_rules.toml``)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from taikan.core.texts import Text
from taikan.knowledge.conditions import Condition
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import KnowledgeError, knowledge_files, knowledge_tables, load_knowledge
from taikan.knowledge.models import Entry, Mark
from taikan.knowledge.questionnaire_files import load_questionnaires

HabitUnit = Literal["min", "h", "s", "times", "days", "cm", "deg", "lx", "kg", "percent", "points", "yes"]


class Reminder(Entry):
    """When to be reminded: at a ``time`` of day, after an ``event``, or at an ``interval`` of minutes."""

    kind: Literal["time", "event", "interval"]
    at: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    every_min: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _says_when(self) -> "Reminder":
        if (self.kind == "time") != (self.at is not None) or (self.kind == "interval") != (self.every_min is not None):
            raise ValueError("a time has at, an interval every_min, an event neither")
        return self


class Habit(Entry):
    """One habit: what is counted and its target, what is said, and the if-then plan (``cue``: if, ``action``: then).

    ``small``: the action of the first week. ``factors``: needs it serves. ``when``: answers that ask for it; answered
    otherwise it is not proposed. ``rank``: order among equals, 1 first. ``measured_by``: the question that measures it.
    """

    id: str
    name: Text
    measure: Text
    unit: HabitUnit
    at_least: float | None = None
    at_most: float | None = None
    at_most_female: float | None = None
    measured_by: str | None = None
    say: Text
    cue: Text
    action: Text
    small: Text | None = None
    reminder: Reminder
    factors: tuple[str, ...] = Field(min_length=1)
    when: Condition | None = None
    rank: int = Field(ge=1)
    evidence: Text
    mark: Mark
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_a_target(self) -> "Habit":
        if self.unit != "yes" and self.at_least is None and self.at_most is None:
            raise ValueError(f"{self.id}: a target is missing")
        return self


class HabitRules(Entry):
    """All of ``habit_rules.toml``; hours of the day for the quiet time."""

    mark: Mark
    sources: tuple[str, ...]
    most_active: int
    days_for_next: int
    days_looked_at: int
    answered_priority: float
    least_priority: float
    rank_step: float
    first_week_s: float
    most_messages_a_day: int
    quiet_from_h: int
    quiet_to_h: int
    fewer_after_ignored: int
    view_weeks: tuple[int, int]
    fallback_min: float
    longest_message_ja: int


class HabitLibrary(Entry):
    """All habits by id, and the rules."""

    habits: Mapping[str, Habit]
    rules: HabitRules


@lru_cache(maxsize=1)
def load_habits() -> HabitLibrary:
    """The habits of this package and its extensions. Raises ``KnowledgeError`` if a file is wrong."""
    tables: dict[str, dict[str, Any]] = {}
    for name, table in knowledge_files("habits"):
        for habit_id, habit in table.items():
            if habit_id in tables:
                raise KnowledgeError(f"{name}: habit {habit_id!r} is defined twice")
            tables[habit_id] = {"id": habit_id, **habit}
    (rules,) = knowledge_tables("programme/habit_rules.toml")
    try:
        library = HabitLibrary.model_validate({"habits": tables, "rules": rules})
    except ValidationError as problem:
        raise KnowledgeError(f"habits: {problem}") from problem
    problems = [problem for habit in library.habits.values() for problem in _problems(habit, library.rules)]
    if problems:
        raise KnowledgeError("; ".join(problems))
    return library


def _problems(habit: Habit, rules: HabitRules) -> list[str]:
    """Names nobody knows, and a message too long for a phone."""
    factors, references = load_factor_model().factors, load_knowledge().references
    instruments = load_questionnaires().instruments.values()
    items = {question.id for one in instruments for question in one.questions}
    items |= {score.id for one in instruments for score in one.scores}
    asked = [*(habit.when.items() if habit.when else ()), *([habit.measured_by] if habit.measured_by else [])]
    found = [f"unknown factor {name!r}" for name in habit.factors if name not in factors]
    found += [f"unknown reference {name!r}" for name in habit.sources if name not in references]
    found += [f"unknown question {name!r}" for name in asked if name not in items]
    if len(habit.say.ja) > rules.longest_message_ja:
        found.append("its Japanese message is too long")
    return [f"habit {habit.id}: {problem}" for problem in found]
