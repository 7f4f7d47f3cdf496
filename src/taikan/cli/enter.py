"""``taikan enter``: measures found by hand or with a phone's sensor, as one document like a result."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.cli._person import person_options
from taikan.cli._summary import measure_table
from taikan.core.errors import ExitStatus, OutputExistsError, WrongOptionError
from taikan.core.records import EntryDocument, Measure, Reason
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.entering import entered_measure, named_side, sensor_measure
from taikan.movement_tests.inclinometer import Tap, Trial, excursion

_FORM = "CODE[.left|.right]=VALUE[,VALUE...]"
_SENSOR_FORM = "CODE[.left|.right]=START:END[:BACK][,...]"


@click.command(
    help="Enter measures taken by hand: CODE=VALUE, CODE.left=VALUE, several trials as CODE=VALUE,VALUE. "
    "With --sensor, angles of a phone as CODE=START:END. `taikan measures` lists the codes."
)
@click.argument("entries", nargs=-1, required=True)
@click.option("--sensor", is_flag=True, help="The values are angles of a phone, START:END in degrees.")
@click.option("--compass", is_flag=True, help="The phone's compass was used: START:END:BACK.")
@click.option("--by", "entered_by", default="", help="Who measured.")
@click.option("--pain", type=click.IntRange(0, 10), help="Pain during it, 0 to 10.")
@person_options
@click.option("--out", type=click.Path(path_type=Path), help="Write the JSON document here; never over another file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
def command(
    entries: tuple[str, ...], out: Path | None, as_json: bool, entered_by: str, lang: Language, **choices: Any
) -> int:
    """Exit status 0; errors have their own."""
    measures = tuple(_measure(entry, **choices) for entry in entries)
    document = EntryDocument(
        entered_at=f"{datetime.now().astimezone():%Y-%m-%dT%H:%M:%S%z}", entered_by=entered_by, measures=measures
    )
    text = document.model_dump_json(by_alias=True, indent=None if as_json else 2)
    if out is not None:
        _write(out, text + "\n")
    if as_json:
        click.echo(text)
    else:
        Console().print(measure_table(measures, lang))
    return ExitStatus.OK


def _measure(entry: str, *, sensor: bool, compass: bool, pain: int | None, age: float | None, sex: Any) -> Measure:
    name, sign, given = entry.partition("=")
    if not sign:
        raise WrongOptionError(option="taikan enter", value=entry, allowed=_SENSOR_FORM if sensor else _FORM)
    code, side = named_side(name)
    knowledge = load_knowledge()
    if sensor or compass:
        turns = [_turn(trial, compass, entry) for trial in given.split(",")]
        return sensor_measure(code, turns, knowledge, side=side, is_compass=compass, age=age, sex=sex, pain=pain)
    values = [_number(value, entry, _FORM) for value in given.split(",")]
    return entered_measure(code, values, knowledge, side=side, age=age, sex=sex, pain=pain)


def _turn(trial: str, is_compass: bool, entry: str) -> float:
    angles = [_number(angle, entry, _SENSOR_FORM) for angle in trial.split(":")]
    if len(angles) not in {2, 3}:
        raise WrongOptionError(option="--sensor", value=entry, allowed=_SENSOR_FORM)
    start, end, *back = (Tap(angle) for angle in angles)
    turned = excursion(Trial(start, end, *back), is_compass=is_compass)
    if isinstance(turned, Reason):
        sentence = load_knowledge().reason_action(turned)
        raise WrongOptionError(option="--compass", value=trial, allowed=f"{sentence.en} / {sentence.ja}")
    return turned


def _number(text: str, entry: str, form: str) -> float:
    try:
        value = float(text)
    except ValueError as problem:
        raise WrongOptionError(option="taikan enter", value=entry, allowed=form) from problem
    if value - value != 0.0:  # not finite
        raise WrongOptionError(option="taikan enter", value=entry, allowed=form)
    return value


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as problem:
        raise OutputExistsError(path=str(path)) from problem
