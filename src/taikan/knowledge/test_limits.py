"""Loads ``safety/test_limits.toml`` and ``safety/test_items.toml``: what a person's codes exclude or limit."""

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field, model_validator

from taikan.core.errors import UnknownNameError
from taikan.core.texts import Text
from taikan.knowledge.models import Entry, Mark

SUPINE, PRONE = "supine_over_3_min", "prone_any"


class Limit(Entry):
    """What ``code`` does to the measure or family ``test``: it is not done, or done as ``how`` says."""

    test: str
    code: str
    effect: Literal["exclude", "limit"]
    how: Text | None = None

    @model_validator(mode="after")
    def _limit_says_how(self) -> "Limit":
        if (self.effect == "limit") != (self.how is not None):
            raise ValueError(f"{self.test}, {self.code}: a limit says how, an exclusion does not")
        return self


class Applies(Entry):
    """A movement test, or one choice of one of its options."""

    test: str
    option: str | None = None
    choice: str | None = None


class Modifier(Entry):
    """A code that holds for a person: its short name and what it implies."""

    ja: str
    en: str
    implies: tuple[str, ...] = ()

    @property
    def name(self) -> Text:
        """What it is called in a sentence."""
        return Text(ja=self.ja, en=self.en)


class TestLimitTable(Entry):
    """Everything about excluded and limited tests. ``only`` and ``only_tests`` name what is left under a code."""

    __test__ = False

    mark: Mark
    limit: tuple[Limit, ...]
    only: Mapping[str, tuple[str, ...]] = Field(description="code to measure families")
    only_tests: Mapping[str, tuple[str, ...]] = Field(description="derived state to movement tests")
    item: Mapping[str, tuple[Applies, ...]]
    modifier: Mapping[str, Modifier]
    prone: tuple[str, ...]

    @model_validator(mode="after")
    def _codes_are_known(self) -> "TestLimitTable":
        used = {row.code for row in self.limit} | self.only.keys() | self.only_tests.keys()
        used |= {code for modifier in self.modifier.values() for code in modifier.implies}
        if strange := used - self.modifier.keys():
            raise ValueError(f"codes without a name: {', '.join(sorted(strange))}")
        if strange := self.item.keys() - {row.test for row in self.limit}:
            raise ValueError(f"items without a limit: {', '.join(sorted(strange))}")
        return self

    def closure(self, codes: Iterable[str]) -> tuple[str, ...]:
        """``codes`` and all they imply, sorted; raises ``UnknownNameError`` with the nearest for an unknown one."""
        found: set[str] = set()
        waiting = list(codes)
        while waiting:
            code = waiting.pop()
            if code not in self.modifier:
                close = get_close_matches(code, self.modifier, n=1)
                names = close[0] if close else ", ".join(self.modifier)
                raise UnknownNameError(kind="modifier", name=code, suggestion=names)
            if code not in found:
                found.add(code)
                waiting.extend(self.modifier[code].implies)
        return tuple(sorted(found))


@lru_cache
def load_test_limits() -> TestLimitTable:
    """The table; raises ``ValidationError`` if a file is broken."""
    limits, items = _read("test_limits.toml"), _read("test_items.toml")
    return TestLimitTable.model_validate(
        {
            **items,
            "limit": limits["limit"],
            "only": limits["only"],
            "only_tests": items["only"],
        }
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("taikan.knowledge").joinpath("safety", name).read_text(encoding="utf-8"))
