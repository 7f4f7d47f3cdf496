"""Loads ``capture_check.toml``: what is looked at before recording, in which order, and the limits only it has."""

from functools import lru_cache
from typing import Literal

from pydantic import Field

from taikan.knowledge.loader import knowledge_tables
from taikan.knowledge.models import Entry, Mark

CheckName = Literal[
    "person",
    "light",
    "backlight",
    "framing",
    "distance",
    "view",
    "level",
    "tilt",
    "hidden",
    "sharpness",
    "contrast",
    "frame_rate",
    "others",
]


class Limit(Entry):
    """One number, how well it is known and why it is what it is."""

    value: float = Field(gt=0)
    mark: Mark
    why: str


class CheckRules(Entry):
    """``priority``: names of findings, most important first; see the file for the limits."""

    priority: tuple[CheckName, ...]
    least_margin: Limit
    least_body_px: Limit
    most_roll_deg: Limit
    most_tilt_deg: Limit
    most_merged_percent: Limit


@lru_cache(maxsize=1)
def load_check_rules() -> CheckRules:
    """The rules; raises ``ValidationError`` if the file is broken."""
    (table,) = knowledge_tables("capture_check.toml")
    return CheckRules.model_validate(table)
