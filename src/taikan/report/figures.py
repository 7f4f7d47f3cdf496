"""Curves of a report as inline SVG: angles over the repetition with the target band, and over the clip.

Made with matplotlib Figure objects only. Text is drawn as paths, so that no font is needed to show them.
"""

import re
from dataclasses import dataclass
from importlib.resources import as_file, files
from io import StringIO
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from taikan.core.records import Repetition
from taikan.core.texts import Language
from taikan.knowledge.models import Knowledge, Norm
from taikan.report.content import Wording
from taikan.report.drawing import FloatArray
from taikan.report.scene import Scene
from taikan.report.series import Curve, curves_for, series_names

INK, MUTED, GRID = "#17343b", "#6b7f84", "#e3eae8"
LINE, BAND, SECOND = "#0f766e", "#bfe3d7", "#c2703d"
GRID_POINTS = 101
LEAST_RANGE_DEG, LEAST_RANGE_PERCENT = 30.0, 12.0
_STYLE: Any = {"svg.fonttype": "path", "svg.hashsalt": "taikan", "axes.unicode_minus": False}


@dataclass(frozen=True)
class Chart:
    """One figure: inline SVG without addresses, ``title`` and ``note`` in the reader's language."""

    svg: str
    title: str
    note: str = ""


def repetition_charts(scene: Scene, test: str, knowledge: Knowledge, language: Language) -> tuple[Chart, ...]:
    """One chart a curve of ``test``: every repetition thin, their mean bold, the target band where it applies.

    With a back outline its depth is the last one.
    """
    words, charts = Wording(knowledge, language), []
    for number, curve in enumerate(curves_for(test, scene.near_side)):
        names = [n for n in series_names(curve.stem, scene.near_side) if n in scene.angles]
        lines = {n: v for n in names if len(v := _normalised(scene, scene.angles[n]))}
        if lines:
            charts.append(_repetition_chart(lines, curve, f"r{number}", test, words))
    outline = _contour_chart(scene, test, words)
    return (*charts, *((outline,) if outline else ()))


def clip_chart(scene: Scene, test: str, knowledge: Knowledge, language: Language) -> Chart | None:
    """The first two curves of ``test`` over the clip with the repetitions shaded; ``None`` without angles."""
    words = Wording(knowledge, language)
    stems = [c.stem for c in curves_for(test, scene.near_side)]
    names = [n for stem in stems[:2] for n in series_names(stem, scene.near_side)[:1] if n in scene.angles]
    if not names:
        return None
    figure, axes, font = _canvas(7.4, 2.5, "°")
    for r in scene.shown_repetitions:
        axes.axvspan(r.start_s, r.end_s, color=BAND, alpha=0.4, linewidth=0)
        place = axes.get_xaxis_transform()
        axes.text(
            (r.start_s + r.end_s) / 2,
            1.02,
            str(r.index),
            transform=place,
            ha="center",
            color=MUTED,
            fontproperties=font,
        )
    for name, colour in zip(names, (LINE, SECOND), strict=False):
        axes.plot(scene.time_s, scene.angles[name], color=colour, linewidth=1.6, label=_label(name, words))
    axes.set_xlim(float(scene.time_s[0]), float(scene.time_s[-1]))
    axes.set_xlabel(words("chart.time"), color=MUTED, fontproperties=font)
    axes.legend(prop=font, frameon=False, loc="upper left", bbox_to_anchor=(0.0, -0.2), ncols=2, labelcolor=INK)
    return Chart(as_svg(figure, "clip"), words("chart.clip"), words("chart.clip_note"))


def _repetition_chart(lines: dict[str, FloatArray], curve: Curve, prefix: str, test: str, words: Wording) -> Chart:
    figure, axes, font = _canvas(3.7, 2.5, "°")
    measure = words.knowledge.measures.get(curve.measure) if curve.measure else None
    for (name, values), colour in zip(lines.items(), (LINE, SECOND), strict=False):
        _draw_lines(axes, values, colour, _side(name, words) if len(lines) > 1 else None)
    if len(lines) > 1:
        axes.legend(prop=font, frameon=False, loc="upper right", labelcolor=INK)
    _widen(axes, LEAST_RANGE_DEG)
    norm = measure.norm if measure else None
    if norm is not None:
        _draw_band(axes, norm, curve, font, words("chart.target"))
    _mark_turn(axes, test, words, font)
    note = f"{words.of(measure.name)}: {words.of(norm.text)}" if measure and norm else ""
    return Chart(as_svg(figure, prefix), _label(next(iter(lines)), words), note)


def _contour_chart(scene: Scene, test: str, words: Wording) -> Chart | None:
    depth = scene.contour.total_percent if scene.contour else None
    rows = _normalised(scene, depth) if depth is not None else np.empty((0, GRID_POINTS))
    if not len(rows):
        return None
    figure, axes, font = _canvas(3.7, 2.5, "%")
    _draw_lines(axes, rows, SECOND, None)
    _widen(axes, LEAST_RANGE_PERCENT)
    _mark_turn(axes, test, words, font)
    return Chart(as_svg(figure, "outline"), words("chart.contour"), words("chart.contour_note"))


def _mark_turn(axes: Axes, test: str, words: Wording, font: FontProperties) -> None:
    axes.set_xlim(0.0, 100.0)
    marks = [words.for_test(f"chart.{k}", test) for k in ("start", "turn", "end")]
    axes.set_xticks([0.0, 50.0, 100.0], marks, fontproperties=font)
    first, _, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")


def _draw_lines(axes: Axes, values: FloatArray, colour: str, label: str | None) -> None:
    grid = np.linspace(0.0, 100.0, GRID_POINTS)
    for row in values:
        axes.plot(grid, row, color=colour, linewidth=0.8, alpha=0.45)
    known = np.isfinite(values).mean(axis=0) > 0.5  # where most repetitions are missing, a mean would jump
    mean = np.full(GRID_POINTS, np.nan)
    mean[known] = np.nanmean(values[:, known], axis=0)
    axes.plot(grid, mean, color=colour, linewidth=2.4, label=label)


def _widen(axes: Axes, least: float) -> None:
    """A range of at least ``least``, so that a still joint does not look restless."""
    low, high = axes.get_ylim()
    missing = max(0.0, least - (high - low)) / 2.0
    axes.set_ylim(low - missing, high + missing)


def _draw_band(axes: Axes, norm: Norm, curve: Curve, font: FontProperties, word: str) -> None:
    """The norm turned into the curve's angle, around the turning point or over the whole repetition."""
    bottom, top = axes.get_ylim()
    ends = [(e - curve.offset) / curve.factor if e is not None else None for e in (norm.low, norm.high)]
    low, high = ends if curve.factor > 0 else ends[::-1]
    first, last = (0.0, 100.0) if curve.when == "whole" else (36.0, 64.0)
    if low is not None:
        bottom = min(bottom, low - 4.0)
    if high is not None:
        top = max(top, high + 4.0)
    axes.set_ylim(bottom, top)
    low, high = (bottom if low is None else low), (top if high is None else high)
    axes.fill_between([first, last], low, high, color=BAND, alpha=0.75, linewidth=0, zorder=0)
    axes.text(last + 1.5, (low + high) / 2.0, word, color=LINE, va="center", fontproperties=font)


def _normalised(scene: Scene, values: FloatArray) -> FloatArray:
    """(R, GRID_POINTS) of (T,) ``values``: start, bottom and end of each repetition at 0, 50 and 100."""
    rows = [_one(scene.time_s, values, r) for r in scene.shown_repetitions]
    kept = [row for row in rows if np.isfinite(row).any()]
    return np.stack(kept) if kept else np.empty((0, GRID_POINTS))


def _one(time_s: FloatArray, values: FloatArray, repetition: Repetition) -> FloatArray:
    at = np.interp(
        np.linspace(0.0, 100.0, GRID_POINTS),
        [0.0, 50.0, 100.0],
        [repetition.start_s, repetition.bottom_s, repetition.end_s],
    )
    row = np.asarray(np.interp(at, time_s, values))  # NaN neighbours stay NaN
    half = GRID_POINTS // 2
    if repetition.bottom_s <= repetition.start_s:
        row[:half] = np.nan
    if repetition.end_s <= repetition.bottom_s:
        row[half + 1 :] = np.nan
    return row


def _canvas(width_in: float, height_in: float, unit: str) -> tuple[Figure, Axes, FontProperties]:
    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    font = text_font()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(GRID)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=8.5, labelcolor=MUTED)
    axes.yaxis.set_major_formatter("{x:.0f}" + unit)
    return figure, axes, font


def text_font() -> FontProperties:
    """The charts' font, with Japanese."""
    with as_file(files("matplotlib_fontja") / "fonts" / "ipaexg.ttf") as path:
        return FontProperties(fname=str(path), size=8.5)


def as_svg(figure: Figure, prefix: str) -> str:
    """Inline SVG: no header, metadata or addresses; ids get ``prefix`` so that several fit on one page."""
    for axes in figure.axes:
        for mark in (*axes.get_yticklabels(), *axes.get_xticklabels()):
            mark.set_fontproperties(text_font())
            mark.set_color(MUTED)
    out = StringIO()
    with matplotlib.rc_context(_STYLE):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", text).replace("xlink:href", "href")
    text = re.sub(r'(\sid="|href="#|url\(#)', rf"\g<1>{prefix}-", text)
    text = re.sub(r"<svg[^>]*viewBox=\"([^\"]*)\"[^>]*>", r'<svg viewBox="\1" role="img">', text, count=1)
    return re.sub(r"\n\s*", "\n", text).strip()


def _label(name: str, words: Wording) -> str:
    stem = name.removesuffix("_projection").removeprefix("right_").removeprefix("left_")
    return words(f"series.{stem}")


def _side(name: str, words: Wording) -> str:
    return words.knowledge.term(name.split("_", maxsplit=1)[0], words.language)
