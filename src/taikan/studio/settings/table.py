"""The one table of settings. It feeds the environment, the documentation and the check at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taikan.core.errors import WrongSettingError

PREFIX = "TAIKAN_"
_TRUE, _FALSE = frozenset({"1", "yes", "true", "on"}), frozenset({"0", "no", "false", "off", ""})


@dataclass(frozen=True)
class Setting:
    """One setting: its environment variable, kind, default and meaning; ``low`` and ``high`` bound whole numbers."""

    name: str
    kind: type
    default: Any
    meaning: str
    low: int | None = None
    high: int | None = None

    def read(self, environment: Mapping[str, str]) -> Any:
        """The value in ``environment`` or the default. Raises ``WrongSettingError``."""
        text = environment.get(self.name)
        if text is None:
            return self.default
        try:
            value = _CONVERTERS[self.kind](text.strip())
        except ValueError as problem:
            raise self._wrong(text) from problem
        if isinstance(value, int) and not (self.low or 0) <= value <= (self.high or value):
            raise self._wrong(text)
        return value

    @property
    def allowed(self) -> str:
        """What the setting takes, in a word."""
        if self.kind is int:
            return f"{self.low or 0}-{self.high}" if self.high else f">= {self.low or 0}"
        return {bool: "yes, no", list: "a, b, c"}.get(self.kind, "text")

    def _wrong(self, text: str) -> WrongSettingError:
        return WrongSettingError(name=self.name, value=text, allowed=self.allowed)


def _truth(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError(text)


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


_CONVERTERS: Mapping[type, Any] = {str: str, int: int, bool: _truth, list: _names, Path: lambda t: Path(t).expanduser()}

TABLE = (
    Setting("TAIKAN_DATA", Path, Path("~/taikan-studio").expanduser(), "Folder of database, recordings and keys."),
    Setting(
        "DATABASE_URL", str, "", "PostgreSQL instead of SQLite in the data folder: postgres://user:word@host/name."
    ),
    Setting("TAIKAN_HOSTS", list, [], "More host names the studio answers to, besides this computer's own."),
    Setting("TAIKAN_HTTPS", bool, True, "Whether pages come over https, so that cookies are sent over nothing else."),
    Setting("TAIKAN_TIME_ZONE", str, "Asia/Tokyo", "Time zone of the gym."),
    Setting("TAIKAN_SESSION_HOURS", int, 12, "Hours after which an unused login ends.", 1, 720),
    Setting("TAIKAN_UPLOAD_MB", int, 500, "Largest recording that may be uploaded, in megabytes.", 1, 4000),
    Setting("TAIKAN_RETENTION_DAYS", int, 365, "Days after which a recording is deleted; 0 keeps none.", 0, 3650),
    Setting("TAIKAN_WORKERS", int, 1, "Jobs that may run at the same time.", 1, 32),
    Setting("TAIKAN_DEBUG", bool, False, "Show errors with their traceback; only for developing."),
)


@dataclass(frozen=True)
class Settings:
    """The values of ``TABLE``, by the lower-case name without prefix."""

    data: Path
    database_url: str
    hosts: list[str]
    https: bool
    time_zone: str
    session_hours: int
    upload_mb: int
    retention_days: int
    workers: int
    debug: bool


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """All settings. Raises ``WrongSettingError`` for a value that is not allowed or a name that is not known."""
    given = os.environ if environment is None else environment
    return Settings(**{_key(one.name): one.read(given) for one in TABLE})


def documented() -> str:
    """The table in Markdown, as it stands in the documentation."""
    rows = [f"| `{one.name}` | {one.allowed} | {_shown(one)} | {one.meaning} |" for one in TABLE]
    return "\n".join(["| variable | takes | default | meaning |", "|---|---|---|---|", *rows])


def _key(name: str) -> str:
    return name.removeprefix(PREFIX).lower()


def _shown(one: Setting) -> str:
    if one.kind is bool:
        return "yes" if one.default else "no"
    if one.kind is Path:
        return "`~/taikan-studio`"
    return f"`{one.default}`" if one.default not in ("", []) else "none"
