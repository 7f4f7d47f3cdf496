"""``taikan tests``: the movement tests there are, with protocols, choices and measures."""

import json
from typing import Any

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.cli._lists import say, show_table, terms
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.registry import movement_tests


@click.command(help="List the movement tests; with TEST, how to record it and what it measures.")
@click.argument("test", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
def command(test: str | None, as_json: bool, lang: Language) -> None:
    """Print all tests, or one of them in full."""
    registry = movement_tests()
    chosen = registry.values() if test is None else (registry.get(test),)
    if as_json:
        document = {"schema": "taikan.tests/1", "tests": [describe(t) for t in chosen]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif test is None:
        _show_all(chosen, lang)
    else:
        _show_one(chosen[0], lang)


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
        "measures": list(test.measure_codes),
        "faults": list(test.fault_ids),
    }


def _show_all(tests: tuple[MovementTest, ...], lang: Language) -> None:
    console = Console()
    headings = [say(key, lang) for key in ("test", "name", "views", "repetitions", "purpose")]
    rows = [
        (
            test.id,
            test.name.in_language(lang),
            terms(test.views, lang),
            say("at_least", lang, count=test.min_repetitions),
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
        [say("code", lang), say("name", lang), say("views", lang)],
        [(d.code, d.name.in_language(lang), terms(d.views, lang)) for d in definitions],
    )
