"""How a form fault is judged: the ``[judge]`` table of a fault file, and the policy all faults share.

A fault file (``form_faults/<id>.toml``) holds the words and, where a camera can tell, ``[[judge.criteria]]``. A fault
is seen in a repetition if any criterion that applies to the test exceeds its limit. No criterion means that the fault
is never judged by this program.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from taikan.core.units import check_unit
from taikan.knowledge.models import Entry, FaultDefinition, Mark

Phase = Literal[
    "whole", "descent", "closing", "bottom", "lower_half", "ascent", "early_ascent", "top", "stance", "hold"
]
Baseline = Literal["absolute", "start", "standing"]
Statistic = Literal["peak", "least", "mean", "range", "duration", "value"]
Direction = Literal["above", "below", "either"]
SideChoice = Literal["near", "each", "both", "stance", "moving", "opposite"]


class Requirement(Entry):
    """What must hold for a criterion to make sense, else the fault is not judged and ``reason`` says why.

    ``signal`` must stay at or under ``at_most`` (its own unit) in ``share`` of the repetition's frames.
    """

    signal: str
    points: tuple[str, ...]
    at_most: float
    share: float = Field(gt=0, le=1)
    reason: str


class Criterion(Entry):
    """One way to see a fault.

    ``signal`` is an angle series or a derived signal (``coaching/fault_signals.py``); ``{side}`` is filled in.
    ``points`` are the landmarks used, without side; their visibility is the frames' own confidence. ``side``: the limb
    nearest the camera, each, both at once, or the one the repetition belongs to (it stands, or it moves).
    The deviation is ``signal - baseline - reference``, its sign turned for ``below``, its size taken for ``either``.
    ``statistic``: ``peak`` the largest deviation held for ``min_duration_s``, ``least`` the smallest one (how near the
    target it came), ``mean``, ``range`` (highest minus lowest over the phase), ``duration`` the seconds with a
    deviation above zero, ``value`` one number a repetition.
    ``side``: the ``near`` limb, ``each`` on its own, ``both`` seen together, the repetition's own (``stance``), or the
    ``opposite`` one.
    ``limit`` and ``red`` are deviations in ``unit``; severity is size / red.
    ``beyond``: frames count only where the signal itself, not its deviation, is above this (a hollow that flattens is
    no bulge). ``variants``: only in these choices of the test's option of that name; empty for all. ``seen_share`` of
    the phase's frames must show the signal. ``consecutive`` repetitions must show the fault; ``skip_partial`` leaves
    half repetitions out.
    """

    tests: tuple[str, ...] = Field(min_length=1)
    variants: tuple[str, ...] = ()
    signal: str
    points: tuple[str, ...] = ()
    side: SideChoice = "near"
    baseline: Baseline = "absolute"
    phase: Phase = "whole"
    statistic: Statistic = "peak"
    direction: Direction = "above"
    reference: float = 0.0
    beyond: float | None = None
    limit: float = Field(ge=0)
    red: float = Field(gt=0)
    unit: str
    min_duration_s: float = Field(default=0.0, ge=0)
    seen_share: float | None = Field(default=None, gt=0, le=1)
    consecutive: int = Field(default=1, ge=1)
    skip_partial: bool = False
    requires: tuple[Requirement, ...] = ()
    mark: Mark = "D"

    _unit = field_validator("unit")(check_unit)

    @model_validator(mode="after")
    def _red_lies_beyond_limit(self) -> "Criterion":
        if self.red <= self.limit:
            raise ValueError("red must exceed limit")
        return self

    @property
    def uses_contour(self) -> bool:
        """Whether it reads the back outline instead of landmarks."""
        return self.signal.startswith("contour_")


class JudgeTable(Entry):
    """The ``[judge]`` table. ``ask_only``: too uncertain ever to be stated, so it is put as a question."""

    criteria: tuple[Criterion, ...] = Field(min_length=1)
    ask_only: bool = False
    note: str = ""


class FaultRule(Entry):
    """What the judge needs of a fault file: no words."""

    id: str
    view: Literal["sagittal", "frontal", "any", "none"]
    conf: Literal["low", "medium", "high"]
    importance: int = Field(ge=1, le=3)
    judge: JudgeTable | None = None

    def criteria_for(self, test: str, variant: str | None = None) -> tuple[Criterion, ...]:
        """Criteria that apply to ``test`` done as ``variant`` (``None``: in any); empty if it is not judged there."""
        every = self.judge.criteria if self.judge else ()
        return tuple(
            c for c in every if test in c.tests and (variant is None or not c.variants or variant in c.variants)
        )

    @property
    def ask_only(self) -> bool:
        """Whether it may only ever be asked: no camera shows it, or none shows it well enough."""
        return self.view == "none" or bool(self.judge and self.judge.ask_only)


class FaultPolicy(Entry):
    """What all faults share (``knowledge/fault_policy.toml``); numbers 0..1 unless the name says otherwise.

    ``visibility_full`` and above gives the frames' own confidence 1, ``visibility_gate`` ``confidence_at_gate``, in a
    line between; under the gate nothing is judged. ``contour_gate``: from here on rounding is stated, below asked.
    ``view_gate``: the view must be at least this sure. ``min_frames_share``: share of a phase that must be seen;
    ``min_repetitions_share``: share of the repetitions that must be judged before a fault is "not seen".
    ``start_window_s`` is the time before and after a repetition's start whose median is its baseline; ``top_share`` of
    the ascent and ``top_after_s`` after it are its top; ``early_share`` of the ascent is its beginning. Frames whose
    shoulders are in the upper ``standing_share`` of their height range are standing.
    ``lead_*``, ``rise_*`` and ``thigh_*`` belong to the signals ``knee_lead``, ``rise_ratio`` and ``knee_valgus``.
    ``score_min_confidence``: a fault counts in the technique score from here on; ``score_weights`` by importance.
    """

    conf_prior: Mapping[Literal["low", "medium", "high"], float]
    visibility_full: float = Field(gt=0, le=1)
    visibility_gate: float = Field(gt=0, le=1)
    confidence_at_gate: float = Field(gt=0, le=1)
    contour_gate: float = Field(gt=0, le=1)
    view_gate: float = Field(ge=0, le=1)
    min_frames_share: float = Field(gt=0, le=1)
    min_repetitions_share: float = Field(gt=0, le=1)
    start_window_s: tuple[float, float]
    bottom_window_s: float = Field(gt=0)
    top_share: float = Field(gt=0, le=1)
    top_after_s: float = Field(ge=0)
    early_share: float = Field(gt=0, le=1)
    standing_share: float = Field(gt=0, le=1)
    lead_share: float = Field(gt=0, lt=1)
    lead_least_bend_deg: float = Field(ge=0)
    rise_least_percent: float = Field(gt=0)
    thigh_least_share: float = Field(gt=0, lt=1)
    score_min_confidence: float = Field(ge=0, le=1)
    score_weights: tuple[float, float, float]
    mark: Mark

    @field_validator("conf_prior")
    @classmethod
    def _every_word_has_a_prior(cls, value: Mapping[str, float], _info: ValidationInfo) -> Mapping[str, float]:
        if set(value) != {"low", "medium", "high"} or not all(0 < v <= 1 for v in value.values()):
            raise ValueError("conf_prior needs low, medium and high, each within 0..1")
        return value

    @model_validator(mode="after")
    def _gate_lies_under_full(self) -> "FaultPolicy":
        if self.visibility_gate >= self.visibility_full:
            raise ValueError("visibility_gate must lie under visibility_full")
        return self


def fault_rule(definition: FaultDefinition) -> FaultRule:
    """The machine-readable part of ``definition``; raises ``pydantic.ValidationError`` if its judge table is wrong."""
    judge = None if definition.judge is None else JudgeTable.model_validate(definition.judge)
    return FaultRule(
        id=definition.id, view=definition.view, conf=definition.conf, importance=definition.importance, judge=judge
    )


@lru_cache(maxsize=1)
def load_fault_policy() -> FaultPolicy:
    """The policy of ``knowledge/fault_policy.toml``."""
    text = files("taikan.knowledge").joinpath("fault_policy.toml").read_text(encoding="utf-8")
    return FaultPolicy.model_validate(tomllib.loads(text))
