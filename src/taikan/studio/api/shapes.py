"""What the API takes and gives."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

NO_NUL = r"^[^\x00]*$"


class ClientShape(Schema):
    """A client's own data; lengths in cm, mass in kg."""

    id: UUID
    name: str
    kana: str
    birth_year: int | None
    sex: str
    height_cm: float | None
    mass_kg: float | None
    language: str
    status: str
    phase: str
    self_guided: bool
    last_session_at: datetime | None
    review_on: date | None


class NewClient(Schema):
    """A new client."""

    name: str = Field(min_length=1, max_length=80, pattern=NO_NUL)
    kana: str = Field("", max_length=80, pattern=NO_NUL)
    birth_year: int | None = Field(None, ge=1900, le=2100)
    sex: Literal["", "female", "male"] = ""
    height_cm: float | None = Field(None, ge=80, le=250)
    mass_kg: float | None = Field(None, ge=20, le=300)
    language: Literal["ja", "en"] = "ja"


class SafetyShape(Schema):
    """The gate's word: its level (E, U, D, C, go), whether anything may be used, and the codes that limit it."""

    level: str | None
    open: bool
    modifiers: list[str]
    missing: list[str]
    screened_at: datetime | None


class AssessmentShape(Schema):
    """One measured recording; ``result`` is a ``taikan.result/1``, absent while it is being measured."""

    id: UUID
    test: str
    side: str
    status: str
    created_at: datetime
    result: dict[str, Any] | None


class VersionShape(Schema):
    """A version of a profile or programme."""

    id: UUID
    number: int
    made_at: datetime
    content: dict[str, Any]


class LogShape(Schema):
    """A kept session."""

    id: UUID
    session: str
    place: str
    performed_at: datetime
    received_at: datetime
    log: dict[str, Any]


class JobShape(Schema):
    """How far a job is, 0..1."""

    id: UUID
    kind: str
    status: str
    stage: str
    progress: float
    error_code: str


class Problem(Schema):
    """What went wrong, as a code and the request's id."""

    code: str
    request_id: str = ""
