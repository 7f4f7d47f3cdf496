"""Rules that hold for every client: monotone, a function of what is there, symmetric, and never against safety."""

from collections.abc import Sequence

import pytest
from factor_clients import graded, table
from hypothesis import given, settings
from hypothesis import strategies as st

from taikan.factors.admission import Admission
from taikan.factors.engine import build_profile
from taikan.factors.next_test import Planner
from taikan.factors.offers import SessionRoom, offered_trials
from taikan.factors.records import ClientEvidence, Observation, SymptomTrialResult
from taikan.factors.scores import value_scores
from taikan.knowledge.models import Cuts

GRADES = ("ok", "borderline", "amber", "red")
CODES = tuple(table().codes)
SIDED = tuple(c for c in CODES if c.startswith(("rom.", "str.", "bal.", "mov.sls")))
MODIFIERS = tuple(sorted({limit.code for limit in table().model.limits.limits}))
LIMITS_A = Cuts(amber_above=10.0, red_above=20.0, amber_below=-10.0, red_below=-20.0)
OTHER = {"left": "right", "right": "left", "none": "none", "both": "both"}

confidences = st.floats(0.05, 1.0)


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    code = draw(st.sampled_from(CODES))
    if draw(st.booleans()):
        return graded(code, draw(st.sampled_from(GRADES)), draw(confidences))
    return measured(code, draw(st.floats(-40, 40)), draw(confidences), draw(st.floats(0.5, 8)))


def measured(code: str, value: float, confidence: float = 0.8, sem: float = 3.0, side: str = "none") -> Observation:
    given_ = {"code": code, "value": value, "sem": sem, "cuts": LIMITS_A, "confidence": confidence, "side": side}
    return Observation.model_validate(given_)


@st.composite
def clients(draw: st.DrawFn) -> ClientEvidence:
    seen = draw(st.lists(observations(), max_size=25, unique_by=lambda o: o.code))
    tags = draw(st.dictionaries(st.sampled_from(sorted(table().model.tags)), st.integers(-2, 2), max_size=6))
    trial = st.builds(
        SymptomTrialResult, factor=st.sampled_from(table().factors), before=st.integers(0, 10), after=st.integers(0, 10)
    )
    return ClientEvidence(
        observations=tuple(seen),
        tags=tags,
        modifiers=tuple(draw(st.lists(st.sampled_from(MODIFIERS), max_size=3, unique=True))),
        trials=tuple(draw(st.lists(trial, max_size=2))),
        level=draw(st.sampled_from(["go", "C", "D"])),
        pain_now=draw(st.none() | st.integers(0, 10)),
    )


def replaced(client: ClientEvidence, old: Observation, new: Observation | None) -> ClientEvidence:
    kept = [o if o is not old else new for o in client.observations]
    return client.model_copy(update={"observations": tuple(o for o in kept if o is not None)})


@settings(max_examples=30, deadline=None)
@given(clients(), st.data())
def test_a_worse_grade_never_lowers_a_factor(client: ClientEvidence, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(CODES))
    rest = client.model_copy(update={"observations": tuple(o for o in client.observations if o.code != code)})
    confidence = data.draw(confidences)
    better, worse = sorted(data.draw(st.tuples(*[st.sampled_from(range(4))] * 2)))
    low, high = (
        build_profile(
            rest.model_copy(update={"observations": (*rest.observations, graded(code, GRADES[n], confidence))}), table()
        )
        for n in (better, worse)
    )
    for factor in low.factors:
        assert high.factor(factor.id).probability >= factor.probability - 1e-12


@settings(max_examples=25, deadline=None)
@given(clients(), st.sampled_from(CODES), st.floats(0, 40), st.floats(0, 40), st.sampled_from([-1, 1]))
def test_a_worse_value_never_lowers_a_factor(
    client: ClientEvidence, code: str, one: float, two: float, direction: int
) -> None:
    rest = tuple(o for o in client.observations if o.code != code)
    low, high = (
        build_profile(client.model_copy(update={"observations": (*rest, measured(code, direction * v))}), table())
        for v in sorted((one, two))
    )
    for factor in low.factors:
        assert high.factor(factor.id).priority >= factor.priority - 1e-12


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(-60, 60), min_size=2, max_size=20),
    st.floats(0.01, 30),
    st.sampled_from(
        [
            Cuts(amber_above=5.0, red_above=9.0),
            Cuts(amber_above=5.0),
            Cuts(red_above=9.0),
            Cuts(amber_above=5.0, red_above=5.0 + 1e-9),
        ]
    ),
)
def test_the_score_never_falls_and_stays_within_its_plateaus(values: Sequence[float], sem: float, cuts: Cuts) -> None:
    import numpy as np

    chosen = table().model.settings
    scores = value_scores(np.sort(np.array(values)), cuts, sem, chosen)
    assert (np.diff(scores) >= 0).all()
    assert scores.min() >= chosen.score_ok
    assert scores.max() <= chosen.score_red


@settings(max_examples=25, deadline=None)
@given(clients(), st.data())
def test_taking_an_item_away_gives_the_client_who_never_had_it(client: ClientEvidence, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(CODES))
    without = client.model_copy(update={"observations": tuple(o for o in client.observations if o.code != code)})
    extra = graded(code, data.draw(st.sampled_from(GRADES)), data.draw(confidences))
    having = without.model_copy(update={"observations": (*without.observations, extra)})
    build_profile(having, table())
    assert build_profile(replaced(having, extra, None), table()) == build_profile(without, table())
    touched = {table().factors[k] for k in table().code_factors[table().code_number[code]].nonzero()[0]}
    before, after = build_profile(without, table()), build_profile(having, table())
    for factor in before.factors:
        if factor.id not in touched:
            new = after.factor(factor.id)
            same = {"top_three", "certainty"}
            assert new.model_dump(exclude=same) == factor.model_dump(exclude=same)


@settings(max_examples=30, deadline=None)
@given(clients())
def test_evidence_of_no_factor_changes_nothing(client: ClientEvidence) -> None:
    more = client.model_copy(update={"observations": (*client.observations, graded("gait.arm_swing", "red"))})
    got = build_profile(more, table())
    assert got.unused == ("gait.arm_swing",)
    assert got.model_copy(update={"unused": ()}) == build_profile(client, table())


@settings(max_examples=30, deadline=None)
@given(clients(), st.randoms(use_true_random=False))
def test_order_does_not_matter(client: ClientEvidence, random: object) -> None:
    shuffled = list(client.observations)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = client.model_copy(
        update={
            "observations": tuple(shuffled),
            "trials": client.trials[::-1],
            "modifiers": client.modifiers[::-1],
            "tags": dict(reversed(client.tags.items())),
        }
    )
    assert build_profile(turned, table()) == build_profile(client, table())


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(SIDED), st.sampled_from(["left", "right"]), st.floats(-40, 40), confidences),
        max_size=12,
        unique_by=lambda t: t[:2],
    )
)
def test_left_and_right_are_alike(seen: list[tuple[str, str, float, float]]) -> None:
    one, mirrored = (
        build_profile(
            ClientEvidence(observations=tuple(measured(c, v, k, side=turn[s]) for c, s, v, k in seen)), table()
        )
        for turn in ({"left": "left", "right": "right"}, OTHER)
    )
    for factor in one.factors:
        other = mirrored.factor(factor.id)
        assert other.side == OTHER[factor.side]
        same = {"side", "contributions"}
        assert other.model_dump(exclude=same) == factor.model_dump(exclude=same)
        assert [OTHER[c.side] for c in factor.contributions] == [c.side for c in other.contributions]


@settings(max_examples=30, deadline=None)
@given(clients())
def test_what_safety_excludes_is_neither_scored_nor_offered(client: ClientEvidence) -> None:
    admission = Admission(table().model, client)
    excluded = {c for c in CODES if admission.refusal_of(c) is not None}
    profile = build_profile(client, table())
    assert {r.code for r in profile.refused} == excluded & {o.code for o in client.observations}
    assert not excluded & {c.code for f in profile.factors for c in f.contributions}
    assert not excluded & {code for f in profile.factors for code in f.missing}
    likes = {table().model.trials[name].like for name in offered_trials(profile.factors, admission)}
    assert not excluded & likes
    ranking = PLANNER.rank(client, ROOM)
    assert not excluded & {code for choice in ranking.choices for code in choice.codes}
    pain = client.pain_now or 0
    assert all(table().model.session_items[c.id].max_pain >= pain for c in ranking.choices)


@pytest.mark.parametrize("limit", [x for x in table().model.limits.limits if x.effect == "exclude"], ids=str)
def test_every_exclusion_of_the_list_holds(limit: object) -> None:
    covered = {code for one, codes in table().model.limited_codes if one is limit for code in codes}
    client = ClientEvidence(
        modifiers=(limit.code,),  # type: ignore[attr-defined]
        observations=tuple(graded(code, "red") for code in sorted(covered)),
    )
    profile = build_profile(client, table())
    assert {r.code for r in profile.refused} == covered
    assert all(f.contributions == () for f in profile.factors)


@settings(max_examples=25, deadline=None)
@given(clients())
def test_contributions_add_up(client: ClientEvidence) -> None:
    limit = table().model.settings.log_odds_limit
    for factor in build_profile(client, table()).factors:
        total = factor.prior_log_odds + sum(c.log_odds for c in factor.contributions)
        assert factor.limited == (abs(total) > limit) or abs(abs(total) - limit) < 1e-9
        assert min(limit, max(-limit, total)) == pytest.approx(factor.log_odds, abs=1e-9)
        assert factor.priority_low <= factor.priority_high


PLANNER = Planner.of(table())
ROOM = SessionRoom(frozenset(table().model.places))
