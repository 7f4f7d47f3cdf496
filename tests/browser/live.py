"""The studio that browser tests open, and the sizes they open it at."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
GYM = ZoneInfo("Asia/Tokyo")
Opens = Callable[..., Page]
"""``opened(who, size, language)``: a page of a browser of its own."""


@dataclass(frozen=True)
class LiveStudio:
    """A running studio. ``told`` is what ``seed.py`` says about it."""

    url: str
    database: Path
    told: dict[str, Any]

    def client(self, name: str) -> str:
        """The id of a client."""
        return str(self.told["clients"][name])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database of the studio holds now."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            return database.execute(query, values).fetchall()

    def logs_of(self, client: str) -> list[tuple[Any, ...]]:
        """The sessions kept of a client."""
        return self.rows("SELECT id FROM training_sessionlog WHERE client_id = ?", client.replace("-", ""))

    def change(self, query: str, *values: object) -> None:
        """Let time pass in the database, which no page can do."""
        with closing(sqlite3.connect(self.database, timeout=20)) as database, database:
            database.execute(query, values)

    def now(self, hours: float = 0) -> str:
        """The gym's clock as a form takes it, some hours from now."""
        return f"{datetime.now(GYM) + timedelta(hours=hours):%Y-%m-%dT%H:%M}"
