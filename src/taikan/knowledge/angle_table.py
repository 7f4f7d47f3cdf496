"""Loads ``angles.toml``: which angle series exist and how each is formed. Right and neutral forms only."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from taikan.core.texts import Text

Plane = Literal["sagittal", "frontal"]
Pair = tuple[str, str]


class AngleDefinition(BaseModel):
    """One series: exactly one of ``joint`` (two segments), ``segment`` or ``difference`` (two series).

    Points are landmark names or ``mid_<landmark>``. Angles in degrees; ``lowest_deg`` is where the circle is cut.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    plane: Plane
    joint: tuple[Pair, Pair] | None = None
    segment: Pair | None = None
    difference: Pair | None = None
    reference: Literal["up", "down", "forward"] = "up"
    sign: Literal[-1, 1] = 1
    neutral_deg: float = 0.0
    lowest_deg: float = -180.0
    label: Text
    formula: str
    source: str

    @model_validator(mode="after")
    def _one_form(self) -> "AngleDefinition":
        if sum(form is not None for form in (self.joint, self.segment, self.difference)) != 1:
            raise ValueError(f"{self.name}: exactly one of joint, segment, difference")
        if self.name.startswith("left_") or not self.name.endswith("_projection"):
            raise ValueError(f"{self.name}: right or neutral names only, ending in _projection")
        return self

    @property
    def points(self) -> tuple[str, ...]:
        """The points of a joint or segment, each once; empty for a difference."""
        pairs = self.joint if self.joint else (self.segment,) if self.segment else ()
        return tuple(dict.fromkeys(p for pair in pairs for p in pair))


@lru_cache
def load_angle_table() -> tuple[AngleDefinition, ...]:
    """All definitions in file order; a difference stands after the series it uses. Raises ``ValueError`` if broken."""
    text = files("taikan.knowledge").joinpath("angles.toml").read_text(encoding="utf-8")
    table = tuple(AngleDefinition(name=name, **entry) for name, entry in tomllib.loads(text).items())
    seen: set[str] = set()
    for definition in table:
        if definition.difference and not seen.issuperset(definition.difference):
            raise ValueError(f"{definition.name}: a difference needs its series above it")
        seen.add(definition.name)
    return table
