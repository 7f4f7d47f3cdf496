"""Running: the steps back, two days apart, a tenth more a week, one change at a time, and back off when it hurts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.knowledge.course_rules import load_running_rules
from taikan.knowledge.loader import load_knowledge
from taikan.programme.records import Dose, ItemLog, SessionLog
from taikan.programme.running_plan import RunnerState, begin_running, decide_run, is_returning, week
from tests.programme.control_clients import BOOK

RULES, ZONES = load_running_rules(), BOOK.control.zones


def run(day, pain=1.0, **session):
    item = ItemLog(exercise="rn_walk_run", dose=Dose(sets=6, time_s=60, rpe=4), completed=True, pain_during=pain, rpe=4)
    told = {"pain_before": 1, "pain_after": 1, "next_morning": 1, "usual_pain": 1, "painkiller_6h": False, **session}
    return SessionLog(id=f"r{day}", day=day, session="run", items=(item,), **told)


def after(state, *logs):
    decision = None
    for log in logs:
        state, decision = decide_run(state, log, RULES, ZONES)
    return state, decision


def test_three_green_walks_then_two_green_runs_a_step():
    state, decision = after(RunnerState(), run(0), run(2), run(4))
    assert (state.step, decision.action) == (1, "progress")
    state, _ = after(state, run(6), run(8))
    assert state.step == 2


def test_whoever_runs_already_skips_the_steps():
    assert begin_running(0, RULES).step == 0
    running = begin_running(90, RULES)
    assert not is_returning(running, RULES)
    assert running.week_minutes == 90


def test_runs_lie_two_days_apart():
    assert after(RunnerState(), run(0), run(1))[1].reasons[0].code == "run_too_soon"
    days = [outing.day for outing in week(RunnerState(step=2), (0, 1, 2, 3, 4, 5, 6), RULES)]
    assert days == [0, 2, 4]


def test_pain_means_less_and_cycling_and_twice_a_step_back():
    state, decision = after(RunnerState(step=3), run(0, pain=3))
    assert decision.action == "regress"
    assert [outing.kind for outing in week(state, (0, 2, 4), RULES)] == ["run", "run", "cycle"]
    assert week(state, (0, 2, 4), RULES)[0].rounds < RULES.step[3].rounds
    state, decision = after(state, run(2, pain=3))
    assert state.step == 2
    assert [r.code for r in decision.reasons] == ["run_pain", "run_step_back"]


def test_pain_never_leads_to_more_even_when_two_are_allowed_by_the_light():
    assert after(RunnerState(), run(0, pain=2.5))[1].action == "regress"  # green by the light, above the running limit


def test_a_danger_sign_stops_everything():
    state, decision = after(RunnerState(), run(0, leg_symptoms="worse"))
    assert decision.action == "stop_and_refer"
    assert week(state, (0, 2), RULES) == ()


def test_kilometres_only_with_a_known_pace():
    state = begin_running(90, RULES)
    assert week(state, (0, 2, 4), RULES)[0].km is None
    assert sum(outing.km for outing in week(state, (0, 2, 4), RULES, 6.0)) == pytest.approx(15)


@given(st.lists(st.tuples(st.integers(2, 4), st.floats(0, 5), st.booleans()), min_size=1, max_size=60))
def test_minutes_never_grow_faster_than_a_tenth_a_week(story):
    state, day = begin_running(60, RULES), 0
    grown = []
    for gap, pain, painkiller in story:
        day += gap
        before = state
        state, decision = decide_run(state, run(day, pain=pain, painkiller_6h=painkiller), RULES, ZONES)
        assert decision.reasons
        assert not (decision.action == "progress" and (pain > RULES.pain_limit or painkiller))
        changed = (state.step != before.step) + (state.stage != before.stage)
        changed += bool(before.week_minutes) and state.week_minutes != before.week_minutes
        assert decision.action != "progress" or changed == 1
        if before.week_minutes and state.week_minutes > before.week_minutes:
            assert state.week_minutes <= before.week_minutes * 1.1 + 1e-9
            assert not grown or day - grown[-1] >= 7
            grown.append(day)


def test_a_green_year_reaches_the_last_stage():
    state = RunnerState()
    for day in range(0, 364, 3):
        state, decision = decide_run(state, run(day), RULES, ZONES)
    assert state.stage == len(RULES.stage) - 1
    assert state.week_minutes <= RULES.most_minutes_per_week
    assert f"load.run.{decision.reasons[0].code}" in load_knowledge().texts
