"""Angles over time as OpenSim ``.mot``: read any (degrees or radians), write the angle table in degrees.

Columns. A series whose plane and zero agree with a coordinate of the OpenSim full-body models (hip_flexion_r,
knee_angle_r, ankle_angle_r, arm_flex_r, elbow_flex_r and their left twins) takes that name, so that a model moves with
the file; all others keep Taikan's name. All of them are projections on the picture, not three-dimensional joint angles;
the header of each file says so and lists which column is which series.

Time is uniform (see ``timegrid.resample``). OpenSim's ``Storage`` stops at the first ``nan``, so a file has none: a
column missing in more than half of the frames is left out, and shorter gaps are drawn as straight lines (held at the
ends) and listed in the header with their times. Frames before the first and after the last known angle are left out.
The frame table keeps the gaps.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from taikan.interop.timegrid import known_part, resample

FloatArray = NDArray[np.float64]

LEAST_SEEN_FRACTION = 0.5
"""A column seen in a smaller part of the frames is not written."""

_JOINTS = {
    "hip_flexion": "hip_flexion",
    "knee_flexion": "knee_angle",
    "ankle_dorsiflexion": "ankle_angle",
    "shoulder_flexion": "arm_flex",
    "elbow_flexion": "elbow_flex",
}

OPENSIM_COLUMNS: dict[str, str] = {
    f"{side}_{ours}_projection": f"{theirs}_{side[0]}" for ours, theirs in _JOINTS.items() for side in ("right", "left")
}
"""Taikan series to OpenSim coordinate, where both mean the same motion."""


@dataclass(frozen=True)
class MotionTable:
    """Columns over time: ``time_s`` (N,), ``names`` (C), ``values`` (N, C) as in the file.

    ``in_degrees`` tells how rotations are stored; columns may also be lengths in metres (``pelvis_tx``).
    """

    time_s: FloatArray
    names: tuple[str, ...]
    values: FloatArray
    in_degrees: bool

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.time_s), len(self.names)):
            raise ValueError("values must have the shape (time, columns)")

    def column(self, name: str) -> FloatArray:
        """(N,) values of a column as stored; raises ``ValueError`` for an unknown name."""
        return self.values[:, self.names.index(name)]

    def degrees(self, name: str) -> FloatArray:
        """(N,) degrees of a rotation column, whatever the file's unit."""
        column = self.column(name)
        return column.copy() if self.in_degrees else np.rad2deg(column)


def parse_mot(text: str) -> MotionTable:
    """The table of a ``.mot`` or ``.sto`` text. Raises ``ValueError`` if there is no header end or no data."""
    lines = text.splitlines()
    ends = [i for i, line in enumerate(lines) if line.strip().lower() == "endheader"]
    if not ends:
        raise ValueError("not a .mot file: no endheader line")
    header = dict(_key_value(line) for line in lines[: ends[0]] if "=" in line)
    body = [line for line in lines[ends[0] + 1 :] if line.strip()]
    if len(body) < 2:
        raise ValueError(".mot without data rows")
    names = body[0].split()
    if names[0].lower() != "time":
        raise ValueError("the first column of a .mot file must be time")
    table = np.array([[float(c) for c in line.split()] for line in body[1:]], dtype=np.float64)
    if table.shape[1] != len(names):
        raise ValueError("rows and column names of the .mot file disagree")
    return MotionTable(
        table[:, 0].copy(), tuple(names[1:]), table[:, 1:].copy(), header.get("indegrees", "no") == "yes"
    )


def _key_value(line: str) -> tuple[str, str]:
    key, value = line.split("=", maxsplit=1)
    return key.strip().lower(), value.strip().lower()


def read_mot(path: Path) -> MotionTable:
    """The ``.mot`` or ``.sto`` file at ``path``; ``OSError`` if unreadable, ``ValueError`` if no such file."""
    return parse_mot(path.read_text(encoding="utf-8"))


def motion_from_angles(angles: xr.Dataset) -> MotionTable:
    """An angle table (``core.arrays.angle_table``) under OpenSim's column names, gaps as NaN.

    From the first to the last frame with any angle.
    """
    values = angles["angle_deg"].to_numpy()
    names = [str(n) for n in angles["angle"].to_numpy()]
    part = known_part(values)
    kept = [i for i in range(len(names)) if np.isfinite(values[part, i]).mean() >= LEAST_SEEN_FRACTION]
    columns = tuple(OPENSIM_COLUMNS.get(names[i], names[i]) for i in kept)
    time_s = angles["time"].to_numpy().astype(np.float64)
    return MotionTable(time_s[part], columns, values[part][:, kept], in_degrees=True)


def format_mot(motion: MotionTable, title: str = "Coordinates") -> str:
    """The ``.mot`` text of ``motion`` on a uniform time grid, 6 decimals, gaps filled and listed.

    Raises ``ValueError`` if a column has no value at all.
    """
    filled = np.column_stack([_fill(motion.time_s, c) for c in motion.values.T]) if motion.names else motion.values
    time_s, values = resample(motion.time_s, filled)
    series = {column: ours for ours, column in OPENSIM_COLUMNS.items()}
    lines = [
        title,
        "version=1",
        f"nRows={len(time_s)}",
        f"nColumns={1 + len(motion.names)}",
        f"inDegrees={'yes' if motion.in_degrees else 'no'}",
        "",
        "Angles as one camera sees them, projected on the picture; not three-dimensional joint angles.",
        *(f"{name} is {series[name]}" for name in motion.names if name in series),
        *_gap_lines(motion),
        "",
        "endheader",
        "time\t" + "\t".join(motion.names),
    ]
    for second, row in zip(time_s, values, strict=True):
        lines.append("\t".join([f"{second:.6f}", *(f"{v:.6f}" for v in row)]))
    return "\n".join(lines) + "\n"


def _fill(time_s: FloatArray, column: FloatArray) -> FloatArray:
    seen = np.isfinite(column)
    if not seen.any():
        raise ValueError("a column without any value cannot be written")
    return np.interp(time_s, time_s[seen], column[seen])


def _gap_lines(motion: MotionTable) -> list[str]:
    """One line a column that has gaps: ``interpolated in knee_angle_r: 1.20-1.40 s``."""
    lines = []
    for name, column in zip(motion.names, motion.values.T, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], np.isnan(column), [False]]).astype(np.int8)))
        spans = [f"{motion.time_s[a]:.2f}-{motion.time_s[b - 1]:.2f} s" for a, b in edges.reshape(-1, 2)]
        if spans:
            lines.append(f"interpolated in {name}: {', '.join(spans)}")
    return lines


def write_mot(path: Path, motion: MotionTable) -> None:
    """Write ``motion`` to ``path`` as ``.mot``; ``OSError`` if it cannot be written."""
    path.write_text(format_mot(motion), encoding="utf-8", newline="\n")
