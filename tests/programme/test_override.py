"""A trainer may change everything; the consequence is shown and safety is never set aside without a reason."""

import pytest
from plan_requests import LIBRARY, RULES, SAFETY, client_plan, client_request
from pydantic import ValidationError

from taikan.programme.override import Consequence, TrainerChange, override, worth
from taikan.programme.situation import Situation


def done(name: str, change: TrainerChange, **request: object) -> Consequence:
    return override(client_plan(name), change, client_request(name, **request), LIBRARY, SAFETY, RULES)


def test_the_value_of_a_plan_is_the_composers_own() -> None:
    plan = client_plan("desk_worker")
    situation = Situation(client_request("desk_worker"), LIBRARY, SAFETY, RULES)
    assert worth(plan, situation) == pytest.approx(plan.solver.objective, abs=1e-6)


def test_a_substitute_breaks_nothing_and_costs_little() -> None:
    session = client_plan("desk_worker").sessions[-1]
    item = next(item for item in session.items if item.substitutes)
    change = TrainerChange(kind="swap", exercise=item.exercise, session=session.id, instead=item.substitutes[0])
    result = done("desk_worker", change)
    assert result.applied
    assert item.substitutes[0] in result.programme.exercises()
    assert not [v for v in result.violations if v.safety]
    assert -30 < result.percent <= 0.1


def test_a_safety_limit_needs_a_reason_and_the_gate_cannot_be_opened() -> None:
    session = client_plan("osteoporosis").sessions[0].id
    add = TrainerChange(kind="add", exercise="ae_curl_up", session=session)
    silent = done("osteoporosis", add)
    assert silent.needs_reason
    assert not silent.applied
    assert "contra" in {v.limit for v in silent.violations}
    reasoned = done("osteoporosis", add.model_copy(update={"reason": "checked with her doctor"}))
    assert reasoned.applied
    assert done("osteoporosis", add.model_copy(update={"reason": "x"}), level="E").refused


def test_removing_and_dosing_change_times_and_hard_sets() -> None:
    plan = client_plan("desk_worker", "build")
    request = client_request("desk_worker", phase="build", hinge_passed=True, squat_passed=True)
    session = plan.sessions[-1]
    hard = next(item for item in session.items if item.hard)
    region = LIBRARY.exercises[hard.exercise].region
    gone = override(
        plan, TrainerChange(kind="remove", exercise=hard.exercise, session=session.id), request, LIBRARY, SAFETY, RULES
    )
    assert gone.programme.hard_sets.get(region, 0) < plan.hard_sets[region]
    assert gone.programme.sessions[-1].total_s == pytest.approx(session.total_s - hard.item_s)
    assert gone.percent < 0
    more = hard.dose.model_copy(update={"sets": 9, "rpe": 10.0})
    change = TrainerChange(kind="dose", exercise=hard.exercise, session=session.id, dose=more)
    limits = {v.limit for v in override(plan, change, request, LIBRARY, SAFETY, RULES).violations}
    assert {"sets_cap", "rpe_cap", "hard_sets"} <= limits


def test_a_lock_is_asked_of_later_plans() -> None:
    name = client_plan("desk_worker").exercises()[0]
    locked = done("desk_worker", TrainerChange(kind="lock", exercise=name))
    assert locked.request.locked == (name,)
    assert locked.applied
    assert locked.percent == 0


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "swap", "exercise": "sq_sts", "session": "home_1"},
        {"kind": "remove", "exercise": "sq_sts"},
        {"kind": "dose", "exercise": "sq_sts", "session": "home_1"},
        {"kind": "lock", "exercise": "sq_sts", "session": "home_1"},
    ],
)
def test_half_a_change_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        TrainerChange.model_validate(change)


def test_what_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(KeyError):
        done("desk_worker", TrainerChange(kind="remove", exercise="sq_bar", session="home_1"))
    with pytest.raises(KeyError):
        done("desk_worker", TrainerChange(kind="remove", exercise="sq_bar", session="nowhere"))
