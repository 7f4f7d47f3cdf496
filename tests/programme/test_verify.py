"""The independent check finds what is wrong: every kind of damage done to a good plan is named."""

from collections.abc import Callable

import pytest
from plan_requests import LIBRARY, RULES, SAFETY, client_plan, client_request

from taikan.programme.records import Dose, PlannedItem, PlannedSession, PlanRequest, Programme
from taikan.programme.verify import verify


def broken(plan: Programme, request: PlanRequest) -> set[str]:
    return {violation.limit for violation in verify(plan, request, LIBRARY, SAFETY, RULES)}


def with_session(plan: Programme, change: Callable[[PlannedSession], PlannedSession]) -> Programme:
    return plan.model_copy(update={"sessions": (change(plan.sessions[0]), *plan.sessions[1:])})


def with_dose(plan: Programme, **dose: object) -> Programme:
    def change(session: PlannedSession) -> PlannedSession:
        item = session.items[-1]
        new = item.model_copy(update={"dose": item.dose.model_copy(update=dose)})
        return session.model_copy(update={"items": (*session.items[:-1], new)})

    return with_session(plan, change)


def with_exercise(plan: Programme, name: str) -> Programme:
    dose = Dose.model_validate(LIBRARY.exercises[name].dose.model_dump(exclude={"freq_wk"}))
    item = PlannedItem(exercise=name, block="control", dose=dose, item_s=60)
    return with_session(plan, lambda s: s.model_copy(update={"items": (item, *s.items[1:])}))


@pytest.mark.parametrize(
    ("exercise", "limit"),
    [
        ("ae_curl_up", "contra"),
        ("hg_dl_bar", "deadlift_gate"),
        ("hg_swing", "ballistic"),
        ("sq_bar", "squat_form"),
        ("hg_rdl_db", "hinge_form"),
        ("ae_plank", "level"),
        ("rn_walk_run", "runner"),
        ("ub_pulldown", "equipment"),
        ("al_side_knee", "caution_easier"),
    ],
)
def test_an_exercise_that_may_not_be_there_is_found(exercise: str, limit: str) -> None:
    request = client_request("osteoporosis")
    assert limit in broken(with_exercise(client_plan("osteoporosis"), exercise), request)


@pytest.mark.parametrize(
    ("dose", "limit"),
    [
        ({"rpe": 9.0}, "rpe_cap"),
        ({"sets": 5}, "sets_cap"),
        ({"hold_s": 30.0}, "hold_cap"),
        ({"sets": 2, "rest_s": 0.0}, "rest_least"),
        ({"load_kg": 40.0}, "load_none_there"),
    ],
)
def test_a_dose_beyond_a_cap_is_found(dose: dict[str, object], limit: str) -> None:
    request = client_request("osteoporosis")
    assert limit in broken(with_dose(client_plan("osteoporosis"), **dose), request)


def test_what_the_client_barred_or_could_not_bear_is_found() -> None:
    plan = client_plan("desk_worker")
    first = plan.exercises()[0]
    assert "barred" in broken(plan, client_request("desk_worker", barred=(first,)))
    history = ({"exercise": first, "weeks": 4, "banned": True},)
    assert "banned" in broken(plan, client_request("desk_worker", history=history))


def test_too_many_too_long_too_often_is_found() -> None:
    plan, request = client_plan("desk_worker"), client_request("desk_worker")
    twice = with_session(plan, lambda s: s.model_copy(update={"items": (*s.items, *s.items)}))
    assert {"items", "same_kind", "time", "place"} <= broken(twice, request)
    daily = with_session(plan, lambda s: s.model_copy(update={"days": (0, 1, 2, 3, 4, 5, 6, 0)}))
    assert {"days", "frequency"} <= broken(daily, request)
    assert "session_needed" in broken(with_session(plan, lambda s: s.model_copy(update={"items": ()})), request)
    assert "locked" in broken(plan, client_request("desk_worker", locked=("tk_mop",)))


def test_hard_sets_may_not_jump_from_week_to_week() -> None:
    plan = client_plan("desk_worker", "build")
    passed = {"phase": "build", "hinge_passed": True, "squat_passed": True}
    assert any(sets > RULES.sessions.weekly_floor for sets in plan.hard_sets.values())
    assert "hard_sets" in broken(plan, client_request("desk_worker", start_hard_sets={}, **passed))


def test_a_closed_gate_or_a_blocking_code_is_found_whatever_the_plan() -> None:
    plan = client_plan("desk_worker")
    assert "safety_level" in broken(plan, client_request("desk_worker", level="U"))
    assert "nothing_today" in broken(plan, client_request("desk_worker", codes=("hypertension_uncontrolled",)))


def test_what_protects_the_client_is_told_from_what_is_only_untidy() -> None:
    plan = with_exercise(client_plan("osteoporosis"), "ae_curl_up")
    found = verify(plan, client_request("osteoporosis"), LIBRARY, SAFETY, RULES)
    assert {v.safety for v in found if v.limit == "contra"} == {True}
    assert {v.safety for v in found if v.limit == "time"} == {False}
