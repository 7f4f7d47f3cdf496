"""Changes of a programme by a trainer. Each gives a new programme; what it breaks is said by ``programme.verify``."""

from collections.abc import Callable

from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.safety_files import load_safety
from taikan.programme.dose import item_seconds, shape
from taikan.programme.records import BLOCKS, Dose, PlannedItem, PlannedSession, PlanRequest, Programme, Violation
from taikan.programme.verify import verify
from taikan.studio.programmes.composing import situation_of

Items = list[PlannedItem]


class NoSuchItemError(Exception):
    """The session or exercise is not in this version."""


def broken(programme: Programme, request: PlanRequest) -> tuple[Violation, ...]:
    """Every hard limit the programme breaks."""
    return verify(programme, request, load_exercises(), load_safety())


def swap(programme: Programme, request: PlanRequest, session: str, exercise: str, other: str) -> Programme:
    """``other`` in the place of ``exercise``, with its own dose."""

    def change(items: Items, place: int, setting: PlannedSession) -> None:
        items[place] = _new_item(other, request, setting, items[place])

    return _changed(programme, request, session, exercise, change)


def move(programme: Programme, request: PlanRequest, session: str, exercise: str, step: int) -> Programme:
    """``exercise`` one place earlier (-1) or later (1)."""

    def change(items: Items, place: int, _session: PlannedSession) -> None:
        items.insert(min(max(place + step, 0), len(items) - 1), items.pop(place))

    return _changed(programme, request, session, exercise, change)


def remove(programme: Programme, request: PlanRequest, session: str, exercise: str) -> Programme:
    """The session without ``exercise``."""

    def change(items: Items, place: int, _session: PlannedSession) -> None:
        del items[place]

    return _changed(programme, request, session, exercise, change)


def redose(programme: Programme, request: PlanRequest, session: str, exercise: str, dose: Dose) -> Programme:
    """``exercise`` with another dose."""

    def change(items: Items, place: int, _session: PlannedSession) -> None:
        items[place] = items[place].model_copy(update={"dose": dose})

    return _changed(programme, request, session, exercise, change)


def add(programme: Programme, request: PlanRequest, session: str, exercise: str) -> Programme:
    """``exercise`` at the end of its block."""
    found = _session(programme, session)
    if exercise not in load_exercises().exercises or any(i.exercise == exercise for i in found.items):
        raise NoSuchItemError
    item = _new_item(exercise, request, found, None)
    items = sorted((*found.items, item), key=lambda one: BLOCKS.index(one.block))
    return _with(programme, request, found, items)


def lock(request: PlanRequest, exercise: str) -> PlanRequest:
    """``exercise`` stays in the next composition, or is free again."""
    locked = tuple(one for one in request.locked if one != exercise)
    return request.model_copy(update={"locked": locked if len(locked) < len(request.locked) else (*locked, exercise)})


def _changed(
    programme: Programme,
    request: PlanRequest,
    session: str,
    exercise: str,
    change: Callable[[Items, int, PlannedSession], None],
) -> Programme:
    found = _session(programme, session)
    items = list(found.items)
    place = next((n for n, item in enumerate(items) if item.exercise == exercise), None)
    if place is None:
        raise NoSuchItemError
    change(items, place, found)
    return _with(programme, request, found, items)


def _session(programme: Programme, session: str) -> PlannedSession:
    for one in programme.sessions:
        if one.id == session:
            return one
    raise NoSuchItemError


def _new_item(name: str, request: PlanRequest, session: PlannedSession, old: PlannedItem | None) -> PlannedItem:
    situation = situation_of(request)
    exercise = situation.library.exercises.get(name)
    if exercise is None:
        raise NoSuchItemError
    shaped = shape(exercise, situation, session.setting)
    dose = shaped.dose or Dose.model_validate(exercise.dose.model_dump(exclude={"freq_wk"}))
    block = next(b for b in BLOCKS if b == situation.rules.sessions.block_name(exercise))
    others = tuple(s for s in (old.exercise, *old.substitutes) if s != name) if old is not None else ()
    return PlannedItem(
        exercise=name,
        block=block,
        dose=dose,
        item_s=item_seconds(exercise, dose, situation.library),
        limits=shaped.limits,
        substitutes=others,
    )


def _with(programme: Programme, request: PlanRequest, session: PlannedSession, items: Items) -> Programme:
    """The programme with ``items`` in ``session``; times and hard sets counted afresh."""
    situation = situation_of(request)
    library, least = situation.library, situation.rules.sessions.hard_rpe
    counted = tuple(
        item.model_copy(
            update={
                "item_s": item_seconds(library.exercises[item.exercise], item.dose, library),
                "hard": library.exercises[item.exercise].region != "none" and item.dose.rpe >= least,
            }
        )
        for item in items
    )
    changed = session.model_copy(update={"items": counted, "total_s": sum(item.item_s for item in counted)})
    sessions = tuple(changed if one.id == session.id else one for one in programme.sessions)
    hard: dict[str, float] = {}
    for one in sessions:
        for item in (i for i in one.items if i.hard):
            region = library.exercises[item.exercise].region
            hard[region] = hard.get(region, 0) + item.dose.sets * len(one.days)
    return programme.model_copy(update={"sessions": sessions, "hard_sets": hard})
