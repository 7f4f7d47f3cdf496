"""Phases: everybody is in exactly one, more pain never leads further on, targets a code excludes are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.knowledge.course_rules import load_phase_rules
from taikan.knowledge.exercise_models import PHASES
from taikan.programme.phases import PhaseFacts, build_missing, is_stuck, phase, response

RULES = load_phase_rules()
FIT = PhaseFacts(
    before="restore",
    weeks_in_phase=3,
    days_off=2,
    sex="female",
    usual_pain=2,
    peak_pain=5,
    entry_pain=4,
    worst_pain=3,
    walk_10_min=True,
    green_days=5,
    regular_weeks=3,
    adherence=0.8,
    core_scores=(85, 90, 82),
    hinge_score=85,
    squat_score=90,
    fear_rising=False,
    activities=8,
    strength={"side_bridge": 35, "sit_to_stand": 20, "single_leg_bridge": 22, "hinge_load": 26},
    norms={"sit_to_stand": 17},
)


def facts(**changes):
    return FIT.model_copy(update=changes)


def test_the_way_through():
    assert phase(facts(), RULES).phase == "build"
    assert phase(facts(weeks_in_phase=1), RULES).missing == ("weeks",)
    assert phase(facts(before="build", weeks_in_phase=7), RULES).phase == "maintain"
    assert phase(facts(before="build", weeks_in_phase=5), RULES).phase == "build"
    assert phase(facts(before="maintain"), RULES).phase == "maintain"
    assert phase(facts(before="maintain", usual_pain=3), RULES).phase == "restore"


@pytest.mark.parametrize(
    "sign",
    [{"usual_pain": 7}, {"acute_weeks": 2}, {"adl_impossible": 3}, {"flare": True}, {"codes": ("acute_severe",)}],
)
def test_what_asks_for_settling(sign):
    assert phase(facts(**sign), RULES).phase == "settle"


def test_settling_ends_only_when_it_has_settled():
    assert phase(facts(before="settle", usual_pain=6, peak_pain=7), RULES).missing == ("pain_down",)
    assert phase(facts(before="settle", usual_pain=6, peak_pain=8), RULES).phase != "settle"
    assert phase(facts(before="settle", green_days=1), RULES).phase == "settle"
    assert phase(facts(before="settle", walk_10_min=None), RULES).phase == "settle"


def test_three_weeks_off_lead_back_to_restore():
    for before in PHASES[1:]:
        assert phase(facts(before=before, days_off=22), RULES).phase == "restore"


def test_straight_to_build_needs_form_training_and_little_pain():
    straight = facts(before=None, regular_weeks=4)
    assert phase(straight, RULES).phase == "build"
    for spoiled in ({"hinge_score": None}, {"usual_pain": 3}, {"regular_weeks": 3}):
        assert phase(straight.model_copy(update=spoiled), RULES).phase == "restore"


def test_pain_at_entry_must_have_fallen():
    assert "pain_down" in phase(facts(entry_pain=3, usual_pain=2.5), RULES).missing
    assert phase(facts(entry_pain=2, usual_pain=2), RULES).phase == "build"


def test_targets_a_code_excludes_are_left_out():
    weak = facts(before="build", weeks_in_phase=7, strength={})
    assert "target_side_bridge" in build_missing(weak, RULES)
    assert "target_side_bridge" not in build_missing(weak.model_copy(update={"codes": ("shoulder_pain",)}), RULES)


def test_above_a_usual_pain_of_two_the_weeks_of_green_decide():
    sore = facts(before="build", weeks_in_phase=7, usual_pain=4, worst_pain=6)
    assert "worst_pain" in build_missing(sore, RULES)
    assert "worst_pain" not in build_missing(sore.model_copy(update={"green_weeks": 4}), RULES)


def test_response():
    assert response(3, 0, 0, 1, RULES) is None
    assert response(4, 0.10, 0.14, 0.7, RULES) == "re_examine"
    assert response(4, 0.10, 0.20, 0.7, RULES) == "fine"
    assert response(8, 0.5, 0.5, 0.4, RULES) == "shrink_plan"
    assert is_stuck(facts(weeks_in_phase=9), RULES)
    assert not is_stuck(facts(weeks_in_phase=9, adherence=0.5), RULES)


any_facts = st.builds(
    lambda before, pain, days, acute, codes: facts(
        before=before, usual_pain=pain, days_off=days, acute_weeks=acute, codes=codes
    ),
    st.sampled_from([None, *PHASES]),
    st.none() | st.floats(0, 10),
    st.none() | st.integers(0, 60),
    st.none() | st.floats(0, 20),
    st.sampled_from([(), ("acute_severe",), ("knee_pain",)]),
)


@given(any_facts, st.floats(0, 10))
def test_more_pain_never_leads_further_on(given_facts, more):
    now = phase(given_facts, RULES)
    pain = 10.0 if given_facts.usual_pain is None else min(10.0, given_facts.usual_pain + more)
    worse = phase(given_facts.model_copy(update={"usual_pain": pain}), RULES)
    assert PHASES.index(worse.phase) <= PHASES.index(now.phase) or given_facts.usual_pain is None
