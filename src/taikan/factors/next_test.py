"""Which test to do next: how much it is expected to tell about the first three priorities, per minute of the client.

Futures of the client are drawn: which findings are present, what everything not done yet would show, and which three
factors would then come first. A test's gain is the mutual information between what it shows and who is among these
three, summed over factors: the expected drop in the entropy of membership, in bits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from taikan.core.records import Record
from taikan.factors.admission import Admission
from taikan.factors.foresight import Foresight
from taikan.factors.offers import NotOffered, Offers, SessionRoom, offers_for
from taikan.factors.records import ClientEvidence
from taikan.factors.state import ClientState, client_state, first_three
from taikan.factors.table import BoolArray, FactorTable, FloatArray, IntArray, logistic

_FACTORS_TOLD_APART = 3
_OFF, _FAR_OFF = 0.0, 0.75
"""A test's mean score from here on counts as off and as far off: between ok and borderline, and amber and red."""
_OUTCOMES = 3**_FACTORS_TOLD_APART
_SCENARIOS = 8
"""How many of the futures the plan of a session looks into."""


class TestChoice(Record):
    """A test that could be done: the ``gain_bits`` expected in ``minutes``, and the evidence ``codes`` it would add.

    ``factors``: those it speaks about, heaviest first. ``limited_by``: safety codes that limit how it is done.
    ``target_only``: because of pain now only up to a target, not to the utmost.
    """

    id: str
    minutes: float
    gain_bits: float
    codes: tuple[str, ...]
    factors: tuple[str, ...]
    limited_by: tuple[str, ...] = ()
    target_only: bool = False

    @property
    def gain_per_minute(self) -> float:
        """Bits a minute of the client's time."""
        return self.gain_bits / self.minutes


class Ranking(Record):
    """Tests by falling gain per minute, and those not offered. ``open_bits``: what is unknown about the first three."""

    open_bits: float
    choices: tuple[TestChoice, ...]
    not_offered: tuple[NotOffered, ...]


class Step(Record):
    """One test of a session: its gain after the tests before it, and minutes and bits up to its end."""

    choice: TestChoice
    minutes_so_far: float
    bits_so_far: float


class SessionPlan(Record):
    """A greedy order for ``minutes``; ``left_out``: what would still tell something but does not fit."""

    minutes: float
    open_bits: float
    steps: tuple[Step, ...]
    left_out: tuple[TestChoice, ...]
    not_offered: tuple[NotOffered, ...]


@dataclass(frozen=True)
class _Futures:
    """``scores`` (E, N) of what is not known yet, ``first`` (K, N) who then is among the first three."""

    scores: FloatArray
    first: BoolArray

    @property
    def chance(self) -> FloatArray:
        return np.asarray(self.first.mean(axis=1))

    @property
    def open_bits(self) -> float:
        return float(_entropy(self.chance).sum())


@dataclass(frozen=True)
class Planner:
    """Ranks tests for clients; made once, since it foresees every code. ``Planner.of(table)``."""

    table: FactorTable
    foresight: Foresight

    @classmethod
    def of(cls, table: FactorTable) -> "Planner":
        """The planner of ``table``."""
        return cls(table, Foresight.of(table))

    def rank(self, client: ClientEvidence, room: SessionRoom) -> Ranking:
        """Every test that may be done, best first, and the others with the reason; none where no factor is put out."""
        admission = Admission(self.table.model, client)
        if not admission.allows_factors:
            return Ranking(open_bits=0.0, choices=(), not_offered=())
        offers = offers_for(client, admission, room)
        futures = self._futures(*self._start(client, admission))
        choices = self._choices(offers, self._gains(offers.codes, futures))
        return Ranking(open_bits=futures.open_bits, choices=choices, not_offered=offers.not_offered)

    def plan(self, client: ClientEvidence, room: SessionRoom, minutes: float) -> SessionPlan:
        """A session before it begins: each test is the best per minute on average over what those before may show.

        In the session itself ``rank`` after every result does better, because it knows what they did show.
        """
        ranking, admission = self.rank(client, room), Admission(self.table.model, client)
        least, choices = self.table.model.settings.least_gain_bits, ranking.choices
        start, offers = self._start(client, admission), offers_for(client, admission, room)
        futures = self._futures(*start)
        steps: list[Step] = []
        spent = bits = 0.0
        while fitting := [c for c in choices if spent + c.minutes <= minutes and c.gain_bits >= least]:
            spent, bits = spent + fitting[0].minutes, bits + fitting[0].gain_bits
            steps.append(Step(choice=fitting[0], minutes_so_far=spent, bits_so_far=bits))
            offers = offers.without(fitting[0].codes)
            done = self.table.columns(c for s in steps for c in s.choice.codes)
            choices = self._choices(offers, self._gains_after(start, futures, done, offers.codes))
        rest = tuple(c for c in choices if c.gain_bits >= least)
        return SessionPlan(
            minutes=minutes,
            open_bits=ranking.open_bits,
            steps=tuple(steps),
            left_out=rest,
            not_offered=ranking.not_offered,
        )

    def gains(
        self, state: ClientState, open_codes: IntArray, codes: Mapping[str, Sequence[str]]
    ) -> tuple[float, FloatArray]:
        """(bits open, bits each test that gives ``codes`` is expected to tell), for a client in arrays.

        ``open_codes``: columns of the evidence that is not known and may be taken.
        """
        futures = self._futures(state, open_codes)
        return futures.open_bits, self._gains(codes, futures)

    @cached_property
    def _confidence(self) -> FloatArray:
        """What confidence each code usually reaches (E,); codes no test gives count as certain as an answer."""
        found = np.ones(len(self.table.codes))
        for test in self.table.model.session_items.values():
            found[self.table.columns(test.codes)] = test.confidence
        return found

    @cached_property
    def _random(self) -> tuple[FloatArray, FloatArray]:
        """Fixed uniform numbers for findings (K, N) and evidence (E, N): tests are compared on the same futures."""
        settings = self.table.model.settings
        random = np.random.default_rng(settings.seed)
        n = settings.foreseen_clients
        return random.random((len(self.table.factors), n)), random.random((len(self.table.codes), n))

    def _start(self, client: ClientEvidence, admission: Admission) -> tuple[ClientState, IntArray]:
        """The client, and the columns of the evidence that is not known and may be taken."""
        state = client_state(client, self.table, admission)
        allowed = [admission.refusal_of(code) is None for code in self.table.codes]
        return state, np.flatnonzero(~state.known & np.array(allowed))

    def _futures(self, state: ClientState, open_codes: IntArray) -> _Futures:
        findings, evidence = self._random
        now = logistic(self.table.log_odds(state.prior, state.said[:, None]))
        drawn = self.foresight.draw(findings < now, evidence[open_codes], open_codes)
        said = np.repeat(state.said[:, None], findings.shape[1], axis=1)
        said[open_codes] = drawn * self._confidence[open_codes, None]
        scores = np.zeros_like(said)
        scores[open_codes] = drawn
        chance = logistic(self.table.log_odds(state.prior, said))
        return _Futures(scores, first_three(chance, self.table.worth(state.relevance), state.shown))

    def _gains(self, codes: Mapping[str, Sequence[str]], futures: _Futures) -> FloatArray:
        """Expected bits (tests,) of each test, told by the up to three factors that are most in question."""
        if not codes:
            return np.zeros(0)
        chance = futures.chance
        outcome = self._outcomes(codes, futures.scores, chance)
        open_factors = np.flatnonzero((chance > 0) & (chance < 1))
        member = futures.first[open_factors].T
        return _information(outcome, member, chance[open_factors])

    def _outcomes(self, codes: Mapping[str, Sequence[str]], scores: FloatArray, chance: FloatArray) -> IntArray:
        """What each test shows in each future (tests, N), as a number under ``_OUTCOMES``."""
        gives = self._gives(codes)
        weights = gives @ self._weights
        in_question = weights * (chance * (1.0 - chance) + 1e-6)
        told = np.argsort(-in_question, axis=1, kind="stable")[:, :_FACTORS_TOLD_APART]
        heard = gives[:, None, :] * self._weights.T[told]
        heard /= np.maximum(heard.sum(axis=2, keepdims=True), 1e-9)
        mean = (csr_array(heard.reshape(-1, heard.shape[2])) @ scores).reshape(*told.shape, -1)
        grade = (mean > _OFF).astype(np.intp) + (mean > _FAR_OFF)
        return np.asarray(np.tensordot(3 ** np.arange(_FACTORS_TOLD_APART), grade, axes=(0, 1)))

    def _gives(self, codes: Mapping[str, Sequence[str]]) -> FloatArray:
        """Which test gives which evidence, (tests, E)."""
        gives = np.zeros((len(codes), len(self.table.codes)))
        for n, given in enumerate(codes.values()):
            gives[n, self.table.columns(given)] = 1.0
        return gives

    @cached_property
    def _weights(self) -> FloatArray:
        weights = np.zeros((len(self.table.codes), len(self.table.factors)))
        weights[self.table.row_code, self.table.row_factor] = self.table.row_weight
        return weights

    def _gains_after(
        self, start: tuple[ClientState, IntArray], futures: _Futures, done: IntArray, codes: Mapping[str, Sequence[str]]
    ) -> FloatArray:
        """Expected bits after the columns ``done`` were taken, on average over a few of the things they may show."""
        state, open_codes = start
        still_open = np.setdiff1d(open_codes, done)
        gains = []
        for scenario in range(_SCENARIOS):
            said, known = state.said.copy(), state.known.copy()
            said[done] = futures.scores[done, scenario] * self._confidence[done]
            known[done] = True
            gains.append(self._gains(codes, self._futures(replace(state, said=said, known=known), still_open)))
        return np.asarray(np.mean(gains, axis=0))

    def _choices(self, offers: Offers, gains: FloatArray) -> tuple[TestChoice, ...]:
        spoken = self._gives(offers.codes) @ self._weights
        order = np.argsort(-spoken, axis=1, kind="stable")
        choices = []
        for n, (name, codes) in enumerate(offers.codes.items()):
            choice = TestChoice(
                id=name,
                minutes=self.table.model.session_items[name].minutes,
                gain_bits=float(gains[n]),
                codes=tuple(codes),
                factors=tuple(self.table.factors[k] for k in order[n] if spoken[n, k] > 0),
                limited_by=offers.limited_by.get(name, ()),
                target_only=name in offers.target_only,
            )
            choices.append(choice)
        return tuple(sorted(choices, key=lambda c: (-c.gain_per_minute, c.id)))


def _information(outcome: IntArray, member: BoolArray, chance: FloatArray) -> FloatArray:
    """Bits (tests,) between ``outcome`` (tests, N) and each column of ``member`` (N, J), summed, corrected for chance.

    In a finite number of futures anything seems to tell a little: (outcomes - 1) / (2 N ln 2) bits a factor on average
    (Miller and Madow), which is taken off.
    """
    tests, futures = outcome.shape
    place = (outcome + _OUTCOMES * np.arange(tests)[:, None]).ravel()
    which = np.tile(np.arange(futures), tests)
    shown = csr_array((np.ones(len(place)), (place, which)), shape=(tests * _OUTCOMES, futures))
    count = np.bincount(place, minlength=tests * _OUTCOMES).reshape(tests, _OUTCOMES, 1)
    among = (shown @ member.astype(np.float64)).reshape(tests, _OUTCOMES, -1) / np.maximum(count, 1.0)
    rest = (count * _entropy(among)).sum(axis=1) / futures
    by_chance = (np.count_nonzero(count, axis=1) - 1) / (2.0 * futures * np.log(2.0))
    return np.asarray(np.maximum((_entropy(chance) - rest - by_chance).sum(axis=1), 0.0))


def _entropy(chance: FloatArray) -> FloatArray:
    """Bits of a yes or no with this chance."""
    other = 1.0 - chance
    bits = np.zeros(chance.shape)
    inside = (chance > 0) & (chance < 1)
    bits[inside] = -(chance[inside] * np.log2(chance[inside]) + other[inside] * np.log2(other[inside]))
    return bits
