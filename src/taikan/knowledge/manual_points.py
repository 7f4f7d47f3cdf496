"""Loads ``points.toml``: the points a person may set on a photo, and how well a tap can be repeated."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files

from pydantic import Field

from taikan.core.errors import UnknownNameError
from taikan.core.texts import Text
from taikan.knowledge.models import Advice, Entry, Mark


class PointWords(Advice):
    """What a point is, how to find it, and its short label on a picture."""

    label_ja: str
    label_en: str

    @property
    def label(self) -> Text:
        """Its short name on a picture."""
        return Text(ja=self.label_ja, en=self.label_en)


class PointTable(Entry):
    """``tap_sd_percent``: SD of a tap in each direction, % of body height. ``point`` maps a name to its words."""

    tap_sd_percent: float = Field(gt=0)
    mark: Mark
    point: Mapping[str, PointWords]

    def checked(self, name: str) -> str:
        """``name`` if there is such a point; raises ``UnknownNameError`` with the nearest one otherwise."""
        if name not in self.point:
            close = get_close_matches(name, self.point, n=1)
            raise UnknownNameError(kind="point", name=name, suggestion=close[0] if close else ", ".join(self.point))
        return name


@lru_cache
def load_points() -> PointTable:
    """The table; raises ``ValidationError`` if the file is broken."""
    text = files("taikan.knowledge").joinpath("points.toml").read_text(encoding="utf-8")
    return PointTable.model_validate(tomllib.loads(text))
