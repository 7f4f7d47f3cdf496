"""``taikan explain``: what stands behind one number of a result."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from taikan.cli._language import lang_option
from taikan.core.errors import ExitStatus
from taikan.core.explanation import ExplanationDocument
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.report.explain import ExplainPage, Grid, Section, explain_page, render_explanations
from taikan.workflows.explain import explain
from taikan.workflows.files import write_whole


@click.command(
    help="Say what stands behind MEASURE in RESULT, an output folder of `taikan analyze` or its result.json."
)
@click.argument("result", type=click.Path(path_type=Path))
@click.argument("measure")
@click.option("--side", type=click.Choice(["left", "right"]), help="Only this side, of a measure taken on both.")
@click.option("--out", type=click.Path(path_type=Path), help="Write one HTML page here instead of printing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
@lang_option
def command(result: Path, measure: str, side: str | None, out: Path | None, as_json: bool, lang: Language) -> int:
    """Exit status 0; errors have their own."""
    explained = explain(result, measure, side)
    knowledge = load_knowledge()
    if out is not None:
        write_whole(out, render_explanations(explained, knowledge, lang))
    if as_json:
        click.echo(ExplanationDocument(explanations=explained).model_dump_json(by_alias=True))
    elif out is not None:
        written = knowledge.texts["explain.written"].format(path=out)
        click.echo(written.in_language(lang))
    else:
        console = Console(highlight=False, markup=False)
        for one in explained:
            _print(explain_page(one, knowledge, lang), console)
    return ExitStatus.OK


def _print(page: ExplainPage, console: Console) -> None:
    console.print(f"{page.title}  {page.headline}", style="bold", soft_wrap=True)
    console.print(page.subtitle)
    for remark in page.remarks:
        console.print(remark)
    for section in page.sections:
        _print_section(section, console)
    console.print()


def _print_section(section: Section, console: Console) -> None:
    console.print(f"\n{section.title}", style="bold")
    if section.rows:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        for row in section.rows:
            table.add_row(*row)
        console.print(table)
    if section.grid is not None:
        console.print(_grid(section.grid))
    for remark in section.remarks:
        console.print(f"  {remark}")


def _grid(grid: Grid) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 2))
    for name in grid.head:
        table.add_column(name)
    for row in grid.rows:
        table.add_row(*row)
    return table
