"""``taikan battery``: every recording of a folder measured, one table over all of them."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from taikan.cli._interrupt import stoppable
from taikan.cli._language import lang_option
from taikan.cli._person import modifier_option, person_options
from taikan.cli._progress import progress_bar
from taikan.core.errors import ExitStatus
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.progress.battery import Battery
from taikan.workflows.battery import BatteryOutput, measure_battery
from taikan.workflows.folders import FolderSettings
from taikan.workflows.outputs import REPORT_FILE
from taikan.workflows.repeatability import read_repeatability
from taikan.workflows.target import free_folder


@click.command(
    help="Measure every recording of FOLDER/<test>[_left|_right][_<n>].mp4, whatever is wrong with some: one table, "
    "one page, and each recording's own report."
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--height-cm", type=click.FloatRange(80, 250), help="The person's height; lengths are then in cm.")
@person_options
@modifier_option
@click.option("--model", type=click.Choice(["lite", "full", "heavy"]), default="full", show_default=True)
@click.option("--error", type=click.Path(path_type=Path), help="This gym's own error, from `taikan repeatability`.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for everything; a new one here if not given.")
@click.option("--no-video", is_flag=True, help="Leave out the annotated videos.")
@click.option("--blur-face", is_flag=True, help="Blur the face in pictures and videos.")
@click.option("--workers", type=click.IntRange(min=1), help="How many cores to use; all if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; writes files only with --out.")
@lang_option
def command(
    folder: Path,
    error: Path | None,
    out: Path | None,
    no_video: bool,
    blur_face: bool,
    as_json: bool,
    lang: Language,
    **choices: Any,
) -> int:
    """Exit status 0 if anything could be measured, 3 if nothing could; errors have their own."""
    settings = FolderSettings(**choices, gym_error=read_repeatability(error) if error else None)
    target = out or (None if as_json else free_folder(Path.cwd(), f"{folder.resolve().name}-battery"))
    output = BatteryOutput(target, lang, not no_video, blur_face) if target else None
    with progress_bar(lang) as shown, stoppable(shown) as progress:
        battery = measure_battery(folder, settings, output, progress)
    if as_json:
        click.echo(battery.model_dump_json(by_alias=True))
    else:
        _print(battery, target, lang)
    return ExitStatus.OK if battery.tests else ExitStatus.UNUSABLE_RECORDING


def _print(battery: Battery, target: Path | None, language: Language) -> None:
    texts, console = load_knowledge().texts, Console(highlight=False, soft_wrap=True)

    def say(key: str, **values: object) -> None:
        console.print(texts[f"battery.{key}"].format(**values).in_language(language))

    say("measured_count", count=sum(len(test.recordings) for test in battery.tests))
    if battery.skipped:
        say("skipped_count", count=len(battery.skipped))
    say("written", path=target and target / REPORT_FILE)
