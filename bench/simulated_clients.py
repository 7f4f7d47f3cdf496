"""Simulated clients whose findings are known: which are present, and what every piece of evidence would show.

Evidence is drawn in blocks: all codes that share a correlated group of some factor are drawn together, with the
log-odds the factor table gives to each combination of grades. Three worlds: ``right`` is what the table says;
``half_weights`` has evidence that tells half as much; ``halo`` has clients who do well or badly in everything,
whatever their findings, so that their evidence is not independent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from scipy.special import ndtr

from taikan.factors.foresight import outcome_chances
from taikan.factors.table import BoolArray, FactorTable, FloatArray, IntArray, logit

World = Literal["right", "half_weights", "halo"]
WORLDS: tuple[World, ...] = ("right", "half_weights", "halo")
HALO = 0.5
MOST_CODES_WITH_FOUR_GRADES = 3
TAG_CHANCES = {-2: 0.15, -1: 0.25, 0: 0.45, 1: 0.15}


@dataclass(frozen=True)
class Clients:
    """``present`` (K, N) findings, ``said`` (E, N) score x confidence of all evidence, ``prior`` (K,), ``tags``."""

    present: BoolArray
    said: FloatArray
    prior: FloatArray
    tags: tuple[dict[str, int], ...]


def simulate(table: FactorTable, number: int, seed: int, world: World) -> Clients:
    """``number`` clients of a ``world``."""
    random = np.random.default_rng(seed)
    present = random.random((len(table.factors), number)) < table.prior[:, None]
    shared = random.standard_normal(number) * (HALO if world == "halo" else 0.0)
    confidence, said = usual_confidence(table), np.zeros((len(table.codes), number))
    rest = np.sqrt(1.0 - HALO**2) if world == "halo" else 1.0
    for codes in blocks(table):
        uniform = ndtr(shared + rest * random.standard_normal(number))
        said[codes] = _drawn(table, codes, confidence, present, uniform, 0.5 if world == "half_weights" else 1.0)
    names, chances = sorted(table.model.tags), list(TAG_CHANCES.values())
    tags = random.choice(list(TAG_CHANCES), p=chances, size=(number, len(names)))
    named = tuple({name: int(v) for name, v in zip(names, row, strict=True)} for row in tags)
    return Clients(present, said, table.prior, named)


def usual_confidence(table: FactorTable) -> FloatArray:
    """What confidence each code usually reaches (E,)."""
    found = np.ones(len(table.codes))
    for test in table.model.session_items.values():
        found[table.columns(test.codes)] = test.confidence
    return found


def blocks(table: FactorTable) -> Iterator[IntArray]:
    """Columns of the codes that are tied to each other by a group of some factor."""
    block = np.arange(len(table.codes))
    for rows in np.split(np.arange(len(table.row_code)), table.group_start[1:]):
        tied = np.isin(block, block[table.row_code[rows]])
        block[tied] = block[table.row_code[rows[0]]]
    for number in np.unique(block):
        yield np.flatnonzero(block == number)


def _drawn(
    table: FactorTable, codes: IntArray, confidence: FloatArray, present: BoolArray, uniform: FloatArray, told: float
) -> FloatArray:
    """What ``codes`` say (C, N); worse grades have the larger ``uniform``. Many codes at once have no borderline."""
    settings = table.model.settings
    grades = [0, 1, 2, 3] if len(codes) <= MOST_CODES_WITH_FOUR_GRADES else [0, 2, 3]
    outcomes = np.array(list(product(grades, repeat=len(codes))))
    said = np.zeros((len(table.codes), len(outcomes)))
    said[codes] = (np.array(settings.plateaus)[outcomes] * confidence[codes]).T
    shares = np.prod(np.array(settings.outcome_shares)[outcomes], axis=1)
    factors = np.flatnonzero(table.code_factors[codes].any(axis=0))
    log_odds = told * table.evidence_log_odds(said)[factors].T
    chances = outcome_chances(log_odds, table.prior[factors], shares / shares.sum())
    order = np.argsort(said[codes].sum(axis=0), kind="stable")
    pattern = 2 ** np.arange(len(factors))[::-1] @ present[factors]
    edges = np.cumsum(chances[order], axis=0)[:-1, pattern]
    return said[codes][:, order][:, (uniform > edges).sum(axis=0)]


def probabilities(table: FactorTable, clients: Clients, known: BoolArray) -> FloatArray:
    """What the engine makes of the evidence ``known`` (E, N): the probability of each finding (K, N)."""
    limit = table.model.settings.log_odds_limit
    log_odds = logit(clients.prior)[:, None] + table.evidence_log_odds(clients.said * known)
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -limit, limit)))
