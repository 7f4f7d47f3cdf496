"""What is to be done today: each slot's exercise and dose after flare-ups, lighter weeks and rests are taken off."""

from collections.abc import Iterable

from taikan.core.records import Record
from taikan.programme import flare as flares
from taikan.programme.control_records import ControllerState, ExerciseState, Rung
from taikan.programme.easing import volume_on
from taikan.programme.records import Dose, PlannedItem, PlannedSession
from taikan.programme.rulebook import Rulebook
from taikan.programme.rungs import ceiling, easier, least_reps, may_go_on
from taikan.programme.situation import Situation
from taikan.programme.volume import clipped, scaled

AMOUNTS = ("sets", "reps", "hold_s", "time_s", "distance_m", "load_kg", "range")
"""What makes a dose of one exercise more or less."""


class TodayItem(Record):
    """One slot today: the exercise and dose, or ``resting``, in which case the dose is what waits."""

    slot: str
    exercise: str
    dose: Dose
    resting: bool = False


def today(state: ControllerState, day: int, situation: Situation, book: Rulebook) -> tuple[TodayItem, ...]:
    """Every slot of the plan as it stands on ``day``. After a danger sign everything rests."""
    return tuple(_item(slot, state, day, situation, book) for slot in state.exercises)


def _item(slot: ExerciseState, state: ControllerState, day: int, situation: Situation, book: Rulebook) -> TodayItem:
    rung, share = slot.rung, volume_on(state, day)
    resting = state.stopped or (slot.rest_until is not None and day < slot.rest_until)
    if state.flare is not None:
        stage = flares.stage(state.flare, day, book.control.flare)
        share = min(share, stage.volume)
        resting = resting or (stage.hard_rests and not _gentle(rung, book))
        rung = _lowered(slot, state, situation, book) if stage.level < 0 else rung
    exercise = book.exercise(rung.exercise)
    most = ceiling(exercise, slot.setting, situation, book)
    resting = resting or not may_go_on(exercise, slot.setting, situation)
    dose = clipped(scaled(rung.dose, share, least_reps(exercise, book)), most)
    return TodayItem(slot=slot.slot, exercise=rung.exercise, dose=dose, resting=resting)


def _gentle(rung: Rung, book: Rulebook) -> bool:
    rules = book.control.flare
    return rung.dose.rpe <= rules.gentle_rpe and book.exercise(rung.exercise).level <= rules.gentle_level


def _lowered(slot: ExerciseState, state: ControllerState, situation: Situation, book: Rulebook) -> Rung:
    below = easier(slot, state, situation, book)
    if below is None:
        return slot.rung
    return Rung(exercise=below.exercise.id, dose=below.dose(1.0, slot.rung.dose.sets))


def session_today(session: PlannedSession, items: Iterable[TodayItem], book: Rulebook) -> tuple[PlannedItem, ...]:
    """The exercises of ``session`` as they are done today: what rests is left out, what should be lighter is lighter.

    A step up waits until somebody has put it into the plan.
    """
    agenda = {item.slot: item for item in items}
    return tuple(
        planned if now is None or not _is_lighter(now, planned, book) else _replaced(planned, now)
        for planned in session.items
        if (now := agenda.get(planned.exercise)) is None or not now.resting
    )


def _is_lighter(now: TodayItem, planned: PlannedItem, book: Rulebook) -> bool:
    if now.exercise != planned.exercise:
        return book.exercise(now.exercise).level < book.exercise(planned.exercise).level
    pairs = ((getattr(now.dose, name), getattr(planned.dose, name)) for name in AMOUNTS)
    known = [(less, more) for less, more in pairs if less is not None and more is not None]
    return all(less <= more for less, more in known) and any(less < more for less, more in known)


def _replaced(planned: PlannedItem, now: TodayItem) -> PlannedItem:
    return planned.model_copy(update={"exercise": now.exercise, "dose": now.dose})
