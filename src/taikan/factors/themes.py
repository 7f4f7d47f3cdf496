"""From factors to the few themes a client reads, and to the one mobility place of a plan."""

from collections.abc import Sequence
from math import prod

from taikan.factors.records import ClientEvidence, FactorResult, ThemeResult
from taikan.knowledge.factor_model import FactorModel


def rank_themes(
    factors: Sequence[FactorResult], client: ClientEvidence, model: FactorModel
) -> tuple[tuple[ThemeResult, ...], tuple[ThemeResult, ...]]:
    """(themes in order, those held back); ``factors`` by falling priority.

    Only found factors count. A theme of nothing but very weakly supported factors cannot be the first unless the
    client's own pattern matches one or the trainer put one first; if no theme may lead, all are held back.
    """
    left_out = {pin.factor for pin in client.pins if pin.choice == "leave_out"}
    pinned = {pin.factor for pin in client.pins if pin.choice == "first"}
    counted: dict[str, list[FactorResult]] = {}
    for factor in factors:
        if factor.id not in left_out and (factor.found or factor.id in pinned):
            counted.setdefault(factor.theme, []).append(factor)
    themes = [_theme(name, found, pinned, model) for name, found in counted.items()]
    themes.sort(key=lambda t: (-t.score, t.id))
    themes = _by_preference(themes, client.preferred_themes, model.settings.equal_themes)
    themes.sort(key=lambda t: not pinned & set(t.factors))
    leader = next((t for t in themes if t.may_lead), None)
    if leader is None:
        return (), tuple(themes)
    return (leader, *(t for t in themes if t is not leader)), ()


def _theme(name: str, factors: Sequence[FactorResult], pinned: set[str], model: FactorModel) -> ThemeResult:
    matching = model.settings.relevance_match
    return ThemeResult(
        id=name,
        score=1.0 - prod(1.0 - f.priority for f in factors),
        factors=tuple(f.id for f in factors),
        may_lead=any(f.grade != "very_low" or f.match >= matching or f.id in pinned for f in factors),
    )


def _by_preference(themes: list[ThemeResult], preferred: Sequence[str], equal: float) -> list[ThemeResult]:
    """Neighbours whose scores differ by less than ``equal`` change places if the client prefers the later one."""
    rank = {name: n for n, name in enumerate(preferred)}
    ordered = list(themes)
    for end in range(len(ordered) - 1, 0, -1):
        for n in range(end):
            first, second = ordered[n], ordered[n + 1]
            close = abs(first.score - second.score) < equal
            if close and rank.get(second.id, len(rank)) < rank.get(first.id, len(rank)):
                ordered[n], ordered[n + 1] = second, first
    return ordered


def mobility_slot(factors: Sequence[FactorResult], model: FactorModel) -> tuple[str, ...]:
    """``mob.*`` factors for the one mobility place, best first; of equal ones that of the stronger theme."""
    settings, scores = model.settings, _theme_scores(factors)
    left = [
        f
        for f in factors
        if f.id.startswith(settings.mobility_prefix)
        and f.id not in settings.not_mobility
        and f.probability >= settings.found_probability
    ]
    slot = []
    while left:
        best = max(f.priority for f in left)
        near = [f for f in left if best - f.priority < settings.equal_themes]
        chosen = max(near, key=lambda f: (scores.get(f.theme, 0.0), f.priority, f.id))
        slot.append(chosen.id)
        left.remove(chosen)
    return tuple(slot)


def _theme_scores(factors: Sequence[FactorResult]) -> dict[str, float]:
    rest: dict[str, float] = {}
    for factor in factors:
        if factor.found:
            rest[factor.theme] = rest.get(factor.theme, 1.0) * (1.0 - factor.priority)
    return {theme: 1.0 - left for theme, left in rest.items()}
