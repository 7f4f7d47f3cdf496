"""The pain of the mornings as a small SVG that also reads in black and white."""

from collections.abc import Sequence
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from taikan.studio.sessions.day import TREND_DAYS

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 380, 170, 30, 12, 28
MOST = 10.0


def trend_svg(trend: Sequence[tuple[date, float]], today: date) -> SafeString:
    """Pain 0..10 over the last four weeks; days without an answer are gaps. Empty without any answer."""
    if not trend:
        return SafeString("")
    points = [(_x(day, today), _y(pain)) for day, pain in trend]
    lines, started = [], False
    for (day, _), (x, y), before in zip(trend, points, [None, *trend], strict=False):
        started = before is not None and (day - before[0]).days == 1
        lines.append(f"{'L' if started else 'M'}{x:.1f} {y:.1f}")
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - 8,
        "path": " ".join(lines),
        "points": [(f"{x:.1f}", f"{y:.1f}") for x, y in points],
        "grid": [(f"{_y(level):.1f}", level) for level in (0, 5, 10)],
        "first": trend[0],
        "last": trend[-1],
        "number": len(trend),
        "base": HEIGHT - 6,
    }
    return SafeString(render_to_string("studio/sessions/trend.svg", context))


def _x(day: date, today: date) -> float:
    return LEFT + (WIDTH - 8 - LEFT) * (TREND_DAYS - 1 - (today - day).days) / (TREND_DAYS - 1)


def _y(pain: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - pain / MOST)
