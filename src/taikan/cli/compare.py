"""``taikan compare``: what changed between two results by more than measuring error."""

from pathlib import Path

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.core.errors import ExitStatus
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.progress.change import Comparison
from taikan.report.compare import CompareWords, change_lines
from taikan.workflows.compare import (
    COMPARISON,
    SHEET_PDF,
    SheetWishes,
    compare_occasions,
    read_occasion,
    write_comparison,
)
from taikan.workflows.outputs import REPORT_FILE
from taikan.workflows.target import check_target, free_folder


@click.command(help="Say what changed from BEFORE to AFTER, result folders of `taikan analyze` or `taikan battery`.")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for everything; a new one here if not given.")
@click.option("--sheet", is_flag=True, help="Also the one-page sheet of a session (today.html, today.pdf).")
@click.option("--name", default="", help="Whose sheet it is.")
@click.option("--exercise", "exercises", multiple=True, help="What was done in between, by id; repeatable.")
@click.option(
    "--pain", type=(click.FloatRange(0, 10), click.FloatRange(0, 10)), help="Pain before and after, 0 to 10 each."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; writes files only with --out.")
@lang_option
def command(
    before: Path,
    after: Path,
    out: Path | None,
    sheet: bool,
    name: str,
    exercises: tuple[str, ...],
    pain: tuple[float, float] | None,
    as_json: bool,
    lang: Language,
) -> int:
    """Exit status 0; errors have their own."""
    wishes = SheetWishes(name, exercises, pain) if sheet or exercises or pain else None
    target = out or (None if as_json else free_folder(Path.cwd(), "comparison"))
    if target is not None:
        check_target(target, COMPARISON)
    one, other = read_occasion(before), read_occasion(after)
    comparison = compare_occasions(one, other)
    if target is not None:
        write_comparison(comparison, one, other, target, lang, wishes)
    if as_json:
        click.echo(comparison.model_dump_json(by_alias=True))
    else:
        _print(comparison, target, lang)
        if wishes is not None and target is not None:
            click.echo(target / SHEET_PDF)
    return ExitStatus.OK


def _print(comparison: Comparison, target: Path | None, language: Language) -> None:
    console, words = Console(highlight=False, soft_wrap=True), CompareWords(load_knowledge(), language)
    for line in change_lines(comparison, words):
        console.print(line, markup=False)
    console.print(words("written", path=target and target / REPORT_FILE))
