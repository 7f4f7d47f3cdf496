"""What one analysis is asked and what it knows: plain data handed from ``analyze`` to outputs, pages and pictures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import xarray as xr

from taikan.capture.quality import RecordingQuality
from taikan.capture.video import VideoInfo
from taikan.core.errors import WrongOptionError
from taikan.core.records import AnalysisResult, ManualPoint, Sex
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.kinematics.spine_contour import SpineContour
from taikan.pose.recording import ModelName, PersonSummary
from taikan.progress.repeatability import Repeatability

Stage = Literal[
    "recordings", "landmarks", "measuring", "pictures", "video", "profile", "programme", "report", "plans", "clients"
]
Progress = Callable[[Stage, int, int], None]
"""Called with (stage, done, all) from any thread."""


@dataclass(frozen=True)
class AnalyzeSettings:
    """What a person may choose. Nothing here but ``workers`` and ``runtime`` leaves the numbers as they are.

    ``gym_error`` is what the gym found with its own staff; it can only make errors larger. ``points`` are set on a
    photo; ``modifiers`` are codes of ``knowledge/safety`` that hold for the person.
    """

    test: str
    side: Literal["left", "right"] | None = None
    person: int | None = None
    height_cm: float | None = None
    model: ModelName = "full"
    options: Mapping[str, str] = field(default_factory=dict)
    workers: int | None = None
    runtime: str | None = None
    gym_error: Repeatability | None = None
    age: float | None = None
    sex: Sex | None = None
    points: tuple[ManualPoint, ...] = ()
    modifiers: tuple[str, ...] = ()

    def check_points(self, info: VideoInfo) -> None:
        """Raise ``WrongOptionError`` for a point outside the picture."""
        for point in self.points:
            if point.x_px >= info.width_px or point.y_px >= info.height_px:
                raise WrongOptionError(
                    option=point.name,
                    value=f"{point.x_px:g}, {point.y_px:g}",
                    allowed=f"0-{info.width_px - 1}, 0-{info.height_px - 1}",
                )


@dataclass(frozen=True, eq=False)
class Analysis:
    """One analysed recording.

    ``raw`` are the landmarks as the model gave them, ``motion.track`` the cleaned ones. ``spans`` pair with
    ``result.repetitions``.
    """

    path: Path
    info: VideoInfo
    settings: AnalyzeSettings
    result: AnalysisResult
    raw: xr.Dataset
    motion: Motion
    contour: SpineContour | None
    quality: RecordingQuality | None
    spans: tuple[RepetitionSpan, ...]
    people: tuple[PersonSummary, ...]
