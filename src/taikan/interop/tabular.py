"""Frame and repetition tables for spreadsheets and statistics: pandas frames, Parquet and UTF-8 CSV.

Column names end in the unit (``_s``, ``_px``, ``_deg``, ``_percent``, ...). Missing values are empty cells.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.csv
import pyarrow.parquet
import xarray as xr
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, SPACE
from taikan.core.records import AnalysisResult, Measure, Repetition

FloatArray = NDArray[np.float64]

ROWS_AT_ONCE = 2000
CSV_OPTIONS = pyarrow.csv.WriteOptions(quoting_style="needed")

UNIT_SUFFIX: dict[str, str] = {
    "deg": "deg",
    "deg/s": "deg_per_s",
    "Hz": "hz",
    "[px]": "px",
    "s": "s",
    "cm": "cm",
    "m": "m",
    "m/s": "m_per_s",
    "%": "percent",
    "/min": "per_min",
    "1": "ratio",
    "min": "min",
    "h": "h",
    "kg": "kg",
    "mm[Hg]": "mmhg",
    "/d": "per_day",
    "{count}": "count",
    "{score}": "score",
}


def frame_table(
    track: xr.Dataset, angles: xr.Dataset | None = None, extra: Mapping[str, FloatArray] | None = None
) -> pd.DataFrame:
    """One row a frame: landmarks, angles and further columns.

    Parameters
    ----------
    track : pose track (``core.arrays.pose_track``). Gives ``frame``, ``time_s``, ``presence``, ``swapped`` and for each
        landmark ``<name>_{x,y,z}_px`` (y down), ``<name>_world_{x,y,z}_m``, ``<name>_visibility``, ``<name>_state``
        (0 measured, 1 filled, 2 occluded, 3 missing).
    angles : angle table on the same time. Gives ``<series>_deg`` and ``<series>_confidence``.
    extra : further columns (T,), their names ending in their unit, e.g. ``spine_contour_total_percent``.

    Raises
    ------
    ValueError
        If ``angles`` or ``extra`` are not on the track's frames.
    """
    time_s = track["time"].to_numpy()
    columns: dict[str, NDArray[np.generic]] = {
        "frame": np.arange(len(time_s)),
        "time_s": time_s,
        "presence": track["presence"].to_numpy(),
        "swapped": track["swapped"].to_numpy(),
    }
    columns.update(_landmark_columns(track))
    if angles is not None:
        columns.update(_angle_columns(angles, time_s))
    for name, values in (extra or {}).items():
        if values.shape != time_s.shape:
            raise ValueError(f"{name} is not on the frames of the track")
        columns[name] = values
    return pd.DataFrame(columns)


def _landmark_columns(track: xr.Dataset) -> dict[str, NDArray[np.generic]]:
    position, world = track["position"].to_numpy(), track["world"].to_numpy()
    visibility, state = track["visibility"].to_numpy(), track["state"].to_numpy()
    columns: dict[str, NDArray[np.generic]] = {}
    for i, name in enumerate(KEYPOINTS):
        columns |= {f"{name}_{axis}_px": position[:, i, k] for k, axis in enumerate(SPACE)}
        columns |= {f"{name}_world_{axis}_m": world[:, i, k] for k, axis in enumerate(SPACE)}
        columns |= {f"{name}_visibility": visibility[:, i], f"{name}_state": state[:, i]}
    return columns


def _angle_columns(angles: xr.Dataset, time_s: FloatArray) -> dict[str, NDArray[np.generic]]:
    if not np.array_equal(angles["time"].to_numpy(), time_s):
        raise ValueError("angles are not on the frames of the track")
    columns: dict[str, NDArray[np.generic]] = {}
    for i, name in enumerate(str(n) for n in angles["angle"].to_numpy()):
        columns[f"{name}_deg"] = angles["angle_deg"].to_numpy()[:, i]
        columns[f"{name}_confidence"] = angles["confidence"].to_numpy()[:, i]
    return columns


def repetition_table(result: AnalysisResult) -> pd.DataFrame:
    """One row a repetition: times, durations of the phases and the repetition's own measures with their units.

    A repetition measure takes the unit of the result's measure of the same code.
    """
    units = {m.code: m.unit for m in result.measures}
    rows = [_repetition_row(r, units) for r in result.repetitions]
    columns = ["repetition", "side", "partial", "start_s", "bottom_s", "end_s", "duration_s"]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)


def _repetition_row(repetition: Repetition, units: Mapping[str, str]) -> dict[str, object]:
    row: dict[str, object] = {
        "repetition": repetition.index,
        "side": repetition.side,
        "partial": repetition.partial,
        "start_s": repetition.start_s,
        "bottom_s": repetition.bottom_s,
        "end_s": repetition.end_s,
        "duration_s": repetition.end_s - repetition.start_s,
    }
    row |= {f"{p.name}_s": p.end_s - p.start_s for p in repetition.phases}
    row |= {
        f"{code}_{UNIT_SUFFIX[units[code]]}" if code in units else code: value
        for code, value in repetition.measures.items()
    }
    return row


def measure_row(measure: Measure) -> dict[str, object]:
    """One row of a table of measures: plain columns, with the interval in two and the reason's code."""
    row: dict[str, object] = measure.model_dump(exclude={"absent_reason", "norm", "interval95"})
    row["interval95_low"], row["interval95_high"] = measure.interval95 or (None, None)
    row["percentile"] = measure.norm.percentile if measure.norm else None
    row["absent_reason"] = measure.absent_reason.code if measure.absent_reason else None
    return row


def write_table(table: pd.DataFrame, folder: Path, name: str) -> tuple[Path, Path]:
    """Write ``<name>.parquet`` and ``<name>.csv`` into ``folder`` and return both paths.

    CSV: UTF-8 without mark, comma, point as decimal sign, numbers rounded to 6 decimals; Parquet keeps full precision.
    Raises ``OSError`` if they cannot be written.
    """
    return _write_parts(iter([table]), folder, name)


def write_frame_table(
    folder: Path,
    name: str,
    track: xr.Dataset,
    angles: xr.Dataset | None = None,
    extra: Mapping[str, FloatArray] | None = None,
) -> tuple[Path, Path]:
    """``write_table`` of ``frame_table``, made and written in parts so that a long clip's is never held whole."""
    return _write_parts(_frame_parts(track, angles, extra or {}), folder, name)


def _frame_parts(
    track: xr.Dataset, angles: xr.Dataset | None, extra: Mapping[str, FloatArray]
) -> Iterator[pd.DataFrame]:
    for start in range(0, max(1, track.sizes["time"]), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        part_angles = None if angles is None else angles.isel(time=rows)
        part = frame_table(track.isel(time=rows), part_angles, {k: v[rows] for k, v in extra.items()})
        part["frame"] += start
        yield part


def _write_parts(parts: Iterator[pd.DataFrame], folder: Path, name: str) -> tuple[Path, Path]:
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    first = next(parts)
    schema = pyarrow.Schema.from_pandas(first, preserve_index=False)
    # Arrow's CSV is ten times as fast as pandas'.
    with (
        pyarrow.parquet.ParquetWriter(parquet, schema) as rows,
        pyarrow.csv.CSVWriter(csv, schema, write_options=CSV_OPTIONS) as lines,
    ):
        for part in chain([first], parts):
            rows.write_table(pyarrow.Table.from_pandas(part, schema, preserve_index=False))
            lines.write_table(pyarrow.Table.from_pandas(part.round(6), schema, preserve_index=False))
    return parquet, csv
