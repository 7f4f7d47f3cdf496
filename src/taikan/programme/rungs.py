"""Moving along a ladder: how far a dose may go, which exercises are allowed, and the first dose of a new one.

What is allowed and where a dose starts is the composer's to say (``candidates``, ``dose``); this adds the logs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from taikan.knowledge.exercise_models import Exercise
from taikan.programme.candidates import exclusions
from taikan.programme.control_records import ControllerState, ExerciseState
from taikan.programme.dose import lifter, shape
from taikan.programme.loads import cap_kg
from taikan.programme.records import Dose, ExerciseHistory, Setting
from taikan.programme.rulebook import Rulebook
from taikan.programme.situation import Situation
from taikan.programme.volume import Ceiling, scaled

_NO_LIMIT = 1e6
_OF_THE_DAY = frozenset({"contra", "level", "self_guided"})
"""Limits that rest an exercise of the plan at once; the others wait for the next plan."""


@dataclass(frozen=True)
class NewRung:
    """An exercise the client may move to, with its whole first dose."""

    exercise: Exercise
    whole: Dose
    least_reps: int

    def dose(self, share: float, most_sets: int) -> Dose:
        """``share`` of the first dose with no more than ``most_sets``: a new exercise never adds sets."""
        fewer = self.whole.model_copy(update={"sets": min(self.whole.sets, most_sets)})
        return scaled(fewer, share, self.least_reps)


def ceiling(exercise: Exercise, setting: Setting, situation: Situation, book: Rulebook) -> Ceiling:
    """What no dose of ``exercise`` may exceed now: its bounds, phase, codes, populations, and what is safe alone."""
    general, template = book.library.bounds, exercise.dose
    reps_top = max(general.reps_top_least, (template.reps or 0) + general.reps_top_above_start)
    if exercise.load_type == "hold":
        reps_top = general.holds_per_set[1]
    alone = book.control.progress.self_guided_rpe if situation.request.self_guided else _NO_LIMIT
    return Ceiling(
        level=situation.level_ceiling(setting),
        sets=situation.sets_cap(exercise, setting),
        reps=int(exercise.bounds["reps"][1]) if "reps" in exercise.bounds else reps_top,
        hold_s=situation.hold_cap(exercise),
        time_s=(template.time_s or _NO_LIMIT) * book.control.progress.time_top,
        distance_m=(template.distance_m or _NO_LIMIT) * book.control.progress.time_top,
        rpe=min(situation.rpe_cap(setting), alone),
        load_kg=cap_kg(exercise, lifter(situation, setting), book.loads),
    )


def may_go_on(exercise: Exercise, setting: Setting, situation: Situation) -> bool:
    """Whether an exercise of the plan may be done today: no code excludes it, no level forbids it, it may be held."""
    key = ("may_go_on", exercise.id, setting)
    if key not in situation.memo:
        situation.memo[key] = _may_go_on(exercise, setting, situation)
    return bool(situation.memo[key])


def _may_go_on(exercise: Exercise, setting: Setting, situation: Situation) -> bool:
    if exercise.dose.hold_s is not None and situation.hold_cap(exercise) <= 0:
        return False
    out = exclusions(exercise, situation, setting)
    return not situation.limits.blocked_today and all(note.limit not in _OF_THE_DAY for note in out)


def easier(slot: ExerciseState, state: ControllerState, situation: Situation, book: Rulebook) -> NewRung | None:
    """The rung below: one level down if there is one, else of the same level; ``None`` at the foot of the ladder."""
    now = book.exercise(slot.rung.exercise)
    found = [e for e in _named(now.regress_to, book) if e.level <= now.level and e.ladder == now.ladder]
    ordered = sorted(found, key=lambda e: (abs(now.level - 1 - e.level), -_shared(e, now), e.id))
    return _first_allowed(ordered, slot, state, situation, book)


def harder(slot: ExerciseState, state: ControllerState, situation: Situation, book: Rulebook) -> NewRung | None:
    """The rung above that is allowed and whose lightest implement is not too heavy, the nearest first."""
    now = book.exercise(slot.rung.exercise)
    found = [e for e in _named(now.progress_to, book) if e.ladder and _earned(e, slot, book)]
    ordered = sorted(found, key=lambda e: (e.level, -_shared(e, now), e.id))
    return _first_allowed(ordered, slot, state, situation, book)


def substitute(slot: ExerciseState, state: ControllerState, situation: Situation, book: Rulebook) -> NewRung | None:
    """Another exercise for the same purpose, a level down where there is one and never harder, of another kind."""
    now = book.exercise(slot.rung.exercise)
    most = max(1, now.level - 1)
    found = [
        e
        for e in book.library.exercises.values()
        if e.level <= most and e.stem != now.stem and _shared(e, now) and e.ladder == now.ladder
    ]
    ordered = sorted(found, key=lambda e: (e.region != now.region, -_shared(e, now), -e.level, e.id))
    return _first_allowed(ordered, slot, state, situation, book)


def least_reps(exercise: Exercise, book: Rulebook) -> int:
    """Fewest repetitions of a set; the exercise's own bounds win, and holds may be single."""
    if exercise.load_type == "hold":
        return book.library.bounds.holds_per_set[0]
    own = exercise.bounds.get("reps")
    return int(own[0]) if own else book.library.bounds.reps_min


def _first_allowed(
    found: Iterable[Exercise],
    slot: ExerciseState,
    state: ControllerState,
    situation: Situation,
    book: Rulebook,
) -> NewRung | None:
    known = with_history(state, situation)
    taken = {*state.banned, *(s.rung.exercise for s in state.exercises)}
    for exercise in found:
        if exercise.id in taken or known.cautions(exercise) or exclusions(exercise, known, slot.setting):
            continue
        dose = shape(exercise, known, slot.setting).dose
        if dose is not None:
            return NewRung(exercise, dose, least_reps(exercise, book))
    return None


def with_history(state: ControllerState, situation: Situation) -> Situation:
    """``situation`` with what the logs say: how long each exercise was done and the heaviest load lifted in it."""
    day = state.day or 0
    seen = tuple(
        ExerciseHistory(
            exercise=slot.rung.exercise, weeks=max(0.0, (day - slot.since) / 7), last_load_kg=slot.heaviest_kg
        )
        for slot in state.exercises
    )
    mine = {entry.exercise for entry in seen}
    others = tuple(entry for entry in situation.request.history if entry.exercise not in mine)
    return replace(situation, request=situation.request.model_copy(update={"history": (*others, *seen)}))


def _named(ids: Iterable[str], book: Rulebook) -> list[Exercise]:
    return [book.exercise(exercise_id) for exercise_id in ids]


def _shared(one: Exercise, other: Exercise) -> int:
    return len(set(one.factors) & set(other.factors))


def _earned(exercise: Exercise, slot: ExerciseState, book: Rulebook) -> bool:
    """The top level asks for several green sessions on the rung below; the composer asks for a trainer."""
    rules = book.control.progress
    return exercise.level < rules.top_level or slot.greens >= rules.top_level_greens
