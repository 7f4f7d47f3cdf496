"""What is known about the person, as several commands take it: age, sex and safety codes; and points set on a photo."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from taikan.core.errors import FileMissingError, FileNotPermittedError, PointsFileError
from taikan.core.records import ManualPoint
from taikan.knowledge.manual_points import load_points

F = TypeVar("F", bound=Callable[..., Any])


def person_options(command: F) -> F:
    """``--age`` and ``--sex``; gives ``age`` (years) and ``sex``."""
    age = click.option("--age", type=click.FloatRange(0, 120), help="Age in years, for norms and limits by age.")
    sex = click.option("--sex", type=click.Choice(["male", "female"]), help="Sex, for norms and limits by sex.")
    return age(sex(command))


def modifier_option(command: F) -> F:
    """``--modifier``, repeatable; gives ``modifiers``."""
    option = click.option("--modifier", "modifiers", multiple=True, help="A safety code of the person; repeatable.")
    return option(command)


def read_points(path: Path) -> tuple[ManualPoint, ...]:
    """Points of a TOML file: ``set_by = "..."`` and one table a point, ``[c7]`` with ``x_px`` and ``y_px``.

    Raises ``PointsFileError`` if it is no such file, ``UnknownNameError`` for a point there is not.
    """
    table = _read(path)
    set_by = table.pop("set_by", "")
    try:
        return tuple(
            ManualPoint.model_validate({"set_by": set_by, **place, "name": load_points().checked(name)})
            for name, place in table.items()
        )
    except (ValidationError, TypeError) as problem:
        raise PointsFileError(path=str(path)) from problem


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise FileMissingError(path=str(path)) from problem
    except PermissionError as problem:
        raise FileNotPermittedError(path=str(path)) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, IsADirectoryError, NotADirectoryError) as problem:
        raise PointsFileError(path=str(path)) from problem
