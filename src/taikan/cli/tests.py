"""``taikan tests``: the movement tests there are, with protocols, choices and measures."""

import json
from typing import Any

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.cli._lists import number, say, show_table, terms
from taikan.cli._person import modifier_option
from taikan.core.errors import TestExcludedError
from taikan.core.records import Reason
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.pictures import picture_of_test
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.safety import TestSafety, safety_of


@click.command(help="List the movement tests; with TEST, how to record it and what it measures.")
@click.argument("test", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@modifier_option
@lang_option
def command(test: str | None, as_json: bool, modifiers: tuple[str, ...], lang: Language) -> None:
    """Print all tests, or one of them in full; of people with safety codes only those that can be done."""
    registry = movement_tests()
    wanted = registry.values() if test is None else (registry.get(test),)
    safety = {t.id: safety_of(t, t.resolve_options({}), modifiers) for t in wanted}
    if test is not None and safety[test].excluded:
        raise TestExcludedError(test=test, **safety[test].excluded[0].values)
    chosen = tuple(t for t in wanted if not safety[t.id].excluded)
    if as_json:
        document = {
            "schema": "taikan.tests/1",
            "tests": [{**describe(t), "limits": _codes(safety[t.id].limited)} for t in chosen],
            "not_offered": {t.id: _codes(safety[t.id].excluded) for t in wanted if t not in chosen},
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif test is None:
        _show_all(chosen, lang)
        _show_safety(safety, lang)
    else:
        _show_one(chosen[0], lang)
        _show_safety(safety, lang)


def describe(test: MovementTest) -> dict[str, Any]:
    """Everything about ``test``, ready for JSON."""
    texts = load_knowledge().texts
    return {
        "id": test.id,
        "name": test.name.model_dump(),
        "purpose": test.purpose.model_dump(),
        "steps": [step.model_dump() for step in test.steps],
        "views": list(test.views),
        "min_repetitions": test.min_repetitions,
        "min_fps": test.min_fps,
        "photo": test.allows_photo,
        "options": [
            {
                "name": option.name,
                "default": option.default,
                "choices": {
                    choice: texts[f"tests.{test.id}.options.{option.name}.{choice}"].model_dump()
                    for choice in option.choices
                },
            }
            for option in test.options
        ],
        "picture": str(picture) if (picture := picture_of_test(test.id)) else None,
        "measures": list(test.measure_codes),
        "faults": list(test.fault_ids),
    }


def _codes(reasons: tuple[Reason, ...]) -> list[dict[str, str | float | int]]:
    return [reason.values for reason in reasons]


def _show_safety(safety: dict[str, TestSafety], lang: Language) -> None:
    """What is done with care and what is not offered, each with its reason."""
    console, knowledge = Console(), load_knowledge()
    for heading, which in (("with_care", "limited"), ("not_offered", "excluded")):
        reasons = [(test, reason) for test, found in safety.items() for reason in getattr(found, which)]
        if reasons:
            console.print(f"\n[bold]{say(heading, lang)}[/bold]")
        for test, reason in reasons:
            sentence = knowledge.reason_sentence(reason).in_language(lang)
            action = knowledge.reason_action(reason).in_language(lang) if which == "limited" else ""
            console.print(f"{test}: {sentence} {action}".rstrip(), highlight=False)


def _show_all(tests: tuple[MovementTest, ...], lang: Language) -> None:
    console = Console()
    headings = [say(key, lang) for key in ("test", "name", "views", "repetitions", "purpose")]
    rows = [
        (
            test.id,
            test.name.in_language(lang),
            terms(test.views, lang),
            say("photo", lang) if test.allows_photo else say("at_least", lang, count=test.min_repetitions),
            test.purpose.in_language(lang),
        )
        for test in tests
    ]
    show_table(console, headings, rows)
    console.print(say("more_test", lang), highlight=False)


def _show_one(test: MovementTest, lang: Language) -> None:
    console, knowledge = Console(), load_knowledge()
    console.print(f"[bold]{test.name.in_language(lang)}[/bold] ({test.id})", highlight=False)
    console.print(test.purpose.in_language(lang), highlight=False)
    console.print(f"{say('views', lang)}: {terms(test.views, lang)}", highlight=False)
    console.print(f"\n[bold]{say('steps', lang)}[/bold]")
    for index, step in enumerate(test.steps, start=1):
        console.print(f" {index}. {step.in_language(lang)}", highlight=False)
    if picture := picture_of_test(test.id):
        console.print(f"{say('picture', lang)}: {picture}", highlight=False, markup=False)
    for option in test.options:
        console.print(f"\n[bold]{say('options', lang)}[/bold]")
        for choice in option.choices:
            words = knowledge.texts[f"tests.{test.id}.options.{option.name}.{choice}"].in_language(lang)
            first = say("default", lang) if choice == option.default else ""
            console.print(f" {option.name}={choice}  {words} {first}".rstrip(), highlight=False)
    console.print(f"\n[bold]{say('measures', lang)}[/bold]")
    definitions = [knowledge.measures[code] for code in test.measure_codes]
    show_table(
        console,
        [say(key, lang) for key in ("code", "name", "views", "norm", "change")],
        [
            (
                d.code,
                d.name.in_language(lang),
                terms(d.views, lang),
                d.norm.text.in_language(lang) if d.norm else "",
                number(knowledge.measurement_error[d.code].mdc95, d.unit, lang),
            )
            for d in definitions
        ],
    )
