"""The body map as inline SVG: front, back and side, with areas to work on tinted and the pain drawing hatched."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from taikan.core.texts import Language, Text
from taikan.knowledge.body_map import BodyArea, BodyMap, BodyView, Point

INK, LINE, SKIN, TINT, PAIN = "#17343b", "#8a9ca0", "#f7f9f8", "#9fd3c4", "#9c4a33"
_ORDER: tuple[BodyView, ...] = ("front", "back", "side")
_CENTRES: Mapping[BodyView, float] = {"front": 45.0, "back": 135.0, "side": 215.0}
_SIDES_SEEN: Mapping[BodyView, int] = {"front": -1, "back": 1, "side": 1}
"""In front the person's right is on the picture's left."""
_WIDTH, _HEIGHT = 250, 240


def body_figure(
    body: BodyMap,
    areas: Mapping[str, str],
    pain: Iterable[str],
    texts: Mapping[str, Text],
    language: Language,
    prefix: str = "body",
) -> str:
    """``areas``: area to the side that is tinted (``left``, ``right``, else both); ``pain``: names of the pain drawing.

    Ids get ``prefix``, so that several fit on one page. Hatching tells pain without colour.
    """
    marked = set(pain)
    parts = [_defs(prefix)]
    for view in _ORDER:
        shapes = [_outline(body, view)]
        for name, area in body.areas.items():
            if area.view == view:
                shapes += _area(name, area, areas.get(name), marked, prefix)
        shapes += _details(body, view)
        parts.append(f'<g transform="translate({_CENTRES[view]} 14)">{"".join(shapes)}</g>')
        parts.append(_words(view, texts, language))
    parts.append(_legend(bool(areas), bool(marked), texts, language, prefix))
    label = escape(texts["profile.body.alt"].in_language(language))
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _defs(prefix: str) -> str:
    return (
        f'<defs><pattern id="{prefix}-pain" width="3" height="3" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V3" stroke="{PAIN}" stroke-width="2.2"/></pattern></defs>'
    )


def _outline(body: BodyMap, view: BodyView) -> str:
    shape = body.views[view]
    style = f'fill="{SKIN}" stroke="{INK}" stroke-width="0.9" stroke-linejoin="round"'
    lines = [_both_halves(line) if shape.mirrored else line for line in shape.outlines]
    # The head is drawn last, so that it covers where the neck begins.
    return "".join(_path(line, closed=True, style=style) for line in reversed(lines))


def _details(body: BodyMap, view: BodyView) -> list[str]:
    shape = body.views[view]
    mirrored = [[(-x, y) for x, y in line] for line in shape.details if shape.mirrored]
    style = f'fill="none" stroke="{LINE}" stroke-width="0.7"'
    return [_path(line, closed=False, style=style) for line in (*shape.details, *mirrored)]


def _both_halves(half: Sequence[Point]) -> Sequence[Point]:
    """The closed line of a half and its mirror image; points on the middle are used once."""
    other = [(-x, y) for x, y in reversed(half) if x != 0]
    return [*half, *other]


def _area(name: str, area: BodyArea, tinted: str | None, marked: set[str], prefix: str) -> list[str]:
    shapes = []
    for side, sign in (("right", 1), ("left", -1)):
        whole = area.middle and area.view != "side"
        points = (
            _both_halves(area.points) if whole else [(x * sign * _SIDES_SEEN[area.view], y) for x, y in area.points]
        )
        if tinted is not None and tinted in {side, "both", "none"}:
            shapes.append(
                _path(points, closed=True, style=f'fill="{TINT}" stroke="#0f766e" stroke-width="0.7"', tight=True)
            )
        if name in marked or f"{name}_{side}" in marked:
            style = f'fill="url(#{prefix}-pain)" stroke="{PAIN}" stroke-width="1.1"'
            shapes.append(_path(points, closed=True, style=style, tight=True))
        if area.middle:
            break
    return shapes


def _path(points: Sequence[Point], *, closed: bool, style: str, tight: bool = False) -> str:
    """A smooth line through ``points`` (Catmull-Rom); ``tight`` lines have sharper corners."""
    count, strength = len(points), 0.07 if tight else 1 / 6
    pieces = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for n in range(count if closed else count - 1):
        before, start, end, after = (_at(points, n + k, closed) for k in (-1, 0, 1, 2))
        first = (start[0] + strength * (end[0] - before[0]), start[1] + strength * (end[1] - before[1]))
        second = (end[0] - strength * (after[0] - start[0]), end[1] - strength * (after[1] - start[1]))
        pieces.append("C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (first, second, end)))
    return f'<path d="{"".join(pieces)}{"Z" if closed else ""}" {style}/>'


def _at(points: Sequence[Point], n: int, closed: bool) -> Point:
    return points[n % len(points)] if closed else points[min(max(n, 0), len(points) - 1)]


def _words(view: BodyView, texts: Mapping[str, Text], language: Language) -> str:
    def said(key: str) -> str:
        return escape(texts[f"profile.body.{key}"].in_language(language))

    centre = _CENTRES[view]
    words = [f'<text x="{centre}" y="9" text-anchor="middle" font-size="8" fill="{INK}">{said(view)}</text>']
    if view != "side":
        sides = ("right", "left") if view == "front" else ("left", "right")
        for key, x in zip(sides, (centre - 34, centre + 34), strict=True):
            words.append(f'<text x="{x}" y="40" text-anchor="middle" font-size="7" fill="{LINE}">{said(key)}</text>')
    return "".join(words)


def _legend(has_areas: bool, has_pain: bool, texts: Mapping[str, Text], language: Language, prefix: str) -> str:
    entries = [("area", f'fill="{TINT}" stroke="#0f766e"')] if has_areas else []
    entries += [("pain", f'fill="url(#{prefix}-pain)" stroke="{PAIN}"')] if has_pain else []
    parts, x = [], 12.0
    for key, style in reversed(entries):
        label = texts[f"profile.body.{key}"].in_language(language)
        parts.append(f'<rect x="{x}" y="225" width="9" height="9" {style}/>')
        parts.append(f'<text x="{x + 12}" y="232.5" font-size="8" fill="{INK}">{escape(label)}</text>')
        x += 24 + len(label) * (8 if language == "ja" else 4.4)
    return "".join(parts)
