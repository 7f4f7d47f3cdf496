"""What stands behind one measured number: frames, landmarks, formula, filter, thresholds, error, sources, origin.

Plain data made by ``workflows/explain.py``; pages and JSON show it. Times are seconds from the clip's start, angles
degrees, ``frame`` counts the rows of the result folder's frame table from 0.
"""

from typing import Final, Literal

from pydantic import ConfigDict, Field

from taikan.core.records import Grade, Measure, Phase, Provenance, Reason, Record
from taikan.core.texts import Text

EXPLANATION_SCHEMA: Final = "taikan.explanation/1"
ErrorRule = Literal["prior", "technical", "gym", "spread", "unknown"]


class SeriesReading(Record):
    """One series where it is read: its median over the frames there, and the frames' mean confidence 0..1."""

    name: str
    value: float
    confidence: float | None = None


class FramesUsed(Record):
    """The frames one value is read from. ``key_frame`` is the single one that shows it best (bottom or extreme)."""

    first_frame: int
    last_frame: int
    first_s: float
    last_s: float
    key_frame: int
    key_s: float
    readings: tuple[SeriesReading, ...] = ()


class RepetitionUsed(Record):
    """One repetition's own value; ``value`` is None where it has none, ``frames`` where they are not known."""

    index: int
    value: float | None
    counted: bool
    start_s: float
    bottom_s: float
    end_s: float
    phases: tuple[Phase, ...] = ()
    frames: FramesUsed | None = None


class LandmarkUsed(Record):
    """One landmark over ``frames`` frames used: visibility 0..1, and in how many it is filled, occluded or missing."""

    name: str
    visibility_mean: float
    visibility_lowest: float
    frames: int
    filled: int
    occluded: int
    missing: int


class SeriesUsed(Record):
    """One time series behind the measure and how it is formed."""

    name: str
    label: Text
    formula: Text
    points: tuple[str, ...] = ()
    source: str = ""


class FilterUsed(Record):
    """How landmarks were smoothed: running median, then a zero-phase low-pass; short gaps are filled before."""

    median_width: int
    cutoff_hz: float
    order: int
    longest_gap_s: float
    mark: str


class ErrorUsed(Record):
    """Where SEM and MDC95 come from; ``rule`` names the candidate that decided MDC95. All in the measure's unit."""

    sem: float
    mdc95: float
    rule: ErrorRule
    prior_sem: float
    prior_mdc95: float
    technical_sem: float | None
    technical_mdc95: float | None
    gym_sem: float | None
    gym_mdc95: float | None
    within_sd: float | None
    spread_mdc95: float | None
    mark: str


class GradeBand(Record):
    """A stretch of values with one grade; an open end is unbounded."""

    grade: Grade
    low: float | None
    high: float | None


class GradeUsed(Record):
    """The limits, the grade each stretch of values gets, and the target range in words."""

    amber_below: float | None
    amber_above: float | None
    red_below: float | None
    red_above: float | None
    grey_half_width: float
    mark: str
    bands: tuple[GradeBand, ...]
    target: Text | None = None


class ConfidenceUsed(Record):
    """The factors whose product is the confidence; each 0..1."""

    visibility: float
    view: float
    consistency: float
    method: float
    method_name: str
    product: float


class ReferenceUsed(Record):
    """One source; ``mark``: V seen, K common knowledge, U uncertain, D design value."""

    id: str
    citation: str
    doi: str | None
    mark: str
    of: Literal["measure", "error", "both"]


class Explanation(Record):
    """Everything behind one measure of one side. Absent measures have a reason and no frames."""

    test: str
    measure: Measure
    name: Text
    formula: Text
    moment: str
    absent: Reason | None = None
    repetitions: tuple[RepetitionUsed, ...] = ()
    landmarks: tuple[LandmarkUsed, ...] = ()
    series: tuple[SeriesUsed, ...] = ()
    filter: FilterUsed
    error: ErrorUsed
    grade: GradeUsed | None = None
    confidence: ConfidenceUsed | None = None
    references: tuple[ReferenceUsed, ...] = ()
    with_frames: bool
    made_by_this_version: bool
    provenance: Provenance


class ExplanationDocument(Record):
    """What ``taikan explain --json`` prints: one explanation a side."""

    schema_: Literal["taikan.explanation/1"] = Field(default=EXPLANATION_SCHEMA, alias="schema")
    explanations: tuple[Explanation, ...]

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)
