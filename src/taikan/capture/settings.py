"""Thresholds of recording quality, read from ``knowledge/capture.toml``."""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BrightnessSettings(_Section):
    """When a recording counts as too dark or backlit; 0 is black, 1 white."""

    too_dark_person: float = Field(ge=0, le=1)
    too_dark_scene: float = Field(ge=0, le=1)
    backlit_ratio: float = Field(gt=0, lt=1)
    backlit_surroundings: float = Field(ge=0, le=1)
    surroundings_margin: float = Field(gt=0)


class SharpnessSettings(_Section):
    """When a recording counts as out of focus."""

    blurred_below: float = Field(gt=0)


class CameraSettings(_Section):
    """How the background is followed and what counts as a moving camera; percent of the image diagonal."""

    min_features: int = Field(ge=4)
    max_features: int = Field(ge=4)
    min_inlier_fraction: float = Field(gt=0, le=1)
    inlier_px: float = Field(gt=0)
    rest_spread: float = Field(gt=0, le=1)
    max_lost_fraction: float = Field(ge=0, le=1)
    carried_reach: float = Field(ge=0, lt=1)
    still_drift_percent: float = Field(gt=0)
    shake_percent: float = Field(gt=0)
    moved_percent: float = Field(gt=0)
    moved_to_shake: float = Field(gt=0)
    following_percent: float = Field(gt=0)
    moving_percent_per_s: float = Field(gt=0)
    following_moving_fraction: float = Field(gt=0, le=1)
    smooth_s: float = Field(gt=0)


class CutSettings(_Section):
    """What counts as a change of scene."""

    thumbnail_px: int = Field(ge=16)
    neighbourhood_px: int = Field(ge=1)
    tolerance: float = Field(gt=0)
    changed_fraction: float = Field(gt=0, lt=1)
    max_correlation: float = Field(gt=-1, lt=1)
    max_detail_correlation: float = Field(gt=-1, lt=1)
    outlier_ratio: float = Field(gt=1)
    jump_s: float = Field(gt=0)
    persist_s: float = Field(gt=0)
    gradual_s: tuple[float, ...]
    gradual_fit: float = Field(gt=0, lt=1)
    blank_contrast: float = Field(gt=0)
    min_stretch_s: float = Field(ge=0)


class StillSettings(_Section):
    """When a stretch shows no change at all."""

    max_change: float = Field(gt=0)


class RollSettings(_Section):
    """How the camera's roll is read from lines, and when it is not."""

    search_deg: float = Field(gt=0, lt=45)
    max_deg: float = Field(gt=0, lt=45)
    min_length_percent: float = Field(gt=0)
    inlier_deg: float = Field(gt=0)
    max_convergence: float = Field(ge=0)
    min_spread: float = Field(gt=0)
    min_segments: int = Field(ge=2)
    min_support: float = Field(gt=0, le=1)
    min_length_sum_percent: float = Field(gt=0)
    level_sd_deg: float = Field(ge=0)
    level_weight: float = Field(gt=0, le=1)
    segment_sd_deg: float = Field(gt=0)
    min_confidence: float = Field(ge=0, le=1)
    focal_half_diagonals: float = Field(gt=0)


class OutlineSettings(_Section):
    """How clothes are told from the background; pixels of the model's region of 256 px, differences in CIELAB."""

    gap_px: int = Field(ge=0)
    band_px: int = Field(ge=1)
    least_difference: float = Field(gt=0)


class CaptureSettings(_Section):
    """All thresholds of recording quality."""

    brightness: BrightnessSettings
    sharpness: SharpnessSettings
    camera: CameraSettings
    cuts: CutSettings
    still: StillSettings
    roll: RollSettings
    outline: OutlineSettings


@lru_cache(maxsize=1)
def load_capture_settings() -> CaptureSettings:
    """The thresholds of ``knowledge/capture.toml``; raises ``ValidationError`` if one is missing or out of range."""
    text = resources.files("taikan.knowledge").joinpath("capture.toml").read_text(encoding="utf-8")
    return parse_capture_settings(tomllib.loads(text))


def parse_capture_settings(data: dict[str, Any]) -> CaptureSettings:
    """Settings from ``{section: {name: {value, mark, why}}}``."""
    return CaptureSettings.model_validate(
        {section: {name: entry["value"] for name, entry in entries.items()} for section, entries in data.items()}
    )
