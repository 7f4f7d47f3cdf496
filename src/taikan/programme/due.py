"""What is due on a day before anything is done: rests that end, a break too long, a deload, a flare-up's course."""

from taikan.knowledge.control_rules import BreakRule
from taikan.programme import flare as flares
from taikan.programme.control_records import (
    Action,
    ControllerState,
    Decision,
    ExerciseState,
    Reason,
    Rung,
)
from taikan.programme.easing import break_rule, deload_reasons, with_deload, with_return
from taikan.programme.reactions import moved
from taikan.programme.rulebook import Rulebook
from taikan.programme.situation import Situation
from taikan.programme.steps import Mover

Decisions = tuple[Decision, ...]


def due_today(
    state: ControllerState, day: int, situation: Situation, book: Rulebook, pain: float | None
) -> tuple[ControllerState, Decisions]:
    """``state`` on ``day``, with ``pain`` before training if known, and what was decided on the way.

    Asking twice on one day changes nothing more.
    """
    state = _rested(state, day)
    made: list[Decision] = []
    for step in (_after_break, _flare_course, _deload):
        state, decisions = step(state, day, situation, book, pain)
        made.extend(decisions)
    return state, tuple(made)


def decisions_for_all(
    state: ControllerState, day: int, cause: str, action: Action, reasons: tuple[Reason, ...]
) -> Decisions:
    """The same decision for every exercise of the plan, none of which changes."""
    return tuple(_decision(slot, slot.rung, day, cause, action, reasons) for slot in state.exercises)


def _rested(state: ControllerState, day: int) -> ControllerState:
    slots = tuple(
        slot.model_copy(update={"rest_until": None}) if slot.rest_until is not None and day >= slot.rest_until else slot
        for slot in state.exercises
    )
    return state.model_copy(update={"exercises": slots})


def _after_break(
    state: ControllerState, day: int, situation: Situation, book: Rulebook, _: float | None
) -> tuple[ControllerState, Decisions]:
    rule = break_rule(state, day, book.control)
    if rule is None or state.day is None:
        return state, ()
    days = day - state.day
    state = with_return(state, day, rule).model_copy(update={"day": day})
    reasons: tuple[Reason, ...] = (Reason(code="break", values={"days": days, "percent": round(rule.volume * 100)}),)
    if rule.rescreen:
        reasons = (*reasons, Reason(code="break_rescreen"))
    return _levelled(state, day, rule, reasons, situation, book)


def _levelled(
    state: ControllerState,
    day: int,
    rule: BreakRule,
    reasons: tuple[Reason, ...],
    situation: Situation,
    book: Rulebook,
) -> tuple[ControllerState, Decisions]:
    """After a long break every exercise goes a rung down; after a short one none does."""
    if rule.level == 0:
        return state, decisions_for_all(state, day, "break", "hold", reasons)
    made = []
    for slot in state.exercises:
        rung = Mover(slot, state, situation, book).down(rule.volume).rung
        made.append(_decision(slot, rung, day, "break", "regress", reasons))
        slots = tuple(moved(old, rung, day) if old.slot == slot.slot else old for old in state.exercises)
        state = state.model_copy(update={"exercises": slots})
    return state, tuple(made)


def _flare_course(
    state: ControllerState, day: int, _: Situation, book: Rulebook, pain: float | None
) -> tuple[ControllerState, Decisions]:
    rules = book.control.flare
    if state.flare is None:
        return state, ()
    flare = flares.observed(state.flare, day, pain, rules)
    outlook = flares.outlook(flare, day, pain, rules)
    if outlook == "refer":
        state = state.model_copy(update={"flare": flare, "stopped": True})
        return state, decisions_for_all(state, day, "flare", "stop_and_refer", (Reason(code="flare_refer"),))
    if outlook == "over":
        state = state.model_copy(update={"flare": None, "red_days": (), "amber_days": (), "deload_since": day})
        return state, decisions_for_all(state, day, "flare", "hold", (Reason(code="flare_over"),))
    return state.model_copy(update={"flare": flare}), ()


def _deload(
    state: ControllerState, day: int, _: Situation, book: Rulebook, __: float | None
) -> tuple[ControllerState, Decisions]:
    reasons = deload_reasons(state, None, day, None, book.control)
    if not reasons or not state.exercises:
        return state, ()
    return with_deload(state, day, book.control), decisions_for_all(state, day, "deload", "hold", reasons)


def _decision(
    slot: ExerciseState, rung: Rung, day: int, cause: str, action: Action, reasons: tuple[Reason, ...]
) -> Decision:
    return Decision(
        log=cause,
        day=day,
        slot=slot.slot,
        action=action,
        exercise=slot.rung.exercise,
        to_exercise=rung.exercise,
        old=slot.rung.dose,
        new=rung.dose,
        reasons=reasons,
    )
