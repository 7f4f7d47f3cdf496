"""What is true of one rendered clip: ``truth.json`` and ``truth.parquet`` read into one object."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from taikan.core.arrays import FloatArray

SCHEMA = "taikan.lab.truth/1"
PROTOCOL_YAW_DEG = 10.0
LimbSide = Literal["left", "right"]


@dataclass(frozen=True)
class TrueRepetition:
    """One repetition as it was made; times in seconds from the clip's start."""

    index: int
    side: str
    start_s: float
    bottom_s: float
    end_s: float
    partial: bool


@dataclass(frozen=True)
class TrueFault:
    """A fault that was put in, with its size in ``unit``."""

    code: str
    repetition: int | None
    size: float
    unit: str


@dataclass(frozen=True, eq=False)
class ClipTruth:
    """Everything known of one clip. World points: x forward, y up, z to the person's right, metres, ground 0."""

    about: dict[str, Any]
    frames: pd.DataFrame

    @cached_property
    def time_s(self) -> FloatArray:
        """(T,) seconds."""
        return self.frames["time_s"].to_numpy(float)

    def point(self, keypoint: str) -> FloatArray:
        """(T, 3) world place of ``keypoint``; ``mid_hip`` is the middle of both sides."""
        if keypoint.startswith("mid_"):
            return 0.5 * (self.point(f"left_{keypoint[4:]}") + self.point(f"right_{keypoint[4:]}"))
        return self.frames[[f"{keypoint}_{axis}_m" for axis in "xyz"]].to_numpy(float)

    def series(self, name: str) -> FloatArray:
        """(T,) degrees of ``right_knee_flexion``, ``trunk_inclination``, ``lumbar_flexion_deg`` and the like."""
        return self.frames[name].to_numpy(float)

    def at(self, series: FloatArray, time_s: float) -> float:
        """``series`` at a time, between frames in a straight line."""
        return float(np.interp(time_s, self.time_s, series))

    def during(self, series: FloatArray, start_s: float, end_s: float) -> FloatArray:
        """The values of frames between two times, ends included; at least the nearest frame."""
        inside = (self.time_s >= start_s - 1e-9) & (self.time_s <= end_s + 1e-9)
        if not inside.any():
            inside[int(np.abs(self.time_s - start_s).argmin())] = True
        return series[inside]

    @cached_property
    def repetitions(self) -> tuple[TrueRepetition, ...]:
        """Repetitions in order of time."""
        known = TrueRepetition.__dataclass_fields__
        rows = [TrueRepetition(**{k: v for k, v in row.items() if k in known}) for row in self.about["repetitions"]]
        return tuple(sorted(rows, key=lambda r: r.start_s))

    @cached_property
    def whole_repetitions(self) -> tuple[TrueRepetition, ...]:
        """Those seen from start to end."""
        return tuple(r for r in self.repetitions if not r.partial)

    @cached_property
    def faults(self) -> tuple[TrueFault, ...]:
        """What was put in."""
        return tuple(
            TrueFault(row["code"], row.get("repetition"), float(row["size"]), row["unit"])
            for row in self.about["faults"]
        )

    @property
    def test(self) -> str:
        """Taikan's id of the test the movement belongs to."""
        return str(self.about["test"])

    @property
    def height_m(self) -> float:
        """Standing height."""
        return float(self.about["person"]["height_cm"]) / 100.0

    @property
    def camera_yaw_deg(self) -> float:
        """Where the camera really stood: 0 facing it, +90 the right side towards it."""
        camera = self.about["camera"]
        return float(camera["yaw_deg"] + camera["yaw_error_deg"])

    @property
    def family(self) -> str:
        """The view that was meant: sagittal, frontal or posterior, whichever is nearest."""
        off_front = abs((float(self.about["camera"]["yaw_deg"]) + 180.0) % 360.0 - 180.0)
        return "frontal" if off_front < 45.0 else "posterior" if off_front > 135.0 else "sagittal"

    @property
    def near_side(self) -> LimbSide:
        """The side nearer to the camera."""
        return "right" if np.sin(np.radians(self.camera_yaw_deg)) > 0 else "left"

    @property
    def yaw_off_deg(self) -> float:
        """How far the camera stands from the exact side, front or back that was meant, degrees."""
        meant = {"frontal": 0.0, "posterior": 180.0, "sagittal": 90.0 if self.near_side == "right" else -90.0}
        return abs((self.camera_yaw_deg - meant[self.family] + 180.0) % 360.0 - 180.0)

    @property
    def measurable(self) -> bool:
        """Whether the recording was made so that it can be measured."""
        return bool(self.about["measurable"])

    @property
    def in_protocol(self) -> bool:
        """Measurable, the camera within 10 degrees of its place, tight clothes."""
        tight = self.about["clothes"]["fit"] == "tight"
        return self.measurable and tight and self.yaw_off_deg <= PROTOCOL_YAW_DEG


def read_truth(folder: Path) -> ClipTruth:
    """The truth beside a clip. Raises ``ValueError`` for a file of another schema."""
    about = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    if about["schema"] != SCHEMA:
        raise ValueError(f"{folder}: truth of schema {about['schema']}, needed {SCHEMA}")
    return ClipTruth(about, pd.read_parquet(folder / "truth.parquet"))
