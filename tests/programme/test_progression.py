"""The rules of the load controller, one by one."""

import pytest

from taikan.knowledge.loader import load_knowledge
from taikan.programme.agenda import today
from taikan.programme.decision_words import explain, reason_text
from taikan.programme.easing import with_illness
from taikan.programme.flare import begin as flare_begin
from taikan.programme.flare import observed, outlook, stage, to_do
from taikan.programme.progression import cleared, decide
from taikan.programme.volume import scaled, work
from tests.programme.control_clients import BOOK, CLIENT, plan, session, situation, slot

RULES = BOOK.control


def run(state, *stories, client=CLIENT, start=0, gap=3):
    """The state after sessions, each told by what is unusual about it, and the last session's decisions."""
    made = ()
    for number, story in enumerate(stories):
        log = session(state, start + gap * number, client, **story)
        state, made = decide(state, log, client, BOOK)
    return state, made


def codes(decision):
    return [reason.code for reason in decision.reasons]


def item(**changes):
    return {"item": changes}


def test_two_good_sessions_raise_one_variable():
    state, (first,) = run(plan("sq_bw"), {})
    assert (first.action, codes(first)) == ("hold", ["once_more"])
    state, (second,) = run(state, {}, start=3)
    assert (second.action, second.variable) == ("progress", "reps")
    assert second.new.reps - second.old.reps in (1, 2)


def test_one_step_a_week_and_two_exercises_a_session():
    state, made = run(plan("sq_bw", "gl_bridge", "ae_plank_wall"), {}, {})
    assert sum(d.action == "progress" for d in made) == 2
    assert "enough_this_session" in {c for d in made for c in codes(d)}
    state, made = run(state, {}, {}, start=6, gap=1)
    assert any("raised_this_week" in codes(d) for d in made)


@pytest.mark.parametrize(
    ("story", "code"),
    [
        ({"painkiller_6h": True}, "painkiller"),
        ({"painkiller_6h": None}, "painkiller_unknown"),
        ({"next_morning": None, "back_to_usual": None}, "morning_unknown"),
        (item(pain_during=None, exercise="sq_bw"), "pain_unknown"),
        (item(rpe=None, rir=None), "effort_unknown"),
        (item(rpe=6), "effort_over"),
        (item(technique=79), "form_below"),
        (item(completed=False), "not_done"),
        (item(done_reps=3), "not_done"),
    ],
)
def test_what_keeps_a_session_from_counting(story, code):
    story = {"pain_after": None, **story} if code == "pain_unknown" else story
    state, (decision,) = run(plan("sq_bw"), {}, story)
    assert decision.action == "hold"
    assert code in codes(decision)
    assert state.exercises[0].oks == 0


def test_amber_takes_load_or_range_and_twice_a_rung():
    state, (decision,) = run(plan("hg_rdl_db"), item(pain_during=3))
    assert (decision.action, decision.variable) == ("regress", "load")
    assert 0.5 <= decision.new.load_kg / decision.old.load_kg <= 0.8
    _, (decision,) = run(plan("sq_bw"), item(pain_during=3))
    assert decision.new.range == pytest.approx(0.75)
    _, (decision,) = run(state, item(pain_during=3), start=3)
    assert "amber_again" in codes(decision)
    assert BOOK.exercise(decision.to_exercise).level <= BOOK.exercise(decision.exercise).level


def test_red_goes_a_rung_down_with_less_volume_and_freezes_two_sessions():
    state, made = run(plan("sq_bw"), item(pain_during=7))
    assert made[0].action == "regress"
    assert BOOK.exercise(made[0].to_exercise).level == 2
    state, made = run(state, {}, {}, {}, start=3)
    assert state.exercises[0].oks == 1
    assert all(d.action != "progress" for d in made)


def test_a_disturbed_night_is_red_for_the_whole_session():
    _, made = run(plan("sq_bw", "gl_bridge"), {"sleep_disturbed": True})
    assert [d.action for d in made[:2]] == ["regress", "regress"]


def test_red_at_the_foot_of_the_ladder_swaps_or_rests():
    state, _ = run(plan("sq_sts_high"), item(pain_during=7))
    state = state.model_copy(update={"flare": None, "red_days": ()})
    _, made = run(state, item(pain_during=7), start=6)
    assert made[0].action in ("swap", "rest")


def test_effort_far_above_the_target_is_taken_back():
    _, (decision,) = run(plan("hg_rdl_db"), item(rpe=9))
    assert (decision.action, codes(decision)) == ("regress", ["effort_far_over"])


def test_poor_form_three_times_slows_down_then_goes_back_to_the_usual_tempo():
    state, (decision,) = run(plan("sq_bw"), *[item(technique=70)] * 3)
    assert (decision.new.tempo, decision.variable) == ("3-1-3", "tempo")
    state, (decision,) = run(state, {}, {}, start=9)
    assert (decision.action, decision.variable) == ("progress", "tempo")
    assert decision.new.tempo == slot("sq_bw").tempo


def test_double_progression_takes_the_next_implement_and_fewer_repetitions():
    state = plan("hg_rdl_db")
    top = state.exercises[0].rung.dose.model_copy(update={"reps": 15})
    rung = state.exercises[0].rung.model_copy(update={"dose": top})
    state = state.model_copy(update={"exercises": (state.exercises[0].model_copy(update={"rung": rung}),)})
    _, (decision,) = run(state, {}, {})
    assert decision.variable == "load"
    assert decision.new.load_kg > top.load_kg
    assert decision.new.reps < 15
    _, (decision,) = run(state, item(rir=1, rpe=6), item(rir=1, rpe=6))
    assert "reserve_too_small" in codes(decision)


def test_far_too_easy_work_goes_on_without_climbing_to_the_top():
    _, (decision,) = run(plan("sq_bw"), *[item(rpe=2, rir=8)] * 2)
    assert (decision.action, decision.variable) == ("progress", "exercise")
    _, (decision,) = run(plan("sq_bw"), *[item(rpe=2, rir=8, technique=None)] * 4)
    assert decision.variable == "reps"


def test_nothing_is_raised_while_things_settle():
    settle = situation(phase="settle")
    _, (decision,) = run(plan("sq_sts_high"), {}, {}, client=settle)
    assert "phase_without_progress" in codes(decision)


def test_a_danger_sign_stops_everything_until_cleared():
    state, made = run(plan("sq_bw", "gl_bridge"), {"black": ("rf.ces_bladder",)})
    assert {d.action for d in made} == {"stop_and_refer"}
    assert all(i.resting for i in today(state, 1, CLIENT, BOOK))
    state, made = run(state, {}, start=3)
    assert {d.action for d in made} == {"stop_and_refer"}
    _, made = run(cleared(state), {}, start=6)
    assert {d.action for d in made} == {"hold"}


def test_a_deload_week_comes_by_itself_and_by_two_signs():
    state, made = run(plan("sq_bw"), *[{}] * 13)
    assert any("deload_due" in codes(d) for d in made) or state.easings
    state, made = run(plan("sq_bw"), *[{}] * 7, {"stress": 9, "sleep_quality": 3})
    assert {"deload_stress", "deload_sleep"} <= {c for d in made for c in codes(d)}
    full, light = state.exercises[0].rung.dose, today(state, 22, CLIENT, BOOK)[0].dose
    assert work(light) <= 0.6 * work(full)


@pytest.mark.parametrize(("days", "share"), [(7, None), (8, 0.85), (15, 0.7)])
def test_a_break_means_less_for_a_week(days, share):
    state, _ = run(plan("sq_bw"), {})
    state, _ = run(state, {}, start=days)
    assert [e.volume for e in state.easings] == ([] if share is None else [share])


def test_a_long_break_goes_a_rung_down():
    state, _ = run(plan("sq_bw"), {})
    _, made = run(state, {}, start=30)
    assert made[0].action == "regress"
    assert "break_rescreen" in codes(made[0])


def test_fever_means_a_week_of_nothing():
    state = with_illness(plan("sq_bw"), 0, RULES)
    assert today(state, 6, CLIENT, BOOK)[0].resting
    back = today(state, 7, CLIENT, BOOK)[0]
    assert not back.resting
    assert work(back.dose) <= 0.7 * work(state.exercises[0].rung.dose)


def test_the_table_of_a_flare_up():
    flare, rules = flare_begin(0, 7, 2), RULES.flare
    assert stage(flare, 10, rules).name == "calm"
    eased = observed(flare, 3, 5, rules)
    assert [stage(eased, day, rules).name for day in (3, 5, 8)] == ["half", "most", "full"]
    assert observed(eased, 4, 7, rules).eased_on is None
    assert outlook(flare, 2, 8, rules) == "refer"
    assert outlook(flare, 14, 6, rules) == "refer"
    assert outlook(flare, 14, 4, rules) == "over"
    assert "short_walks" in to_do(flare, 0, rules)
    texts = load_knowledge().texts
    assert all(f"load.flare.{key}" in texts for row in rules.day for key in row.do)


def test_less_volume_is_never_more_than_asked_for_and_never_nothing():
    dose = slot("sq_bw").rung.dose
    for share in (0.95, 0.8, 0.7, 0.5, 0.1):
        less = scaled(dose, share, 5)
        assert work(less) <= work(dose) * share + 1e-9 or (less.sets, less.reps) == (1, min(less.reps, 5))
        assert less.sets >= 1
        assert less.reps >= 1


def test_every_decision_is_told_in_both_languages():
    knowledge = load_knowledge()
    _, made = run(plan("sq_bw", "hg_rdl_db"), item(pain_during=3), item(rpe=9), {"sleep_disturbed": True})
    for decision in made:
        for language in ("ja", "en"):
            assert explain(decision, language, knowledge)
        assert all("{" not in reason_text(reason, knowledge).ja for reason in decision.reasons)
