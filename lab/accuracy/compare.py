"""One clip through Taikan, against its truth: flat rows in a few tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lab.accuracy.contour_rows import contour_rows
from lab.accuracy.fault_rows import fault_rows
from lab.accuracy.ideal import match_repetitions
from lab.accuracy.row_tables import COLUMNS, CONTEXT
from lab.accuracy.true_measures import NO_TRUTH, true_span, true_value
from lab.accuracy.truth import ClipTruth, read_truth
from taikan.core.records import Measure
from taikan.kinematics.angles import series_names
from taikan.knowledge.angle_table import load_angle_table
from taikan.knowledge.loader import load_knowledge
from taikan.pose.recording import ModelName
from taikan.workflows.analysis import Analysis, AnalyzeSettings
from taikan.workflows.analyze import analyze

Row = dict[str, Any]


@dataclass(frozen=True)
class Comparison:
    """Rows by table; every row also holds the clip's context (``context``)."""

    tables: dict[str, pd.DataFrame]


def compare_clip(folder: Path, clip_id: str, model: ModelName = "full") -> Comparison:
    """Analyse the clip in ``folder`` and hold it against its truth."""
    clip = read_truth(folder)
    settings = AnalyzeSettings(test=clip.test, height_cm=100.0 * clip.height_m, model=model, workers=1)
    analysis = analyze(folder / "clip.mp4", settings)
    rows = {
        "angles": list(angle_rows(clip, analysis)),
        "measures": list(measure_rows(clip, analysis)),
        "repetitions": list(repetition_rows(clip, analysis)),
        "faults": list(fault_rows(clip, analysis.result)),
        "verdict": [verdict_row(clip, analysis)],
        "contour": list(contour_rows(clip, analysis)),
    }
    about = context(clip, clip_id)
    return Comparison(
        {
            name: pd.DataFrame([about | row for row in found], columns=[*CONTEXT, *COLUMNS[name]])
            for name, found in rows.items()
        }
    )


def context(clip: ClipTruth, clip_id: str) -> Row:
    """What every row says of its clip."""
    return {
        "clip": clip_id,
        "test": clip.test,
        "body": str(clip.about["person"]["id"]),
        "view": clip.family,
        "yaw_deg": clip.camera_yaw_deg,
        "yaw_off_deg": clip.yaw_off_deg,
        "fit": clip.about["clothes"]["fit"],
        "measurable": clip.measurable,
        "in_protocol": clip.in_protocol,
    }


def angle_rows(clip: ClipTruth, analysis: Analysis) -> Iterator[Row]:
    """One row a series the camera's place can show, near and far limbs apart; no frames where Taikan refused or calls a
    landmark hidden."""
    least = load_knowledge().gate.min_visibility
    plane = "sagittal" if clip.family == "sagittal" else "frontal"
    planes = {d.name: d.plane for d in load_angle_table() if not d.difference}
    for name in series_names():
        right = name.replace("left_", "right_", 1)
        if planes.get(right, "sagittal") != plane or not clip.measurable:
            continue
        truth = np.interp(analysis.motion.time_s, clip.time_s, clip.series(name.removesuffix("_projection")))
        off = analysis.motion.angle(name) - truth
        seen = np.isfinite(off) & (analysis.motion.confidence(name) >= least) & analysis.result.verdict.valid
        off = off[seen]
        known = bool(len(off))
        yield {
            "series": right.removeprefix("right_").removesuffix("_projection"),
            "limb": _limb(name, clip),
            "n_frames": len(off),
            "bias": float(off.mean()) if known else np.nan,
            "mae": float(np.abs(off).mean()) if known else np.nan,
            "rmse": float(np.sqrt((off**2).mean())) if known else np.nan,
            "change_mae": float(np.abs(off - off.mean()).mean()) if known else np.nan,
        }


def _limb(series: str, clip: ClipTruth) -> str:
    if not series.startswith(("left_", "right_")):
        return "body"
    if clip.family != "sagittal":
        return "each"
    return "near" if series.startswith(clip.near_side) else "far"


def measure_rows(clip: ClipTruth, analysis: Analysis) -> Iterator[Row]:
    """One row a measure and side that has a truth in this clip and that its view can show."""
    if not clip.measurable:
        return
    for measure in analysis.result.measures:
        if measure.code in NO_TRUTH or _is_not_asked(measure, clip):
            continue
        truth = true_value(measure.code, clip, measure.side)
        yield {
            "code": measure.code,
            "side": measure.side,
            "unit": measure.unit,
            "truth": truth,
            "value": np.nan if measure.value is None else measure.value,
            "sem": measure.sem,
            "n_trials": measure.n_trials,
            "confidence": measure.confidence,
            "absent": None if measure.absent_reason is None else measure.absent_reason.code,
        }


def _is_not_asked(measure: Measure, clip: ClipTruth) -> bool:
    """Absent because the view that was meant, or the variant, never shows it: neither an error nor a refusal."""
    reason = measure.absent_reason
    if clip.family not in load_knowledge().measures[measure.code].views:
        return True
    return reason is not None and reason.code in {"not_in_this_variant", "belt_sets_speed", "frame_rate_cannot_show"}


def repetition_rows(clip: ClipTruth, analysis: Analysis) -> Iterator[Row]:
    """One row a clip of a counted test: true and found count, mean timing errors (found minus true) in seconds."""
    if clip.test == "walk" or not clip.measurable:
        return
    valid, found = analysis.result.verdict.valid, analysis.result.repetitions
    pairs = match_repetitions(clip, found)
    spans = {rep.index: true_span(clip, rep) for rep in clip.whole_repetitions}
    off = [
        np.subtract((r.start_s, r.bottom_s, r.end_s), spans[pairs[r.index]])
        for r in found
        if r.index in pairs and valid
    ]
    start, bottom, end = np.mean(off, axis=0) if off else (np.nan,) * 3
    yield {
        "truth": len(clip.whole_repetitions),
        "found": sum(span.partial == "none" for span in analysis.spans) if valid else np.nan,
        "start_error_s": start,
        "bottom_error_s": bottom,
        "end_error_s": end,
    }


def verdict_row(clip: ClipTruth, analysis: Analysis) -> Row:
    """Whether the recording was refused, why, and whether it should have been."""
    verdict = analysis.result.verdict
    return {
        "why_not": clip.about["why_not"],
        "valid": verdict.valid,
        "reasons": ", ".join(sorted(r.code for r in verdict.reasons)) or None,
        "view_seen": analysis.result.view,
        "yaw_seen_deg": analysis.motion.view.yaw_deg,
        "view_confidence": analysis.motion.view.confidence,
    }
