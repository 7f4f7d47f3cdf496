"""Turns click's complaints about how a command was called into errors of ours, in both languages."""

from collections.abc import Sequence
from difflib import get_close_matches

import click

from taikan.core.errors import MissingArgumentError, TaikanError, UnknownNameError, UsageError, WrongOptionError


def as_usage_error(problem: click.ClickException, given: Sequence[str]) -> TaikanError:
    """The error of our own that says what ``problem`` means; ``given`` are the words the command was called with."""
    path = problem.ctx.command_path if isinstance(problem, click.UsageError) and problem.ctx else "taikan"
    if isinstance(problem, click.NoSuchOption):
        return _unknown_option(problem)
    if isinstance(problem, click.MissingParameter):
        return MissingArgumentError(name=_spoken(problem.param), command=path)
    if isinstance(problem, click.BadParameter) and problem.param is not None:
        allowed = _allowed(problem.param.type)
        if allowed:
            value = _given_value(problem.param, given)
            return WrongOptionError(option=_spoken(problem.param), value=value, allowed=allowed)
    return UsageError(command=path, problem=problem.format_message())


def unknown_command(name: str, known: Sequence[str]) -> TaikanError:
    """``name`` is no command; the nearest one, or all, are suggested."""
    close = get_close_matches(name, known, n=1)
    return UnknownNameError(kind="command", name=name, suggestion=close[0] if close else ", ".join(known))


def _unknown_option(problem: click.NoSuchOption) -> TaikanError:
    params = problem.ctx.command.get_params(problem.ctx) if problem.ctx else []
    known = [name for p in params if isinstance(p, click.Option) for name in p.opts if name.startswith("--")]
    close = get_close_matches(problem.option_name, known, n=1)
    return UnknownNameError(kind="option", name=problem.option_name, suggestion=close[0] if close else ", ".join(known))


def _spoken(param: click.Parameter | None) -> str:
    """A parameter as it is written: ``--test`` or ``VIDEO``."""
    if param is None:
        return "?"
    return param.opts[-1] if isinstance(param, click.Option) else (param.name or "?").upper()


def _allowed(kind: click.ParamType[object]) -> str:
    """What a parameter of ``kind`` takes; empty where that cannot be said in a few words."""
    if isinstance(kind, click.Choice):
        return ", ".join(str(choice) for choice in kind.choices)
    if isinstance(kind, click.IntRange | click.FloatRange):
        low, high = (f"{edge:g}" if edge is not None else "" for edge in (kind.min, kind.max))
        return f"{low}-{high}" if high else f">= {low}"
    return ""


def _given_value(param: click.Parameter, given: Sequence[str]) -> str:
    """What was written for ``param``; a dash if it did not stand among the words."""
    for word, following in zip(given, [*given[1:], "-"], strict=True):
        for name in param.opts:
            if word == name:
                return following
            if name.startswith("--") and word.startswith(f"{name}="):
                return word.removeprefix(f"{name}=")
    return "-"
