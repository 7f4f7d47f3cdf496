"""A folder of one person's recordings measured, each with its own report, and one table over all of them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from taikan import __version__
from taikan.core.texts import Language
from taikan.interop.tabular import measure_row, write_table
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.combined import combined_measures
from taikan.progress.battery import Battery, TestSummary, summarise
from taikan.report.battery import render_battery
from taikan.workflows.analysis import Analysis, Progress
from taikan.workflows.folders import FolderSettings, Found, Keep, Recording, measure_recordings, read_folder
from taikan.workflows.outputs import KEY_FRAME_FILE, REPORT_FILE, RESULT, write_outputs
from taikan.workflows.target import OwnFiles, check_target, free_folder, whole_or_nothing, write_text

BATTERY_FILE = "battery.json"
RECORDINGS = "recordings"
_TABLE = "battery"
TABLES = frozenset({f"{_TABLE}.csv", f"{_TABLE}.parquet"})
BATTERY = OwnFiles(
    BATTERY_FILE,
    frozenset({BATTERY_FILE, REPORT_FILE}) | TABLES,
    inner={RECORDINGS: RESULT},
)


@dataclass(frozen=True)
class BatteryOutput:
    """Where and how a battery is written; see ``write_outputs``."""

    folder: Path
    language: Language
    with_video: bool = True
    with_blurred_face: bool = False


def measure_battery(
    folder: Path, settings: FolderSettings, output: BatteryOutput | None = None, progress: Progress | None = None
) -> Battery:
    """Measure ``folder/<test>[_left|_right][_<n>].<ending>``; with ``output`` write everything, whole or not at all.

    Raises as ``read_folder`` and ``write_outputs`` do, and what ``analyze`` raises except for a file that cannot be
    used.
    """
    found = read_folder(folder)
    if output is None:
        return _measure(found, settings, None, progress)
    check_target(output.folder, BATTERY)
    with whole_or_nothing(output.folder) as work:
        battery = _measure(found, settings, keeper(work, output, progress), progress)
        write_battery(battery, folder.resolve().name, work, output.language)
    return battery


def _measure(found: Found, settings: FolderSettings, keep: Keep | None, progress: Progress | None) -> Battery:
    trials, bad = measure_recordings(found.recordings, settings, progress, keep)
    tests = summarise(trials, load_knowledge())
    together = combined_measures([measure for test in tests for measure in test.measures])
    return Battery(version=__version__, tests=tests, combined=together, skipped=(*found.skipped, *bad))


def keeper(work: Path, output: BatteryOutput, progress: Progress | None) -> Keep:
    """Writes each analysis into a folder of its own below ``work``."""

    def keep(recording: Recording, analysis: Analysis) -> str:
        place = free_folder(work / RECORDINGS, recording.path.stem)
        write_outputs(
            analysis,
            place,
            output.language,
            with_video=output.with_video,
            with_blurred_face=output.with_blurred_face,
            progress=progress,
        )
        return f"{RECORDINGS}/{place.name}"

    return keep


def write_battery(battery: Battery, name: str, work: Path, language: Language, page: str = REPORT_FILE) -> None:
    """Write document, table and ``page`` into ``work``, which holds the recordings' own folders; ``name``: whose."""
    write_text(work / BATTERY_FILE, battery.model_dump_json(by_alias=True, indent=2) + "\n")
    write_table(_table(battery), work, _TABLE)
    pictures = [read_key_frame(work, test) for test in battery.tests]
    created_at = f"{datetime.now().astimezone():%Y-%m-%d}"
    write_text(work / page, render_battery(battery, pictures, load_knowledge(), language, name, created_at))


def read_key_frame(folder: Path, test: TestSummary) -> bytes | None:
    """The JPEG of the typical recording of ``test`` in the result ``folder``, or ``None`` where there is none."""
    own = test.folders[test.typical]
    file = folder / (own or "") / KEY_FRAME_FILE
    return file.read_bytes() if file.is_file() else None


def _table(battery: Battery) -> pd.DataFrame:
    """One row a test, side, view and measure; measures of several tests have neither test nor view."""
    rows = []
    for test in battery.tests:
        about = {"test": test.test, "view": test.view, "recordings": len(test.recordings)}
        rows += [about | measure_row(measure) for measure in test.measures]
    of_several = {"test": "", "view": "", "recordings": sum(len(test.recordings) for test in battery.tests)}
    rows += [of_several | measure_row(measure) for measure in battery.combined]
    return pd.DataFrame(rows, columns=None if rows else ["test", "view", "recordings"])
