"""Profile chart and waterfall as inline SVG. Shapes and hatching carry what colours do, for print and for every eye."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import exp

from taikan.core.texts import Language, Text
from taikan.factors.records import Contribution, FactorResult
from taikan.knowledge.factor_model import FactorModel

INK, MUTED, GRID = "#17343b", "#5b7076", "#e1e8e6"
BAR, PALE, MORE, LESS = "#0f766e", "#cfe7e0", "#b8593c", "#4b6076"
_WIDTH = 720
_LABEL = 280
_ROW = 30
_MOST_ROWS = 12


@dataclass(frozen=True)
class FigureWords:
    """What the figures say, in one language."""

    model: FactorModel
    texts: Mapping[str, Text]
    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """The text ``profile.<key>``, ready for SVG."""
        return escape(self.texts[f"profile.{key}"].format(**values).in_language(self.language))

    def factor(self, name: str) -> str:
        """A factor's name."""
        return escape(self.model.factors[name].name.in_language(self.language))

    def evidence(self, contribution: Contribution) -> str:
        """A piece of evidence with its side."""
        name = self.model.evidence[contribution.code].name.in_language(self.language)
        if contribution.side not in {"left", "right"}:
            return escape(name)
        side = self.texts[f"terms.{contribution.side}"].in_language(self.language)
        return escape(f"{name}({side})" if self.language == "ja" else f"{name} ({side})")


def profile_chart(factors: Sequence[FactorResult], words: FigureWords, prefix: str = "chart") -> str:
    """Bars of priority with their interval, the largest first, at most twelve; little evidence is hatched."""
    shown = factors[:_MOST_ROWS]
    top, right = 12, _WIDTH - 60
    most = max((f.priority_high for f in shown), default=0.0)
    end = 1.0 if most > 0.8 else 0.8
    height = top + _ROW * len(shown) + 46

    def place(value: float) -> float:
        return _LABEL + (right - _LABEL) * value / end

    parts = [_hatch(prefix)]
    for step in range(round(end / 0.2) + 1):
        x = place(step * 0.2)
        parts.append(_line(x, top, x, height - 42, GRID))
        parts.append(_text(x, height - 28, f"{step * 0.2:.1f}", MUTED, "middle", 11))
    for n, factor in enumerate(shown):
        y = top + _ROW * n + _ROW / 2
        fill = _fill(factor, words.model, prefix)
        parts.append(_text(_LABEL - 10, y + 4.5, words.factor(factor.id), INK, "end", 13))
        bar = f'x="{_LABEL}" y="{y - 8:.1f}" width="{place(factor.priority) - _LABEL:.1f}" height="16" rx="2"'
        parts.append(f'<rect {bar} fill="{fill}" stroke="{BAR}"/>')
        if not _has_little(factor, words.model):
            parts.append(_whisker(place(factor.priority_low), place(factor.priority_high), y))
        parts.append(
            _text(
                place(max(factor.priority, factor.priority_high)) + 8,
                y + 4.5,
                f"{factor.priority:.2f}",
                INK,
                "start",
                12,
            )
        )
    parts.append(_text(_LABEL, height - 8, words("chart.axis"), MUTED, "start", 12))
    parts += _chart_legend(shown, words, prefix, height)
    return _svg(height, words("chart.alt"), parts)


def _has_little(factor: FactorResult, model: FactorModel) -> bool:
    return factor.completeness < model.settings.least_completeness


def _fill(factor: FactorResult, model: FactorModel, prefix: str) -> str:
    if _has_little(factor, model):
        return f"url(#{prefix}-few)"
    return BAR if factor.found else PALE


def _chart_legend(factors: Sequence[FactorResult], words: FigureWords, prefix: str, height: float) -> list[str]:
    fills = {_fill(f, words.model, prefix) for f in factors}
    parts, x = [], _LABEL + 150.0
    for key, fill in (("unlikely", PALE), ("few", f"url(#{prefix}-few)")):
        if fill in fills:
            parts.append(
                f'<rect x="{x}" y="{height - 18}" width="14" height="11" rx="2" fill="{fill}" stroke="{BAR}"/>'
            )
            parts.append(_text(x + 19, height - 8, words(f"chart.{key}"), MUTED, "start", 12))
            x += 150
    return parts


def waterfall(factor: FactorResult, words: FigureWords) -> str:
    """How the evidence adds up, from how common the finding is to how likely it is present."""
    rows: list[tuple[str, float, float]] = []
    reached = factor.prior_log_odds
    for contribution in sorted(factor.contributions, key=lambda c: -abs(c.log_odds)):
        label = f"{words.evidence(contribution)} · {words(f'grade.{contribution.grade}')}"
        rows.append((label, reached, reached + contribution.log_odds))
        reached += contribution.log_odds
    limit = max(3.0, *(abs(v) for _, start, stop in rows for v in (start, stop)), abs(reached))
    top, left, right = 24, 350, _WIDTH - 56
    height = top + 24 * (len(rows) + 2) + 40

    def place(log_odds: float) -> float:
        return left + (right - left) * (log_odds + limit) / (2 * limit)

    parts = [_text(place(-limit), 14, words("chart.less"), MUTED, "start", 11)]
    parts.append(_text(place(limit), 14, words("chart.more"), MUTED, "end", 11))
    for chance, log_odds in ((0.1, -2.197), (0.25, -1.0986), (0.5, 0.0), (0.75, 1.0986), (0.9, 2.197)):
        parts.append(_line(place(log_odds), top, place(log_odds), height - 34, GRID))
        parts.append(_text(place(log_odds), height - 20, f"{chance:g}", MUTED, "middle", 11))
    parts.append(_text(left - 10, height - 20, words("chart.result"), MUTED, "end", 11))
    parts += _end_row(words("chart.prior"), place(factor.prior_log_odds), _chance(factor.prior_log_odds), top, left)
    for n, (label, start, stop) in enumerate(rows, start=1):
        parts += _step(label, place(start), place(stop), stop - start, top + 24 * n, left)
    name = words("chart.result") + (f" · {words('chart.limit')}" if factor.limited else "")
    parts += _end_row(name, place(factor.log_odds), _chance(factor.log_odds), top + 24 * (len(rows) + 1), left)
    return _svg(height, words("chart.waterfall_alt", name=words.factor(factor.id)), parts)


def _step(label: str, start: float, stop: float, size: float, y: float, left: float) -> list[str]:
    """One piece of evidence: an arrow-shaped bar from where the sum was to where it is."""
    colour, tip = (MORE, 5.0) if size > 0 else (LESS, -5.0)
    body = stop - tip if abs(stop - start) > abs(tip) else start
    points = f"{start:.1f},{y + 5} {body:.1f},{y + 5} {stop:.1f},{y + 12} {body:.1f},{y + 19} {start:.1f},{y + 19}"
    beside = max(start, stop) + 6
    number = f"{size:+.2f}".replace("-", "−")
    return [
        _text(left - 10, y + 16, label, INK, "end", 12),
        f'<polygon points="{points}" fill="{colour}"/>',
        _line(stop, y + 12, stop, y + 29, MUTED),
        _text(beside, y + 16, number, INK, "start", 11),
    ]


def _end_row(label: str, x: float, chance: float, y: float, left: float) -> list[str]:
    return [
        _text(left - 10, y + 16, label, INK, "end", 12, bold=True),
        f'<circle cx="{x:.1f}" cy="{y + 12}" r="5.5" fill="{BAR}"/>',
        _text(x + 10, y + 16, f"{chance:.2f}", INK, "start", 12, bold=True),
    ]


def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-log_odds))


def _whisker(low: float, high: float, y: float) -> str:
    caps = "".join(_line(x, y - 5, x, y + 5, INK, 1.6) for x in (low, high))
    # A white line under the dark one keeps it visible on the bar.
    return _line(low, y, high, y, "#fff", 4) + _line(low, y, high, y, INK, 1.6) + caps


def _hatch(prefix: str) -> str:
    return (
        f'<defs><pattern id="{prefix}-few" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        f'<path d="M0 0V6" stroke="{BAR}" stroke-width="2.4"/></pattern></defs>'
    )


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, width: float = 1.0) -> str:
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{colour}" stroke-width="{width}" fill="none"/>'


def _text(x: float, y: float, said: str, colour: str, anchor: str, size: int, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}"{weight}>{said}</text>'
    )


def _svg(height: float, label: str, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
