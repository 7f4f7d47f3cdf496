"""What is to be done today: each slot's exercise and dose after flare-ups, lighter weeks and rests are taken off."""

from taikan.core.records import Record
from taikan.programme import flare as flares
from taikan.programme.control_records import ControllerState, ExerciseState, Rung
from taikan.programme.easing import volume_on
from taikan.programme.records import Dose
from taikan.programme.rulebook import Rulebook
from taikan.programme.rungs import ceiling, easier, least_reps, may_go_on
from taikan.programme.situation import Situation
from taikan.programme.volume import clipped, scaled


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
