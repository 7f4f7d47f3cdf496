"""What is to be done today: each slot's exercise and dose after flare-ups, lighter weeks and rests are taken off."""

from taikan.core.records import Record
from taikan.intake.modifiers import limits as modifier_limits
from taikan.programme import flare as flares
from taikan.programme.control_records import ControllerState, ExerciseState, Rung, TrainingContext
from taikan.programme.easing import volume_on
from taikan.programme.records import Dose
from taikan.programme.rulebook import Rulebook
from taikan.programme.rungs import ceiling, easier, excluded_by_codes, first_dose, first_load, least_reps
from taikan.programme.volume import clipped, scaled


class TodayItem(Record):
    """One slot today: the exercise and dose, or ``resting``, in which case the dose is what waits."""

    slot: str
    exercise: str
    dose: Dose
    resting: bool = False


def today(state: ControllerState, day: int, context: TrainingContext, book: Rulebook) -> tuple[TodayItem, ...]:
    """Every slot of the plan as it stands on ``day``. After a danger sign everything rests."""
    return tuple(_item(slot, state, day, context, book) for slot in state.exercises)


def _item(slot: ExerciseState, state: ControllerState, day: int, context: TrainingContext, book: Rulebook) -> TodayItem:
    rung, share = slot.rung, volume_on(state, day)
    resting = state.stopped or (slot.rest_until is not None and day < slot.rest_until)
    resting = resting or modifier_limits(context.codes, book.safety).blocked_today
    exercise = book.exercise(rung.exercise)
    resting = resting or excluded_by_codes(exercise, context, book, with_caution=False)
    if state.flare is not None:
        stage = flares.stage(state.flare, day, book.control.flare)
        share = min(share, stage.volume)
        resting = resting or (stage.hard_rests and not _gentle(rung, book))
        rung = _lowered(slot, state, context, book) if stage.level < 0 else rung
        exercise = book.exercise(rung.exercise)
    most = ceiling(exercise, context, book)
    resting = resting or exercise.level > most.level
    dose = clipped(scaled(rung.dose, share, least_reps(exercise, book)), most)
    return TodayItem(slot=slot.slot, exercise=rung.exercise, dose=dose, resting=resting)


def _gentle(rung: Rung, book: Rulebook) -> bool:
    rules = book.control.flare
    return rung.dose.rpe <= rules.gentle_rpe and book.exercise(rung.exercise).level <= rules.gentle_level


def _lowered(slot: ExerciseState, state: ControllerState, context: TrainingContext, book: Rulebook) -> Rung:
    below = easier(slot, state, context, book)
    if below is None:
        return slot.rung
    start = first_load(below, slot, state, context, book)
    if start.too_heavy:
        return slot.rung
    return Rung(exercise=below.id, dose=first_dose(below, start, 1.0, slot.rung.dose.sets, context, book))
