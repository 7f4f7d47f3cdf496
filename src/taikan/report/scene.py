"""What is drawn over a clip, as plain arrays: made once from an analysis, used by the video and the key frames."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from taikan.core.records import AnalysisResult, Repetition
from taikan.core.texts import Language
from taikan.knowledge.manual_points import load_points
from taikan.knowledge.models import Knowledge
from taikan.report.content import Wording, whole_or_partial
from taikan.report.drawing import (
    ByteImage,
    FloatArray,
    LabelPainter,
    NearSide,
    Pose,
    arc_spec,
    draw_arc,
    draw_contour,
    draw_skeleton,
    unit_px,
)
from taikan.report.marks import draw_plumb_line, draw_points
from taikan.report.series import arc_series

BODY_PX_PER_UNIT = 450.0
"""Lines are one unit wide on a body at least this tall, thinner on smaller ones."""
LEAST_UNIT = 0.45


@dataclass(frozen=True)
class Contour:
    """The back outline: ``edge_px`` (T, M, 2), y down, NaN where refused; ``confidence`` (T,) 0..1.

    ``total_percent`` (T,) is its depth outside the hip-shoulder line; with it the report shows its curve.
    """

    edge_px: FloatArray
    confidence: FloatArray
    total_percent: FloatArray | None = None


@dataclass(frozen=True)
class Scene:
    """One person over time on the clip's upright picture.

    ``time_s`` (T,), ``points`` (T, 33, 2) px y down, ``state`` (T, 33); ``angles`` maps a series to (T,) degrees and
    ``arcs`` names those drawn. ``words`` are the labels in the reader's language: ``title``, ``repetition`` and one for
    each phase name. ``marks`` are points a person set, (label, (2,) px); ``has_plumb_line`` draws the ankle's vertical.
    """

    time_s: FloatArray
    points: FloatArray
    state: NDArray[np.int8]
    near_side: NearSide
    width_px: int
    height_px: int
    angles: Mapping[str, FloatArray]
    arcs: tuple[str, ...]
    repetitions: tuple[Repetition, ...]
    contour: Contour | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[tuple[str, FloatArray], ...] = ()
    has_plumb_line: bool = False

    def index_at(self, time_s: float) -> int:
        """The frame nearest to ``time_s``."""
        right = int(np.clip(np.searchsorted(self.time_s, time_s), 1, max(1, len(self.time_s) - 1)))
        if len(self.time_s) == 1:
            return 0
        nearer_left = time_s - self.time_s[right - 1] <= self.time_s[right] - time_s
        return right - 1 if nearer_left else right

    @cached_property
    def body_height_px(self) -> float:
        """How tall the person stands in the clip: the 95th percentile over frames; 0 without any landmark."""
        spread = np.ptp(self.points[np.isfinite(self.points).all(axis=(1, 2)), :, 1], axis=1)
        return float(np.percentile(spread, 95)) if len(spread) else 0.0

    @property
    def counted_repetitions(self) -> tuple[Repetition, ...]:
        """The whole repetitions, or the partial ones where there is no whole one."""
        return whole_or_partial(self.repetitions)

    @property
    def shown_repetitions(self) -> tuple[Repetition, ...]:
        """Counted repetitions to picture: from the side those of the near limb, if the limbs take turns."""
        counted = self.counted_repetitions
        near = tuple(r for r in counted if r.side not in {"left", "right"} or r.side == self.near_side)
        return near if near and self.near_side != "both" else counted

    def pose(self, index: int, scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0)) -> Pose:
        """Landmarks of a frame on a picture reduced by ``scale`` after moving its origin to ``shift``."""
        points = (self.points[index] - np.array(shift)) * scale
        return Pose(points, self.state[index], self.near_side)


def build_scene(
    result: AnalysisResult,
    track: xr.Dataset,
    angles: xr.Dataset,
    near_side: NearSide,
    knowledge: Knowledge,
    language: Language,
    contour: Contour | None = None,
) -> Scene:
    """The scene of an analysed clip. ``track`` is the cleaned pose track, ``angles`` its angle table."""
    names = [str(n) for n in angles["angle"].to_numpy()]
    values = angles["angle_deg"].to_numpy()
    phases = {p.name for r in result.repetitions for p in r.phases}
    say = Wording(knowledge, language)
    words = {
        "title": knowledge.texts[f"tests.{result.test}.name"].in_language(language),
        "repetition": say.for_test("video.repetition", result.test),
        "seconds": say("video.seconds"),
        **{p: knowledge.term(p, language) for p in phases},
    }
    return Scene(
        time_s=track["time"].to_numpy(),
        points=track["position"].to_numpy()[..., :2],
        state=track["state"].to_numpy(),
        near_side=near_side,
        width_px=int(track.attrs["width_px"]),
        height_px=int(track.attrs["height_px"]),
        angles={name: values[:, i] for i, name in enumerate(names)},
        arcs=tuple(a for a in arc_series(result.test, near_side) if a in names),
        repetitions=result.repetitions,
        contour=contour,
        words=words,
        marks=_marks(result, language),
        has_plumb_line=result.test == "posture",
    )


def _marks(result: AnalysisResult, language: Language) -> tuple[tuple[str, FloatArray], ...]:
    words = load_points().point
    return tuple((words[p.name].label.in_language(language), np.array([p.x_px, p.y_px])) for p in result.points)


def draw_person(
    image: ByteImage,
    scene: Scene,
    index: int,
    painter: LabelPainter,
    *,
    scale: float = 1.0,
    shift: tuple[float, float] = (0.0, 0.0),
    emphasis: float = 1.0,
) -> None:
    """Skeleton, back outline and angle arcs of a frame on ``image``: the picture from ``shift`` on, times ``scale``.

    ``emphasis`` above 1 draws lines and numbers larger, for pictures that are shown small.
    """
    pose = scene.pose(index, scale, shift)
    unit = min(emphasis * unit_px(image), max(LEAST_UNIT, scale * scene.body_height_px / BODY_PX_PER_UNIT))
    if scene.has_plumb_line:
        draw_plumb_line(image, pose, unit)
    draw_skeleton(image, pose, unit)
    if scene.contour is not None:
        edge = (scene.contour.edge_px[index] - np.array(shift)) * scale
        draw_contour(image, edge, float(np.nan_to_num(scene.contour.confidence[index])), unit)
    for name in scene.arcs:
        value, spec = scene.angles[name][index], arc_spec(name, scene.near_side)
        if spec is not None and np.isfinite(value):
            draw_arc(image, pose, spec, f"{value:.0f}°", painter, unit)
    placed = tuple((label, (at - np.array(shift)) * scale) for label, at in scene.marks)
    draw_points(image, placed, painter, unit)
