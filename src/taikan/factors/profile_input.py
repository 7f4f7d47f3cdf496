"""The file that holds what is known of a client, as people write it, and its way into the engine's records.

Schema ``taikan.profile_input/1``; TOML or JSON. Every key is optional but ``schema``.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from taikan.core.records import Grade, Record, Side
from taikan.core.texts import Text
from taikan.factors.records import ClientEvidence, Level, Observation, Pin, SymptomTrialResult
from taikan.knowledge.models import Cuts

SHORT_GRADES = {"B": "borderline", "A": "amber", "R": "red"}
"""Short words for grades, as trainers write them."""


def spelled_out(word: object) -> object:
    """A grade in full."""
    return SHORT_GRADES.get(word, word) if isinstance(word, str) else word


class Pain(Record):
    """Pain 0..10 now, on average and at its worst over seven days; ``areas`` of the body map where it is felt."""

    now: float | None = Field(default=None, ge=0, le=10)
    avg: float | None = Field(default=None, ge=0, le=10)
    worst: float | None = Field(default=None, ge=0, le=10)
    areas: tuple[str, ...] = ()


class ObservationInput(Record):
    """One line of ``observations``: a ``grade``, or a ``value`` with ``sem`` and at least one cut."""

    code: str
    side: Side = "none"
    grade: Annotated[Grade | None, BeforeValidator(spelled_out)] = None
    value: float | None = None
    sem: float | None = Field(default=None, gt=0)
    amber_below: float | None = None
    amber_above: float | None = None
    red_below: float | None = None
    red_above: float | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)

    def observation(self) -> Observation:
        """The engine's record; raises ``ValueError`` if the parts do not go together."""
        edges = self.model_dump(include={"amber_below", "amber_above", "red_below", "red_above"}, exclude_none=True)
        return Observation(
            code=self.code,
            side=self.side,
            grade=self.grade,
            value=self.value,
            sem=self.sem,
            cuts=Cuts(**edges) if edges else None,
            confidence=self.confidence,
            origin="input",
        )


class SessionInput(Record):
    """What the next session offers: ``minutes`` of the client's time, ``equipment`` and ``space`` by their codes.

    Without a list of equipment a gym without treadmill, and without hands-on findings, is assumed.
    """

    minutes: float = Field(default=15.0, gt=0, le=240)
    equipment: tuple[str, ...] | None = None


class ProfileInput(Record):
    """The whole file; fields as in ``ClientEvidence``."""

    schema_: Literal["taikan.profile_input/1"] = Field(alias="schema")
    title: Text | None = None
    level: Level = "go"
    modifiers: tuple[str, ...] = ()
    age: float | None = Field(default=None, ge=0, le=130)
    pain: Pain = Pain()
    tags: dict[str, Annotated[int, Field(ge=-2, le=2)]] = Field(default_factory=dict)
    hide: tuple[str, ...] = ()
    priors: dict[str, Annotated[float, Field(gt=0, lt=1)]] = Field(default_factory=dict)
    observations: tuple[ObservationInput, ...] = ()
    trials: tuple[SymptomTrialResult, ...] = ()
    pins: tuple[Pin, ...] = ()
    preferred_themes: tuple[str, ...] = ()
    session: SessionInput = SessionInput()

    def evidence(self) -> ClientEvidence:
        """What the engine needs; raises ``ValueError`` if an observation is incomplete or given twice."""
        return ClientEvidence(
            level=self.level,
            modifiers=self.modifiers,
            age=self.age,
            pain_now=self.pain.now,
            tags=self.tags,
            hide=self.hide,
            priors=self.priors,
            observations=tuple(o.observation() for o in self.observations),
            trials=self.trials,
            pins=self.pins,
            preferred_themes=self.preferred_themes,
        )
