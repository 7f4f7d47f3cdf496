"""The quality of a movement as a whole, from its graded measures. Pure."""

import math
from collections.abc import Sequence

from taikan.core.records import Measure, Quality, QualityTerm, Reason, Sex
from taikan.core.tolerance import tolerance
from taikan.knowledge.models import Cuts, Knowledge, ViewFamily
from taikan.knowledge.quality_weights import QualityWeights, load_quality_weights
from taikan.movement_tests.measuring import MDC95_PER_SEM, grey_band

LEAST_SEM = 0.5
"""A score is never surer than this: measures well within their range leave no error in the formula."""


def quality(
    test: str,
    view: ViewFamily | None,
    measures: Sequence[Measure],
    knowledge: Knowledge,
    *,
    age: float | None = None,
    sex: Sex | None = None,
    weights: QualityWeights | None = None,
) -> Quality | None:
    """The score of ``test`` seen from ``view``; ``None`` where the data have no weights for it.

    Its error is that of its terms, each moved by its own SEM either way, as independent errors add up.
    """
    weights = weights or load_quality_weights()
    own = weights.test.get(test, {}).get(view) if view else None
    if not own:
        return None
    terms: list[QualityTerm] = []
    variance = 0.0
    for code, weight in own.items():
        cuts = knowledge.measures[code].cuts_for(age, sex)
        taken = [m for m in measures if m.code == code and m.value is not None]
        if cuts is None:
            continue
        for measure in taken:
            term, error = _term(measure, cuts, weight / len(taken), weights)
            terms.append(term)
            variance += (term.weight * error) ** 2
    return _summed(terms, variance, sum(own.values()), weights.least_percent)


def _term(measure: Measure, cuts: Cuts, weight: float, weights: QualityWeights) -> tuple[QualityTerm, float]:
    """The term, and how far its score moves with one SEM of its value."""
    assert measure.value is not None
    value, sem = measure.value, measure.sem
    below, here, above = (goodness(v, cuts, sem, weights) for v in (value - sem, value, value + sem))
    term = QualityTerm(code=measure.code, side=measure.side, value=value, weight=weight, score=here)
    return term, max(abs(above - here), abs(here - below))


def goodness(value: float, cuts: Cuts, sem: float, weights: QualityWeights) -> float:
    """1 where a value is surely good, 0.1 at the red limit; ``sem`` in the measure's unit."""
    upper = _one_side(value, cuts.amber_above, cuts.red_above, sem, weights)
    amber, red = (None if cut is None else -cut for cut in (cuts.amber_below, cuts.red_below))
    return min(upper, _one_side(-value, amber, red, sem, weights))


def _one_side(value: float, amber: float | None, red: float | None, sem: float, weights: QualityWeights) -> float:
    """The bounds end a grey band before amber: a value that may already be amber does not get full marks."""
    lone = weights.lone_margin * sem
    if amber is None:
        return 1.0 if red is None else tolerance(value, (-math.inf, red - lone), lone)
    full_to = amber - weights.grey_bands * grey_band(amber, red, sem)
    return tolerance(value, (-math.inf, full_to), (amber + lone if red is None else red) - full_to)


def _summed(terms: Sequence[QualityTerm], variance: float, wanted: float, least_percent: float) -> Quality:
    measured = sum(term.weight for term in terms)
    percent = min(100.0, 100.0 * measured / wanted)
    if percent < least_percent:
        reason = Reason(code="quality_too_little", values={"percent": percent, "needed": least_percent})
        return Quality(measured_percent=percent, terms=tuple(terms), absent_reason=reason)
    sem = max(LEAST_SEM, 100.0 * math.sqrt(variance) / measured)
    score = 100.0 * sum(term.weight * term.score for term in terms) / measured
    return Quality(
        score=min(100.0, score), sem=sem, mdc95=MDC95_PER_SEM * sem, measured_percent=percent, terms=tuple(terms)
    )
