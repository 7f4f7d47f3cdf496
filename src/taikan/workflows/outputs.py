"""Writing everything one analysis gives into a folder, whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from taikan.core.arrays import FloatArray
from taikan.core.errors import DiskFullError, OutputExistsError, OutputNotWritableError
from taikan.core.texts import Language
from taikan.interop.mot import motion_from_angles, write_mot
from taikan.interop.tabular import frame_table, repetition_table, write_table
from taikan.interop.trc import markers_from_track, write_trc
from taikan.knowledge.loader import load_knowledge
from taikan.report.overlay_video import write_overlay
from taikan.report.scene import Contour, Scene, build_scene
from taikan.workflows.analysis import Analysis, Progress
from taikan.workflows.report import write_report

RESULT_FILE = "result.json"
REPORT_FILE = "report.html"
OVERLAY_FILE = "overlay.mp4"


def free_folder(parent: Path, name: str) -> Path:
    """``parent/name``, or with the first free number behind it."""
    folder, number = parent / name, 2
    while folder.exists():
        folder, number = parent / f"{name}-{number}", number + 1
    return folder


def check_target(folder: Path) -> None:
    """Raise ``OutputExistsError`` unless ``folder`` is absent, empty or holds an earlier result (which is replaced)."""
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / RESULT_FILE).is_file()):
        raise OutputExistsError(path=str(folder))


def write_outputs(
    analysis: Analysis,
    folder: Path,
    language: Language,
    *,
    with_video: bool = True,
    with_blurred_face: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write result, tables, OpenSim files, annotated video and report; returns ``folder``.

    An earlier result in ``folder`` is replaced only once the new one is complete; on any error, also Ctrl-C, nothing is
    left behind.

    Raises
    ------
    OutputExistsError
        If ``folder`` holds something else.
    DiskFullError, OutputNotWritableError
        If it cannot be written.
    """
    check_target(folder)
    with _whole_or_nothing(folder) as work:
        _write_text(work / RESULT_FILE, analysis.result.model_dump_json(by_alias=True, indent=2) + "\n")
        _write_tables(analysis, work)
        scene = _scene(analysis, language) if analysis.people else None
        if scene is not None and with_video:
            told = None if progress is None else lambda done, total: progress("video", done, total)
            write_overlay(analysis.info, scene, work / OVERLAY_FILE, with_blurred_face=with_blurred_face, progress=told)
        write_report(analysis, scene, work / REPORT_FILE, language, with_blurred_face=with_blurred_face)
    return folder


@contextmanager
def _whole_or_nothing(folder: Path) -> Iterator[Path]:
    """A folder beside ``folder`` that takes its place when the block ends well."""
    work: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        yield work
        work.chmod(0o755)
        _take_place(work, folder)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(path=str(folder)) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}:
            raise OutputNotWritableError(path=str(folder)) from error
        raise
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _take_place(work: Path, folder: Path) -> None:
    if not folder.exists():
        work.rename(folder)
        return
    old = work.with_name(work.name + "-old")
    folder.rename(old)
    work.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _write_tables(analysis: Analysis, work: Path) -> None:
    track, angles = analysis.motion.track, analysis.motion.angles
    write_table(frame_table(track, angles, _contour_columns(analysis)), work, "frames")
    write_table(frame_table(analysis.raw), work, "raw_landmarks")
    write_table(repetition_table(analysis.result), work, "repetitions")
    write_table(_measure_table(analysis), work, "measures")
    if analysis.people and track.sizes["time"] > 1:
        write_trc(work / "landmarks.trc", markers_from_track(track))
        write_mot(work / "angles.mot", motion_from_angles(angles))


def _contour_columns(analysis: Analysis) -> Mapping[str, FloatArray]:
    contour = analysis.contour
    if contour is None:
        return {}
    return {
        "spine_contour_upper_percent": contour.upper_percent,
        "spine_contour_lower_percent": contour.lower_percent,
        "spine_contour_total_percent": contour.total_percent,
        "spine_contour_confidence": contour.confidence,
    }


def _measure_table(analysis: Analysis) -> pd.DataFrame:
    rows = []
    for measure in analysis.result.measures:
        row = measure.model_dump(exclude={"absent_reason"})
        row["absent_reason"] = measure.absent_reason.code if measure.absent_reason else None
        rows.append(row)
    return pd.DataFrame(rows)


def _scene(analysis: Analysis, language: Language) -> Scene:
    motion, contour = analysis.motion, analysis.contour
    edge = None if contour is None else Contour(contour.edge_px, contour.confidence)
    return build_scene(
        analysis.result, motion.track, motion.angles, motion.view.near_side, load_knowledge(), language, edge
    )
