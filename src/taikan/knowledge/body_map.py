"""Loads ``body_map.toml``: outlines of the body, named areas, and which areas a factor has to do with."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import Field, model_validator

from taikan.knowledge.factor_model import Named
from taikan.knowledge.models import Entry

BodyView = Literal["front", "back", "side"]
Point = tuple[float, float]


class BodyOutline(Entry):
    """``outlines``: closed lines, half of them where ``mirrored``; ``details``: open lines drawn over them."""

    mirrored: bool
    outlines: tuple[tuple[Point, ...], ...]
    details: tuple[tuple[Point, ...], ...] = ()


class BodyArea(Named):
    """A part of the body. ``middle``: it lies across the middle, otherwise there is one on each side."""

    view: BodyView
    middle: bool = False
    points: tuple[Point, ...] = Field(min_length=3)


class BodyMap(Entry):
    """The whole map."""

    views: Mapping[BodyView, BodyOutline]
    areas: Mapping[str, BodyArea]
    factor_areas: Mapping[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _areas_exist(self) -> "BodyMap":
        unknown = {area for areas in self.factor_areas.values() for area in areas} - self.areas.keys()
        if unknown:
            raise ValueError(f"unknown areas {', '.join(sorted(unknown))}")
        return self

    @property
    def pain_areas(self) -> tuple[str, ...]:
        """What a pain drawing may name: every area, with its side where there are two."""
        named = [[name] if area.middle else [f"{name}_left", f"{name}_right"] for name, area in self.areas.items()]
        return tuple(name for names in named for name in names)


@lru_cache(maxsize=1)
def load_body_map() -> BodyMap:
    """The body map; raises ``ValidationError`` if the file is broken."""
    table = tomllib.loads(files("taikan.knowledge").joinpath("body_map.toml").read_text(encoding="utf-8"))
    renamed = {"views": table["view"], "areas": table["area"], "factor_areas": table["factor_areas"]}
    return BodyMap.model_validate(renamed)
