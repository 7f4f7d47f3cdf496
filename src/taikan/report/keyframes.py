"""Pictures of a report: top and bottom of each repetition, and the moment each fault is largest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from taikan.core.records import AnalysisResult, FaultEvent, Repetition
from taikan.progress.trials import nearest_to_median
from taikan.report.drawing import ByteImage, FloatArray, LabelPainter, blur_face
from taikan.report.scene import Scene, draw_person

ReadPicture = Callable[[float], ByteImage]
"""Gives the upright RGB picture (H, W, 3) of the clip at a time in seconds."""

MOST_REPETITIONS = 6
HEIGHT_PX = 640
ASPECT = 3 / 4
MARGIN = 1.14
HEAD_ROOM = 0.1
"""Landmarks end at the eyes; this share of the body's height is added above them."""
EMPHASIS = 1.7
JPEG_QUALITY = 82


@dataclass(frozen=True)
class KeyFrame:
    """One picture as JPEG bytes. ``angles`` are the drawn series and their degrees; ``fault`` is set for a fault's."""

    jpeg: bytes
    kind: Literal["top", "bottom", "fault"]
    time_s: float
    repetition: int | None = None
    fault: str | None = None
    angles: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class _Moment:
    kind: Literal["top", "bottom", "fault"]
    time_s: float
    repetition: int | None = None
    fault: str | None = None


def build_keyframes(
    result: AnalysisResult, scene: Scene, read_picture: ReadPicture, *, with_blurred_face: bool = False
) -> tuple[KeyFrame, ...]:
    """Pictures for ``result`` in the order of their moments, all cut to the same size in the clip.

    At most ``MOST_REPETITIONS`` repetitions are shown, spread evenly; of each fault the clearest event.
    """
    moments = [*_repetition_moments(scene.shown_repetitions), *_fault_moments(result.faults)]
    moments = [m for m in moments if _box(scene, m.time_s) is not None]
    if not moments:
        return ()
    windows = _windows(scene, moments)
    painter = LabelPainter()
    return tuple(
        _make(scene, m, w, read_picture, painter, with_blurred_face) for m, w in zip(moments, windows, strict=True)
    )


def typical_keyframe(scene: Scene, read_picture: ReadPicture, *, with_blurred_face: bool = False) -> KeyFrame | None:
    """The turning point of the repetition whose numbers are nearest to the median; ``None`` where nobody is seen."""
    shown = scene.shown_repetitions
    if not shown:
        return None
    moments = _repetition_moments([shown[nearest_to_median([r.measures for r in shown])]])
    if any(_box(scene, m.time_s) is None for m in moments):
        return None
    window = _windows(scene, moments)[-1]
    return _make(scene, moments[-1], window, read_picture, LabelPainter(), with_blurred_face)


def _repetition_moments(repetitions: Sequence[Repetition]) -> list[_Moment]:
    count = min(len(repetitions), MOST_REPETITIONS)
    chosen = [repetitions[i] for i in np.unique(np.linspace(0, len(repetitions) - 1, count).round().astype(int))]
    moments = []
    for r in chosen:
        if any(p.name == "held" for p in r.phases):
            moments.append(_Moment("bottom", r.bottom_s, r.index))
            continue
        top = r.start_s if r.bottom_s > r.start_s else r.end_s
        moments += [_Moment("top", top, r.index), _Moment("bottom", r.bottom_s, r.index)]
    return moments


def _fault_moments(faults: Sequence[FaultEvent]) -> list[_Moment]:
    clearest: dict[str, FaultEvent] = {}
    for event in faults:
        known = clearest.get(event.code)
        if known is None or event.severity * event.confidence > known.severity * known.confidence:
            clearest[event.code] = event
    return [_Moment("fault", e.peak_s, e.repetition, e.code) for e in clearest.values()]


def _box(scene: Scene, time_s: float) -> FloatArray | None:
    """(left, top, right, bottom) of the landmarks, or ``None`` without any."""
    points = scene.points[scene.index_at(time_s)]
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    return np.array([low[0], low[1] - HEAD_ROOM * (high[1] - low[1]), high[0], high[1]])


def _windows(scene: Scene, moments: Sequence[_Moment]) -> list[FloatArray]:
    """A window (left, top, width, height) px a moment; a repetition's moments share theirs if nobody walks away."""
    boxes = {m: box for m in moments if (box := _box(scene, m.time_s)) is not None}
    groups = [[other for other in moments if other.repetition == m.repetition] for m in moments]
    unions = [_union([boxes[o] for o in g]) for g in groups]
    widest = max(b[2] - b[0] for b in boxes.values())
    used = [
        union if union[2] - union[0] <= 1.5 * widest else boxes[m] for union, m in zip(unions, moments, strict=True)
    ]
    height = MARGIN * max(max(b[3] - b[1] for b in used), max(b[2] - b[0] for b in used) / ASPECT)
    size = np.array([height * ASPECT, height])
    return [np.concatenate([(b[:2] + b[2:]) / 2.0 - size / 2.0, size]) for b in used]


def _union(boxes: Sequence[FloatArray]) -> FloatArray:
    stacked = np.stack(boxes)
    return np.concatenate([stacked[:, :2].min(axis=0), stacked[:, 2:].max(axis=0)])


def _make(
    scene: Scene,
    moment: _Moment,
    window: FloatArray,
    read_picture: ReadPicture,
    painter: LabelPainter,
    with_blurred_face: bool,
) -> KeyFrame:
    index = scene.index_at(moment.time_s)
    scale = HEIGHT_PX / window[3]
    size = (round(HEIGHT_PX * ASPECT), HEIGHT_PX)
    to_window = np.array([[scale, 0.0, -window[0] * scale], [0.0, scale, -window[1] * scale]])
    picture = read_picture(float(scene.time_s[index]))
    image = np.asarray(
        cv2.warpAffine(picture, to_window, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )
    shift = (float(window[0]), float(window[1]))
    if with_blurred_face:
        blur_face(image, scene.pose(index, scale, shift))
    draw_person(image, scene, index, painter, scale=scale, shift=shift, emphasis=EMPHASIS)
    values = tuple((name, float(scene.angles[name][index])) for name in scene.arcs)
    return KeyFrame(
        jpeg=_jpeg(image),
        kind=moment.kind,
        time_s=moment.time_s,
        repetition=moment.repetition,
        fault=moment.fault,
        angles=tuple(v for v in values if np.isfinite(v[1])),
    )


def _jpeg(image: ByteImage) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    return bytes(data.tobytes())
