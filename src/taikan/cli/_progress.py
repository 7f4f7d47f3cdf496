"""A progress bar with the time left, on stderr; silent where stderr is not a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.workflows.analysis import Progress as Report
from taikan.workflows.analysis import Stage


@contextmanager
def progress_bar(language: Language) -> Iterator[Report | None]:
    """A callback that draws one bar for each stage, or None where nobody would see it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    texts = load_knowledge().texts
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[Stage, TaskID] = {}

        def report(stage: Stage, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(texts[f"analyze.stage.{stage}"].in_language(language), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


@contextmanager
def one_bar(language: Language) -> Iterator[Report | None]:
    """A callback that draws a single bar over a whole job and names what is being done, or None where nobody sees it.

    Every call's ``total`` is the whole job's.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    texts = load_knowledge().texts
    columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(stage: Stage, done: int, total: int) -> None:
            said = texts[f"analyze.stage.{stage}"].in_language(language)
            bar.update(task, description=said, completed=done, total=total)

        yield report
