"""Loads ``norms/*.toml``: what people of one sex and age usually reach, as means with SD or as percentiles.

A table may stand here for a measure that is not installed; then nobody asks for it.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import Field, field_validator, model_validator

from taikan.core.records import Sex
from taikan.core.units import check_unit
from taikan.knowledge.models import Entry, Mark

EVERY_AGE = (0, 120)
Better = Literal["higher", "lower", "middle"]


class NormRow(Entry):
    """One group: ``percentiles`` maps 1..99 to a value; ``mean`` and ``sd`` make a bell curve; a mean may stand alone.

    ``age_from`` and ``age_to`` include both ends. Without ``sex`` the row is for everybody.
    """

    sex: Sex | None = None
    age_from: int = 0
    age_to: int = 120
    mean: float | None = None
    sd: float | None = Field(default=None, gt=0)
    percentiles: Mapping[int, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_numbers(self) -> "NormRow":
        if self.age_from > self.age_to:
            raise ValueError("age_from must not exceed age_to")
        if self.mean is None and (self.sd is not None or len(self.percentiles) < 2):
            raise ValueError("a row needs a mean, or two percentiles")
        if not all(1 <= p <= 99 for p in self.percentiles):
            raise ValueError("percentiles lie in 1..99")
        values = [self.percentiles[p] for p in sorted(self.percentiles)]
        if values != sorted(set(values)):
            raise ValueError("percentiles must rise")
        return self

    def fits(self, age: float | None, sex: Sex | None) -> bool:
        """Whether the row is for such a person; an unknown age fits only rows for all ages."""
        in_age = (self.age_from, self.age_to) == EVERY_AGE if age is None else self.age_from <= int(age) <= self.age_to
        return in_age and self.sex in {None, sex}


class NormTable(Entry):
    """The rows of one measure, in its unit."""

    unit: str
    better: Better
    source: str
    mark: Mark
    row: tuple[NormRow, ...]

    _unit = field_validator("unit")(check_unit)

    def row_for(self, age: float | None, sex: Sex | None) -> NormRow | None:
        """The row of such a person, one for their sex before one for everybody; ``None`` if there is none."""
        fitting = [row for row in self.row if row.fits(age, sex)]
        return max(fitting, key=lambda row: row.sex is not None) if fitting else None


@lru_cache
def load_norms() -> Mapping[str, NormTable]:
    """Measure code to its norms; raises ``ValueError`` if a file is broken or a measure stands in two."""
    tables: dict[str, NormTable] = {}
    folder = files("taikan.knowledge").joinpath("norms")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in tables:
                raise ValueError(f"norms/{file.name}: {code!r} is defined twice")
            tables[code] = NormTable.model_validate(entry)
    return tables
