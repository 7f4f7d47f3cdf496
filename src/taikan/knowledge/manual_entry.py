"""Loads ``manual_entry.toml`` and ``inclinometer.toml``: errors of what people and a phone's sensor measure."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field

from taikan.core.texts import Text
from taikan.knowledge.models import Entry, Knowledge, Mark


class Tool(Entry):
    """What values of one unit are taken with: its error in that unit, prior confidence and the values that can be."""

    ja: str
    en: str
    sem: float = Field(gt=0)
    mdc95: float = Field(gt=0)
    confidence: float = Field(gt=0, le=1)
    low: float
    high: float
    whole: bool = False
    mark: Mark


class OwnEntry(Entry):
    """What is known better about one measure; the rest comes from its tool or its own measurement error."""

    sem: float | None = Field(default=None, gt=0)
    mdc95: float | None = Field(default=None, gt=0)
    low: float | None = None
    high: float | None = None
    whole: bool | None = None
    mark: Mark | None = None
    sources: tuple[str, ...] = ()


class EntryRule(Entry):
    """How one measure is entered: allowed values, error and prior confidence, in the measure's unit."""

    sem: float
    mdc95: float
    confidence: float
    low: float
    high: float
    whole: bool
    tool: Text | None
    mark: Mark


class EntryTable(Entry):
    """Tools by unit and better knowledge by measure code."""

    tool: Mapping[str, Tool]
    entry: Mapping[str, OwnEntry]

    def rule(self, code: str, knowledge: Knowledge) -> EntryRule:
        """How the known measure ``code`` is entered."""
        definition, own = knowledge.measures[code], self.entry.get(code, OwnEntry())
        tool, error = self.tool.get(definition.unit), knowledge.measurement_error[code]
        by_tool = tool is not None and bool(definition.views)
        base = tool if by_tool and tool is not None else error
        return EntryRule(
            sem=own.sem or base.sem,
            mdc95=own.mdc95 or base.mdc95,
            confidence=tool.confidence if by_tool and tool else knowledge.method_prior[definition.method],
            low=_first(own.low, tool.low if tool else None, -1e6),
            high=_first(own.high, tool.high if tool else None, 1e6),
            whole=bool(_first(own.whole, tool.whole if tool else None, False)),
            tool=Text(ja=tool.ja, en=tool.en) if by_tool and tool else None,
            mark=own.mark or base.mark,
        )


class SensorMeasure(Entry):
    """One measure by phone: where it lies, how one moves, and its error in degrees. ``each_*`` where two add up."""

    axis: Literal["gravity", "compass"]
    sem: float = Field(gt=0)
    mdc95: float = Field(gt=0)
    each_sem: float | None = Field(default=None, gt=0)
    each_mdc95: float | None = Field(default=None, gt=0)
    place_ja: str
    place_en: str
    motion_ja: str
    motion_en: str
    compass: "SensorMeasure | None" = None

    @property
    def place(self) -> Text:
        """Where the phone lies."""
        return Text(ja=self.place_ja, en=self.place_en)

    @property
    def motion(self) -> Text:
        """How one moves."""
        return Text(ja=self.motion_ja, en=self.motion_en)


class SensorTable(Entry):
    """The common protocol and every measure a phone takes."""

    still_sd_deg: float
    drift_deg: float
    depth_deg: float
    trials: int
    confidence: float
    mark: Mark
    measure: Mapping[str, SensorMeasure]


@lru_cache
def load_entry_table() -> EntryTable:
    """Errors of manual entries; raises ``ValidationError`` if the file is broken."""
    return EntryTable.model_validate(_read("manual_entry.toml"))


@lru_cache
def load_sensor_table() -> SensorTable:
    """Errors of the phone as inclinometer; raises ``ValidationError`` if the file is broken."""
    return SensorTable.model_validate(_read("inclinometer.toml"))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("taikan.knowledge").joinpath(name).read_text(encoding="utf-8"))


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)
