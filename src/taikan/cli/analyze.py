"""``taikan analyze``: one recording to result, tables, annotated video and report."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from taikan.cli._interrupt import stoppable
from taikan.cli._language import lang_option
from taikan.cli._person import modifier_option, person_options, read_points
from taikan.cli._progress import progress_bar
from taikan.cli._summary import print_summary
from taikan.core.errors import ExitStatus, WrongOptionError
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.workflows.analysis import AnalyzeSettings
from taikan.workflows.analyze import analyze
from taikan.workflows.outputs import REPORT_FILE, RESULT, write_outputs
from taikan.workflows.repeatability import read_repeatability
from taikan.workflows.target import check_target, free_folder

_HEIGHTS_CM = click.FloatRange(80, 250)


def _options(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """``NAME=CHOICE`` pairs."""
    pairs = {}
    for pair in given:
        name, sign, choice = pair.partition("=")
        if not sign:
            raise WrongOptionError(option="--option", value=pair, allowed="NAME=CHOICE")
        pairs[name] = choice
    return pairs


@click.command(
    help="Measure the movement in VIDEO, or the posture in a photo: result, tables, annotated video or picture, report."
)
@click.argument("video", type=click.Path(path_type=Path))
@click.option("--test", required=True, help="Which movement test; `taikan tests` lists them.")
@click.option("--side", type=click.Choice(["left", "right"]), help="Measure this side, not the one nearest the camera.")
@click.option("--person", type=click.IntRange(min=1), help="Which person, if several; 1 is the main one.")
@click.option("--height-cm", type=_HEIGHTS_CM, help="The person's height; lengths are then in cm.")
@click.option("--model", type=click.Choice(["lite", "full", "heavy"]), default="full", show_default=True)
@click.option("--option", "options", multiple=True, callback=_options, help="An option of the test, NAME=CHOICE.")
@click.option("--points", type=click.Path(path_type=Path), help="TOML file of points set on the photo.")
@person_options
@modifier_option
@click.option("--error", type=click.Path(path_type=Path), help="This gym's own error, from `taikan repeatability`.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for everything; a new one here if not given.")
@click.option("--no-video", is_flag=True, help="Leave out the annotated video.")
@click.option("--blur-face", is_flag=True, help="Blur the face in pictures and video.")
@click.option("--workers", type=click.IntRange(min=1), help="How many cores to use; all if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; writes files only with --out.")
@lang_option
def command(
    video: Path,
    error: Path | None,
    out: Path | None,
    no_video: bool,
    blur_face: bool,
    as_json: bool,
    points: Path | None,
    lang: Language,
    **choices: Any,
) -> int:
    """Exit status 0 for a valid result, 3 for a recording that cannot be used; errors have their own."""
    settings = AnalyzeSettings(
        **choices,
        points=() if points is None else read_points(points),
        gym_error=read_repeatability(error) if error else None,
    )
    folder = out or (None if as_json else free_folder(Path.cwd(), f"{video.stem}-{settings.test}"))
    if folder is not None:
        check_target(folder, RESULT)
    with progress_bar(lang) as shown, stoppable(shown) as progress:
        analysis = analyze(video, settings, progress)
        if folder is not None:
            write_outputs(
                analysis, folder, lang, with_video=not no_video, with_blurred_face=blur_face, progress=progress
            )
    result = analysis.result
    if as_json:
        click.echo(result.model_dump_json(by_alias=True))
    else:
        console = Console()
        print_summary(result, lang, console)
        written = load_knowledge().texts["analyze.written"].format(path=folder and folder / REPORT_FILE)
        console.print(written.in_language(lang), soft_wrap=True, highlight=False)
    return ExitStatus.OK if result.verdict.valid else ExitStatus.UNUSABLE_RECORDING
