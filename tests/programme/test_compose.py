"""The composer: hard limits hold for everybody, the example clients get what they should, conflicts are explained."""

import pytest
from hypothesis import HealthCheck, given, settings
from plan_requests import GYM, HOME, LIBRARY, RULES, SAFETY, client_plan, client_request, planned, refused, requests

from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.programme.conflict import relax
from taikan.programme.limit_words import LimitWords
from taikan.programme.records import Conflict, PlanRequest, Programme, SessionSlot
from taikan.programme.select import compose
from taikan.programme.situation import Situation
from taikan.programme.verify import verify

SLOW = settings(
    max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)
NAMES = ("desk_worker", "postpartum", "runner", "osteoporosis")


def families(plan: Programme) -> set[str]:
    return {LIBRARY.exercises[name].family for name in plan.exercises()}


@SLOW
@given(requests())
def test_no_plan_breaks_a_hard_limit(request: PlanRequest) -> None:
    plan = compose(request, LIBRARY, SAFETY, RULES)
    if isinstance(plan, Programme):
        assert verify(plan, request, LIBRARY, SAFETY, RULES) == ()
        assert 0 <= plan.solver.gap <= 1


@SLOW
@given(requests())
def test_everything_that_serves_a_need_is_in_or_has_a_reason(request: PlanRequest) -> None:
    plan = compose(request, LIBRARY, SAFETY, RULES)
    if isinstance(plan, Conflict):
        assert plan.limits
        return
    asked = {need.factor for need in request.needs}
    serving = (
        {e.id for e in LIBRARY.exercises.values() if asked & set(e.factors)}
        - set(RULES.sessions.daily_walk)
        - set(request.disliked)
    )
    assert serving <= set(plan.exercises()) | {one.exercise for one in plan.excluded}


@pytest.mark.parametrize("name", NAMES)
def test_the_same_request_gives_the_same_plan(name: str) -> None:
    assert planned(client_request(name)) == planned(client_request(name))


@pytest.mark.parametrize("phase", ["settle", "restore", "build"])
@pytest.mark.parametrize("name", NAMES)
def test_example_clients_get_a_checked_plan_with_reasons(name: str, phase: str) -> None:
    passed = {"hinge_passed": True, "squat_passed": True} if phase == "build" else {}
    request = client_request(name, phase=phase, runner=name == "runner", **passed)
    plan = client_plan(name, phase)
    assert verify(plan, request, LIBRARY, SAFETY, RULES) == ()
    assert all(item.reasons for session in plan.sessions for item in session.items)
    assert plan.walk is not None


def test_desk_worker_trains_trunk_upper_back_and_a_hinge() -> None:
    plan = client_plan("desk_worker")
    assert {"thoracic_mob", "upper_back"} <= families(plan)
    assert families(plan) & {"breath_core", "anti_ext", "anti_lat"}
    assert families(plan) & {"hinge", "task"}


def test_after_birth_the_pelvic_floor_comes_first() -> None:
    plan = client_plan("postpartum")
    assert {"br_exhale_pf", "br_side_pf", "br_sit_pf"} & set(plan.exercises())
    served = {reason.factor for session in plan.sessions for item in session.items for reason in item.reasons}
    assert {"trunk.pelvic_floor", "trunk.deep_control", "move.hinge_lift", "mob.hip_extension"} <= served
    assert not {"rn_walk_run", "rn_cadence", "ae_plank", "hg_swing"} & set(plan.exercises())


def test_runner_gets_hip_mobility_trunk_legs_and_running() -> None:
    plan = client_plan("runner", "build")
    exercises = [LIBRARY.exercises[name] for name in plan.exercises()]
    assert any("mob.hip_extension" in e.factors for e in exercises)
    assert any("move.running" in e.factors for e in exercises)
    assert any(e.region in ("single_leg", "hinge", "squat") for e in exercises)
    assert any("trunk.endurance" in e.factors for e in exercises)


@pytest.mark.parametrize("phase", ["settle", "restore", "build"])
def test_osteoporosis_never_meets_spinal_flexion_and_keeps_its_caps(phase: str) -> None:
    plan = client_plan("osteoporosis", phase)
    named = (
        "ae_curl_up ae_stir_pot dp_knee_single dp_knee_double dp_seat_flex dp_child_pose th_child_side th_ext_roller "
        "ar_half_kneel_chop ar_pallof_step lu_step_down lu_bulgarian sl_reach sl_squat_box hg_rdl_single hg_dl_bar "
        "hg_swing sq_bar rn_pogo rn_fall_lean"
    )
    offered = {s for session in plan.sessions for item in session.items for s in item.substitutes}
    assert not set(named.split()) & ({*plan.exercises()} | offered)
    doses = [item.dose for session in plan.sessions for item in session.items]
    assert all(dose.rpe <= 5 and (dose.hold_s or 0) <= 10 for dose in doses)


def test_osteoporosis_stands_up_hinges_and_balances() -> None:
    plan = client_plan("osteoporosis")
    assert {"sq_sts_high", "sq_sts", "tk_sts_day", "sq_box"} & set(plan.exercises())
    assert {"hg_wall_touch", "hg_dowel"} & set(plan.exercises())
    assert set(RULES.populations["age_65"].favour["balance"]) & set(plan.exercises())
    assert set(RULES.populations["osteoporosis"].favour["spinal_extension"]) & set(plan.exercises())


@pytest.mark.parametrize("level", ["D", "U", "E"])
def test_a_closed_gate_gives_no_plan_and_nothing_to_give_up(level: str) -> None:
    conflict = refused(client_request("desk_worker", level=level))
    assert [note.limit for note in conflict.limits] == ["safety_level"]
    assert conflict.relaxations == ()


def test_a_locked_exercise_against_safety_is_a_conflict_of_exactly_these_two() -> None:
    conflict = refused(client_request("desk_worker", codes=("ext_prov",), locked=("dp_press_up",)))
    assert {note.limit for note in conflict.limits} == {"contra", "locked"}
    assert [note.limit for note in conflict.relaxations] == ["locked"]


def test_a_wish_that_takes_too_long_is_told_how_long_it_needs() -> None:
    wished = ("mc_sit_knee_ext", "core_heel_slide", "gl_stand_abd")
    short = SessionSlot(setting="home", per_week=3, budget_s=300)
    request = client_request("desk_worker", slots=(short,), locked=wished)
    conflict = refused(request)
    assert "time" in {note.limit for note in conflict.limits}
    longer = next(note for note in conflict.relaxations if note.limit == "time")
    situation = Situation(request, LIBRARY, SAFETY, RULES)
    assert set(wished) <= set(planned(relax(longer, request, situation)).exercises())


def test_leaving_any_limit_of_a_conflict_out_gives_a_plan() -> None:
    request = client_request("desk_worker", slots=(HOME,), locked=("ae_plank_knee",), barred=("ae_plank_knee",))
    conflict = refused(request)
    assert {note.limit for note in conflict.limits} == {"barred", "locked"}
    situation = Situation(request, LIBRARY, SAFETY, RULES)
    assert all(isinstance(planned(relax(n, request, situation)), Programme) for n in conflict.relaxations)


def test_a_new_plan_keeps_most_of_the_one_before() -> None:
    first = client_plan("desk_worker")
    asked = client_request("desk_worker", slots=(HOME.model_copy(update={"per_week": 4}), GYM), keep=first.exercises())
    again = planned(asked.model_copy(update={"volume": 0.75}))
    assert len(set(again.exercises()) & set(first.exercises())) >= 0.7 * len(again.exercises())


def test_every_limit_is_said_in_words() -> None:
    words = LimitWords(load_knowledge().texts, LIBRARY, load_factor_model())
    for name in NAMES:
        plan = client_plan(name)
        notes = [n for s in plan.sessions for i in s.items for n in i.limits] + [
            n for e in plan.excluded for n in e.limits
        ]
        for note in notes:
            said = words.sentence(note)
            assert said is not None, note
            assert "–" not in said.ja
