"""The angles of a clip over time, as numbers for the page that draws them beside the video."""

from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from taikan.core.records import AnalysisResult
from taikan.knowledge.models import Norm
from taikan.report.content import Wording, whole_or_partial
from taikan.report.drawing import NearSide
from taikan.report.series import Curve, curves_for, series_names
from taikan.studio.assessments.models import Assessment
from taikan.studio.results.reading import result_of, words_now
from taikan.studio.vault.store import read
from taikan.workflows.explain import FRAMES_FILE
from taikan.workflows.explain_frames import near_side

MOST_POINTS = 1200
DECIMALS = 2


def frames_of(assessment: Assessment) -> pd.DataFrame | None:
    """The table of frames, or ``None`` where the result stands alone."""
    file = assessment.files.select_related("file").filter(name=FRAMES_FILE).first()
    return None if file is None else pd.read_parquet(BytesIO(b"".join(read(file.file))))


def curves(assessment: Assessment) -> dict[str, Any]:
    """``time_s``, one series a curve of the test (degrees, ``None`` where unseen), repetitions and faults."""
    result, table = result_of(assessment), frames_of(assessment)
    if table is None or len(table) < 2:
        return {"time_s": [], "series": [], "repetitions": [], "faults": []}
    table = table.iloc[:: max(1, len(table) // MOST_POINTS)]
    near: NearSide = {"left": "left", "right": "right"}.get(near_side(result), "both")  # type: ignore[assignment]
    words, series = words_now(), []
    for curve in curves_for(result.test, near):
        for name in series_names(curve.stem, near):
            if name in table and table[name].notna().any():
                series.append(_series(name, curve, table, words, sided=near == "both"))
    return {
        "time_s": [round(float(t), 3) for t in table["time_s"]],
        "series": series,
        "repetitions": [[r.start_s, r.end_s, r.index] for r in whole_or_partial(result.repetitions)],
        "faults": _faults(result, words),
        "seconds": words("video.seconds"),
        "target": words("measures.target"),
    }


def _series(name: str, curve: Curve, table: pd.DataFrame, words: Wording, *, sided: bool) -> dict[str, Any]:
    stem = name.removesuffix("_projection").removeprefix("right_").removeprefix("left_")
    label, side = words(f"series.{stem}"), name.split("_", maxsplit=1)[0]
    if sided and side in {"left", "right"}:
        label = f"{label} ({words.side(side)})"  # type: ignore[arg-type]
    measure = words.knowledge.measures.get(curve.measure) if curve.measure else None
    return {
        "name": label,
        "unit": "°",
        "values": [None if np.isnan(v) else round(float(v), DECIMALS) for v in table[name].to_numpy(dtype=float)],
        "band": _band(measure.norm, curve) if measure is not None and measure.norm is not None else None,
    }


def _band(norm: Norm, curve: Curve) -> list[float | None]:
    """The target in the curve's own degrees, low to high; an open end is ``None``."""
    ends = [None if v is None else (v - curve.offset) / curve.factor for v in (norm.low, norm.high)]
    return ends if curve.factor > 0 else ends[::-1]


def _faults(result: AnalysisResult, words: Wording) -> list[list[Any]]:
    known = words.knowledge.faults
    return [[f.start_s, f.end_s, words.of(known[f.code].text)] for f in result.faults if f.code in known]
