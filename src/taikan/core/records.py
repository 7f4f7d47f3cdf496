"""What Taikan says about a recording: measures, repetitions, faults and a verdict. Frozen and validated."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from taikan.core.texts import Text
from taikan.core.units import check_unit

Side = Literal["left", "right", "both", "none"]
Grade = Literal["ok", "borderline", "amber", "red"]
Method = Literal["auto", "manual", "sensor", "self"]
Sex = Literal["male", "female"]
ViewLabel = Literal["sagittal_left", "sagittal_right", "frontal", "posterior", "oblique", "unknown"]


class Record(BaseModel):
    """Base of all records: frozen, no unknown fields, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Reason(Record):
    """Why something is invalid, limited or absent. ``code`` is an entry of ``knowledge/reasons.toml``."""

    code: str
    values: dict[str, str | float | int] = Field(default_factory=dict)


class Verdict(Record):
    """Whether the recording can be measured. Invalid needs at least one reason; ``notes`` do not invalidate."""

    valid: bool
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    @model_validator(mode="after")
    def _invalid_needs_reason(self) -> "Verdict":
        if self.valid == bool(self.reasons):
            raise ValueError("a valid verdict has no reasons and an invalid one at least one")
        return self


class ManualPoint(Record):
    """A point a person set on a photo, pixels of the upright picture, x right, y down; ``name`` is in points.toml."""

    name: str
    x_px: float = Field(ge=0)
    y_px: float = Field(ge=0)
    set_by: str
    method: Literal["manual"] = "manual"


class NormPlace(Record):
    """Where a value stands among people of one sex and age band.

    ``percentile`` is of the value itself, ``percentile_low, percentile_high`` of one SEM below and above it, all 1..99,
    at an end where the source's table stops (``beyond``), and absent where it gives a mean alone. ``low, high`` are the
    source's middle range in the measure's unit; both are the mean where that is all. ``better`` is the wished-for way.
    """

    sex: Sex | None
    age_from: int
    age_to: int
    low: float
    high: float
    percentile: float | None = Field(default=None, ge=1, le=99)
    percentile_low: float | None = Field(default=None, ge=1, le=99)
    percentile_high: float | None = Field(default=None, ge=1, le=99)
    beyond: Literal["below", "above"] | None = None
    better: Literal["higher", "lower", "middle"]
    source: str
    mark: Literal["V", "K", "U", "D"]


class Measure(Record):
    """One number with its unit, error and origin, or the reason it is absent.

    ``sem`` and ``mdc95`` are in ``unit``; ``mdc95`` is always above zero. ``interval95`` is where the truth lay 95
    times in 100 when rendered people of known truth were measured (its middle is moved by their bias, ``value`` is
    not); None where that is not known. ``within_sd`` is the SD over the trials of this recording, ``gym_sem`` the
    gym's own standard error where one was given. ``confidence`` 0..1 falls with visibility, view and jitter. A measure
    without norm has no grade.
    """

    code: str
    unit: str
    side: Side = "none"
    value: float | None = None
    n_trials: int = Field(default=0, ge=0)
    within_sd: float | None = Field(default=None, ge=0)
    sem: float = Field(gt=0)
    mdc95: float = Field(gt=0)
    gym_sem: float | None = Field(default=None, gt=0)
    interval95: tuple[float, float] | None = None
    grade: Grade | None = None
    confidence: float = Field(default=0.0, ge=0, le=1)
    method: Method = "auto"
    absent_reason: Reason | None = None
    norm: NormPlace | None = None
    pain_during: int | None = Field(default=None, ge=0, le=10)
    note: str | None = None

    _unit = field_validator("unit")(check_unit)

    @model_validator(mode="after")
    def _value_or_reason(self) -> "Measure":
        if (self.value is None) == (self.absent_reason is None):
            raise ValueError("a measure has either a value or an absent_reason")
        if self.value is None and self.grade is not None:
            raise ValueError("an absent measure has no grade")
        return self


class Phase(Record):
    """A named part of a repetition, in seconds from the clip's start."""

    name: str
    start_s: float
    end_s: float


class Repetition(Record):
    """One repetition; ``partial`` marks a half or a single one cut by the clip. ``measures`` maps code to value."""

    index: int = Field(ge=1)
    side: Side = "none"
    start_s: float
    bottom_s: float
    end_s: float
    partial: bool = False
    phases: tuple[Phase, ...] = ()
    measures: dict[str, float] = Field(default_factory=dict)


FaultState = Literal["observed", "asked", "not_seen", "not_judged"]


class FaultEvent(Record):
    """A form fault in one repetition.

    ``severity`` is the size relative to the fault's red limit, 0..1. ``prior_confidence`` is the fault's prior times
    the frames' own; ``confidence`` is that as calibrated on rendered people, where it has been. ``observed`` may be
    stated, ``asked`` only put as a question.
    """

    code: str
    repetition: int | None = None
    start_s: float
    end_s: float
    peak_s: float
    size: float
    limit: float
    unit: str
    severity: float = Field(ge=0, le=1)
    confidence: float = Field(ge=0, le=1)
    prior_confidence: float | None = Field(default=None, ge=0, le=1)
    state: Literal["observed", "asked"] = "observed"

    _unit = field_validator("unit")(check_unit)


class FaultJudgement(Record):
    """Whether a fault of the test could be judged at all: seen, not seen, or not judged with the reason."""

    code: str
    state: FaultState
    reason: Reason | None = None


class Provenance(Record):
    """What produced a result, so that it can be produced again and compared honestly."""

    software: str
    version: str
    model: str
    model_sha256: str
    detector_sha256: str
    runtime: str
    fps: float
    frame_count: int
    width_px: int
    height_px: int
    duration_s: float
    file_name: str
    file_sha256: str
    view: ViewLabel
    settings: dict[str, str | float | int | bool | None] = Field(default_factory=dict)


class QualityTerm(Record):
    """One graded measure in a quality score: ``score`` 0 (at or beyond red) to 1 (in its good range)."""

    code: str
    side: Side
    value: float
    weight: float = Field(gt=0)
    score: float = Field(ge=0, le=1)


class Quality(Record):
    """The quality of a movement as a whole, 0..100, or why there is none; ``sem`` follows from its terms' errors."""

    score: float | None = Field(default=None, ge=0, le=100)
    sem: float | None = Field(default=None, gt=0)
    mdc95: float | None = Field(default=None, gt=0)
    measured_percent: float = Field(ge=0, le=100)
    terms: tuple[QualityTerm, ...] = ()
    absent_reason: Reason | None = None

    @model_validator(mode="after")
    def _score_or_reason(self) -> "Quality":
        if (self.score is None) == (self.absent_reason is None):
            raise ValueError("a quality has either a score or an absent_reason")
        if (self.score is None) != (self.sem is None) or (self.score is None) != (self.mdc95 is None):
            raise ValueError("a score comes with its error")
        return self


class CaptureFinding(Record):
    """One thing looked at before recording. ``name`` is one of ``capture_check.toml``; ``value`` should lie in
    ``low, high``; ``error`` is its standard error in ``unit``, where it is known. ``reason`` says what to change."""

    name: str
    state: Literal["ok", "change", "unknown"]
    value: float | None = None
    unit: str
    error: float | None = Field(default=None, ge=0)
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None

    _unit = field_validator("unit")(check_unit)


class CaptureAdvice(Record):
    """The one document ``taikan check --json`` prints.

    Of all findings that need a change, ``code`` names the most important one, ``text`` says it and ``action`` what to
    do; ``ok`` is true where none does.
    """

    schema_: Literal["taikan.check/1"] = Field(default="taikan.check/1", alias="schema")
    test: str
    ok: bool
    code: str | None = None
    text: Text
    action: Text
    findings: tuple[CaptureFinding, ...] = ()

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class EntryDocument(Record):
    """What ``taikan enter`` prints: measures found by hand or with a phone. ``entered_at`` is local time, ISO 8601."""

    schema_: Literal["taikan.entries/1"] = Field(default="taikan.entries/1", alias="schema")
    entered_at: str
    entered_by: str
    measures: tuple[Measure, ...]

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class AnalysisResult(Record):
    """The one document ``taikan analyze --json`` prints."""

    schema_: Literal["taikan.result/1"] = Field(default="taikan.result/1", alias="schema")
    test: str
    view: ViewLabel
    verdict: Verdict
    repetitions: tuple[Repetition, ...] = ()
    measures: tuple[Measure, ...] = ()
    faults: tuple[FaultEvent, ...] = ()
    fault_judgements: tuple[FaultJudgement, ...] = ()
    quality: Quality | None = None
    points: tuple[ManualPoint, ...] = ()
    provenance: Provenance

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)
