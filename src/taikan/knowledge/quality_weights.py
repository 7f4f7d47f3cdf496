"""Loads ``quality.toml``: which graded measures make up the quality of a movement, and how much each counts."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field

from taikan.knowledge.models import Entry, Mark, ViewFamily

Weights = Mapping[str, Annotated[float, Field(gt=0)]]


class QualityWeights(Entry):
    """``test`` maps a movement test and a view to weights by measure code. See the file for the other numbers."""

    mark: Mark
    least_percent: float = Field(gt=0, le=100)
    lone_margin: float = Field(gt=0)
    grey_bands: float = Field(ge=0)
    test: Mapping[str, Mapping[ViewFamily, Weights]]


@lru_cache
def load_quality_weights() -> QualityWeights:
    """The weights; raises ``ValidationError`` if the file is broken."""
    text = files("taikan.knowledge").joinpath("quality.toml").read_text(encoding="utf-8")
    return QualityWeights.model_validate(tomllib.loads(text))
