"""Loads ``events.toml``: thresholds of repetitions and gait events, checked once."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from taikan.knowledge.sections import ReasonedSection


class CycleRules(ReasonedSection):
    """How repetitions are told from everything else; shares are of a repetition's amplitude or speed."""

    min_duration_s: float = Field(gt=0)
    relative_amplitude: float = Field(gt=0, lt=1)
    return_fraction: float = Field(gt=0, lt=1)
    edge_amplitude: float = Field(ge=0, lt=1)
    edge_duration: float = Field(ge=0, lt=1)
    edge_longest_s: float = Field(ge=0)
    cut_fraction: float = Field(gt=0, lt=1)
    near_rest: float = Field(gt=0, lt=0.5)
    at_rest: float = Field(ge=0, lt=0.5)
    slow_share: float = Field(gt=0, lt=1)
    onset_share: float = Field(ge=0, le=1)
    rest_region: float = Field(gt=0, lt=1)
    rest_percentile: float = Field(ge=0, le=50)
    max_gap_s: float = Field(ge=0)
    max_unusable: float = Field(ge=0, le=1)
    turn_speed: float = Field(gt=0, lt=1)
    turn_region: float = Field(gt=0, lt=1)


class GaitRules(ReasonedSection):
    """How contacts and toe-offs are found."""

    cutoff_hz: float = Field(gt=0)
    min_swing_percent: float = Field(gt=0)
    relative_swing: float = Field(gt=0, lt=1)
    min_lead_percent: float = Field(ge=0)
    min_stride_s: float = Field(gt=0)
    max_step_factor: float = Field(gt=1)
    min_stretch_s: float = Field(gt=0)
    travel_percent: float = Field(gt=0)
    max_gap_s: float = Field(ge=0)
    still_speed_percent_s: float = Field(gt=0)
    still_window_s: float = Field(gt=0)


class EventSettings(BaseModel):
    """All of ``events.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    cycles: CycleRules
    gait: GaitRules


@lru_cache
def load_event_settings() -> EventSettings:
    """The shipped numbers; raises ``ValidationError`` if the file is broken."""
    text = files("taikan.knowledge").joinpath("events.toml").read_text(encoding="utf-8")
    return EventSettings.model_validate(tomllib.loads(text))
