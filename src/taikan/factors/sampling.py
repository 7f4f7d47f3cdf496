"""How sure the profile is: draws over the error of measured values and over the uncertainty of the weights.

The random numbers belong to the table's rows and codes, not to the observations, so that evidence of no factor, or
evidence taken away, leaves the other draws as they were.
"""

from dataclasses import dataclass

import numpy as np

from taikan.factors.scores import observation_scores
from taikan.factors.state import ClientState, first_three
from taikan.factors.table import FactorTable, FloatArray, logistic


@dataclass(frozen=True)
class Spread:
    """Interval ends (2, K) of probability and priority, and the share of draws (K,) among the first three."""

    probability: FloatArray
    priority: FloatArray
    top_three: FloatArray


def spread(state: ClientState, table: FactorTable) -> Spread:
    """The spread over the settings' draws."""
    settings = table.model.settings
    said = np.repeat(state.said[:, None], settings.draws, axis=1)
    for code, sides in state.seen.items():
        if all(s.observation.grade is not None for s in sides):
            continue
        column = table.code_number[code]
        drawn = [
            observation_scores(s.observation, table.drawn_noise[min(n, 1), column], settings) * s.observation.confidence
            for n, s in enumerate(sides)
        ]
        said[column] = np.max(drawn, axis=0)
    probability = logistic(table.log_odds(state.prior, said, table.drawn_weights))
    worth = table.worth(state.relevance)
    ends = np.quantile(probability, settings.interval, axis=1)
    top = first_three(probability, worth, state.shown).mean(axis=1)
    return Spread(probability=ends, priority=ends * worth, top_three=top)
