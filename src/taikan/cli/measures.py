"""``taikan measures``: every number Taikan can measure, with its error, limits and sources."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.cli._lists import limits, number, say, show_table, terms
from taikan.core.errors import UnknownNameError
from taikan.core.texts import Language
from taikan.core.units import UNITS
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.manual_entry import load_entry_table, load_sensor_table
from taikan.knowledge.models import MeasureDefinition
from taikan.knowledge.norms import EVERY_AGE, load_norms
from taikan.movement_tests.norms import middle_range
from taikan.movement_tests.registry import movement_tests


@click.command(help="List the measures; with CODE, how it is computed, its error, limits and sources.")
@click.argument("code", required=False)
@click.option("--test", help="Only the measures of this movement test.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
def command(code: str | None, test: str | None, as_json: bool, lang: Language) -> None:
    """Print all measures, those of one test, or one of them in full."""
    chosen = _chosen(code, test)
    if as_json:
        document = {"schema": "taikan.measures/1", "measures": [describe(m) for m in chosen]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif code is None:
        _show_all(chosen, lang)
    else:
        _show_one(chosen[0], lang)


def _chosen(code: str | None, test: str | None) -> list[MeasureDefinition]:
    known = load_knowledge().measures
    codes = list(known) if test is None else list(movement_tests().get(test).measure_codes)
    if code is None:
        return [known[c] for c in codes]
    if code not in codes:
        near = get_close_matches(code, codes, n=1)
        raise UnknownNameError(kind="measure", name=code, suggestion=near[0] if near else "taikan measures")
    return [known[code]]


def describe(measure: MeasureDefinition) -> dict[str, Any]:
    """Everything about ``measure``, ready for JSON, with its error and the citations of its sources."""
    knowledge = load_knowledge()
    error = knowledge.measurement_error[measure.code]
    norms = load_norms().get(measure.code)
    sensor = load_sensor_table().measure.get(measure.code)
    sources = dict.fromkeys((*measure.sources, *error.sources, *([norms.source] if norms else [])))
    return {
        **measure.model_dump(mode="json", exclude={"sources"}),
        "method_prior": knowledge.method_prior[measure.method],
        "error": error.model_dump(mode="json", exclude={"unit", "sources"}),
        "by_hand": load_entry_table().rule(measure.code, knowledge).model_dump(mode="json"),
        "by_phone": sensor.model_dump(mode="json", exclude_none=True) if sensor else None,
        "norms": norms.model_dump(mode="json", exclude_none=True) if norms else None,
        "sources": {key: knowledge.references[key].model_dump(mode="json") for key in sources},
    }


def _show_all(measures: list[MeasureDefinition], lang: Language) -> None:
    console, errors = Console(), load_knowledge().measurement_error
    headings = [say(key, lang) for key in ("code", "name", "unit", "views", "norm", "change")]
    rows = [
        (
            m.code,
            m.name.in_language(lang),
            UNITS[m.unit].in_language(lang),
            terms(m.views, lang) or say("entered_only", lang),
            m.norm.text.in_language(lang) if m.norm else "",
            number(errors[m.code].mdc95, m.unit, lang),
        )
        for m in measures
    ]
    show_table(console, headings, rows)
    console.print(say("more_measure", lang), highlight=False)


def _show_one(measure: MeasureDefinition, lang: Language) -> None:
    console = Console()
    console.print(f"[bold]{measure.name.in_language(lang)}[/bold] ({measure.code})", highlight=False)
    for heading, line in lines(measure, lang):
        console.print(f"{say(heading, lang)}: {line}", highlight=False, markup=False)


def lines(measure: MeasureDefinition, lang: Language) -> Iterator[tuple[str, str]]:
    """(heading, line) of what there is to say about one measure."""
    knowledge = load_knowledge()
    error = knowledge.measurement_error[measure.code]
    yield "formula", measure.formula.in_language(lang)
    if measure.landmarks:
        yield "landmarks", terms(measure.landmarks, lang)
    if measure.points:
        yield "points", terms((f"point.{p}" for p in measure.points), lang)
    yield "views", terms(measure.views, lang) or say("entered_only", lang)
    if measure.sign:
        yield "sign", measure.sign.in_language(lang)
    if measure.norm:
        yield "norm", f"{measure.norm.text.in_language(lang)} [{say(f'mark_{measure.norm.mark}', lang)}]"
    for line in limits(measure, lang):
        yield "cuts", line
    yield "error", f"{number(error.sem, measure.unit, lang)} [{say(f'mark_{error.mark}', lang)}]"
    yield "change", number(error.mdc95, measure.unit, lang)
    yield "by_hand", _by_hand(measure, lang)
    for line in _by_phone(measure, lang):
        yield "by_phone", line
    for line in _norm_rows(measure, lang):
        yield "norms", line
    norms = load_norms().get(measure.code)
    for key in dict.fromkeys((*measure.sources, *error.sources, *([norms.source] if norms else []))):
        source = knowledge.references[key]
        yield "sources", f"{source.citation} [{say(f'mark_{source.mark}', lang)}]"


def _by_hand(measure: MeasureDefinition, lang: Language) -> str:
    rule = load_entry_table().rule(measure.code, load_knowledge())
    tool = rule.tool.in_language(lang) if rule.tool else say("own_value", lang)
    sem, mdc = (number(value, measure.unit, lang) for value in (rule.sem, rule.mdc95))
    return say("by_hand_line", lang, tool=tool, sem=sem, mdc=mdc, mark=say(f"mark_{rule.mark}", lang))


def _by_phone(measure: MeasureDefinition, lang: Language) -> Iterator[str]:
    sensor = load_sensor_table().measure.get(measure.code)
    for way in (sensor, sensor.compass if sensor else None):
        if way is not None:
            line = say(
                "by_phone_line",
                lang,
                place=way.place.in_language(lang),
                motion=way.motion.in_language(lang),
                sem=number(way.sem, "deg", lang),
                mdc=number(way.mdc95, "deg", lang),
            )
            yield f"{say('axis_compass', lang) if way.axis == 'compass' else ''}{line}"


def _norm_rows(measure: MeasureDefinition, lang: Language) -> Iterator[str]:
    norms, texts = load_norms().get(measure.code), load_knowledge().texts
    for row in norms.row if norms else ():
        low, high = (number(round(value, 2), measure.unit, lang) for value in middle_range(row))
        usual = low if low == high else texts["report.norm.range"].format(low=low, high=high).in_language(lang)
        everybody = row.sex is None and (row.age_from, row.age_to) == EVERY_AGE
        group = texts[f"report.norm.group_{'everybody' if everybody else row.sex or 'all'}"].format(
            start=row.age_from, end=row.age_to
        )
        mark = say(f"mark_{norms.mark}", lang) if norms else ""
        yield f"{group.in_language(lang)}: {usual} [{mark}]"
