"""One page on what a few minutes of exercise changed: pictures of one instant, numbers against their error. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from taikan.core.texts import Language
from taikan.knowledge.exercise_models import ExerciseLibrary
from taikan.knowledge.models import Knowledge
from taikan.progress.change import Comparison, MeasureChange, TestChange
from taikan.report.compare import CompareWords, PicturePair, comparison_row
from taikan.report.content import Wording
from taikan.report.handout import picture_address
from taikan.report.pages import environment
from taikan.report.typesetting import typeset

TEMPLATE = "today.typ"
MOST_TESTS = 2
MOST_ROWS = 6
_ORDER = ("changed", "within_error", "not_comparable")


class _Words(Wording):
    section = "today"


@dataclass(frozen=True)
class PainChange:
    """Pain 0..10 in the tested movement; ``counts`` is the least difference that is more than chance."""

    before: float
    after: float
    counts: float


@dataclass(frozen=True)
class Today:
    """What the sheet is about. ``pictures``: one pair a test of ``comparison``; ``exercises``: ids, in order."""

    comparison: Comparison
    pictures: Sequence[PicturePair]
    created_on: str
    name: str = ""
    exercises: tuple[str, ...] = ()
    pain: PainChange | None = None


def today_pdf(today: Today, knowledge: Knowledge, library: ExerciseLibrary, language: Language) -> bytes:
    """One A4 page."""
    content, pictures = today_content(today, knowledge, library, language)
    return typeset(TEMPLATE, content, pictures)


def today_page(today: Today, knowledge: Knowledge, library: ExerciseLibrary, language: Language) -> str:
    """The same as a self-contained page."""
    content, pictures = today_content(today, knowledge, library, language)
    addresses = {name: picture_address(picture) for name, picture in pictures.items()}
    return environment().get_template("today.html.j2").render(d=content, pictures=addresses)


def today_content(
    today: Today, knowledge: Knowledge, library: ExerciseLibrary, language: Language
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What both show, in the reader's language, and the pictures it names."""
    words, pictures = _Words(knowledge, language), dict[str, bytes]()
    pairs = list(zip(today.comparison.tests, today.pictures, strict=True))
    tests = [_test(change, pair, n, words, pictures) for n, (change, pair) in enumerate(pairs[:MOST_TESTS])]
    count = sum(row["state"] == "changed" for test in tests for row in test["rows"])
    keys = ("kind", "between", "before", "after", "meaning")
    content = {
        "language": language,
        "words": {key: words(key) for key in keys},
        "title": words("title_for", name=today.name) if today.name else words("title"),
        "date": today.created_on,
        "exercises": [words.of(library.exercises[one].name) for one in today.exercises],
        "pain": _pain(today.pain, words) if today.pain else None,
        "verdict": words("some", count=count) if count else words("nothing"),
        "tests": tests,
        "notice": Wording(knowledge, language)("method.notice"),
    }
    return content, pictures


def _test(
    change: TestChange, pair: PicturePair, number: int, words: Wording, pictures: dict[str, bytes]
) -> dict[str, Any]:
    shown = {}
    for when, jpeg in (("before", pair.before), ("after", pair.after)):
        shown[when] = f"{when}-{number}.jpg" if jpeg else ""
        if jpeg:
            pictures[shown[when]] = jpeg
    report = Wording(words.knowledge, words.language)
    side = words.side(change.side)
    present = sorted((m for m in change.measures if m.state in _ORDER), key=lambda m: _ORDER.index(m.state))
    return {
        **shown,
        "name": words.test_name(change.test) + (f" ({side})" if side else ""),
        "moment": words("moment", moment=report.for_test("keyframes.bottom", change.test)) if pictures else "",
        "rows": [_row(measure, words) for measure in present[:MOST_ROWS]],
        "obstacles": [words.reason(reason).sentence for reason in change.obstacles],
    }


def _row(change: MeasureChange, words: Wording) -> dict[str, Any]:
    row = comparison_row(change, CompareWords(words.knowledge, words.language))
    return {
        "name": row.name + (f" ({row.side})" if row.side else ""),
        "before": row.before,
        "after": row.after,
        "difference": row.difference,
        "state": row.state,
        "said": words(row.state),
        "direction": row.direction,
        "error": words("error", value=f"± {row.mdc}"),
        "dot": row.dot,
    }


def _pain(pain: PainChange, words: Wording) -> dict[str, str]:
    changed = abs(pain.after - pain.before) >= pain.counts
    return {
        "name": words("pain"),
        "before": f"{pain.before:g}",
        "after": f"{pain.after:g}",
        "state": "changed" if changed else "within_error",
        "said": words("changed" if changed else "within_error"),
        "counts": words("pain_counts", points=f"{pain.counts:g}"),
    }
