"""Two results of one person side by side: what changed by more than measuring error."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from taikan.core.errors import FileMissingError, FolderMissingError, NothingToCompareError
from taikan.core.records import AnalysisResult, Side
from taikan.core.texts import Language
from taikan.interop.tabular import write_table
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.progress.battery import Battery, TestSummary, summarise
from taikan.progress.change import Comparison, TestChange, compare, pairs_of
from taikan.progress.trials import Trial
from taikan.report.compare import ComparePage, PicturePair, render_comparison
from taikan.report.today import PainChange, Today, today_page, today_pdf
from taikan.workflows.battery import BATTERY_FILE, read_key_frame
from taikan.workflows.files import write_whole
from taikan.workflows.given import check_names
from taikan.workflows.outputs import REPORT_FILE, RESULT_FILE
from taikan.workflows.reading import read_record
from taikan.workflows.target import OwnFiles, check_target, whole_or_nothing, write_text

COMPARISON_FILE = "comparison.json"
_TABLE = "comparison"
SHEET_PAGE, SHEET_PDF = "today.html", "today.pdf"
COMPARISON = OwnFiles(
    COMPARISON_FILE,
    frozenset({COMPARISON_FILE, REPORT_FILE, SHEET_PAGE, SHEET_PDF, f"{_TABLE}.csv", f"{_TABLE}.parquet"}),
)


@dataclass(frozen=True)
class Occasion:
    """One result: the folder of an analysis or a battery, and its tests."""

    folder: Path
    tests: tuple[TestSummary, ...]


def read_occasion(path: Path) -> Occasion:
    """The result in ``path``, a folder ``analyze`` or ``battery`` wrote (or the document in it).

    Raises
    ------
    FolderMissingError
        If there is nothing of that name.
    FileNotPermittedError, ResultFileError
        If it may not be read or is no result.
    """
    folder = path if path.is_dir() else path.parent
    try:
        if (folder / BATTERY_FILE).is_file():
            return Occasion(folder, read_record(path, BATTERY_FILE, Battery).tests)
        result = read_record(path, RESULT_FILE, AnalysisResult)
    except FileMissingError as problem:
        raise FolderMissingError(path=str(path)) from problem
    trials = [Trial(result.provenance.file_name, result, _named_side(result), folder="")]
    return Occasion(folder, summarise(trials, load_knowledge()) if result.verdict.valid else ())


def _named_side(result: AnalysisResult) -> Side:
    side = result.provenance.settings.get("side")
    return "left" if side == "left" else "right" if side == "right" else "none"


@dataclass(frozen=True)
class SheetWishes:
    """What the sheet of a session says besides: whose, what was done in between, pain 0..10 before and after."""

    name: str = ""
    exercises: tuple[str, ...] = ()
    pain: tuple[float, float] | None = None


def compare_occasions(before: Occasion, after: Occasion) -> Comparison:
    """What both have; raises ``NothingToCompareError`` if that is nothing."""
    comparison = compare(before.tests, after.tests, load_knowledge())
    if not comparison.tests:
        raise NothingToCompareError(before=_tests_of(before), after=_tests_of(after))
    return comparison


def write_comparison(
    comparison: Comparison,
    before: Occasion,
    after: Occasion,
    folder: Path,
    language: Language,
    sheet: SheetWishes | None = None,
) -> None:
    """Write document, table and page, and the one-page ``sheet`` where it is wished for.

    Raises as ``workflows.outputs.write_outputs`` does, and ``UnknownNameError`` for an exercise there is not.
    """
    check_target(folder, COMPARISON)
    page = ComparePage(
        before=before.folder.resolve().name,
        after=after.folder.resolve().name,
        created_at=f"{datetime.now().astimezone():%Y-%m-%d}",
        pictures=tuple(
            PicturePair(read_key_frame(before.folder, one), read_key_frame(after.folder, other))
            for one, other in pairs_of(before.tests, after.tests)
        ),
    )
    today = today_of(comparison, page.pictures, page.created_at, sheet) if sheet is not None else None
    with whole_or_nothing(folder) as work:
        write_text(work / COMPARISON_FILE, comparison.model_dump_json(by_alias=True, indent=2) + "\n")
        write_table(_table(comparison.tests), work, _TABLE)
        write_text(work / REPORT_FILE, render_comparison(comparison, page, load_knowledge(), language))
        if today is not None:
            about = (today, load_knowledge(), load_exercises(), language)
            write_text(work / SHEET_PAGE, today_page(*about))
            write_whole(work / SHEET_PDF, today_pdf(*about))


def today_of(comparison: Comparison, pictures: Sequence[PicturePair], created_on: str, sheet: SheetWishes) -> Today:
    """The sheet's content; ``pictures``: one pair a test. Raises ``UnknownNameError`` for an exercise there is not."""
    check_names(((name, load_exercises().exercises) for name in sheet.exercises), "exercise")
    pain = PainChange(*sheet.pain, counts=_pain_that_counts()) if sheet.pain is not None else None
    return Today(comparison, pictures, created_on, sheet.name, sheet.exercises, pain)


def _pain_that_counts() -> float:
    """The least difference of pain now that is more than chance, points of 0..10."""
    scores = load_questionnaires().instruments["pain_nrs"].scores
    change = next(score.mdc for score in scores if score.id == "nrs.now")
    assert change is not None
    assert change.points is not None
    return change.points


def _tests_of(occasion: Occasion) -> str:
    return ", ".join(dict.fromkeys(f"{t.test} {t.side}".removesuffix(" none") for t in occasion.tests)) or "–"


def _table(tests: Iterable[TestChange]) -> pd.DataFrame:
    """One row a test, side, view and measure."""
    rows = []
    for test in tests:
        about = {"test": test.test, "view_before": test.view_before, "view_after": test.view_after}
        obstacles = " ".join(reason.code for reason in test.obstacles) or None
        for change in test.measures:
            row = change.model_dump(exclude={"reason"})
            row["reason"] = change.reason.code if change.reason else obstacles
            rows.append(about | row)
    return pd.DataFrame(rows)
