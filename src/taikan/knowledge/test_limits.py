"""Loads ``safety/test_items.toml``: which movement tests the rows of ``safety/test_limits.toml`` are about."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from pydantic import model_validator

from taikan.core.texts import Text
from taikan.knowledge.models import Entry, Mark
from taikan.knowledge.safety_files import load_safety

SUPINE, PRONE = "supine_over_3_min", "prone_any"


class Applies(Entry):
    """A movement test, or one choice of one of its options."""

    test: str
    option: str | None = None
    choice: str | None = None


class TestItems(Entry):
    """``item``: a row's ``test`` to movement tests; ``only``: a derived state to the movement tests left under it;
    ``name``: what every code is called in a sentence; ``prone``: movement tests lying face down."""

    __test__ = False

    mark: Mark
    only: Mapping[str, tuple[str, ...]]
    item: Mapping[str, tuple[Applies, ...]]
    name: Mapping[str, Text]
    prone: tuple[str, ...]

    @model_validator(mode="after")
    def _fit_the_safety_files(self) -> "TestItems":
        safety = load_safety()
        used = safety.modifiers.keys() | safety.states.keys() | self.only.keys()
        if strange := used ^ self.name.keys():
            raise ValueError(f"codes without a name, or names without a code: {', '.join(sorted(strange))}")
        if strange := self.item.keys() - {row.test for row in safety.test_limits.limit}:
            raise ValueError(f"items without a limit: {', '.join(sorted(strange))}")
        return self


@lru_cache
def load_test_items() -> TestItems:
    """The table; raises ``ValidationError`` if the file is broken."""
    text = files("taikan.knowledge").joinpath("safety", "test_items.toml").read_text(encoding="utf-8")
    return TestItems.model_validate(tomllib.loads(text))
