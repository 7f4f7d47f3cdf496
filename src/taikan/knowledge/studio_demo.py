"""Loads ``studio_demo.toml``: the made-up people of the demo studio."""

from collections.abc import Mapping
from datetime import time
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from taikan.knowledge.exercise_models import Phase
from taikan.knowledge.loader import KnowledgeError, knowledge_tables
from taikan.knowledge.models import Entry


class DemoHours(Entry):
    """A weekday (0 Monday .. 6) with hours of its own; without ``opens`` it is closed."""

    weekday: int = Field(ge=0, le=6)
    opens: time | None = None
    closes: time | None = None


class DemoClient(Entry):
    """One person and how far they are; each state holds those before it.

    ``sample``: the folder of ``samples/clients`` they answer from, with ``answers`` on top. ``weeks``: since when they
    train; ``silent_days``: days since anything was heard of them. ``pain``: on the first and the last morning, 0..10.
    ``clips``: recordings of the sample that are measured after the start.
    """

    name: str
    kana: str
    state: Literal["new", "answered", "planned", "training"]
    goals: str
    sample: str = ""
    answers: Mapping[str, Any] = {}
    phase: Phase = "restore"
    weeks: int = Field(default=0, ge=0, le=3)
    silent_days: int = Field(default=1, ge=1)
    pain: tuple[float, float] = (0, 0)
    note: str = ""
    message: str = ""
    clips: tuple[str, ...] = ()
    trial: Literal["joined", "thinking", "no"] | None = None
    booked: Literal["consultation", "session"] | None = None

    @model_validator(mode="after")
    def _has_answers(self) -> "DemoClient":
        if (self.state == "new") == bool(self.sample):
            raise ValueError(f"{self.name}: whoever has answered has a sample")
        return self


class DemoProspect(Entry):
    """Somebody who booked a trial session."""

    name: str
    contact: str


class StudioDemo(Entry):
    """The demo studio."""

    studio: str
    trainer: str
    hours: tuple[DemoHours, ...]
    clients: tuple[DemoClient, ...]
    prospect: DemoProspect


@lru_cache(maxsize=1)
def load_studio_demo() -> StudioDemo:
    """The demo studio; raises ``KnowledgeError`` if the file is wrong."""
    (table,) = knowledge_tables("studio_demo.toml")
    try:
        return StudioDemo.model_validate(table)
    except ValidationError as problem:
        raise KnowledgeError(f"studio_demo.toml: {problem}") from problem
