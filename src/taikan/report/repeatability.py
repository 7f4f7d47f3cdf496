"""The page on a gym's own measuring error: every number's wobble beside the usual one. No I/O."""

from dataclasses import dataclass
from math import log2
from typing import Literal

from taikan.core.texts import Language
from taikan.knowledge.models import Knowledge
from taikan.progress.repeatability import Repeatability, RepeatabilityRow
from taikan.report.content import ReasonRow, Wording, error_digits, measure_name
from taikan.report.pages import environment
from taikan.report.skipped import skipped_rows

DIGITS_SHARE = 5.0
"""Errors are compared, so they are shown down to a fifth of the usual one."""
Standing = Literal["steady", "unclear", "wobbly"]
WIDEST_RATIO = 4.0
"""The picture reaches from a quarter of the usual error to four times it."""


class RepeatabilityWords(Wording):
    """Texts ``repeatability.*`` in one language."""

    section = "repeatability"


@dataclass(frozen=True)
class ErrorRow:
    """One number. ``dot``, ``low`` and ``high`` are places on the picture, 0..100; the usual error is at 50."""

    name: str
    side: str
    standing: Standing
    standing_word: str
    sem: str
    interval: str
    prior: str
    counts: str
    basis: str
    icc: str
    dot: float
    low: float
    high: float


@dataclass(frozen=True)
class TestErrors:
    """The numbers of one test, and those nothing can be said about, with the reason."""

    __test__ = False

    name: str
    rows: tuple[ErrorRow, ...]
    refused: tuple[tuple[str, ReasonRow], ...]


def render_repeatability(document: Repeatability, knowledge: Knowledge, language: Language, created_at: str) -> str:
    """The whole page."""
    words = RepeatabilityWords(knowledge, language)
    tests = [_test(test, document, words) for test in dict.fromkeys(row.test for row in document.rows)]
    standings = [row.standing for test in tests for row in test.rows]
    return (
        environment()
        .get_template("repeatability.html.j2")
        .render(
            t=words,
            common=Wording(knowledge, language),
            language=language,
            document=document,
            created_at=created_at,
            tests=tests,
            counted={standing: standings.count(standing) for standing in ("wobbly", "unclear", "steady")},
            skipped=skipped_rows(document.skipped, words),
        )
    )


def standing_of(row: RepeatabilityRow) -> Standing:
    """Whether the interval of the gym's own error lies above the usual one, around it or below."""
    if row.sem_low is not None and row.sem_low > row.prior_sem:
        return "wobbly"
    return "steady" if row.sem_high is not None and row.sem_high <= row.prior_sem else "unclear"


def place(sem: float, prior: float) -> float:
    """Where ``sem`` lies on the picture, 0..100, on a logarithmic scale with ``prior`` at 50."""
    ratio = max(sem / prior, 1.0 / WIDEST_RATIO)
    return min(100.0, 50.0 + 50.0 * log2(ratio) / log2(WIDEST_RATIO))


def _test(test: str, document: Repeatability, words: RepeatabilityWords) -> TestErrors:
    own = [row for row in document.rows if row.test == test]
    refused = [(_named(row, words), words.reason(row.reason)) for row in own if row.reason]
    return TestErrors(words.test_name(test), tuple(_row(row, words) for row in own if not row.reason), tuple(refused))


def _named(row: RepeatabilityRow, words: Wording) -> str:
    side = words.side(row.side)
    return f"{measure_name(row.code, words)} ({side})" if side else measure_name(row.code, words)


def _row(row: RepeatabilityRow, words: RepeatabilityWords) -> ErrorRow:
    assert row.sem is not None
    assert row.sem_low is not None
    assert row.sem_high is not None
    digits = error_digits(row.unit, row.prior_sem / DIGITS_SHARE)
    standing = standing_of(row)
    low, high = (words.quantity(value, row.unit, digits) for value in (row.sem_low, row.sem_high))
    return ErrorRow(
        name=measure_name(row.code, words),
        side=words.side(row.side),
        standing=standing,
        standing_word=words(f"standing.{standing}"),
        sem=f"± {words.quantity(row.sem, row.unit, digits)}",
        interval=words("interval", low=low, high=high),
        prior=f"± {words.quantity(row.prior_sem, row.unit, digits)}",
        counts=words("over", value=words.quantity(row.used_mdc95, row.unit, digits)),
        basis=words("basis", people=row.n_people, trials=row.n_trials),
        icc="–" if row.icc is None else f"{row.icc:.2f}".replace("-", "\u2212"),
        dot=place(row.sem, row.prior_sem),
        low=place(row.sem_low, row.prior_sem),
        high=place(row.sem_high, row.prior_sem),
    )
