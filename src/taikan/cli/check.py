"""``taikan check``: what one thing to change before a test is recorded."""

from pathlib import Path

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.cli._lists import show_table
from taikan.core.errors import ExitStatus
from taikan.core.records import CaptureAdvice, CaptureFinding
from taikan.core.texts import Language
from taikan.core.units import format_value
from taikan.knowledge.loader import load_knowledge
from taikan.pose.recording import ModelName
from taikan.workflows.check import CaptureChecker


@click.command(
    help="Look at a few frames of a VIDEO, or at a photo, and say the one thing to change before recording the test."
)
@click.argument("video", type=click.Path(path_type=Path))
@click.option("--test", required=True, help="Which movement test; `taikan tests` lists them.")
@click.option("--model", type=click.Choice(["lite", "full", "heavy"]), default="full", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print everything found as JSON.")
@lang_option
def command(video: Path, test: str, model: ModelName, as_json: bool, lang: Language) -> int:
    """Exit status 0 if the test can be recorded like this, 3 if something should be changed; errors have their own."""
    advice = CaptureChecker(model).check_recording(video, test)
    if as_json:
        click.echo(advice.model_dump_json(by_alias=True))
    else:
        _print(advice, lang)
    return ExitStatus.OK if advice.ok else ExitStatus.UNUSABLE_RECORDING


def _print(advice: CaptureAdvice, language: Language) -> None:
    console = Console(highlight=False)
    sign = "[green]✓[/]" if advice.ok else "[yellow]![/]"
    console.print(f"{sign} {advice.text.in_language(language)} {advice.action.in_language(language)}")
    headings = [_say(key, language) for key in ("looked_at", "found", "wanted")]
    rows = [(_say(f"name.{f.name}", language), _found(f, language), _wanted(f, language)) for f in advice.findings]
    show_table(console, headings, rows)


def _say(key: str, language: Language, **values: object) -> str:
    return load_knowledge().texts[f"check.{key}"].format(**values).in_language(language)


def _found(finding: CaptureFinding, language: Language) -> str:
    """The value with its error, and what that means."""
    state = _say(f"state.{finding.state}", language)
    if finding.value is None:
        return state
    value = format_value(finding.value, finding.unit, language)
    error = "" if finding.error is None else f" ± {format_value(finding.error, finding.unit, language)}"
    return f"{value}{error} ({state})"


def _wanted(finding: CaptureFinding, language: Language) -> str:
    low, high = (None if v is None else format_value(v, finding.unit, language) for v in (finding.low, finding.high))
    key = {(False, False): None, (True, False): "at_least", (False, True): "at_most", (True, True): "between"}[
        low is not None, high is not None
    ]
    return "" if key is None else _say(key, language, low=low, high=high)
