"""Writing everything one analysis gives into a folder, whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from taikan.core.arrays import FloatArray
from taikan.core.memory import give_back_unused
from taikan.core.texts import Language
from taikan.interop.mot import motion_from_angles, write_mot
from taikan.interop.tabular import measure_row, repetition_table, write_frame_table, write_table
from taikan.interop.trc import markers_from_track, write_trc
from taikan.knowledge.loader import load_knowledge
from taikan.report.overlay_picture import write_picture
from taikan.report.overlay_video import write_overlay
from taikan.report.scene import Contour, Scene, build_scene
from taikan.workflows.analysis import Analysis, Progress
from taikan.workflows.report import write_key_frame, write_report
from taikan.workflows.target import OwnFiles, check_target, whole_or_nothing, write_text

RESULT_FILE = "result.json"
REPORT_FILE = "report.html"
OVERLAY_FILE = "overlay.mp4"
PICTURE_FILE = "overlay.jpg"
KEY_FRAME_FILE = "key_frame.jpg"
_TABLES = ("frames", "raw_landmarks", "repetitions", "measures")
RESULT = OwnFiles(
    RESULT_FILE,
    frozenset({RESULT_FILE, REPORT_FILE, OVERLAY_FILE, PICTURE_FILE, KEY_FRAME_FILE, "landmarks.trc", "angles.mot"})
    | {f"{table}.{ending}" for table in _TABLES for ending in ("csv", "parquet")},
)
"""What ``write_outputs`` leaves in a folder."""


def write_outputs(
    analysis: Analysis,
    folder: Path,
    language: Language,
    *,
    with_video: bool = True,
    with_blurred_face: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write result, tables, OpenSim files, annotated video or photo, key frame and report; returns ``folder``.

    An earlier result in ``folder`` is replaced only once the new one is complete; on any error, also Ctrl-C, nothing is
    left behind.

    Raises
    ------
    OutputExistsError
        If ``folder`` holds something else.
    DiskFullError, OutputNotWritableError
        If it cannot be written.
    """
    check_target(folder, RESULT)
    with whole_or_nothing(folder) as work:
        write_text(work / RESULT_FILE, analysis.result.model_dump_json(by_alias=True, indent=2) + "\n")
        _write_tables(analysis, work)
        give_back_unused()
        scene = _scene(analysis, language) if analysis.people else None
        if scene is not None and analysis.info.is_photo:
            write_picture(analysis.info, scene, work / PICTURE_FILE, with_blurred_face=with_blurred_face)
        elif scene is not None and with_video:
            told = None if progress is None else lambda done, total: progress("video", done, total)
            write_overlay(analysis.info, scene, work / OVERLAY_FILE, with_blurred_face=with_blurred_face, progress=told)
        if progress is not None:
            progress("report", 0, 1)
        write_report(analysis, scene, work / REPORT_FILE, language, with_blurred_face=with_blurred_face)
        if scene is not None and analysis.result.verdict.valid:
            write_key_frame(analysis, scene, work / KEY_FRAME_FILE, with_blurred_face=with_blurred_face)
        if progress is not None:
            progress("report", 1, 1)
    return folder


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
    return pd.DataFrame([measure_row(measure) for measure in analysis.result.measures])


def _scene(analysis: Analysis, language: Language) -> Scene:
    motion, contour = analysis.motion, analysis.contour
    outline = None if contour is None else Contour(contour.curve_px, contour.confidence, contour.total_percent)
    return build_scene(
        analysis.result, motion.track, motion.angles, motion.view.near_side, load_knowledge(), language, outline
    )
