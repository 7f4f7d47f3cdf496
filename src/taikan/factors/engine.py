"""From a client's evidence to the profile of contributing factors: transparent, additive, and a pure function.

Clinical factor list, section 4. Nothing is kept between clients and nothing absent is assumed.
"""

from collections.abc import Iterable, Mapping

from taikan.factors.admission import Admission
from taikan.factors.contributions import contributions, missing, side_of
from taikan.factors.records import Certainty, ClientEvidence, FactorResult, Profile
from taikan.factors.sampling import spread
from taikan.factors.state import ClientState, client_state
from taikan.factors.table import FactorTable, logistic, logit
from taikan.factors.themes import mobility_slot, rank_themes
from taikan.knowledge.factor_model import FactorSettings


def build_profile(client: ClientEvidence, table: FactorTable) -> Profile:
    """The profile of ``client``; without any factor where the safety level allows none."""
    admission = Admission(table.model, client)
    if not admission.allows_factors:
        return Profile(level=client.level, messages=("no_factors",), pins=client.pins)
    settings, refused = table.model.settings, admission.sort(client.observations)[1]
    state = client_state(client, table, admission)
    factors = sorted(_factor_results(state, table, admission), key=lambda f: -f.priority)
    posture_only = _is_posture_only(state.seen, settings)
    themes, held_back = rank_themes(factors, client, table.model)
    if posture_only:
        themes, held_back = (), (*themes, *held_back)
    return Profile(
        level=client.level,
        messages=_messages(bool(state.seen), posture_only, bool(themes), bool(refused)),
        themes=themes,
        held_back=held_back,
        factors=tuple(factors),
        unknown=tuple(f.id for f in factors if f.completeness < settings.least_completeness),
        mobility=mobility_slot(factors, table.model),
        refused=refused,
        unused=tuple(sorted({o.code for o in client.observations} - set(table.codes))),
        pins=client.pins,
    )


def _messages(has_seen: bool, posture_only: bool, has_themes: bool, has_refused: bool) -> tuple[str, ...]:
    found = []
    if not has_seen:
        found.append("nothing_known")
    elif posture_only:
        found.append("posture_only")
    elif not has_themes:
        found.append("nothing_stands_out")
    return (*found, "refused") if has_refused else tuple(found)


def _is_posture_only(seen: Mapping[str, object], settings: FactorSettings) -> bool:
    return bool(seen) and all(code.startswith(settings.posture_codes) for code in seen)


def _factor_results(state: ClientState, table: FactorTable, admission: Admission) -> Iterable[FactorResult]:
    settings, drawn = table.model.settings, spread(state, table)
    log_odds = table.log_odds(state.prior, state.said[:, None])[:, 0]
    start = logit(state.prior)
    free = start + table.evidence_log_odds(state.said[:, None])[:, 0]
    probability, completeness = logistic(log_odds), table.completeness(state.known)
    priority = probability * table.worth(state.relevance)
    for k, (name, factor) in enumerate(table.model.factors.items()):
        if not state.shown[k]:
            continue
        evidence = contributions(factor, state, settings)
        side, differ = side_of(evidence, state)
        enough = completeness[k] >= settings.least_completeness
        yield FactorResult(
            id=name,
            theme=factor.theme,
            grade=factor.grade,
            prior_log_odds=float(start[k]),
            log_odds=float(log_odds[k]),
            limited=bool(free[k] != log_odds[k]),
            probability=float(probability[k]),
            probability_low=float(drawn.probability[0, k]),
            probability_high=float(drawn.probability[1, k]),
            relevance=float(state.relevance[k]),
            match=float(state.match[k]),
            trial=float(state.trial[k]),
            priority=float(priority[k]),
            priority_low=float(drawn.priority[0, k]),
            priority_high=float(drawn.priority[1, k]),
            top_three=float(drawn.top_three[k]),
            certainty=_certainty(float(drawn.top_three[k]), settings),
            completeness=float(completeness[k]),
            found=bool(enough and probability[k] >= settings.found_probability),
            side=side,
            sides_differ=differ,
            contributions=evidence,
            missing=missing(factor, state, admission),
        )


def _certainty(share: float, settings: FactorSettings) -> Certainty:
    if share >= settings.certainty_high:
        return "high"
    return "medium" if share >= settings.certainty_medium else "low"
