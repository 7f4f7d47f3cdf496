"""Writing everything one analysis gives into a folder, whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from taikan.core.arrays import FloatArray
from taikan.core.errors import DiskFullError, OutputExistsError, OutputNotWritableError
from taikan.core.texts import Language
from taikan.interop.mot import motion_from_angles, write_mot
from taikan.interop.tabular import repetition_table, write_frame_table, write_table
from taikan.interop.trc import markers_from_track, write_trc
from taikan.knowledge.loader import load_knowledge
from taikan.report.overlay_picture import write_picture
from taikan.report.overlay_video import write_overlay
from taikan.report.scene import Contour, Scene, build_scene
from taikan.workflows.analysis import Analysis, Progress
from taikan.workflows.report import write_report

RESULT_FILE = "result.json"
REPORT_FILE = "report.html"
OVERLAY_FILE = "overlay.mp4"
PICTURE_FILE = "overlay.jpg"
_TABLES = ("frames", "raw_landmarks", "repetitions", "measures")
_OWN_FILES = frozenset(
    {RESULT_FILE, REPORT_FILE, OVERLAY_FILE, PICTURE_FILE, "landmarks.trc", "angles.mot"}
    | {f"{table}.{ending}" for table in _TABLES for ending in ("csv", "parquet")}
)
_FILES_OF_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_WRITABLE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EBUSY, errno.EXDEV, errno.ENAMETOOLONG}
)


def free_folder(parent: Path, name: str) -> Path:
    """``parent/name``, or with the first free number behind it."""
    folder, number = parent / name, 2
    while folder.exists():
        folder, number = parent / f"{name}-{number}", number + 1
    return folder


def check_target(folder: Path) -> None:
    """Whether ``folder`` can be written, before the long work begins.

    Raises
    ------
    OutputExistsError
        Unless it is absent, empty or holds an earlier result and nothing else, which will be replaced.
    OutputNotWritableError
        If it, or the nearest folder above it that exists, may not be written or replaced.
    """
    try:
        if folder.is_dir():
            names = {entry.name for entry in folder.iterdir()} - _FILES_OF_SYSTEMS
            if names and not (RESULT_FILE in names and names <= _OWN_FILES):
                raise OutputExistsError(path=str(folder))
        elif folder.exists() or folder.is_symlink():
            raise OutputExistsError(path=str(folder))
    except OSError as error:
        raise OutputNotWritableError(path=str(folder)) from error
    place = folder.resolve()
    parent = next(p for p in place.parents if p.exists()) if place != place.parent else place
    if place.is_mount() or not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputNotWritableError(path=str(folder))


def write_outputs(
    analysis: Analysis,
    folder: Path,
    language: Language,
    *,
    with_video: bool = True,
    with_blurred_face: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write result, tables, OpenSim files, annotated video (of a photo: picture) and report; returns ``folder``.

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
        if scene is not None and analysis.info.is_photo:
            write_picture(analysis.info, scene, work / PICTURE_FILE, with_blurred_face=with_blurred_face)
        elif scene is not None and with_video:
            told = None if progress is None else lambda done, total: progress("video", done, total)
            write_overlay(analysis.info, scene, work / OVERLAY_FILE, with_blurred_face=with_blurred_face, progress=told)
        if progress is not None:
            progress("report", 0, 1)
        write_report(analysis, scene, work / REPORT_FILE, language, with_blurred_face=with_blurred_face)
        if progress is not None:
            progress("report", 1, 1)
    return folder


@contextmanager
def _whole_or_nothing(folder: Path) -> Iterator[Path]:
    """A folder beside ``folder`` that takes its place when the block ends well; otherwise nothing new is left."""
    place = folder.resolve()
    new_parents = [parent for parent in place.parents if not parent.exists()]
    bench: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        bench = Path(mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        work = bench / "new"
        work.mkdir()
        yield work
        _take_place(work, place, bench / "old")
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise DiskFullError(path=str(folder)) from error
        if error.errno in _NOT_WRITABLE:
            raise OutputNotWritableError(path=str(folder)) from error
        raise
    finally:
        if bench is not None:
            shutil.rmtree(bench, ignore_errors=True)
        for parent in new_parents:
            with suppress(OSError):
                parent.rmdir()


def _take_place(work: Path, place: Path, old: Path) -> None:
    """Put ``work`` where ``place`` is; what was there goes to ``old``, and back if anything stops this."""
    if not place.exists():
        work.rename(place)
        return
    try:
        place.rename(old)
        work.rename(place)
    except BaseException:
        if old.exists() and not place.exists():
            old.rename(place)
        raise


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _write_tables(analysis: Analysis, work: Path) -> None:
    track, angles = analysis.motion.track, analysis.motion.angles
    write_frame_table(work, "frames", track, angles, _contour_columns(analysis))
    write_frame_table(work, "raw_landmarks", analysis.raw)
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
        row = measure.model_dump(exclude={"absent_reason", "norm"})
        row["percentile"] = measure.norm.percentile if measure.norm else None
        row["absent_reason"] = measure.absent_reason.code if measure.absent_reason else None
        rows.append(row)
    return pd.DataFrame(rows)


def _scene(analysis: Analysis, language: Language) -> Scene:
    motion, contour = analysis.motion, analysis.contour
    outline = None if contour is None else Contour(contour.curve_px, contour.confidence, contour.total_percent)
    return build_scene(
        analysis.result, motion.track, motion.angles, motion.view.near_side, load_knowledge(), language, outline
    )
