"""The next best test: tells much about who comes first, costs little time, and is possible and safe."""

import numpy as np
import pytest
from factor_clients import NAMES, client, graded, table, with_observations

from taikan.factors.foresight import outcome_chances
from taikan.factors.next_test import Planner
from taikan.factors.offers import SessionRoom
from taikan.factors.records import ClientEvidence
from taikan.factors.table import logistic, logit

PLANNER = Planner.of(table())
ROOM = SessionRoom.usual(table().model)


def test_tests_are_ranked_by_bits_a_minute() -> None:
    choices = PLANNER.rank(client("osteoporosis"), ROOM).choices
    rates = [c.gain_bits / c.minutes for c in choices]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > 0


def test_the_open_bits_bound_every_gain() -> None:
    ranking = PLANNER.rank(ClientEvidence(), ROOM)
    assert 0 < max(c.gain_bits for c in ranking.choices) <= ranking.open_bits


def test_nothing_is_told_by_what_is_known_already() -> None:
    everything = ClientEvidence(observations=tuple(graded(c, "ok") for c in table().codes))
    ranking = PLANNER.rank(everything, SessionRoom(frozenset(table().model.places)))
    assert ranking.choices == ()
    assert {n.why for n in ranking.not_offered} == {"done"}


def test_a_test_of_a_far_off_factor_tells_less_than_one_in_question() -> None:
    gains = {c.id: c.gain_bits for c in PLANNER.rank(client("postpartum"), ROOM).choices}
    assert gains["side_bend"] > 10 * gains["posture_front"]


@pytest.mark.parametrize(("thing", "test"), [("chair", "sit_to_stand_30"), ("walkway", "walk"), ("mat", "slr")])
def test_what_is_not_at_hand_is_named(thing: str, test: str) -> None:
    ranking = PLANNER.rank(ClientEvidence(), SessionRoom(ROOM.has - {thing}))
    reason = next(n for n in ranking.not_offered if n.id == test)
    assert (reason.why, reason.because) == ("missing", thing)


def test_pain_now_turns_endurance_into_a_target_and_then_shuts_it() -> None:
    moderate = PLANNER.rank(ClientEvidence(pain_now=4), ROOM)
    assert next(c for c in moderate.choices if c.id == "side_bridge").target_only
    strong = PLANNER.rank(ClientEvidence(pain_now=6), ROOM)
    assert next(n for n in strong.not_offered if n.id == "side_bridge").why == "pain"


def test_limits_of_a_test_are_said() -> None:
    ranking = PLANNER.rank(ClientEvidence(modifiers=("osteoporosis",)), ROOM)
    assert next(c for c in ranking.choices if c.id == "hip_hinge").limited_by == ("osteoporosis",)


@pytest.mark.parametrize("level", ["E", "U"])
def test_nothing_is_offered_where_no_factor_is_put_out(level: str) -> None:
    shut = client("runner").model_copy(update={"level": level})
    assert PLANNER.rank(shut, ROOM).choices == ()
    assert PLANNER.plan(shut, ROOM, 15).steps == ()


def test_before_a_doctor_has_cleared_only_questions_and_photos_are_offered() -> None:
    ranking = PLANNER.rank(ClientEvidence(level="D"), ROOM)
    assert {table().model.session_items[c.id].kind for c in ranking.choices} == {"answer", "photo"}


@pytest.mark.parametrize("name", NAMES)
def test_a_session_keeps_to_its_time_and_repeats_nothing(name: str) -> None:
    plan = PLANNER.plan(client(name), ROOM, 15)
    codes = [code for step in plan.steps for code in step.choice.codes]
    assert len(codes) == len(set(codes))
    assert plan.steps[-1].minutes_so_far <= 15
    assert plan.steps[-1].minutes_so_far == pytest.approx(sum(s.choice.minutes for s in plan.steps))
    known = {o.code for o in client(name).observations}
    assert not known & set(codes)


def test_after_the_best_test_less_is_open_on_average() -> None:
    evidence = client("postpartum")
    best = PLANNER.rank(evidence, ROOM).choices[0]
    before = PLANNER.rank(evidence, ROOM).open_bits
    after = [
        PLANNER.rank(with_observations(evidence, *(graded(c, g, 0.8) for c in best.codes)), ROOM).open_bits
        for g in ("ok", "red")
    ]
    assert np.mean(after) < before


def test_foreseen_grades_bring_the_prior_back() -> None:
    prior, shares = np.array([0.4]), np.array([0.45, 0.12, 0.25, 0.18])
    log_odds = 1.2 * np.array([[-0.6], [0.25], [0.5], [1.0]])
    absent, present = outcome_chances(log_odds, prior, shares).T
    assert np.log(present / absent) == pytest.approx(log_odds[:, 0], abs=1e-3)
    overall = 0.6 * absent + 0.4 * present
    assert overall @ logistic(logit(prior) + log_odds) == pytest.approx(0.4, abs=1e-3)
