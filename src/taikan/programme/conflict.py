"""Why there is no plan: the smallest set of limits that cannot hold together, and what to give up, each tried out."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count

from ortools.sat.python import cp_model

from taikan.programme.candidates import Candidate, Candidates, exclusions, value
from taikan.programme.dose import set_seconds, shape
from taikan.programme.frames import Frame, frames, longest_s
from taikan.programme.model import WeekModel
from taikan.programme.records import Conflict, Dose, LimitNote, PlanRequest, Setting
from taikan.programme.situation import Situation

Feasible = Callable[[PlanRequest], bool]
_GIVE_UP = ("time", "equipment", "barred", "locked", "session_needed")
"""What a client or trainer may give up, the least loss first; everything else is safety or sense."""
_STEP_S = 60.0


def conflict(situation: Situation, found: Candidates, feasible: Feasible) -> Conflict:
    """The limits in conflict for a request without a plan. ``feasible`` says whether a changed request has one."""
    core = smallest_conflict(situation, found)
    return Conflict(limits=core, relaxations=tuple(_relaxations(situation, core, feasible)))


def smallest_conflict(situation: Situation, found: Candidates) -> tuple[LimitNote, ...]:
    """A set of limits that cannot hold together and of which none can be left out.

    If they can after all, the search was too short, and that is said.
    """
    model = _switched(situation, found)
    switches = [literal for _, literal in model.switches]
    core = _core(model, switches, situation)
    if core is None:
        return (LimitNote(limit="search"),)
    for literal in list(core):
        without = [kept for kept in core if kept is not literal]
        if _core(model, without, situation) is not None:
            core = without
    notes = {literal.index: note for note, literal in model.switches}
    return tuple(notes[literal.index] for literal in core)


def _core(model: WeekModel, switches: list[cp_model.IntVar], situation: Situation) -> list[cp_model.IntVar] | None:
    """Those of ``switches`` that are enough for a conflict, ``None`` if they can all hold."""
    model.model.clear_assumptions()
    model.model.add_assumptions(switches)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = situation.request.seed
    if solver.solve(model.model) != cp_model.INFEASIBLE:
        return None
    enough = set(solver.sufficient_assumptions_for_infeasibility())
    return [switch for switch in switches if switch.index in enough]


def _switched(situation: Situation, found: Candidates) -> WeekModel:
    """The week with every limit behind a switch, and the excluded exercises somebody asked for let in."""
    model = WeekModel(situation, frames(situation), switched=True)
    model.add_candidates(found)
    for number, frame in enumerate(model.frames):
        for name in _of_interest(situation, found, frame):
            key = model.add(number, as_if_allowed(name, situation, frame.setting))
            for note in _why_out(name, situation, frame.setting):
                model.forbid(key, note)
    model.add_limits()
    return model


def _of_interest(situation: Situation, found: Candidates, frame: Frame) -> Iterable[str]:
    """Excluded exercises that were locked; where nothing is allowed at all, every excluded one."""
    there = found.allowed[frame.setting]
    wanted = situation.request.locked if there else (*situation.request.locked, *found.excluded)
    return dict.fromkeys(name for name in wanted if name not in there and name in situation.library.exercises)


def as_if_allowed(name: str, situation: Situation, setting: Setting) -> Candidate:
    """An excluded exercise as if no limit were there, with the dose it could have."""
    exercise = situation.library.exercises[name]
    dose = shape(exercise, situation, setting).dose or Dose.model_validate(
        exercise.dose.model_dump(exclude={"freq_wk"})
    )
    return Candidate(
        exercise=exercise,
        place=situation.rules.sessions.place_of(exercise).id,
        dose=dose,
        limits=(),
        score=value(exercise, situation),
        set_s=set_seconds(exercise, dose, situation.library),
        hard=False,
    )


def _why_out(name: str, situation: Situation, setting: Setting) -> tuple[LimitNote, ...]:
    exercise = situation.library.exercises[name]
    return exclusions(exercise, situation, setting) or shape(exercise, situation, setting).limits


def _relaxations(situation: Situation, core: tuple[LimitNote, ...], feasible: Feasible) -> Iterator[LimitNote]:
    """What alone gives a plan, the least loss first; each was tried."""
    for kind in _GIVE_UP:
        for note in core:
            if note.limit == kind:
                for enough, changed in _loosened(note, situation):
                    if feasible(changed):
                        yield enough
                        break


def relax(note: LimitNote, request: PlanRequest, situation: Situation) -> PlanRequest:
    """``request`` with the relaxation ``note`` taken; unchanged if the limit is none that may be given up."""
    return next((changed for enough, changed in _loosened(note, situation) if enough == note), request)


def _loosened(note: LimitNote, situation: Situation) -> Iterator[tuple[LimitNote, PlanRequest]]:
    """The request without the limit, in steps where there are several: how much was given up, and the request then."""
    request = situation.request
    if note.limit == "time":
        yield from _longer(note, situation)
    elif note.limit == "locked":
        yield note, request.model_copy(update={"locked": _less(request.locked, note.by)})
    elif note.limit == "barred":
        yield note, request.model_copy(update={"barred": _less(request.barred, note.by)})
    elif note.limit == "equipment":
        setting: Setting = "gym" if note.values["setting"] == "gym" else "home"
        there = situation.inventory(setting)
        more = there.model_copy(update={"equipment": (*there.equipment, note.by)})
        yield note, request.model_copy(update={"inventory": {**request.inventory, setting: more}})
    elif note.limit == "session_needed" and len(request.slots) > 1:
        slot = _frame(note, situation).slot
        yield note, request.model_copy(update={"slots": (*request.slots[:slot], *request.slots[slot + 1 :])})


def _longer(note: LimitNote, situation: Situation) -> Iterator[tuple[LimitNote, PlanRequest]]:
    frame, slots = _frame(note, situation), situation.request.slots
    for step in count(1):
        budget = frame.budget_s + step * _STEP_S
        if budget > longest_s(situation, frame.setting):
            return
        longer = slots[frame.slot].model_copy(update={"budget_s": budget})
        changed = (*slots[: frame.slot], longer, *slots[frame.slot + 1 :])
        values = {**note.values, "minutes": round(budget / 60, 1)}
        yield note.model_copy(update={"values": values}), situation.request.model_copy(update={"slots": changed})


def _frame(note: LimitNote, situation: Situation) -> Frame:
    return next(f for f in frames(situation) if f.id == note.values["session"])


def _less(names: tuple[str, ...], name: str | None) -> tuple[str, ...]:
    return tuple(n for n in names if n != name)
