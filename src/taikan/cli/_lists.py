"""Tables and words shared by the commands that list what there is."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from taikan.core.texts import Language
from taikan.core.units import UNITS
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Cuts, MeasureDefinition


def say(key: str, language: Language, **values: object) -> str:
    """The text ``lists.<key>``, filled in."""
    return load_knowledge().texts[f"lists.{key}"].format(**values).in_language(language)


def terms(words: Iterable[str], language: Language) -> str:
    """Words such as view names, as people read them, in one line."""
    return ", ".join(load_knowledge().term(word, language) for word in words)


def show_table(console: Console, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A plain table; the first column never wraps, so that it can be copied."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, heading in enumerate(headings):
        table.add_column(heading, no_wrap=index == 0, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def number(value: float, unit: str, language: Language) -> str:
    """A limit or error as short as it can be written, with its unit."""
    symbol = UNITS[unit].in_language(language)
    return f"{value:g}{'' if symbol in {'°', '%'} else ' '}{symbol}".strip()


def limits(definition: MeasureDefinition, language: Language) -> list[str]:
    """One line a row of cuts: when a value turns amber or red, and from which age."""
    return [_limit(cuts, definition.unit, language) for cuts in definition.cuts]


def _limit(cuts: Cuts, unit: str, language: Language) -> str:
    given = {name: getattr(cuts, name) for name in ("amber_below", "amber_above", "red_below", "red_above")}
    parts = [
        say(name, language, limit=number(limit, unit, language)) for name, limit in given.items() if limit is not None
    ]
    sex = [say(cuts.sex, language)] if cuts.sex else []
    age = [say("from_age", language, age=cuts.min_age)] if cuts.min_age else []
    return f"{', '.join([*sex, *age, *parts])} [{say(f'mark_{cuts.mark}', language)}]"
