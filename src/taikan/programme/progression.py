"""The load controller: after every session, what happens to each exercise, and why.

``decide`` is a pure step of a state machine; ``replay`` runs it over a log and gives the same decisions again. Actions:
progress, hold, regress, swap, rest, stop and refer. Rules: ``knowledge/programme/control.toml``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from taikan.programme import flare as flares
from taikan.programme.agenda import TodayItem, today
from taikan.programme.control_records import (
    Action,
    ControllerState,
    Decision,
    DoneSets,
    ExerciseState,
    Reason,
)
from taikan.programme.due import decisions_for_all, due_today
from taikan.programme.easing import active, deload_reasons, with_deload
from taikan.programme.reactions import Moment, Reaction, drift, moved, react, swapped
from taikan.programme.records import PlanRequest, Programme, SessionLog
from taikan.programme.rulebook import Rulebook
from taikan.programme.situation import Situation
from taikan.programme.zones import ZoneVerdict, black_signs, item_zone, session_zone

HARD_RPE = 5.0
"""Sets from this effort on count as hard (load list, section 2)."""
_MEMORY_DAYS = 28

Decisions = tuple[Decision, ...]


class Event(NamedTuple):
    """A session and what was known of the client when it was decided on."""

    log: SessionLog
    request: PlanRequest


def begin(programme: Programme, before: ControllerState | None = None) -> ControllerState:
    """The state at the start of ``programme``. What ``before`` knows of exercises that stay is kept."""
    known = {slot.rung.exercise: slot for slot in before.exercises} if before else {}
    slots: dict[str, ExerciseState] = {}
    for session in programme.sessions:
        for item in session.items:
            fresh = ExerciseState.model_validate(
                {
                    "slot": item.exercise,
                    "rung": {"exercise": item.exercise, "dose": item.dose},
                    "setting": session.setting,
                    "tempo": item.dose.tempo,
                    "since": (before.day or 0) if before else 0,
                }
            )
            kept = known.get(item.exercise)
            fresh = fresh if kept is None else kept.model_copy(update={"slot": item.exercise, "rung": fresh.rung})
            slots.setdefault(item.exercise, fresh)
    base = before or ControllerState()
    return base.model_copy(update={"exercises": tuple(slots.values())})


def decide(
    state: ControllerState, log: SessionLog, situation: Situation, book: Rulebook
) -> tuple[ControllerState, Decisions]:
    """The state after ``log`` and one decision for each exercise it holds, besides those that were due that day.

    ``situation`` is what the client's request means now; its phase, codes and inventory bound every step.

    Logs come in the order of their days; an earlier one raises ``ValueError``.
    """
    if state.day is not None and log.day < state.day:
        raise ValueError(f"session {log.id!r} of day {log.day} comes after day {state.day}")
    if state.stopped:
        return state, _all(state, log, "stop_and_refer", ("stopped_before",))
    state, due = due_today(state, log.day, situation, book, log.pain_before)
    if state.stopped:
        return state, due
    signs = black_signs(log)
    if signs:
        stopped = state.model_copy(update={"stopped": True, "day": log.day})
        return stopped, (*due, *_all(stopped, log, "stop_and_refer", signs))
    state, made, drifts = _item_decisions(state, log, situation, book)
    state = _remembered(state, log, book)
    state, after = _whole_session(state, log, situation, book, drifts)
    return state, (*due, *made, *after)


def replay(start: ControllerState, events: Iterable[Event], book: Rulebook) -> tuple[ControllerState, Decisions]:
    """All decisions of a log, in the order of its days; the same log always gives the same decisions."""
    state = start
    decisions: list[Decision] = []
    for event in sorted(events, key=lambda e: (e.log.day, e.log.id)):
        state, made = decide(state, event.log, book.situation(event.request), book)
        decisions.extend(made)
    return state, tuple(decisions)


def cleared(state: ControllerState) -> ControllerState:
    """``state`` after a clinician's clearance and a clean screening: training may go on where it stopped."""
    return state.model_copy(update={"stopped": False, "flare": None})


def flare_reported(
    state: ControllerState, day: int, pain: float, usual: float | None, situation: Situation, book: Rulebook
) -> tuple[ControllerState, Decisions]:
    """The client says that it suddenly hurts more: the flare-up protocol begins on ``day``."""
    log = SessionLog(id="flare", day=day, session="", items=(), pain_before=pain, usual_pain=usual)
    return _begin_flare(state, log, pain, "flare_reported", situation, book)


def _item_decisions(
    state: ControllerState, log: SessionLog, situation: Situation, book: Rulebook
) -> tuple[ControllerState, Decisions, tuple[float, ...]]:
    agenda = {item.slot: item for item in today(state, log.day, situation, book)}
    reactions: list[tuple[ExerciseState, Reaction, Moment]] = []
    for slot, moment in _moments(state, log, agenda, situation, book):
        reaction = react(slot, replace(moment, state=state))
        state = _with_slot(state, reaction.slot)
        reactions.append((slot, reaction, moment))
    steps_left = book.control.progress.per_session
    decisions = []
    for slot, reaction, moment in sorted(reactions, key=_longest_waiting):
        if reaction.ready:
            reaction = _raised(reaction, replace(moment, state=state), steps_left)
            steps_left -= reaction.action == "progress"
            state = _with_slot(state, reaction.slot)
            state = _with_added_sets(state, slot, reaction, log)
        decisions.append(_decision(log, slot, reaction))
    drifts = [drift(slot, moment.effort) for slot, _, moment in reactions]
    return state, tuple(decisions), tuple(d for d in drifts if d is not None)


def _moments(
    state: ControllerState,
    log: SessionLog,
    agenda: dict[str, TodayItem],
    situation: Situation,
    book: Rulebook,
) -> Iterable[tuple[ExerciseState, Moment]]:
    """Each logged exercise with its slot: by what it is today, else by its rung; exercises out of plan are left out."""
    by_exercise = {slot.rung.exercise: slot for slot in state.exercises}
    by_exercise |= {agenda[slot.slot].exercise: slot for slot in state.exercises}
    for item in log.items:
        slot = by_exercise.pop(item.exercise, None)
        if slot is not None:
            yield slot, Moment(state, log, item, agenda[slot.slot], situation, book)


def _longest_waiting(entry: tuple[ExerciseState, Reaction, Moment]) -> int:
    raised = entry[0].raised_on
    return raised if raised is not None else -1


def _raised(reaction: Reaction, at: Moment, steps_left: int) -> Reaction:
    """A step up for an exercise that has earned it, unless a limit of the week or the session says wait."""
    slot = reaction.slot
    blocked = _why_wait(slot, at, steps_left)
    if blocked is not None:
        return replace(reaction, reasons=(*reaction.reasons, Reason(code=blocked)))
    step = at.mover(slot).up(at.effort or 0.0, at.reserve or 0.0, _may_add_set(slot, at), at.score is not None)
    if step.stuck is not None:
        return replace(reaction, reasons=(*reaction.reasons, Reason(code=step.stuck)))
    up = moved(slot, step.rung, at.log.day, before=slot.rung)
    up = up.model_copy(update={"oks": 0, "flares": 0, "raised_on": at.log.day})
    return replace(reaction, slot=up, action="progress", variable=step.variable)


def _why_wait(slot: ExerciseState, at: Moment, steps_left: int) -> str | None:
    rules = at.book.control.progress
    if at.state.flare is not None:
        return "flare_going_on"
    if active(at.state, at.log.day):
        return "lighter_week"
    if at.situation.request.phase in rules.no_progress_phases:
        return "phase_without_progress"
    if slot.raised_on is not None and at.log.day - slot.raised_on < rules.days_between:
        return "raised_this_week"
    return "enough_this_session" if steps_left <= 0 else None


def _may_add_set(slot: ExerciseState, at: Moment) -> bool:
    """Whether one more set a session keeps the week within its growth and the region within its hard sets."""
    rules, day, exercise = at.book.control.progress, at.log.day, slot.rung.exercise
    week = [done for done in at.state.done if day - done.day < rules.days_between]
    sessions = len({done.day for done in week if done.exercise == exercise} | {day})
    added = sum(sets for on, sets in at.state.added_sets if day - on < rules.days_between)
    room = rules.weekly_sets * sum(done.sets for done in week)
    region = at.book.exercise(exercise).region
    hard = sum(done.sets for done in week if done.hard and done.region == region)
    most_hard = at.situation.caps.hard_sets_region
    fits = slot.rung.dose.rpe < HARD_RPE or region == "none" or hard + sessions <= most_hard
    return fits and added + sessions <= room


def _with_added_sets(
    state: ControllerState, slot: ExerciseState, reaction: Reaction, log: SessionLog
) -> ControllerState:
    if reaction.action != "progress" or reaction.variable != "sets":
        return state
    sessions = len(
        {done.day for done in state.done if done.exercise == slot.rung.exercise and log.day - done.day < 7} | {log.day}
    )
    return state.model_copy(update={"added_sets": (*state.added_sets, (log.day, sessions))})


def _remembered(state: ControllerState, log: SessionLog, book: Rulebook) -> ControllerState:
    """``state`` with this session's sets, its colour and its day; what is older than four weeks is forgotten."""
    zone = session_zone(log, book.control.zones)
    done = [entry for entry in state.done if log.day - entry.day < _MEMORY_DAYS]
    for item in log.items:
        sets = item.done_sets if item.done_sets is not None else (item.dose.sets if item.completed else 0)
        exercise = book.library.exercises.get(item.exercise)
        if exercise is not None and sets:
            hard = item.dose.rpe >= HARD_RPE
            done.append(DoneSets(day=log.day, exercise=item.exercise, region=exercise.region, sets=sets, hard=hard))
    red, amber = ((log.day,) if zone == colour else () for colour in ("red", "amber"))
    return state.model_copy(
        update={
            "day": log.day,
            "done": tuple(done),
            "red_days": (*_lately(state.red_days, log.day), *red),
            "amber_days": (*_lately(state.amber_days, log.day), *amber),
            "added_sets": tuple(entry for entry in state.added_sets if log.day - entry[0] < _MEMORY_DAYS),
        }
    )


def _lately(days: Sequence[int], day: int) -> tuple[int, ...]:
    return tuple(d for d in days if day - d < _MEMORY_DAYS)


def _whole_session(
    state: ControllerState, log: SessionLog, situation: Situation, book: Rulebook, drifts: tuple[float, ...]
) -> tuple[ControllerState, Decisions]:
    """What the session as a whole starts: the flare-up protocol, or a deload week."""
    trigger = flares.started_by(log, state.red_days, book.control.flare) if state.flare is None else None
    if trigger is not None:
        pains = [item.pain_during for item in log.items]
        known = [p for p in (*pains, log.pain_after, log.next_morning) if p is not None]
        return _begin_flare(state, log, max(known, default=0.0), trigger, situation, book)
    mean = sum(drifts) / len(drifts) if drifts else None
    reasons = deload_reasons(state, log, log.day, mean, book.control)
    if not reasons:
        return state, ()
    state = with_deload(state, log.day, book.control)
    return state, decisions_for_all(state, log.day, log.id, "hold", reasons)


def _begin_flare(
    state: ControllerState,
    log: SessionLog,
    pain: float,
    trigger: str,
    situation: Situation,
    book: Rulebook,
) -> tuple[ControllerState, Decisions]:
    """The protocol begins: the last steps up are undone, and what came before three flare-ups in a row is dropped."""
    state = state.model_copy(
        update={"flare": flares.begin(log.day, pain, log.usual_pain), "deload_since": log.day, "easings": ()}
    )
    provoking = {i.exercise for i in log.items if item_zone(i, log, book.control.zones).zone in ("red", "amber")}
    decisions = []
    for slot in state.exercises:
        reaction = _into_flare(
            slot, slot.rung.exercise in provoking or slot.slot in provoking, log, state, situation, book
        )
        reaction = replace(reaction, reasons=(Reason(code=trigger), *reaction.reasons))
        state = _with_slot(state, reaction.slot)
        if reaction.slot.flares >= book.control.reduce.flares_to_ban or reaction.action == "swap":
            state = state.model_copy(update={"banned": (*state.banned, slot.rung.exercise)})
        decisions.append(_decision(log, slot, reaction))
    return state, tuple(decisions)


def _into_flare(
    slot: ExerciseState,
    provoking: bool,
    log: SessionLog,
    state: ControllerState,
    situation: Situation,
    book: Rulebook,
) -> Reaction:
    verdict = ZoneVerdict(zone="red" if provoking else "green")
    undone = moved(slot, slot.before, log.day) if slot.before is not None else slot
    undone = undone.model_copy(update={"oks": 0, "flares": undone.flares + provoking})
    if undone.flares >= book.control.reduce.flares_to_ban and log.items:
        at = Moment(state, log, log.items[0], today(state, log.day, situation, book)[0], situation, book)
        banned = swapped(undone, verdict, (Reason(code="flare_three_times"),), at)
        return replace(banned, slot=banned.slot.model_copy(update={"flares": 0}))
    hard = slot.rung.dose.rpe > book.control.flare.gentle_rpe
    action: Action = "rest" if hard else "hold"
    return Reaction(slot=undone, verdict=verdict, action=action, reasons=(Reason(code=f"flare_{action}"),))


def _with_slot(state: ControllerState, slot: ExerciseState) -> ControllerState:
    slots = tuple(slot if old.slot == slot.slot else old for old in state.exercises)
    return state.model_copy(update={"exercises": slots})


def _decision(log: SessionLog, before: ExerciseState, reaction: Reaction) -> Decision:
    return Decision(
        log=log.id,
        day=log.day,
        slot=before.slot,
        action=reaction.action,
        exercise=before.rung.exercise,
        to_exercise=reaction.slot.rung.exercise,
        old=before.rung.dose,
        new=reaction.slot.rung.dose,
        variable=reaction.variable,
        zone=reaction.verdict.zone,
        reasons=reaction.reasons,
    )


def _all(state: ControllerState, log: SessionLog, action: Action, codes: tuple[str, ...]) -> Decisions:
    return decisions_for_all(state, log.day, log.id, action, tuple(Reason(code=code) for code in codes))
