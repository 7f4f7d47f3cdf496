"""Which language the person at the command line reads."""

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from taikan.core.texts import LANGUAGES, Language

F = TypeVar("F", bound=Callable[..., Any])


def locale_language() -> Language:
    """Japanese where the locale is Japanese, otherwise English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"


def requested_language(arguments: Sequence[str]) -> Language:
    """The language asked for with ``--lang`` anywhere in ``arguments``, else the locale's.

    Read from the words themselves, because an error may come before they are parsed.
    """
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        value = following if word == "--lang" else word.removeprefix("--lang=")
        for language in LANGUAGES:
            if value == language and word.startswith("--lang"):
                return language
    return locale_language()


def lang_option(command: F) -> F:
    """The ``--lang`` option, as every command has it; gives ``lang``, "ja" or "en"."""
    option = click.option(
        "--lang", type=click.Choice(LANGUAGES), default=locale_language, help="Language; the locale's if not given."
    )
    return option(command)
