"""Loads ``spine_contour.toml``: the numbers of the back-outline measurement, checked once."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

RampName = Literal[
    "view",
    "view_confidence",
    "visibility",
    "chord_pixels",
    "inside",
    "sharpness",
    "found",
    "arm_free",
    "inliers",
    "roughness",
    "error",
    "steepness",
    "upper_hollow",
    "step",
    "nearness",
    "distance",
    "flapping",
]


class _Section(BaseModel):
    """A table of numbers; every ``<name>`` comes with ``<name>_why``, which is for readers and not kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mark: Literal["D", "U", "V", "K"]

    @model_validator(mode="before")
    @classmethod
    def _take_reasons(cls, table: dict[str, object]) -> dict[str, object]:
        numbers = {k: v for k, v in table.items() if not k.endswith("_why")}
        bare = [k for k in numbers if k != "mark" and not table.get(f"{k}_why")]
        if bare:
            raise ValueError(f"no reason given for {', '.join(bare)}")
        return numbers


class SamplingSettings(_Section):
    """Where the edge is looked for: ``start, end`` along the chord, ``reach, entry`` behind it, of chord; ``below``
    more positions lie under the start."""

    start: float = Field(ge=0, lt=1)
    end: float = Field(gt=0, le=1)
    positions: int = Field(ge=12)
    below: int = Field(ge=0)
    reach: float = Field(gt=0)
    steps: int = Field(ge=16)
    entry: float = Field(ge=0)
    bridge: int = Field(ge=1)
    level: float = Field(gt=0, lt=1)


class FitSettings(_Section):
    """Robust curve through the edge points."""

    huber: float = Field(gt=0)
    iterations: int = Field(ge=1)
    outlier: float = Field(gt=0)
    least_sd: float = Field(gt=0)
    sample_run: float = Field(ge=1)
    model_error_percent: float = Field(ge=0)
    least_points: int = Field(ge=4)


class ArmSettings(_Section):
    """When an edge point belongs to an arm; lengths of chord."""

    half_width: float = Field(gt=0)
    reach: float = Field(ge=0)
    bent_reach: float = Field(ge=0)


class BendSettings(_Section):
    """Degrees of spine flexion from the edge: ``places`` along the chord, ``weights`` and ``chord_weight`` in degrees
    for each % of chord, ``error_deg`` the SD of what is left."""

    places: tuple[float, ...]
    weights: tuple[float, ...]
    chord_weight: float
    error_deg: float = Field(gt=0)
    least_share: float = Field(gt=0, le=1)

    @model_validator(mode="after")
    def _pairs(self) -> "BendSettings":
        if len(self.places) != len(self.weights):
            raise ValueError("as many weights as places are needed")
        return self


class NeutralSettings(_Section):
    """Which frames show the person's own neutral posture."""

    inclination_deg: float = Field(gt=0)
    speed_deg_per_s: float = Field(gt=0)
    least_s: float = Field(gt=0)
    least_confidence: float = Field(ge=0, le=1)


class ChangeSettings(_Section):
    """What counts as a change within a repetition."""

    sustain_s: float = Field(gt=0)
    sustain_share: float = Field(gt=0, le=1)


class SmoothingSettings(_Section):
    """Smoothing over time, without delay."""

    sigma_s: float = Field(gt=0)
    spike: float = Field(gt=0)
    spike_window_s: float = Field(gt=0)
    least_spike_percent: float = Field(ge=0)


class RefusalSettings(_Section):
    """Confidence below which a frame shows no number."""

    below: float = Field(ge=0, lt=1)


class Ramp(BaseModel):
    """A confidence factor: 0 at ``zero``, 1 at ``one``; ``code`` is the reason when it makes a frame refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mark: Literal["D", "U", "V", "K"]
    zero: float
    one: float
    why: str = Field(min_length=1)
    code: str = Field(pattern="^contour_")

    @model_validator(mode="after")
    def _has_slope(self) -> "Ramp":
        if self.zero == self.one:
            raise ValueError("a ramp needs two different ends")
        return self


class ContourSettings(BaseModel):
    """All numbers of the back-outline measurement."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sampling: SamplingSettings
    fit: FitSettings
    arm: ArmSettings
    neutral: NeutralSettings
    bend: BendSettings
    change: ChangeSettings
    smoothing: SmoothingSettings
    refusal: RefusalSettings
    ramps: dict[RampName, Ramp]

    @model_validator(mode="after")
    def _complete(self) -> "ContourSettings":
        missing = set(get_args(RampName)) - set(self.ramps)
        if missing:
            raise ValueError(f"ramps missing: {', '.join(sorted(missing))}")
        if self.sampling.start >= self.sampling.end:
            raise ValueError("sampling must start before it ends")
        return self


@lru_cache(maxsize=1)
def load_contour_settings() -> ContourSettings:
    """The settings shipped with Taikan; ``pydantic.ValidationError`` if the file is wrong."""
    text = files("taikan.knowledge").joinpath("spine_contour.toml").read_text(encoding="utf-8")
    return ContourSettings.model_validate(tomllib.loads(text))
