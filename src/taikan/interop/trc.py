"""Marker positions as OpenSim ``.trc``: read any, write the 33 landmarks and four mid points.

Frame of a written file: metres, X forward, Y up, Z to the person's right, origin mid-hip. The camera's picture gives
no position in the room, so the pelvis stays at the origin in every frame; heading is turned once for the whole clip
(median of the hip and shoulder lines), so that turning while walking stays in the data.

Missing points are written as ``nan``: OpenSim reads empty cells as NaN too, but refuses a row that ends in them. Frames
before the first and after the last one with a person are left out. Time is uniform: see ``timegrid.resample``.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS
from taikan.interop.timegrid import known_part, resample, uniform_rate

FloatArray = NDArray[np.float64]

METRES_PER_UNIT = {"m": 1.0, "cm": 0.01, "mm": 0.001}

MID_POINTS: dict[str, tuple[str, str]] = {
    "mid_hip": ("left_hip", "right_hip"),
    "mid_shoulder": ("left_shoulder", "right_shoulder"),
    "mid_ear": ("left_ear", "right_ear"),
    "mid_ankle": ("left_ankle", "right_ankle"),
}


@dataclass(frozen=True)
class Markers:
    """Marker positions over time: ``time_s`` (N,), ``names`` (M), ``position_m`` (N, M, 3) metres, NaN if missing."""

    time_s: FloatArray
    names: tuple[str, ...]
    position_m: FloatArray

    def __post_init__(self) -> None:
        if self.position_m.shape != (len(self.time_s), len(self.names), 3):
            raise ValueError("position_m must have the shape (time, markers, 3)")

    def point(self, name: str) -> FloatArray:
        """(N, 3) metres of one marker; raises ``ValueError`` for an unknown name."""
        return self.position_m[:, self.names.index(name)]


def parse_trc(text: str) -> Markers:
    """Markers of a ``.trc`` text in any of m, cm, mm. Raises ``ValueError`` if it is no such file."""
    lines = text.splitlines()
    if len(lines) < 5 or not lines[0].startswith("PathFileType"):
        raise ValueError("not a .trc file: the first line must start with PathFileType")
    header = dict(zip(lines[1].split(), lines[2].split(), strict=False))
    unit = header.get("Units", "")
    if unit not in METRES_PER_UNIT:
        raise ValueError(f"unknown length unit {unit!r} in .trc")
    names = tuple(n.strip() for n in lines[3].split("\t")[2:] if n.strip())
    rows = [_row(line, 2 + 3 * len(names)) for line in lines[5:] if line.strip()]
    if not rows:
        raise ValueError(".trc without data rows")
    table = np.array(rows, dtype=np.float64)
    points = table[:, 2:].reshape(len(rows), len(names), 3) * METRES_PER_UNIT[unit]
    return Markers(table[:, 1].copy(), names, points)


def _row(line: str, width: int) -> list[float]:
    cells = [float(c) if c.strip() else np.nan for c in line.split("\t")][:width]
    return cells + [np.nan] * (width - len(cells))


def read_trc(path: Path) -> Markers:
    """Markers of the ``.trc`` file at ``path``; ``OSError`` if unreadable, ``ValueError`` if no ``.trc``."""
    return parse_trc(path.read_text(encoding="utf-8"))


def markers_from_track(track: xr.Dataset) -> Markers:
    """World landmarks of a pose track and four mid points, in the frame of this module's description."""
    world = track["world"].to_numpy()
    camera = np.stack([world[..., 0], -world[..., 1], -world[..., 2]], axis=-1)
    body = camera @ _turn_to_forward(camera).T
    mids = [(body[:, KEYPOINTS.index(a)] + body[:, KEYPOINTS.index(b)]) / 2.0 for a, b in MID_POINTS.values()]
    points = np.concatenate([body, np.stack(mids, axis=1)], axis=1)
    return Markers(track["time"].to_numpy().astype(np.float64), KEYPOINTS + tuple(MID_POINTS), points)


def _turn_to_forward(camera: FloatArray) -> FloatArray:
    """Rotation about Y (3, 3) that brings the median left-to-right line of hips and shoulders onto +Z."""
    across = np.concatenate(
        [
            camera[:, KEYPOINTS.index(f"right_{p}")] - camera[:, KEYPOINTS.index(f"left_{p}")]
            for p in ("hip", "shoulder")
        ]
    )
    across = across[np.isfinite(across).all(axis=1)]
    if not len(across):
        return np.eye(3)
    x, _, z = np.median(across, axis=0)
    angle = np.arctan2(-x, z)
    return np.array([[np.cos(angle), 0.0, np.sin(angle)], [0.0, 1.0, 0.0], [-np.sin(angle), 0.0, np.cos(angle)]])


def format_trc(markers: Markers, file_name: str = "markers.trc") -> str:
    """The ``.trc`` text of ``markers``, on a uniform time grid, metres with 6 decimals."""
    part = known_part(markers.position_m)
    time_s, points = resample(markers.time_s[part], markers.position_m[part])
    rate, count = uniform_rate(time_s), len(markers.names)
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{file_name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate:.6f}\t{rate:.6f}\t{len(time_s)}\t{count}\tm\t{rate:.6f}\t1\t{len(time_s)}",
        "Frame#\tTime\t" + "\t\t\t".join(markers.names) + "\t\t",
        "\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, count + 1)),
    ]
    for number, (second, row) in enumerate(zip(time_s, points, strict=True), start=1):
        cells = [f"{v:.6f}" for v in row.ravel()]
        lines.append(f"{number}\t{second:.6f}\t" + "\t".join(cells))
    return "\n".join(lines) + "\n"


def write_trc(path: Path, markers: Markers) -> None:
    """Write ``markers`` to ``path`` as ``.trc``; ``OSError`` if it cannot be written."""
    path.write_text(format_trc(markers, path.name), encoding="utf-8", newline="\n")
