"""Files people write: TOML or JSON read into a record, an unknown key being an error with the nearest known one."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from taikan.core.errors import (
    FileIsDirectoryError,
    FileMissingError,
    FileNotPermittedError,
    FileProblemError,
    UnknownNameError,
)
from taikan.core.records import Record

R = TypeVar("R", bound=Record)


def read_given(path: Path, kind: type[R], wrong: type[FileProblemError]) -> R:
    """The file at ``path`` (JSON by its ending, else TOML) as ``kind``.

    Raises
    ------
    FileMissingError, FileIsDirectoryError, FileNotPermittedError
        If it cannot be read.
    FileProblemError
        As ``wrong``, with ``path`` and ``problem``, if it is broken or says something impossible.
    UnknownNameError
        For an unknown key, with a suggestion.
    """
    table = _parsed(path, wrong)
    try:
        return kind.model_validate(table)
    except ValidationError as problem:
        raise _error(problem, path, kind, wrong) from problem


def check_names(named: Iterable[tuple[str, Iterable[str]]], kind: str) -> None:
    """Raise ``UnknownNameError`` for the first name that is not among its known ones."""
    for name, known in named:
        choices = list(known)
        if name not in choices:
            raise UnknownNameError(kind=kind, name=name, suggestion=nearest(name, choices))


def nearest(name: str, known: Sequence[str]) -> str:
    """The most similar of ``known``, or all of them."""
    close = get_close_matches(name, known, n=1)
    return close[0] if close else ", ".join(known)


def _parsed(path: Path, wrong: type[FileProblemError]) -> object:
    try:
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise FileMissingError(path=str(path)) from problem
    except IsADirectoryError as problem:
        raise FileIsDirectoryError(path=str(path)) from problem
    except (PermissionError, OSError) as problem:
        raise FileNotPermittedError(path=str(path)) from problem
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise wrong(path=str(path), problem=str(problem).splitlines()[0]) from problem


def _error(problem: ValidationError, path: Path, kind: type[Record], wrong: type[FileProblemError]) -> Exception:
    """The first thing that is wrong, as an error of ours; a misspelt key before what is missing because of it."""
    found = problem.errors()
    first = next((error for error in found if error["type"] == "extra_forbidden"), found[0])
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = _known_keys(kind, first["loc"][:-1])
        return UnknownNameError(kind="key", name=where, suggestion=nearest(str(first["loc"][-1]), known))
    return wrong(path=str(path), problem=f"{where}: {first['msg']}" if where else first["msg"])


def _known_keys(kind: type[Record], place: Sequence[int | str]) -> list[str]:
    """The keys that may stand at ``place`` of a file of ``kind``."""
    schema: dict[str, Any] = kind.model_json_schema(by_alias=True)
    here = schema
    for name in (part for part in place if isinstance(part, str)):
        entry = here.get("properties", {}).get(name, {})
        entry = entry.get("items", entry)
        reference = next(iter(_references(entry)), None)
        here = schema["$defs"].get(reference, {}) if reference else {}
    return list(here.get("properties", {}))


def _references(entry: Mapping[str, Any]) -> Iterable[str]:
    for part in (entry, *entry.get("anyOf", ()), *entry.get("allOf", ())):
        if "$ref" in part:
            yield part["$ref"].rsplit("/", 1)[-1]
