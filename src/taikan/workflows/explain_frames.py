"""Which frames and landmarks of a result folder's frame table one measure was read from."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, FloatArray, PointState
from taikan.core.explanation import FramesUsed, LandmarkUsed, RepetitionUsed, SeriesReading
from taikan.core.records import AnalysisResult, Measure, Repetition, Side
from taikan.knowledge.measure_reading import Moment
from taikan.movement_tests.gate import keypoints
from taikan.movement_tests.reading import settings

Rows = NDArray[np.intp]
_CLOSE_S = 1e-9
_AT_THE_EXTREME = {"largest", "change"}


def near_side(result: AnalysisResult) -> Side:
    """The side the measures of the limb nearest the camera were taken on; ``both`` from front or back."""
    labels: dict[str, Side] = {"sagittal_left": "left", "sagittal_right": "right"}
    if result.view not in labels:
        return "both"
    sides = {m.side for m in result.measures if m.side in {"left", "right"}}
    return sides.pop() if len(sides) == 1 else labels[result.view]


def landmark_names(parts: tuple[str, ...], side: Side, near: Side) -> tuple[str, ...]:
    """Landmarks of ``parts`` on ``side``, else on the near one, else on both."""
    if side in {"left", "right"}:
        sides: tuple[Side, ...] = (side,)
    else:
        sides = ("left", "right") if near == "both" else (near,)
    return tuple(KEYPOINTS[i] for i in keypoints(parts, sides))


def series_columns(stems: tuple[str, ...], side: Side, near: Side, table: pd.DataFrame | None) -> tuple[str, ...]:
    """Names of the series ``stems`` as the frame table's columns have them, without their unit."""
    limb = side if side in {"left", "right"} else "right" if near == "right" else "left"
    names = []
    for stem in stems:
        if stem.startswith("spine_contour_"):
            names.append(stem)
        else:
            sided = f"{limb}_{stem}_projection"
            is_neutral = stem.startswith(("trunk", "pelvis", "head", "neck", "shoulder_obliquity"))
            names.append(f"{stem}_projection" if is_neutral else sided)
    return tuple(n for n in names if table is None or _column(n) in table)


def _column(series: str) -> str:
    return series if series.startswith("spine_contour_") else f"{series}_deg"


def counted(repetitions: Sequence[Repetition]) -> tuple[Repetition, ...]:
    """The repetitions measures are taken from: those with values, else the whole ones, else all."""
    with_values = tuple(r for r in repetitions if r.measures)
    return with_values or tuple(r for r in repetitions if not r.partial) or tuple(repetitions)


def repetitions_used(
    result: AnalysisResult, measure: Measure, moment: Moment, series: tuple[str, ...], table: pd.DataFrame | None
) -> tuple[RepetitionUsed, ...]:
    """Every repetition with its own value and, where ``table`` is known, the frames it was read from."""
    used, counting = [], counted(result.repetitions)
    for r in result.repetitions:
        value = r.measures.get(f"{measure.code}.{measure.side}", r.measures.get(measure.code))
        has_frames = table is not None and r in counting and (value is not None or moment == "whole")
        used.append(
            RepetitionUsed(
                index=r.index,
                value=value,
                counted=r in counting and (value is not None or moment == "whole"),
                start_s=r.start_s,
                bottom_s=r.bottom_s,
                end_s=r.end_s,
                phases=r.phases,
                frames=_frames(r, moment, series, table) if has_frames and table is not None else None,
            )
        )
    return tuple(used)


def landmarks_used(names: tuple[str, ...], result: AnalysisResult, table: pd.DataFrame) -> tuple[LandmarkUsed, ...]:
    """Each landmark over the frames of the counted repetitions."""
    time = table["time_s"].to_numpy()
    inside = np.zeros(len(time), dtype=bool)
    for r in counted(result.repetitions):
        inside[_between(time, r.start_s, r.end_s)] = True
    return tuple(_landmark(name, table.loc[inside]) for name in names) if inside.any() else ()


def _landmark(name: str, rows: pd.DataFrame) -> LandmarkUsed:
    visibility = np.nan_to_num(rows[f"{name}_visibility"].to_numpy(dtype=np.float64))
    state = rows[f"{name}_state"].to_numpy()
    return LandmarkUsed(
        name=name,
        visibility_mean=float(visibility.mean()),
        visibility_lowest=float(visibility.min()),
        frames=len(rows),
        filled=int((state == PointState.FILLED).sum()),
        occluded=int((state == PointState.OCCLUDED).sum()),
        missing=int((state == PointState.MISSING).sum()),
    )


def _between(time_s: FloatArray, start_s: float, end_s: float) -> Rows:
    return np.flatnonzero((time_s >= start_s - _CLOSE_S) & (time_s <= end_s + _CLOSE_S))


def _frames(r: Repetition, moment: Moment, series: tuple[str, ...], table: pd.DataFrame) -> FramesUsed | None:
    time = table["time_s"].to_numpy(dtype=np.float64)
    rows = _between(time, *_window(r, moment))
    if not len(rows):
        return None
    key = int(rows[np.argmin(np.abs(time[rows] - r.bottom_s))])
    if moment in _AT_THE_EXTREME and series:
        values = np.abs(table[_column(series[0])].to_numpy(dtype=np.float64)[rows])
        key = int(rows[np.nanargmax(values)]) if np.isfinite(values).any() else key
    readings = [_reading(r, moment, name, rows, table, time) for name in series]
    numbers = table["frame"].to_numpy()
    return FramesUsed(
        first_frame=int(numbers[rows[0]]),
        last_frame=int(numbers[rows[-1]]),
        first_s=float(time[rows[0]]),
        last_s=float(time[rows[-1]]),
        key_frame=int(numbers[key]),
        key_s=float(time[key]),
        readings=tuple(one for one in readings if one is not None),
    )


def _window(r: Repetition, moment: Moment) -> tuple[float, float]:
    """Start and end, in seconds, of what is looked at in ``r``."""
    phases = {p.name: p for p in r.phases}
    if moment in phases and moment != "bottom":
        return phases[moment].start_s, phases[moment].end_s
    if moment == "bottom":
        return _around_bottom(r)
    if moment == "early":
        return r.start_s, r.bottom_s
    if moment in {"ascent", "late"}:
        return r.bottom_s, r.end_s
    return r.start_s, r.bottom_s if moment == "descent" else r.end_s


def _around_bottom(r: Repetition) -> tuple[float, float]:
    half = settings("reading")["bottom_half_window_s"]
    if r.bottom_s <= r.start_s:
        return r.bottom_s - 2 * half, r.bottom_s
    if r.bottom_s >= r.end_s:
        return r.bottom_s, r.bottom_s + 2 * half
    return max(r.start_s, r.bottom_s - half), min(r.end_s, r.bottom_s + half)


def _standing(r: Repetition) -> tuple[float, float]:
    window = settings("reading")["standing_window_s"]
    return (r.end_s, r.end_s + window) if r.bottom_s <= r.start_s else (r.start_s - window, r.start_s)


def _reading(
    r: Repetition, moment: Moment, name: str, rows: Rows, table: pd.DataFrame, time: FloatArray
) -> SeriesReading | None:
    """The series' own number at the moment; None where the moment is no plain reading of it."""
    values = table[_column(name)].to_numpy(dtype=np.float64)
    value = _value(values, moment, rows, _between(time, *_standing(r)))
    if value is None or not np.isfinite(value):
        return None
    column = f"{name}_confidence"
    certainty = float(np.nanmean(table[column].to_numpy()[rows])) if column in table else None
    return SeriesReading(name=name, value=value, confidence=certainty)


def _value(values: FloatArray, moment: Moment, rows: Rows, standing: Rows) -> float | None:
    known = values[rows][np.isfinite(values[rows])]
    if not len(known):
        return None
    if moment in {"bottom", "held"}:
        return float(np.median(known))
    if moment == "mean":
        return float(known.mean())
    if moment == "range":
        return float(np.ptp(known))
    if moment not in _AT_THE_EXTREME:
        return None
    largest = float(np.percentile(known, settings("reading")["extreme_percentile"]))
    if moment == "largest":
        return largest
    before = values[standing][np.isfinite(values[standing])]
    return largest - float(np.median(before)) if len(before) else None
