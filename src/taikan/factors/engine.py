"""From a client's evidence to the profile of contributing factors: transparent, additive, and a pure function.

Clinical factor list, section 4. Nothing is kept between clients and nothing absent is assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from taikan.core.records import Side
from taikan.factors.admission import Admission
from taikan.factors.records import (
    Certainty,
    ClientEvidence,
    Contribution,
    FactorResult,
    Observation,
    Profile,
)
from taikan.factors.relevance import match_multiplier, relevance, trial_multiplier
from taikan.factors.scores import observation_grade, observation_scores
from taikan.factors.table import BoolArray, FactorTable, FloatArray, logistic, logit
from taikan.factors.themes import mobility_slot, rank_themes
from taikan.knowledge.factor_model import EvidenceWeight

_NO_NOISE = np.zeros(1)
TOP = 3


@dataclass(frozen=True)
class ClientState:
    """What the arrays need of a client: ``said`` (E,) score x confidence, ``known`` (E,), and (K,) the rest."""

    said: FloatArray
    known: BoolArray
    prior: FloatArray
    relevance: FloatArray
    shown: BoolArray


@dataclass(frozen=True)
class _Sampled:
    probability: FloatArray
    priority: FloatArray
    top_three: FloatArray


def client_state(client: ClientEvidence, table: FactorTable) -> ClientState:
    """The client in arrays, with excluded evidence left out."""
    scored, _ = Admission(table.model, client).sort(client.observations)
    said, known = np.zeros(len(table.codes)), np.zeros(len(table.codes), dtype=bool)
    for code, sides in _by_code(scored).items():
        column = table.code_number[code]
        said[column] = max(_said(o, table) for o in sides)
        known[column] = True
    factors = table.model.factors
    prior = np.array([client.priors.get(name, factors[name].prior) for name in table.factors])
    shown = np.array([name not in client.hide for name in table.factors])
    return ClientState(said, known, prior, _relevances(client, table), shown)


def build_profile(client: ClientEvidence, table: FactorTable) -> Profile:
    """The profile of ``client``; without any factor where the safety level allows none."""
    admission = Admission(table.model, client)
    if not admission.allows_factors:
        return Profile(level=client.level, messages=("no_factors",))
    scored, refused = admission.sort(client.observations)
    state = client_state(client, table)
    factors = sorted(_factor_results(client, table, state, scored), key=lambda f: -f.priority)
    posture_only = _is_posture_only(scored, table)
    themes, held_back = rank_themes(factors, client, table.model)
    return Profile(
        level=client.level,
        messages=_messages(scored, refused, posture_only, bool(themes)),
        themes=() if posture_only else themes,
        held_back=(*themes, *held_back) if posture_only else held_back,
        factors=tuple(factors),
        unknown=tuple(f.id for f in factors if f.completeness < table.model.settings.least_completeness),
        mobility=mobility_slot(factors, table.model),
        refused=refused,
        unused=tuple(sorted({o.code for o in client.observations} - set(table.codes))),
        pins=client.pins,
    )


def _messages(
    scored: Sequence[Observation], refused: Sequence[object], posture_only: bool, has_themes: bool
) -> tuple[str, ...]:
    found = []
    if not scored:
        found.append("nothing_known")
    elif posture_only:
        found.append("posture_only")
    elif not has_themes:
        found.append("nothing_stands_out")
    return (*found, "refused") if refused else tuple(found)


def _is_posture_only(scored: Sequence[Observation], table: FactorTable) -> bool:
    prefix = table.model.settings.posture_codes
    return bool(scored) and all(o.code.startswith(prefix) for o in scored)


def _by_code(observations: Sequence[Observation]) -> dict[str, list[Observation]]:
    """Observations by code, the worse side first; the order does not depend on how they were given or on the side."""
    result: dict[str, list[Observation]] = {}
    for observation in observations:
        result.setdefault(observation.code, []).append(observation)
    return result


def _said(observation: Observation, table: FactorTable) -> float:
    return float(observation_scores(observation, _NO_NOISE, table.model.settings)[0]) * observation.confidence


def _relevances(client: ClientEvidence, table: FactorTable) -> FloatArray:
    result = []
    for name in table.factors:
        factor = table.model.factors[name]
        match = match_multiplier(factor, client.tags, table.model.settings)
        trial = trial_multiplier((t for t in client.trials if t.factor == name), table.model.settings)
        result.append(relevance(factor, match, trial))
    return np.array(result)


def _sample(state: ClientState, scored: Sequence[Observation], table: FactorTable) -> _Sampled:
    """Draws over the error of values and the uncertainty of weights.

    The random numbers belong to the table's rows and codes, not to the observations, so that evidence of no factor, or
    evidence taken away, leaves the other draws as they were.
    """
    settings = table.model.settings
    random = np.random.default_rng(settings.seed)
    weights = table.row_weight * np.exp(
        settings.weight_spread * random.standard_normal((settings.draws, len(table.row_code)))
    )
    noise = random.standard_normal((2, len(table.codes), settings.draws))
    said = np.zeros((settings.draws, len(table.codes)))
    for code, sides in _by_code(scored).items():
        column = table.code_number[code]
        ordered = sorted(sides, key=lambda o: _side_rank(o, table), reverse=True)
        drawn = [
            observation_scores(o, noise[min(n, 1), column], settings) * o.confidence for n, o in enumerate(ordered)
        ]
        said[:, column] = np.max(drawn, axis=0)
    probability = logistic(table.log_odds(state.prior, said, weights))
    priority = np.where(state.shown, probability * table.worth(state.relevance), -1.0)
    first = np.argsort(-priority, axis=1, kind="stable")[:, :TOP]
    top_three = np.zeros(len(table.factors))
    np.add.at(top_three, first, 1.0 / settings.draws)
    return _Sampled(probability, priority, top_three)


def _side_rank(observation: Observation, table: FactorTable) -> tuple[float, float, float, float]:
    """Tells the sides of one code apart by what was seen, never by which side it is."""
    return (_said(observation, table), observation.confidence, observation.value or 0.0, observation.sem or 0.0)


def _factor_results(
    client: ClientEvidence, table: FactorTable, state: ClientState, scored: Sequence[Observation]
) -> list[FactorResult]:
    log_odds = table.log_odds(state.prior, state.said[None])[0]
    free = logit(state.prior) + table.evidence_log_odds(state.said[None])[0]
    completeness = table.completeness(state.known)
    sampled, by_code = _sample(state, scored, table), _by_code(scored)
    settings = table.model.settings
    results = []
    for k, name in enumerate(table.factors):
        if not state.shown[k]:
            continue
        factor = table.model.factors[name]
        probability = float(logistic(log_odds[k : k + 1])[0])
        low, high = np.quantile(sampled.probability[:, k], settings.interval)
        first, last = np.quantile(sampled.priority[:, k], settings.interval)
        contributions = _contributions(name, by_code, table)
        side, differ = _side(contributions, by_code, table)
        results.append(
            FactorResult(
                id=name,
                theme=factor.theme,
                grade=factor.grade,
                prior_log_odds=float(logit(state.prior[k : k + 1])[0]),
                log_odds=float(log_odds[k]),
                limited=bool(free[k] != log_odds[k]),
                probability=probability,
                probability_low=float(low),
                probability_high=float(high),
                relevance=float(state.relevance[k]),
                match=match_multiplier(factor, client.tags, settings),
                trial=trial_multiplier((t for t in client.trials if t.factor == name), settings),
                priority=probability * float(table.worth(state.relevance)[k]),
                priority_low=float(first),
                priority_high=float(last),
                top_three=min(1.0, float(sampled.top_three[k])),
                certainty=_certainty(float(sampled.top_three[k]), table),
                completeness=float(completeness[k]),
                found=probability >= settings.found_probability
                and float(completeness[k]) >= settings.least_completeness,
                side=side,
                sides_differ=differ,
                contributions=contributions,
                missing=_missing(factor.evidence, by_code),
            )
        )
    return results


def _certainty(share: float, table: FactorTable) -> Certainty:
    settings = table.model.settings
    if share >= settings.certainty_high:
        return "high"
    return "medium" if share >= settings.certainty_medium else "low"


def _missing(evidence: Sequence[EvidenceWeight], by_code: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(e.code for e in sorted(evidence, key=lambda e: -e.weight) if e.code not in by_code)


def _contributions(
    name: str, by_code: Mapping[str, Sequence[Observation]], table: FactorTable
) -> tuple[Contribution, ...]:
    """Every piece of evidence of the factor, in table order; of two sides the worse."""
    groups: dict[str, list[tuple[EvidenceWeight, Observation, float]]] = {}
    for weight in table.model.factors[name].evidence:
        if weight.code in by_code:
            worse = max(by_code[weight.code], key=lambda o: _side_rank(o, table))
            groups.setdefault(weight.group, []).append((weight, worse, weight.weight * _said(worse, table)))
    found = []
    for members in groups.values():
        # The same rule as in the table: of equally large ones the one for the factor leads.
        leading = max(range(len(members)), key=lambda n: (abs(members[n][2]), members[n][2]))
        for n, (weight, observation, full) in enumerate(members):
            share = 1.0 if n == leading else table.model.settings.group_share
            found.append(_contribution(weight, observation, full, share, by_code[weight.code], table))
    return tuple(found)


def _contribution(
    weight: EvidenceWeight,
    observation: Observation,
    full: float,
    share: float,
    sides: Sequence[Observation],
    table: FactorTable,
) -> Contribution:
    said = _said(observation, table)
    tied = len({o.side for o in sides if _said(o, table) == said}) > 1
    return Contribution(
        code=weight.code,
        side="both" if tied else observation.side,
        grade=observation_grade(observation),
        score=float(observation_scores(observation, _NO_NOISE, table.model.settings)[0]),
        confidence=observation.confidence,
        weight=weight.weight,
        group=weight.group,
        share=share,
        log_odds=full * share,
    )


def _side(
    contributions: Sequence[Contribution], by_code: Mapping[str, Sequence[Observation]], table: FactorTable
) -> tuple[Side, bool]:
    """Where the evidence for the factor was seen, and whether some of it was not seen on the other side."""
    speaking = [c for c in contributions if c.log_odds > 0 and c.side != "none"]
    seen = {o.side for c in speaking for o in by_code[c.code] if _said(o, table) > 0}
    differ = any(_said(o, table) <= 0 for c in speaking for o in by_code[c.code])
    if not seen:
        return "none", False
    return (seen.pop() if len(seen) == 1 else "both"), differ
