"""The page over all recordings of a folder: a table a test, with the way to each recording's own report. No I/O."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from taikan.core.texts import Language
from taikan.knowledge.models import Knowledge
from taikan.progress.battery import Battery, TestSummary
from taikan.report.content import AbsentRow, MeasureRow, Wording, absent_rows, measure_rows, number_sources
from taikan.report.pages import environment
from taikan.report.skipped import skipped_rows


class BatteryWords(Wording):
    """Texts ``battery.*`` in one language."""

    section = "battery"


@dataclass(frozen=True)
class TestTable:
    """One test. ``links`` pairs each recording's name with the address of its report; empty without one."""

    __test__ = False

    name: str
    side: str
    view: str
    picture: str
    caption: str
    links: tuple[tuple[str, str], ...]
    rows: tuple[MeasureRow, ...]
    absent: tuple[AbsentRow, ...]


def render_battery(
    battery: Battery,
    pictures: Sequence[bytes | None],
    knowledge: Knowledge,
    language: Language,
    name: str,
    created_at: str,
) -> str:
    """The whole page. ``pictures`` are JPEGs, one a test of ``battery``; ``name`` says whose recordings they are."""
    words, common = BatteryWords(knowledge, language), Wording(knowledge, language)
    shown = [*(m for test in battery.tests for m in test.measures), *battery.combined]
    numbers = number_sources(shown, knowledge)
    pairs = zip(battery.tests, pictures, strict=True)
    return (
        environment()
        .get_template("battery.html.j2")
        .render(
            t=words,
            common=common,
            language=language,
            name=name,
            created_at=created_at,
            tests=[_table(test, picture, common, numbers) for test, picture in pairs],
            combined=measure_rows(battery.combined, common, numbers),
            combined_absent=absent_rows(battery.combined, common),
            recordings=sum(len(test.recordings) for test in battery.tests),
            skipped=skipped_rows(battery.skipped, words),
            references=[(n, knowledge.references[source]) for source, n in numbers.items()],
        )
    )


def picture_uri(jpeg: bytes | None) -> str:
    """A picture to stand in a page; empty without one."""
    return "data:image/jpeg;base64," + b64encode(jpeg).decode("ascii") if jpeg else ""


def _table(test: TestSummary, picture: bytes | None, words: Wording, numbers: dict[str, int]) -> TestTable:
    pairs = zip(test.recordings, test.folders, strict=True)
    return TestTable(
        name=words.test_name(test.test),
        side=words.side(test.side),
        view=words.knowledge.term(test.view, words.language),
        picture=picture_uri(picture),
        caption=words.for_test("keyframes.bottom", test.test),
        links=tuple((file, folder or "") for file, folder in pairs),
        rows=measure_rows(test.measures, words, numbers),
        absent=absent_rows(test.measures, words),
    )
