"""Loads ``kinematics.toml``: numbers of view, scale and weighting, checked once."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from taikan.knowledge.sections import ReasonedSection


class SideViewSettings(ReasonedSection):
    """Weight of the near landmark in means of both sides."""

    near_weight: float = Field(ge=0.5, le=1)


class ConfidenceSettings(ReasonedSection):
    """What a landmark's state leaves of its visibility."""

    measured: float = Field(ge=0, le=1)
    filled: float = Field(ge=0, le=1)
    occluded: float = Field(ge=0, le=1)


class ViewSettings(ReasonedSection):
    """How the direction of view is read from landmarks."""

    shoulder_to_torso: float = Field(gt=0)
    hip_to_torso: float = Field(gt=0)
    sagittal_within_deg: float = Field(gt=0, lt=45)
    frontal_within_deg: float = Field(gt=0, lt=45)
    upright_trunk_deg: float = Field(gt=0, lt=90)
    min_visibility: float = Field(ge=0, le=1)
    min_frames: int = Field(ge=1)
    min_fraction: float = Field(ge=0, le=1)
    max_yaw_sd_deg: float = Field(gt=0)
    min_confidence: float = Field(ge=0, le=1)
    image_weight: float = Field(ge=0, le=1)
    toe_length_to_torso: float = Field(gt=0)
    nose_length_to_torso: float = Field(gt=0)
    yaw_error_deg: float = Field(gt=0)


class ScaleSettings(ReasonedSection):
    """How body height is read from landmarks."""

    nose_to_heel_factor: float = Field(gt=1)
    straight_knee_deg: float = Field(gt=0, lt=90)
    upright_trunk_deg: float = Field(gt=0, lt=90)
    min_standing_frames: int = Field(ge=1)
    tall_share: float = Field(gt=0, lt=1)
    standing_percentile: float = Field(gt=0, le=100)
    standing_sem_percent: float = Field(gt=0)
    segment_shares: tuple[float, float, float]
    least_segment_share: float = Field(gt=0, lt=1)
    segment_percentile: float = Field(gt=0, le=100)
    segment_sem_percent: float = Field(gt=0)


class KinematicsSettings(BaseModel):
    """All of ``kinematics.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    side_view: SideViewSettings
    confidence: ConfidenceSettings
    view: ViewSettings
    scale: ScaleSettings


@lru_cache
def load_kinematics_settings() -> KinematicsSettings:
    """The shipped numbers; raises ``ValidationError`` if the file is broken."""
    text = files("taikan.knowledge").joinpath("kinematics.toml").read_text(encoding="utf-8")
    return KinematicsSettings.model_validate(tomllib.loads(text))
