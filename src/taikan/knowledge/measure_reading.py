"""Loads ``measure_reading.toml``: where in a repetition each measure is read, and from which series."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

Moment = Literal[
    "bottom",
    "largest",
    "change",
    "mean",
    "range",
    "descent",
    "ascent",
    "span",
    "early",
    "late",
    "hold",
    "held",
    "whole",
]


class MeasureReading(BaseModel):
    """``series`` are angle series without side and ``_projection``, or columns ``spine_contour_*_percent``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    moment: Moment
    series: tuple[str, ...] = ()


@lru_cache
def load_measure_readings() -> Mapping[str, MeasureReading]:
    """Measure code to its reading; raises ``ValidationError`` if the file is broken."""
    text = files("taikan.knowledge").joinpath("measure_reading.toml").read_text(encoding="utf-8")
    return {code: MeasureReading.model_validate(entry) for code, entry in tomllib.loads(text).items()}
