"""``taikan exercises``: the exercises there are, found by what they are for, and each of them in full."""

import json
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.cli._lists import show_table, terms
from taikan.core.errors import UnknownNameError
from taikan.core.texts import Language
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.exercise_models import DoseTemplate, Exercise
from taikan.knowledge.exercise_search import ExerciseQuery, find_exercises
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.pictures import picture_of_exercise
from taikan.knowledge.safety_files import load_safety
from taikan.knowledge.test_limits import load_test_items
from taikan.movement_tests.registry import movement_tests

_MINUTES_FROM_S = 120


@click.command(help="List or search the exercises; with ID, how one is done, its ladder, dose and limits.")
@click.argument("exercise_id", metavar="[ID]", required=False)
@click.option("--search", default="", metavar="WORDS", help="Words in its name, purpose or cues, either language.")
@click.option("--factor", "factors", multiple=True, help="A factor it works on, such as hip.glute; repeatable.")
@click.option("--family", "families", multiple=True, help="A family, such as hinge; repeatable.")
@click.option("--level", "levels", multiple=True, type=click.IntRange(1, 5), help="1 easiest .. 5; repeatable.")
@click.option("--equipment", multiple=True, help="What there is; nothing else is needed. Repeatable.")
@click.option("--position", "positions", multiple=True, help="A position, such as standing; repeatable.")
@click.option("--without-code", "codes", multiple=True, help="A safety code of the person; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
def command(exercise_id: str | None, search: str, as_json: bool, lang: Language, **asked: tuple[Any, ...]) -> None:
    """Print the exercises that fit, or one of them in full."""
    query = ExerciseQuery(text=search, **asked)
    _check_names(query)
    chosen = (_known(exercise_id),) if exercise_id else find_exercises(query, load_exercises(), load_safety())
    if as_json:
        document = {"schema": "taikan.exercises/1", "exercises": [describe(e) for e in chosen]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif exercise_id:
        _show_one(chosen[0], lang)
    else:
        _show_all(chosen, lang)


def describe(exercise: Exercise) -> dict[str, Any]:
    """Everything about ``exercise``, ready for JSON; ``picture`` is a path or null."""
    picture = picture_of_exercise(exercise.id)
    return {
        **exercise.model_dump(mode="json", exclude_none=True),
        "picture": str(picture) if picture else None,
    }


def _known(exercise_id: str) -> Exercise:
    library = load_exercises().exercises
    _check("exercise", (exercise_id,), library)
    return library[exercise_id]


def _check_names(query: ExerciseQuery) -> None:
    """Raises ``UnknownNameError`` for a name that would silently find nothing."""
    library = load_exercises()
    for kind, names, known in (
        ("factor", query.factors, load_factor_model().factors),
        ("family", query.families, library.families),
        ("equipment", query.equipment, library.equipment),
        ("position", query.positions, library.positions),
        ("modifier", query.codes, load_safety().modifiers),
    ):
        _check(kind, names, known)


def _check(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    options = list(known)
    for name in names:
        if name not in options:
            near = get_close_matches(name, options, n=1)
            # Quoted: a bare name such as "hinge" would be put into the reader's words.
            raise UnknownNameError(kind=kind, name=name, suggestion=f'"{near[0]}"' if near else "taikan exercises")


def _say(key: str, language: Language, **values: object) -> str:
    return load_knowledge().texts[f"exercises.{key}"].format(**values).in_language(language)


def _show_all(exercises: tuple[Exercise, ...], lang: Language) -> None:
    console, library = Console(), load_exercises()
    if not exercises:
        console.print(_say("nothing", lang), highlight=False)
        return
    show_table(
        console,
        [_say(key, lang) for key in ("id", "name", "level", "family", "equipment", "purpose")],
        [
            (
                e.id,
                e.name.in_language(lang),
                str(e.level),
                library.families[e.family].in_language(lang),
                ", ".join(library.equipment[name].in_language(lang) for name in e.equipment),
                e.purpose.in_language(lang),
            )
            for e in exercises
        ],
    )
    console.print(f"{_say('found', lang, count=len(exercises))}. {_say('more', lang)}", highlight=False)


def _show_one(exercise: Exercise, lang: Language) -> None:
    console = Console()
    console.print(f"[bold]{exercise.name.in_language(lang)}[/bold] ({exercise.id})", highlight=False)
    console.print(exercise.purpose.in_language(lang), highlight=False)
    for heading, line in _facts(exercise, lang):
        console.print(f"{_say(heading, lang)}: {line}", highlight=False, markup=False)
    for heading, lines in _lists(exercise, lang):
        if lines:
            console.print(f"\n[bold]{_say(heading, lang)}[/bold]")
        for line in lines:
            console.print(f" - {line}", highlight=False, markup=False)


def _facts(e: Exercise, lang: Language) -> Iterator[tuple[str, str]]:
    """(heading, line) of what is said in one line."""
    library, factors = load_exercises(), load_factor_model().factors
    yield "level", str(e.level)
    yield "family", library.families[e.family].in_language(lang)
    yield "position", library.positions[e.position].in_language(lang)
    yield "equipment", ", ".join(library.equipment[name].in_language(lang) for name in e.equipment)
    yield "factors", ", ".join(factors[name].name.in_language(lang) for name in e.factors)
    yield "dose", f"{dose_line(e.dose, lang)}. {_say('dose_note', lang)}"
    if e.start_load_percent:
        yield "dose", _say("start_load", lang, **e.start_load_percent)
    yield "evidence", f"[{_say(f'grade_{e.evidence.grade}', lang)}] {e.evidence.text.in_language(lang)}"
    yield "camera", terms(e.views, lang) or _say("no_camera", lang)
    if e.feedback_test:
        yield "feedback", f"{movement_tests().get(e.feedback_test).name.in_language(lang)} ({e.feedback_test})"
    yield "picture", str(picture_of_exercise(e.id) or _say("no_picture", lang))


def _lists(e: Exercise, lang: Language) -> Iterator[tuple[str, list[str]]]:
    """(heading, lines) of what takes several lines."""
    library, faults = load_exercises().exercises, load_knowledge().faults
    yield "cues", [cue.in_language(lang) for cue in e.cues]
    yield "faults", [f"{faults[f].text.in_language(lang)} ({f})" for f in e.faults]
    for heading, ids in (("easier", e.regress_to), ("harder", e.progress_to)):
        yield heading, [f"{library[i].name.in_language(lang)} ({i}, {library[i].level})" for i in ids]
    names = load_test_items().name
    for heading, codes in (("contra", e.contra), ("caution", e.caution)):
        yield heading, [f"{names[code].in_language(lang)} ({code})" for code in codes]


def dose_line(dose: DoseTemplate, lang: Language) -> str:
    """The dose in one line, every number with its unit."""
    parts = [_say("sets_one" if dose.sets == 1 else "sets", lang, count=dose.sets)]
    if dose.reps is not None:
        parts.append(_say("reps", lang, count=dose.reps))
    if dose.hold_s is not None:
        parts.append(_say("hold", lang, seconds=dose.hold_s))
    if dose.time_s is not None and dose.time_s >= _MINUTES_FROM_S:
        parts.append(_say("minutes", lang, minutes=dose.time_s / 60))
    elif dose.time_s is not None:
        parts.append(_say("time", lang, seconds=dose.time_s))
    if dose.distance_m is not None:
        parts.append(_say("distance", lang, metres=dose.distance_m))
    if dose.per_side:
        parts.append(_say("per_side", lang))
    if dose.rest_s:
        parts.append(_say("rest", lang, seconds=dose.rest_s))
    return ", ".join([*parts, _say("days", lang, count=dose.freq_wk), _say("rpe", lang, value=dose.rpe)])
