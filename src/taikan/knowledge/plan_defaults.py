"""Loads ``plan_defaults.toml``: what a plan assumes where nobody said otherwise."""

from collections.abc import Mapping
from functools import lru_cache

from pydantic import Field, ValidationError

from taikan.knowledge.exercise_models import Phase
from taikan.knowledge.loader import KnowledgeError, knowledge_tables
from taikan.knowledge.models import Entry


class UsualSessions(Entry):
    """How often a week, and how long."""

    per_week: int = Field(ge=1, le=7)
    minutes: float = Field(gt=0)


class PhaseSessions(Entry):
    """The sessions of a phase, at home alone and with a gym."""

    home: UsualSessions
    gym: UsualSessions


class PlanDefaults(Entry):
    """``form_pass``: technique, 0..100, that counts as passed. ``easing``: direction to the tags that can show it."""

    form_pass: float
    easing: Mapping[str, tuple[str, ...]]
    sessions: Mapping[Phase, PhaseSessions]


@lru_cache(maxsize=1)
def load_plan_defaults() -> PlanDefaults:
    """The defaults; raises ``KnowledgeError`` if the file is wrong."""
    (table,) = knowledge_tables("plan_defaults.toml")
    try:
        return PlanDefaults.model_validate(table)
    except ValidationError as problem:
        raise KnowledgeError(f"plan_defaults.toml: {problem}") from problem
