"""``taikan repeatability``: the gym's own measuring error from staff filmed several times."""

from pathlib import Path

import click
from rich.console import Console

from taikan.cli._interrupt import stoppable
from taikan.cli._language import lang_option
from taikan.cli._progress import progress_bar
from taikan.core.errors import ExitStatus
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.pose.recording import ModelName
from taikan.progress.repeatability import Repeatability
from taikan.workflows.folders import FolderSettings
from taikan.workflows.repeatability import REPEATABILITY, REPORT_FILE, measure_repeatability, write_repeatability
from taikan.workflows.target import check_target, free_folder


@click.command(
    help="Find this gym's own measuring error in FOLDER/<person>/<test>[_left|_right][_<n>].mp4: the same people "
    "filmed about three times each. Give the result to `taikan analyze --error`."
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--model", type=click.Choice(["lite", "full", "heavy"]), default="full", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for everything; a new one here if not given.")
@click.option("--workers", type=click.IntRange(min=1), help="How many cores to use; all if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; writes files only with --out.")
@lang_option
def command(
    folder: Path, model: ModelName, out: Path | None, workers: int | None, as_json: bool, lang: Language
) -> int:
    """Exit status 0 if anything could be worked out, 3 if nothing could; errors have their own."""
    target = out or (None if as_json else free_folder(Path.cwd(), "repeatability"))
    if target is not None:
        check_target(target, REPEATABILITY)
    with progress_bar(lang) as shown, stoppable(shown) as progress:
        document = measure_repeatability(folder, FolderSettings(model=model, workers=workers), progress)
    if target is not None:
        write_repeatability(document, target, lang)
    if as_json:
        click.echo(document.model_dump_json(by_alias=True))
    else:
        _print(document, target, lang)
    return ExitStatus.OK if any(row.sem is not None for row in document.rows) else ExitStatus.UNUSABLE_RECORDING


def _print(document: Repeatability, target: Path | None, language: Language) -> None:
    texts, console = load_knowledge().texts, Console(highlight=False, soft_wrap=True)

    def say(key: str, **values: object) -> None:
        console.print(texts[f"repeatability.{key}"].format(**values).in_language(language))

    refused = sum(row.reason is not None for row in document.rows)
    if refused == len(document.rows):
        say("nothing")
    elif refused:
        say("refused_count", count=refused)
    if document.skipped:
        say("skipped_count", count=len(document.skipped))
    say("written", path=target and target / REPORT_FILE)
