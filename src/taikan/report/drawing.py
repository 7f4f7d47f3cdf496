"""Drawing on pictures: skeleton, angle arcs, back outline, labels. Used by the video, the key frames and the README.

Every function draws **in place** on an RGB array (H, W, 3) uint8 whose points are in that picture's pixels, x right,
y down. Widths are multiples of ``unit``, usually :func:`unit_px` of the picture. Text goes through a
:class:`LabelPainter`, which renders each label once.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from taikan.core.arrays import KEYPOINTS, PointState

ByteImage = NDArray[np.uint8]
FloatArray = NDArray[np.float64]
Colour = tuple[int, int, int]
NearSide = Literal["left", "right", "both"]

NEAR: Colour = (38, 198, 178)
FAR: Colour = (168, 196, 206)
ARC: Colour = (255, 196, 61)
WHITE: Colour = (255, 255, 255)
INK: Colour = (16, 32, 39)
SURE: Colour = (255, 122, 89)
UNSURE: Colour = (190, 170, 160)

NARROW_ARC_DEG = 22.0
LEAST_TEXT = 0.8
"""Numbers beside a small person never get smaller than this share of the picture's own unit."""

LIMBS: tuple[tuple[str, str], ...] = (
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("shoulder", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "foot_index"),
    ("ankle", "foot_index"),
)
JOINTS: tuple[str, ...] = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index", "ear")
BARS: tuple[tuple[str, str], ...] = (("left_shoulder", "right_shoulder"), ("left_hip", "right_hip"))


@dataclass(frozen=True)
class Pose:
    """One frame's landmarks: ``points`` (33, 2) px, NaN if missing; ``state`` (33,) ``PointState``."""

    points: FloatArray
    state: NDArray[np.int8]
    near_side: NearSide = "both"

    def point(self, name: str) -> FloatArray:
        """(2,) px of a landmark, or of the middle of both sides for ``mid_<part>``."""
        if name.startswith("mid_"):
            part = name.removeprefix("mid_")
            return np.asarray((self.point(f"left_{part}") + self.point(f"right_{part}")) / 2.0)
        return np.asarray(self.points[KEYPOINTS.index(name)])


@dataclass(frozen=True)
class ArcSpec:
    """Where an angle is drawn: at ``vertex``, from a reference direction to the landmark ``end``.

    ``start`` is ``up``, ``down``, ``level`` or ``beyond:<landmark>``, the line from that landmark through the vertex
    carried on. The arc then spans exactly the angle that is measured.
    """

    vertex: str
    start: str
    end: str


ARCS: dict[str, ArcSpec] = {
    "hip_flexion": ArcSpec("{side}_hip", "beyond:{side}_shoulder", "{side}_knee"),
    "knee_flexion": ArcSpec("{side}_knee", "beyond:{side}_hip", "{side}_ankle"),
    "knee_valgus": ArcSpec("{side}_knee", "beyond:{side}_hip", "{side}_ankle"),
    "thigh_inclination": ArcSpec("{side}_hip", "down", "{side}_knee"),
    "shank_inclination": ArcSpec("{side}_ankle", "up", "{side}_knee"),
    "elbow_flexion": ArcSpec("{side}_elbow", "beyond:{side}_shoulder", "{side}_wrist"),
    "shoulder_flexion": ArcSpec("{side}_shoulder", "down", "{side}_elbow"),
    "trunk_inclination": ArcSpec("{near}_hip", "up", "{near}_shoulder"),
    "trunk_lateral_lean": ArcSpec("mid_hip", "up", "mid_shoulder"),
    "head_inclination": ArcSpec("{near}_shoulder", "up", "{near}_ear"),
    "shoulder_obliquity": ArcSpec("left_shoulder", "level", "right_shoulder"),
    "pelvis_obliquity": ArcSpec("left_hip", "level", "right_hip"),
}
"""Angle series without side and ``_projection`` to where its arc is drawn."""


def arc_spec(series: str, near_side: NearSide) -> ArcSpec | None:
    """The arc of an angle series such as ``right_knee_flexion_projection``; ``None`` if it has none."""
    name = series.removesuffix("_projection")
    side = "right" if name.startswith("right_") else "left"
    spec = ARCS.get(name.removeprefix("right_").removeprefix("left_"))
    if spec is None:
        return None
    near = "mid" if near_side == "both" else near_side
    return ArcSpec(*(part.format(side=side, near=near) for part in (spec.vertex, spec.start, spec.end)))


def unit_px(image: ByteImage) -> float:
    """Line width unit: 1 for a picture whose longer side is 1100 px, never under 0.6."""
    return max(0.6, float(max(image.shape[:2])) / 1100.0)


def draw_skeleton(image: ByteImage, pose: Pose, unit: float) -> None:
    """Far side thin and pale, near side solid; occluded or filled joints hollow; missing ones left out."""
    order: list[str] = [s for s in ("left", "right") if s != pose.near_side]
    if pose.near_side != "both":
        order.append(pose.near_side)
    if pose.near_side == "both":
        for a, b in BARS:
            draw_line(image, pose.point(a), pose.point(b), NEAR, 3.0 * unit)
    for side in order:
        solid = pose.near_side in (side, "both")
        _draw_side(image, pose, side, solid, unit)


def _draw_side(image: ByteImage, pose: Pose, side: str, solid: bool, unit: float) -> None:
    colour, width = (NEAR, 4.5 * unit) if solid else (FAR, 1.6 * unit)
    for a, b in LIMBS:
        ends = pose.point(f"{side}_{a}"), pose.point(f"{side}_{b}")
        if solid:
            draw_line(image, *ends, INK, width + 2.0 * unit)
        draw_line(image, *ends, colour, width)
    for part in JOINTS:
        index = KEYPOINTS.index(f"{side}_{part}")
        measured = pose.state[index] == PointState.MEASURED
        _joint(image, pose.points[index], colour, (5.5 if solid else 3.0) * unit, measured)


def draw_line(image: ByteImage, a: FloatArray, b: FloatArray, colour: Colour, width: float) -> None:
    """A line between two points; nothing if one is not known."""
    if np.isfinite(a).all() and np.isfinite(b).all():
        cv2.line(image, _pixel(a), _pixel(b), colour, max(1, round(width)), cv2.LINE_AA)


def _joint(image: ByteImage, at: FloatArray, colour: Colour, radius: float, filled: bool) -> None:
    if not np.isfinite(at).all():
        return
    size = max(2, round(radius))
    # The limb runs through the joint, so a hollow one needs a dark inside to be told apart.
    cv2.circle(image, _pixel(at), size, WHITE if filled else INK, -1, cv2.LINE_AA)
    cv2.circle(image, _pixel(at), size, colour, max(1, size // 3), cv2.LINE_AA)


def _pixel(point: FloatArray) -> tuple[int, int]:
    limited = np.clip(np.round(point), -20000, 20000)
    return int(limited[0]), int(limited[1])


def draw_arc(image: ByteImage, pose: Pose, spec: ArcSpec, label: str, painter: "LabelPainter", unit: float) -> None:
    """The arc of one angle with ``label`` beside it; nothing if a landmark it needs is missing."""
    vertex, end = pose.point(spec.vertex), pose.point(spec.end)
    start = _start_direction(pose, spec, end)
    if not (np.isfinite(vertex).all() and np.isfinite(end).all() and np.isfinite(start).all()):
        return
    length = float(np.hypot(*(end - vertex)))
    if length < 8.0:
        return
    radius = min(max(0.34 * length, 16.0 * unit), 60.0 * unit)
    begin = math.degrees(math.atan2(start[1], start[0]))
    span = (math.degrees(math.atan2(*(end - vertex)[::-1])) - begin + 180.0) % 360.0 - 180.0
    _dashed(image, vertex, start, radius * 1.35, unit)
    _sector(image, vertex, radius, begin, span, unit)
    text = max(unit, LEAST_TEXT * unit_px(image))
    at = vertex + _label_offset(pose, begin + span / 2.0, span, radius, text)
    painter.draw(image, label, (float(at[0]), float(at[1])), round(25 * text), anchor="centre", chip=True)


def _label_offset(pose: Pose, middle_deg: float, span: float, radius: float, unit: float) -> FloatArray:
    """Outside the arc; for a narrow arc, whose outside is the limb itself, in front of the vertex instead."""
    if abs(span) < NARROW_ARC_DEG:
        side = "right" if pose.near_side == "both" else pose.near_side
        toes = pose.point(f"{side}_foot_index")[0] - pose.point(f"{side}_heel")[0]
        return np.array([(-1.0 if toes < 0 else 1.0) * 44.0 * unit, 0.0])
    middle = math.radians(middle_deg)
    return (radius + 26.0 * unit) * np.array([math.cos(middle), math.sin(middle)])


def _start_direction(pose: Pose, spec: ArcSpec, end: FloatArray) -> FloatArray:
    vertex = pose.point(spec.vertex)
    if spec.start == "up":
        return np.array([0.0, -1.0])
    if spec.start == "down":
        return np.array([0.0, 1.0])
    if spec.start == "level":
        return np.array([1.0 if end[0] >= vertex[0] else -1.0, 0.0])
    line = vertex - pose.point(spec.start.removeprefix("beyond:"))
    return np.asarray(line / max(float(np.hypot(*line)), 1e-9))


def _dashed(image: ByteImage, vertex: FloatArray, direction: FloatArray, length: float, unit: float) -> None:
    dash = 7.0 * unit
    for i in range(0, int(length / dash), 2):
        draw_line(image, vertex + direction * dash * i, vertex + direction * dash * (i + 1), WHITE, 1.6 * unit)


def _sector(image: ByteImage, vertex: FloatArray, radius: float, begin: float, span: float, unit: float) -> None:
    size = round(radius)
    x, y = _pixel(vertex)
    box = image[max(0, y - size) : y + size + 1, max(0, x - size) : x + size + 1]
    if box.size:
        fill = box.copy()
        inner = (x - max(0, x - size), y - max(0, y - size))
        cv2.ellipse(fill, inner, (size, size), 0.0, begin, begin + span, ARC, -1, cv2.LINE_AA)
        cv2.addWeighted(fill, 0.35, box, 0.65, 0.0, dst=box)
    cv2.ellipse(image, (x, y), (size, size), 0.0, begin, begin + span, ARC, max(2, round(3 * unit)), cv2.LINE_AA)


def draw_contour(image: ByteImage, edge_px: FloatArray, confidence: float, unit: float) -> None:
    """The back outline (M, 2), from grey (confidence 0) to coral (1); NaN points are left out."""
    points = edge_px[np.isfinite(edge_px).all(axis=1)]
    if len(points) < 2:
        return
    mix = min(1.0, max(0.0, confidence))
    shade = [round(u + (s - u) * mix) for s, u in zip(SURE, UNSURE, strict=True)]
    line = np.round(np.clip(points, -20000, 20000)).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(image, [line], False, INK, max(2, round(7 * unit)), cv2.LINE_AA)
    cv2.polylines(image, [line], False, shade, max(1, round(4 * unit)), cv2.LINE_AA)


def blur_face(image: ByteImage, pose: Pose) -> None:
    """Blur a disc over the person's head; nothing if no face landmark is known."""
    face = pose.points[: KEYPOINTS.index("mouth_right") + 1]
    face = face[np.isfinite(face).all(axis=1)]
    if not len(face):
        return
    centre = face.mean(axis=0)
    torso = float(np.hypot(*(pose.point("mid_shoulder") - pose.point("mid_hip"))))
    spread = float(np.hypot(*(face - centre).T).max())
    radius = round(max(1.9 * spread, 0.26 * torso if math.isfinite(torso) else 0.0, 8.0))
    x, y = _pixel(centre)
    top, left = max(0, y - radius), max(0, x - radius)
    box = image[top : y + radius, left : x + radius]
    if not box.size:
        return
    mask = np.zeros(box.shape[:2], dtype=np.uint8)
    cv2.circle(mask, (x - left, y - top), radius, 255, -1)
    tiny = cv2.resize(box, (4, 4), interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(tiny, (box.shape[1], box.shape[0]), interpolation=cv2.INTER_LINEAR)
    cv2.copyTo(smooth, mask, box)


class LabelPainter:
    """Draws text, Japanese too. Labels are rendered by Pillow once and kept as masks (the last 1024)."""

    def __init__(self) -> None:
        self._mask = lru_cache(maxsize=1024)(_render)

    def size(self, text: str, height_px: int) -> tuple[int, int]:
        """(width, height) px of ``text``."""
        mask = self._mask(text, height_px)
        return mask.shape[1], mask.shape[0]

    def draw(
        self,
        image: ByteImage,
        text: str,
        at: tuple[float, float],
        height_px: int,
        *,
        colour: Colour = WHITE,
        anchor: Literal["left", "right", "centre"] = "left",
        chip: bool = False,
    ) -> None:
        """Draw ``text`` with ``at`` as its left end, right end or centre, vertically centred, kept inside the picture.

        ``chip`` puts a dark rounded ground behind it.
        """
        mask = self._mask(text, height_px)
        height, width = mask.shape
        pad = max(2, height_px // 4) if chip else 0
        shift = {"left": 0.0, "right": float(width), "centre": width / 2.0}[anchor]
        x = round(min(max(at[0] - shift, pad), image.shape[1] - width - pad))
        y = round(min(max(at[1] - height / 2.0, pad), image.shape[0] - height - pad))
        if x < pad or y < pad:
            return  # the picture is smaller than the label
        if chip:
            shade_box(image, (x - pad, y - pad // 2, x + width + pad, y + height + pad // 2))
        target = image[y : y + height, x : x + width]
        alpha = mask[..., None].astype(np.uint16)
        target[:] = ((target * (255 - alpha) + np.array(colour, dtype=np.uint16) * alpha) // 255).astype(np.uint8)


def shade_box(image: ByteImage, box: tuple[int, int, int, int], strength: float = 0.72) -> None:
    """Darken ``box`` (left, top, right, bottom) with rounded corners."""
    left, top, right, bottom = box
    region = image[max(0, top) : bottom, max(0, left) : right]
    if not region.size:
        return
    height, width = region.shape[:2]
    dark = region.copy()
    cv2.addWeighted(region, 1.0 - strength, np.full_like(region, INK), strength, 0.0, dst=dark)
    cv2.copyTo(dark, _rounded_mask(height, width), region)


@lru_cache(maxsize=512)
def _rounded_mask(height: int, width: int) -> ByteImage:
    radius = max(1, min(height, width) // 4)
    mask = np.zeros((height, width), dtype=np.uint8)
    cv2.rectangle(mask, (radius, 0), (width - radius - 1, height - 1), 255, -1)
    cv2.rectangle(mask, (0, radius), (width - 1, height - radius - 1), 255, -1)
    for x in (radius, width - radius - 1):
        for y in (radius, height - radius - 1):
            cv2.circle(mask, (x, y), radius, 255, -1)
    return mask


@lru_cache(maxsize=16)
def _font(height_px: int) -> ImageFont.FreeTypeFont:
    data = (files("matplotlib_fontja") / "fonts" / "ipaexg.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(data), height_px)


def _render(text: str, height_px: int) -> ByteImage:
    """(h, w) coverage 0..255 of ``text``, with room for accents and descenders."""
    font = _font(height_px)
    left, _, right, _ = font.getbbox(text)
    picture = Image.new("L", (max(1, math.ceil(right - left)) + 2, round(height_px * 1.2)))
    ImageDraw.Draw(picture).text(
        (1 - left, picture.height // 2), text, fill=255, font=font, anchor="lm", stroke_width=0
    )
    return np.asarray(picture, dtype=np.uint8)
