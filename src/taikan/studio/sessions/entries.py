"""What a phone sends: things done or felt, each with the phone's own id, so that sending twice keeps one."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from taikan.core.records import Record

Pain = Annotated[float, Field(ge=0, le=10)]


class DoneItem(Record):
    """One exercise as the client ticked it off. What was not said stays ``None``."""

    exercise: str = Field(max_length=60)
    done: Literal["all", "some", "none"]
    rpe: Pain | None = None
    pain: Pain | None = None
    sets: int | None = Field(default=None, ge=0, le=50)
    reps: int | None = Field(default=None, ge=0, le=500)
    load_kg: float | None = Field(default=None, ge=0, le=500)


class Entry(Record):
    """Common to all: ``id`` and ``sequence`` are the phone's, ``at`` is its clock."""

    id: UUID
    sequence: int = Field(ge=0, lt=2**62)
    at: AwareDatetime = Field(gt=datetime(2020, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))


class SessionEntry(Entry):
    """A session of programme version ``programme``."""

    kind: Literal["session"]
    programme: UUID
    session: str = Field(max_length=60)
    place: Literal["home", "gym"] = "home"
    signs: tuple[str, ...] = Field(default=(), max_length=10)
    pain_before: Pain | None = None
    pain_after: Pain | None = None
    painkiller: bool | None = None
    items: tuple[DoneItem, ...] = Field(max_length=40)


class MorningEntry(Entry):
    """How the morning is; after a training day also what became of the pain."""

    kind: Literal["morning", "next_morning"]
    pain: Pain
    response: Literal["less", "same", "settled", "still"] | None = None
    sore: bool | None = None
    habits_kept: tuple[str, ...] = Field(default=(), max_length=10)
    areas: tuple[str, ...] = Field(default=(), max_length=40)


class FlareEntry(Entry):
    """The button for sudden pain."""

    kind: Literal["flare"]
    pain: Pain | None = None


class Batch(Record):
    """What was waiting on one phone, for the file of ``client``."""

    client: UUID
    entries: tuple[Annotated[SessionEntry | MorningEntry | FlareEntry, Field(discriminator="kind")], ...] = Field(
        max_length=200
    )
