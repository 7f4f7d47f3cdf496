"""Lighter stretches: deload weeks, the return after a break, illness. Numbers: ``knowledge/programme/control.toml``."""

from collections.abc import Iterable

from taikan.knowledge.control_rules import BreakRule, ControlRules
from taikan.programme.control_records import ControllerState, Easing, ExerciseState, Reason
from taikan.programme.records import SessionLog


def volume_on(state: ControllerState, day: int) -> float:
    """The share of the volume on ``day``: the smallest of what is active."""
    return min((easing.volume for easing in active(state, day)), default=1.0)


def active(state: ControllerState, day: int) -> tuple[Easing, ...]:
    """The lighter stretches that ``day`` lies in."""
    return tuple(easing for easing in state.easings if day < easing.until_day)


def break_rule(state: ControllerState, day: int, rules: ControlRules) -> BreakRule | None:
    """The rule for the days since the last session; ``None`` before the first and for usual pauses."""
    return rules.break_after(day - state.day) if state.day is not None else None


def with_return(state: ControllerState, day: int, rule: BreakRule) -> ControllerState:
    """``state`` after a break: less volume for a while, good sessions start counting anew; the deload clock too."""
    easing = Easing(kind="return", until_day=day + rule.days, volume=rule.volume)
    return _restarted(state, day, easing)


def with_illness(state: ControllerState, day: int, rules: ControlRules) -> ControllerState:
    """``state`` on the day a fever or illness is reported: nothing for a week, then a careful week."""
    illness = rules.illness
    back = day + illness.stop_days
    easing = Easing(kind="illness", until_day=back + illness.days, volume=illness.volume)
    rested = tuple(slot.model_copy(update={"rest_until": back}) for slot in state.exercises)
    return _restarted(state, day, easing).model_copy(update={"exercises": _counting_anew(rested)})


def deload_reasons(
    state: ControllerState, log: SessionLog | None, day: int, drift: float | None, rules: ControlRules
) -> tuple[Reason, ...]:
    """Why a deload week is due on ``day``: its time has come, or enough signs are there. Empty when it is not.

    ``drift``: how much more effort than at first the same work took in this session, RPE.
    """
    own = rules.deload
    since = day - state.deload_since
    if active(state, day) or state.flare is not None:
        return ()
    if since >= own.every_days:
        return (Reason(code="deload_due", values={"days": since}),)
    if log is None or since < own.signs_least_days:
        return ()
    ambers = sum(1 for amber in state.amber_days if day - amber < own.amber_days)
    signs = {
        "deload_sleep": log.sleep_quality is not None and log.sleep_quality <= own.sleep_at_most,
        "deload_stress": log.stress is not None and log.stress >= own.stress_from,
        "deload_effort": drift is not None and drift >= own.effort_drift,
        "deload_ambers": ambers >= own.ambers,
    }
    found = tuple(Reason(code=code) for code, there in signs.items() if there)
    return found if len(found) >= own.signs else ()


def with_deload(state: ControllerState, day: int, rules: ControlRules) -> ControllerState:
    """``state`` with a lighter week from ``day`` on."""
    easing = Easing(kind="deload", until_day=day + rules.deload.days, volume=rules.deload.volume)
    return state.model_copy(update={"easings": (*active(state, day), easing), "deload_since": day})


def _restarted(state: ControllerState, day: int, easing: Easing) -> ControllerState:
    return state.model_copy(
        update={
            "easings": (*active(state, day), easing),
            "deload_since": day,
            "exercises": _counting_anew(state.exercises),
        }
    )


def _counting_anew(slots: Iterable[ExerciseState]) -> tuple[ExerciseState, ...]:
    return tuple(slot.model_copy(update={"oks": 0, "first_rpe": None}) for slot in slots)
