"""The factor table as arrays, and the additive log-odds in one place for clients, draws and outcomes alike.

Rows are the (factor, evidence) pairs of the model in table order, so that no sum depends on the order of the evidence.
Arrays: ``E`` evidence codes, ``R`` rows, ``G`` correlated groups, ``K`` factors; ``N`` cases come last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from taikan.knowledge.factor_model import FactorModel

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]


def logit(probability: FloatArray) -> FloatArray:
    """Log-odds of a probability."""
    return np.log(probability / (1.0 - probability))


def logistic(log_odds: FloatArray) -> FloatArray:
    """Probability of log-odds."""
    return 1.0 / (1.0 + np.exp(-log_odds))


@dataclass(frozen=True)
class FactorTable:
    """``FactorTable.of(model)``; see the module's text for the shapes."""

    model: FactorModel
    factors: tuple[str, ...]
    codes: tuple[str, ...]
    row_code: IntArray
    row_weight: FloatArray
    row_group: tuple[str, ...]
    group_start: IntArray
    factor_start: IntArray
    prior: FloatArray
    relevance: FloatArray
    modifiability: FloatArray

    @classmethod
    def of(cls, model: FactorModel) -> "FactorTable":
        """The arrays of ``model``."""
        codes = tuple(model.evidence)
        number = {code: n for n, code in enumerate(codes)}
        row_code: list[int] = []
        row_weight: list[float] = []
        row_group: list[str] = []
        group_start: list[int] = []
        factor_start: list[int] = []
        for factor in model.factors.values():
            factor_start.append(len(group_start))
            groups = dict.fromkeys(e.group for e in factor.evidence)
            for group in groups:
                group_start.append(len(row_code))
                members = [e for e in factor.evidence if e.group == group]
                row_code += [number[e.code] for e in members]
                row_weight += [e.weight for e in members]
                row_group += [group] * len(members)
        every = model.factors.values()
        return cls(
            model=model,
            factors=tuple(model.factors),
            codes=codes,
            row_code=np.array(row_code),
            row_weight=np.array(row_weight),
            row_group=tuple(row_group),
            group_start=np.array(group_start),
            factor_start=np.array(factor_start),
            prior=np.array([f.prior for f in every]),
            relevance=np.array([f.relevance for f in every]),
            modifiability=np.array([f.modifiability for f in every]),
        )

    @cached_property
    def code_number(self) -> Mapping[str, int]:
        """Evidence code to its column."""
        return {code: n for n, code in enumerate(self.codes)}

    @cached_property
    def factor_number(self) -> Mapping[str, int]:
        """Factor id to its column."""
        return {name: n for n, name in enumerate(self.factors)}

    @cached_property
    def row_factor(self) -> IntArray:
        """The factor of each row (R,)."""
        ends = np.append(self.group_start[self.factor_start[1:]], len(self.row_code))
        return np.searchsorted(ends, np.arange(len(self.row_code)), side="right")

    @cached_property
    def code_factors(self) -> BoolArray:
        """Which code (E) speaks about which factor (K)."""
        speaks = np.zeros((len(self.codes), len(self.factors)), dtype=bool)
        speaks[self.row_code, self.row_factor] = True
        return speaks

    def columns(self, codes: Iterable[str]) -> IntArray:
        """The columns of ``codes``."""
        return np.array([self.code_number[c] for c in codes], dtype=np.intp)

    def evidence_log_odds(self, said: FloatArray, weights: FloatArray | None = None) -> FloatArray:
        """What the evidence adds to each factor's log-odds, (K, N).

        ``said`` (E, N) is score x confidence, 0 where there is nothing. ``weights`` (R, N) replace the table's. In a
        group the largest contribution counts fully and the others by ``group_share``; of two equally large ones against
        each other the one for the factor leads, so that worse evidence never lowers it.
        """
        each = np.zeros((len(self.row_code) + 1, said.shape[1]))
        np.multiply(said[self.row_code], self.row_weight[:, None] if weights is None else weights, out=each[:-1])
        together = each[self._members]
        most, least = together.max(axis=1), together.min(axis=1)
        leading = np.where(most >= -least, most, least)
        return np.asarray(self._row_sum @ each[:-1] + self._leading_sum @ leading)

    @cached_property
    def _groups(self) -> tuple[IntArray, ...]:
        """The rows of each correlated group."""
        return tuple(np.split(np.arange(len(self.row_code)), self.group_start[1:]))

    @cached_property
    def _members(self) -> IntArray:
        """Rows of the groups with several members (G, most), padded with the row after the last, which is zero."""
        groups = [rows for rows in self._groups if len(rows) > 1]
        members = np.full((len(groups), max(map(len, groups), default=1)), len(self.row_code), dtype=np.intp)
        for n, rows in enumerate(groups):
            members[n, : len(rows)] = rows
        return members

    @cached_property
    def _row_sum(self) -> csr_array:
        """(K, R): 1 for a row that is alone in its group, the share of the smaller ones for the others.

        Sparse, which is faster here than a dense product on many threads.
        """
        share = self.model.settings.group_share
        summed = np.zeros((len(self.factors), len(self.row_code)))
        for rows in self._groups:
            summed[self.row_factor[rows], rows] = 1.0 if len(rows) == 1 else share
        return csr_array(summed)

    @cached_property
    def _leading_sum(self) -> csr_array:
        """(K, G): what the leading row of each group with several members counts more than the share."""
        factors = [self.row_factor[rows[0]] for rows in self._groups if len(rows) > 1]
        summed = np.zeros((len(self.factors), len(factors)))
        summed[factors, np.arange(len(factors))] = 1.0 - self.model.settings.group_share
        return csr_array(summed)

    def log_odds(self, prior: FloatArray, said: FloatArray, weights: FloatArray | None = None) -> FloatArray:
        """Log-odds that each finding is present, limited to the table's range, (K, N); ``prior`` (K,)."""
        limit = self.model.settings.log_odds_limit
        return np.clip(logit(prior)[:, None] + self.evidence_log_odds(said, weights), -limit, limit)

    def completeness(self, usable: BoolArray) -> FloatArray:
        """Share of each factor's weight that is usable (K,), a group counting once by its heaviest; ``usable`` (E,)."""
        present = np.maximum.reduceat(self.row_weight * usable[self.row_code], self.group_start)
        every = np.maximum.reduceat(self.row_weight, self.group_start)
        return np.add.reduceat(present, self.factor_start) / np.add.reduceat(every, self.factor_start)

    @cached_property
    def drawn_weights(self) -> FloatArray:
        """The weights in each draw (R, draws): log-normal around the table's. Fixed, and the same for every client."""
        settings = self.model.settings
        random = np.random.default_rng(settings.seed)
        spread = random.standard_normal((settings.draws, len(self.row_code))).T
        return np.asarray(self.row_weight[:, None] * np.exp(settings.weight_spread * spread))

    @cached_property
    def drawn_noise(self) -> FloatArray:
        """Errors in SEM of the worse and the better side of each code in each draw, (2, E, draws)."""
        settings = self.model.settings
        random = np.random.default_rng([settings.seed, 1])
        return random.standard_normal((2, len(self.codes), settings.draws))

    def worth(self, relevance: FloatArray) -> FloatArray:
        """What a present factor's priority would be: relevance x (floor + (1 - floor) x modifiability)."""
        floor = self.model.settings.modifiability_floor
        return relevance * (floor + (1.0 - floor) * self.modifiability)
