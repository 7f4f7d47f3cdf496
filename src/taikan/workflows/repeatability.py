"""Staff film each other several times: the gym's own measuring error, its files and its page."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd

from taikan import __version__
from taikan.core.errors import RepeatabilityFileError
from taikan.core.texts import Language
from taikan.interop.tabular import write_table
from taikan.knowledge.loader import load_knowledge
from taikan.pose import weights
from taikan.progress.repeatability import Repeatability, RepeatabilityRow, repeatability_rows
from taikan.report.repeatability import render_repeatability
from taikan.workflows.analysis import Progress
from taikan.workflows.folders import FolderSettings, measure_recordings, read_people
from taikan.workflows.reading import read_record
from taikan.workflows.target import OwnFiles, check_target, whole_or_nothing, write_text

REPEATABILITY_FILE = "repeatability.json"
REPORT_FILE = "report.html"
_TABLE = "repeatability"
REPEATABILITY = OwnFiles(
    REPEATABILITY_FILE, frozenset({REPEATABILITY_FILE, REPORT_FILE, f"{_TABLE}.csv", f"{_TABLE}.parquet"})
)


def measure_repeatability(folder: Path, settings: FolderSettings, progress: Progress | None = None) -> Repeatability:
    """The gym's own error from ``folder/<person>/<test>[_left|_right][_<n>].<ending>``.

    Raises as ``read_people`` does, and what ``analyze`` raises except for a file that cannot be used.
    """
    found = read_people(folder)
    trials, bad = measure_recordings(found.recordings, settings, progress)
    return Repeatability(
        version=__version__,
        model=settings.model,
        model_sha256=weights.sha256(settings.model),
        n_people=len({trial.person for trial in trials}),
        n_recordings=len(trials),
        rows=repeatability_rows(trials, load_knowledge()),
        skipped=(*found.skipped, *bad),
    )


def write_repeatability(document: Repeatability, folder: Path, language: Language) -> None:
    """Write document, table and page; raises as ``workflows.outputs.write_outputs`` does."""
    check_target(folder, REPEATABILITY)
    created_at = f"{datetime.now().astimezone():%Y-%m-%d}"
    with whole_or_nothing(folder) as work:
        write_text(work / REPEATABILITY_FILE, document.model_dump_json(by_alias=True, indent=2) + "\n")
        write_table(_table(document.rows), work, _TABLE)
        write_text(work / REPORT_FILE, render_repeatability(document, load_knowledge(), language, created_at))


def read_repeatability(path: Path) -> Repeatability:
    """The gym's own error in ``path``, the file or the folder that holds it; raises as ``read_record`` does."""
    return read_record(path, REPEATABILITY_FILE, Repeatability, RepeatabilityFileError)


def _table(rows: Sequence[RepeatabilityRow]) -> pd.DataFrame:
    plain = [row.model_dump(exclude={"views", "reason"}) for row in rows]
    extra = [{"views": " ".join(r.views), "reason": r.reason.code if r.reason else None} for r in rows]
    return pd.DataFrame([p | e for p, e in zip(plain, extra, strict=True)])
