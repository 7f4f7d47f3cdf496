"""One client in arrays, and who comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from taikan.factors.admission import Admission
from taikan.factors.records import ClientEvidence, Observation
from taikan.factors.relevance import match_multiplier, relevance, trial_multiplier
from taikan.factors.scores import observation_scores
from taikan.factors.table import BoolArray, FactorTable, FloatArray

TOP = 3
"""How many factors a client is shown first."""

_NO_NOISE = np.zeros(1)


@dataclass(frozen=True)
class Seen:
    """An observation that may be scored, with its ``score``; ``said`` is score x confidence."""

    observation: Observation
    score: float

    @property
    def said(self) -> float:
        """What it says for (above 0) or against a finding."""
        return self.score * self.observation.confidence

    @property
    def rank(self) -> tuple[float, float, float, float]:
        """Tells the sides of one code apart by what was seen, never by which side it is; the worse is larger."""
        one = self.observation
        return (self.said, one.confidence, one.value or 0.0, one.sem or 0.0)


@dataclass(frozen=True)
class ClientState:
    """``seen``: scored observations by code, the worse side first. ``said`` (E,) score x confidence, ``known`` (E,).

    ``prior``, ``match``, ``trial``, ``relevance``, ``shown`` (K,): by factor.
    """

    seen: Mapping[str, Sequence[Seen]]
    said: FloatArray
    known: BoolArray
    prior: FloatArray
    match: FloatArray
    trial: FloatArray
    relevance: FloatArray
    shown: BoolArray


def client_state(client: ClientEvidence, table: FactorTable, admission: Admission) -> ClientState:
    """The client in arrays, with excluded evidence left out."""
    settings, factors = table.model.settings, table.model.factors
    seen: dict[str, list[Seen]] = {}
    for observation in admission.sort(client.observations)[0]:
        score = float(observation_scores(observation, _NO_NOISE, settings)[0])
        seen.setdefault(observation.code, []).append(Seen(observation, score))
    said, known = np.zeros(len(table.codes)), np.zeros(len(table.codes), dtype=bool)
    for code, sides in seen.items():
        sides.sort(key=lambda s: s.rank, reverse=True)
        said[table.code_number[code]] = sides[0].said
        known[table.code_number[code]] = True
    match = [match_multiplier(factors[name], client.tags, settings) for name in table.factors]
    trial = [trial_multiplier((t for t in client.trials if t.factor == name), settings) for name in table.factors]
    weighed = [relevance(factors[name], m, t) for name, m, t in zip(table.factors, match, trial, strict=True)]
    return ClientState(
        seen=seen,
        said=said,
        known=known,
        prior=np.array([client.priors.get(name, factors[name].prior) for name in table.factors]),
        match=np.array(match),
        trial=np.array(trial),
        relevance=np.array(weighed),
        shown=np.array([name not in client.hide for name in table.factors]),
    )


def first_three(probability: FloatArray, worth: FloatArray, shown: BoolArray) -> BoolArray:
    """Which factors (K, N) have the three largest priorities of those ``shown`` (K,), in each of N cases."""
    priority = np.where(shown[:, None], probability * worth[:, None], -1.0)
    best = np.argpartition(-priority, TOP, axis=0)[:TOP]
    first = np.zeros(priority.shape, dtype=bool)
    np.put_along_axis(first, best, True, axis=0)
    return first & shown[:, None]
