"""What tests not done yet may show: how likely each grade of each piece of evidence is, given the findings present.

A code speaks about one to a few factors. Given which of them are present (a pattern), its grade is drawn with
probability base x exp(sum of weight x score over the present ones). The base is the one nearest to the expected shares
of grades with which the priors come out again, so that on average a test moves no factor.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from taikan.factors.table import BoolArray, FactorTable, FloatArray, IntArray, logistic, logit

_RIDGE = 1e-4


@dataclass(frozen=True)
class Foresight:
    """``Foresight.of(table)``.

    ``speaks`` (E, J): the factors each code speaks about, padded with ``K``, a factor that is never present.
    ``cumulative`` (E, 2**J, 3): by pattern of those factors, the probability of at most ok, borderline and amber.
    ``scores`` (4,): of the grades.
    """

    speaks: IntArray
    cumulative: FloatArray
    scores: FloatArray

    @classmethod
    def of(cls, table: FactorTable) -> "Foresight":
        """The chances of every grade in ``table``."""
        most = int(table.code_factors.sum(axis=1).max())
        speaks = np.full((len(table.codes), most), len(table.factors), dtype=np.intp)
        cumulative = np.zeros((len(table.codes), 2**most, 3))
        settings = table.model.settings
        scores = np.array(settings.plateaus)
        shares = np.array(settings.outcome_shares)
        for code in range(len(table.codes)):
            rows = np.flatnonzero(table.row_code == code)
            speaks[code, : len(rows)] = table.row_factor[rows]
            log_odds = scores[:, None] * table.row_weight[rows]
            chances = outcome_chances(log_odds, table.prior[table.row_factor[rows]], shares)
            # Padded factors are never present, so their patterns are never looked up.
            cumulative[code, :: 2 ** (most - len(rows))] = np.cumsum(chances, axis=0)[:3].T
        return cls(speaks, cumulative, scores)

    def draw(self, present: BoolArray, uniform: FloatArray, codes: IntArray) -> FloatArray:
        """Scores (C, N) of ``codes`` for cases in which ``present`` (K, N) holds; ``uniform`` (C, N) decides."""
        padded = np.concatenate([present, np.zeros((1, present.shape[1]), dtype=bool)]).astype(np.intp)
        patterns, most = self.cumulative.shape[1], self.speaks.shape[1]
        place = np.repeat(codes[:, None] * patterns, present.shape[1], axis=1)
        for n in range(most):
            place += padded[self.speaks[codes, n]] << (most - 1 - n)
        grade = np.zeros(place.shape, dtype=np.intp)
        for edge in self.cumulative.reshape(-1, 3).T:
            grade += uniform > edge[place]
        return self.scores[grade]


def outcome_chances(log_odds: FloatArray, prior: FloatArray, shares: FloatArray) -> FloatArray:
    """Chances (outcomes, 2**F) of each outcome for each pattern of present factors, the first factor the highest bit.

    ``log_odds`` (outcomes, F) is what each outcome says about each factor, ``prior`` (F,), ``shares`` (outcomes,) how
    often the outcomes are expected.
    """
    moved = logistic(logit(prior) + log_odds) - prior

    def distance(tilt: FloatArray) -> float:
        return float(logsumexp(np.log(shares) + moved @ tilt) + _RIDGE * tilt @ tilt)

    # Its least value has all mean movements at zero; the ridge keeps it finite where they cannot all be.
    tilt = minimize(distance, np.zeros(len(prior)), method="BFGS").x
    expected = _normal(np.log(shares) + moved @ tilt)
    absent = np.log(expected) + np.log((1.0 - moved - prior) / (1.0 - prior)).sum(axis=1)
    patterns = np.array(list(product([0.0, 1.0], repeat=len(prior))))
    return np.stack([_normal(absent + log_odds @ pattern) for pattern in patterns], axis=1)


def _normal(logs: FloatArray) -> FloatArray:
    raised = np.exp(logs - logs.max())
    return np.asarray(raised / raised.sum())
