"""Loads ``pose_cleaning.toml``: numbers of smoothing, gaps, occlusion, swaps and jitter, checked once."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from taikan.knowledge.sections import ReasonedSection


class SmoothingSettings(ReasonedSection):
    """Cutoffs and width of the median."""

    slow_cutoff_hz: float = Field(gt=0)
    fast_cutoff_hz: float = Field(gt=0)
    median_width: int = Field(ge=1)


class GapSettings(ReasonedSection):
    """Which gaps are filled."""

    longest_s: float = Field(ge=0)


class OcclusionSettings(ReasonedSection):
    """When a landmark counts as hidden."""

    hidden_below: float = Field(ge=0, le=1)
    seen_above: float = Field(ge=0, le=1)
    margin_percent: float = Field(ge=0)


class SwapSettings(ReasonedSection):
    """How an exchange of the sides is told from legs that cross."""

    depth_weight: float = Field(ge=0)
    world_weight: float = Field(ge=0)
    penalty_percent: float = Field(gt=0)
    prior_percent: float = Field(ge=0)
    longest_s: float = Field(gt=0)
    min_visibility: float = Field(ge=0, le=1)
    cap_percent: float = Field(gt=0)


class JitterSettings(ReasonedSection):
    """What a still joint is."""

    still_percent_s: float = Field(gt=0)
    min_frames: int = Field(ge=2)
    trunk_share: float = Field(gt=0, lt=1)


class CleaningSettings(BaseModel):
    """All of ``pose_cleaning.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    smoothing: SmoothingSettings
    gaps: GapSettings
    occlusion: OcclusionSettings
    swaps: SwapSettings
    jitter: JitterSettings


@lru_cache
def load_cleaning_settings() -> CleaningSettings:
    """The shipped numbers; raises ``ValidationError`` if the file is broken."""
    text = files("taikan.knowledge").joinpath("pose_cleaning.toml").read_text(encoding="utf-8")
    return CleaningSettings.model_validate(tomllib.loads(text))
