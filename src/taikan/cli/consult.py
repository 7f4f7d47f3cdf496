"""``taikan consult``: a whole first consultation from a folder, in one go."""

from pathlib import Path

import click
from rich.console import Console

from taikan.cli._intake_summary import IntakeSummary
from taikan.cli._interrupt import stoppable
from taikan.cli._language import lang_option
from taikan.cli._plan_summary import print_profile_and_plan
from taikan.cli._progress import one_bar
from taikan.core.errors import ExitStatus, MissingArgumentError
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.workflows.battery import BatteryOutput
from taikan.workflows.client_folder import client_template
from taikan.workflows.consult import LETTER, REPORT_PDF, Consultation, ConsultSettings, consult
from taikan.workflows.outputs import REPORT_FILE
from taikan.workflows.target import free_folder


@click.command(
    help="The first consultation of the client in FOLDER (client.toml with the answers, recordings named "
    "<test>[_left|_right][_<n>].mp4, manual.toml): safety first, then measures, profile, plan, and the hand-out as "
    "page and PDF."
)
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for everything; a new one here if not given.")
@click.option("--model", type=click.Choice(["lite", "full", "heavy"]), default="full", show_default=True)
@click.option("--no-video", is_flag=True, help="Leave out the annotated videos.")
@click.option("--blur-face", is_flag=True, help="Blur the face in pictures and videos.")
@click.option("--workers", type=click.IntRange(min=1), help="How many cores to use; all if not given.")
@click.option("--template", is_flag=True, help="Print an example of client.toml with every key explained, and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print the consultation as JSON; writes files only with --out.")
@lang_option
def command(
    folder: Path | None,
    out: Path | None,
    no_video: bool,
    blur_face: bool,
    template: bool,
    as_json: bool,
    lang: Language,
    model: str,
    workers: int | None,
) -> int:
    """Exit status 0; 5 where the safety check stops it (the report is still written); errors have their own."""
    if template:
        click.echo(client_template(load_questionnaires(), lang), nl=False)
        return ExitStatus.OK
    if folder is None:
        raise MissingArgumentError(name="FOLDER", command="taikan consult")
    target = out or (None if as_json else free_folder(Path.cwd(), f"{folder.resolve().name}-consultation"))
    output = BatteryOutput(target, lang, not no_video, blur_face) if target else None
    settings = ConsultSettings.model_validate({"model": model, "workers": workers})
    with one_bar(lang) as shown, stoppable(shown) as progress:
        made = consult(folder, settings, output, progress)
    if as_json:
        click.echo(made.model_dump_json(by_alias=True))
    else:
        _print(made, target, lang)
    return ExitStatus.OK if made.open else ExitStatus.SAFETY_STOP


def _print(made: Consultation, target: Path | None, language: Language) -> None:
    console, texts = Console(highlight=False, soft_wrap=True), load_knowledge().texts

    def say(key: str, **values: object) -> None:
        console.print(texts[f"consult.{key}"].format(**values).in_language(language), markup=False)

    IntakeSummary(load_questionnaires().questions(), language, console).print(made.intake)
    if made.battery is not None:
        console.print()
        say("measured", count=sum(len(test.recordings) for test in made.battery.tests))
        if made.battery.skipped:
            say("skipped", files=", ".join(skipped.file for skipped in made.battery.skipped))
    if made.profile is not None:
        print_profile_and_plan(made.profile, made.plan, language, console)
    if target is not None:
        console.print()
        say("written", path=target / REPORT_FILE, pdf=target / REPORT_PDF)
        if (target / LETTER).exists():
            say("letter", path=target / LETTER)
