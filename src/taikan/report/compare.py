"""The page that sets two results side by side: what changed beyond measuring error, and what did not. No I/O."""

from dataclasses import dataclass

from taikan.core.texts import Language
from taikan.knowledge.models import Knowledge
from taikan.progress.change import ChangeState, Comparison, MeasureChange, TestChange
from taikan.report.battery import picture_uri
from taikan.report.content import ReasonRow, Wording, error_digits, measure_name, shown_digits
from taikan.report.pages import environment

WIDEST_MDC = 3.0
"""The picture of a change reaches this many MDC to both sides; the middle third is measuring error."""
_ORDER: tuple[ChangeState, ...] = ("changed", "not_comparable", "within_error")


class CompareWords(Wording):
    """Texts ``compare.*`` in one language."""

    section = "compare"


@dataclass(frozen=True)
class PicturePair:
    """JPEGs of the same instant of the movement, before and after."""

    before: bytes | None
    after: bytes | None


@dataclass(frozen=True)
class ComparePage:
    """What the page needs besides the comparison; one pair of pictures a test of it."""

    before: str
    after: str
    created_at: str
    pictures: tuple[PicturePair, ...]


@dataclass(frozen=True)
class ChangeRow:
    """One number. ``mdc``: what error alone can do. ``dot`` is its place on the picture, 0..100, no change at 50."""

    name: str
    side: str
    state: ChangeState
    state_word: str
    before: str
    after: str
    difference: str
    error: str
    mdc: str
    counts: str
    direction: str
    why: str
    dot: float


@dataclass(frozen=True)
class TestPage:
    """One test: pictures as addresses for the page (empty without one), changes first, then the absent ones."""

    __test__ = False

    name: str
    side: str
    view: str
    caption: str
    before: str
    after: str
    obstacles: tuple[ReasonRow, ...]
    notes: tuple[ReasonRow, ...]
    rows: tuple[ChangeRow, ...]
    absent: tuple[tuple[str, ReasonRow], ...]


def render_comparison(comparison: Comparison, page: ComparePage, knowledge: Knowledge, language: Language) -> str:
    """The whole page."""
    words = CompareWords(knowledge, language)
    tests = [test_page(t, p, words) for t, p in zip(comparison.tests, page.pictures, strict=True)]
    states = [row.state for test in tests for row in test.rows]
    return (
        environment()
        .get_template("compare.html.j2")
        .render(
            t=words,
            common=Wording(knowledge, language),
            language=language,
            created_at=page.created_at,
            page=page,
            tests=tests,
            counted={state: states.count(state) for state in _ORDER},
            only_before=[words.test_name(test) for test in comparison.only_before],
            only_after=[words.test_name(test) for test in comparison.only_after],
            skipped=(),
        )
    )


def change_lines(comparison: Comparison, words: CompareWords) -> tuple[str, ...]:
    """The comparison as lines of text: why a test cannot be compared, then a line a number, changes first."""
    lines = []
    for test in comparison.tests:
        shown = test_page(test, PicturePair(None, None), words)
        lines += [f"{shown.name}: {reason.sentence} {reason.action}" for reason in (*shown.obstacles, *shown.notes)]
        lines += [_line(shown.name, row, words) for row in shown.rows]
    return tuple(lines)


def _line(test: str, row: ChangeRow, words: CompareWords) -> str:
    return words(
        "row",
        test=test,
        measure=f"{row.name} ({row.side})" if row.side else row.name,
        before=row.before,
        after=row.after,
        difference=row.difference,
        state=row.state_word,
    )


def place(difference: float, mdc95: float) -> float:
    """Where a change lies on the picture, 0..100; the edges of measuring error at a third and two thirds."""
    return 50.0 + 50.0 * max(-1.0, min(1.0, difference / (WIDEST_MDC * mdc95)))


def test_page(change: TestChange, pictures: PicturePair, words: CompareWords) -> TestPage:
    """One test as the page shows it."""
    views = [words.knowledge.term(v, words.language) for v in (change.view_before, change.view_after)]
    present = sorted((m for m in change.measures if m.state != "absent"), key=lambda m: _ORDER.index(m.state))
    absent = [(_named(m, words), words.reason(m.reason)) for m in change.measures if m.reason and m.state == "absent"]
    return TestPage(
        name=words.test_name(change.test),
        side=words.side(change.side),
        view=" → ".join(dict.fromkeys(views)),
        caption=Wording(words.knowledge, words.language).for_test("keyframes.bottom", change.test),
        before=picture_uri(pictures.before),
        after=picture_uri(pictures.after),
        obstacles=tuple(words.reason(r) for r in change.obstacles),
        notes=tuple(words.reason(r) for r in change.notes),
        rows=tuple(comparison_row(m, words) for m in present),
        absent=tuple(absent),
    )


def _named(change: MeasureChange, words: Wording) -> str:
    side = words.side(change.side)
    return f"{measure_name(change.code, words)} ({side})" if side else measure_name(change.code, words)


def comparison_row(change: MeasureChange, words: CompareWords) -> ChangeRow:
    """``change``, which has both values, in words and with its place on the picture."""
    assert change.before is not None
    assert change.after is not None
    assert change.difference is not None
    digits = error_digits(change.unit, change.sem)
    shown = shown_digits(change.unit, change.sem)
    values = (change.before, change.after, change.difference)
    before, after, size = (words.quantity(value, change.unit, shown) for value in values)
    error, counts = (words.quantity(value, change.unit, digits) for value in (change.sem, change.mdc95))
    return ChangeRow(
        name=measure_name(change.code, words),
        side=words.side(change.side),
        state=change.state,
        state_word=words(f"state.{change.state}"),
        before=before,
        after=after,
        difference=f"+{size}" if round(change.difference, shown) > 0 else size,
        error=f"± {error}",
        mdc=counts,
        counts=words("over", value=counts),
        direction=words(f"direction.{change.direction}") if change.direction else "",
        why=words.reason(change.reason).sentence if change.reason else "",
        dot=place(change.difference, change.mdc95),
    )
