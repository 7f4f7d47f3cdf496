"""What is drawn over a picture: arrows, numbers, measures. Pixels; everything is drawn ``finer`` times larger."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lab.rotations import FloatArray

_ARROW = (217, 84, 30)
_WHITE = (255, 255, 255)
_INK = (70, 78, 90)
_LINE = (205, 210, 216)
_LEAST_PX = 12.0


def arrow_along(picture: Image.Image, way: FloatArray, finer: int, *, both_ways: bool = False) -> None:
    """An arrow along ``way`` (N, 2) with a white edge, a head at its end and, with ``both_ways``, at its start."""
    if np.linalg.norm(np.diff(way, axis=0), axis=1).sum() < _LEAST_PX * finer:
        return
    pen = ImageDraw.Draw(picture)
    head = 13.0 * finer
    line = _shortened(way, 0.6 * head)
    if both_ways:
        line = _shortened(line[::-1], 0.6 * head)[::-1]
    for colour, width, extra in ((_WHITE, 7 * finer, 1.25), (_ARROW, 4 * finer, 1.0)):
        pen.line([tuple(p) for p in line], fill=colour, width=width, joint="curve")
        _head(pen, way, head * extra, colour)
        if both_ways:
            _head(pen, way[::-1], head * extra, colour)


def _shortened(way: FloatArray, length: float) -> FloatArray:
    """``way`` without its last ``length`` pixels, so that the line does not show beyond the head."""
    far = np.linalg.norm(way - way[-1], axis=1) > length
    kept = way[: int(far.nonzero()[0].max()) + 1] if far.any() else way[:1]
    last = way[-1] - kept[-1]
    reach = float(np.linalg.norm(last))
    return np.concatenate([kept, [way[-1] - last / max(reach, 1e-6) * min(length, reach)]])


def _head(pen: ImageDraw.ImageDraw, way: FloatArray, size: float, colour: tuple[int, int, int]) -> None:
    far = np.linalg.norm(way - way[-1], axis=1) > 0.8 * size
    tail = way[far.nonzero()[0].max()] if far.any() else way[0]
    ahead = (way[-1] - tail) / max(float(np.linalg.norm(way[-1] - tail)), 1e-6)
    aside = np.array([-ahead[1], ahead[0]])
    foot = way[-1] - size * ahead
    tip = way[-1] + 0.1 * size * ahead
    pen.polygon([tuple(tip), tuple(foot + 0.55 * size * aside), tuple(foot - 0.55 * size * aside)], fill=colour)


def numbered(panels: Sequence[Image.Image], is_beside: bool, finer: int) -> Image.Image:
    """Panels in one picture with a number each and a line between them, reduced to their size."""
    width, height = panels[0].size
    whole = (width * len(panels), height) if is_beside else (width, height * len(panels))
    picture = Image.new("RGB", whole, _WHITE)
    pen = ImageDraw.Draw(picture)
    for i, panel in enumerate(panels):
        corner = (i * width, 0) if is_beside else (0, i * height)
        picture.paste(panel, corner)
        if i:
            end = (corner[0], height) if is_beside else (width, corner[1])
            pen.line([corner, end], fill=_LINE, width=2 * finer)
        number(pen, (corner[0] + 18 * finer, corner[1] + 18 * finer), str(i + 1), finer)
    return picture.resize((whole[0] // finer, whole[1] // finer), Image.Resampling.LANCZOS)


def number(pen: ImageDraw.ImageDraw, centre: tuple[float, float], text: str, finer: int) -> None:
    """A number in a ring."""
    x, y = centre
    radius = 11 * finer
    pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=_INK)
    pen.text((x, y), text, fill=_WHITE, anchor="mm", font=ImageFont.load_default(14 * finer))
