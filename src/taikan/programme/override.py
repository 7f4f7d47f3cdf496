"""A trainer changes a programme: what becomes of it, which limits that breaks, and how well it still fits.

Nothing is forbidden but what the safety gate closes; a limit that protects the client needs a reason, which is kept.
"""

from typing import Literal

from ortools.sat.python import cp_model
from pydantic import Field, model_validator

from taikan.core.records import Record
from taikan.knowledge.composer_rules import ComposerRules, load_composer_rules
from taikan.knowledge.exercise_models import ExerciseLibrary
from taikan.knowledge.safety_models import Safety
from taikan.programme.candidates import candidates
from taikan.programme.conflict import as_if_allowed
from taikan.programme.dose import item_seconds
from taikan.programme.frames import frames
from taikan.programme.model import SCALE, WeekModel
from taikan.programme.records import (
    BLOCKS,
    Dose,
    PlannedItem,
    PlannedSession,
    PlanRequest,
    Programme,
    Setting,
    Violation,
)
from taikan.programme.situation import Situation
from taikan.programme.verify import verify

_CLOSED = ("safety_level", "nothing_today")
"""What only the safety gate can open again."""


class TrainerChange(Record):
    """One change of ``exercise`` in ``session``.

    ``swap`` puts ``instead`` in its place, ``dose`` sets its dose, ``lock`` and ``unlock`` concern later plans.
    ``reason``: needed where a safety limit is set aside.
    """

    kind: Literal["swap", "remove", "add", "dose", "lock", "unlock"]
    exercise: str
    session: str | None = None
    instead: str | None = None
    dose: Dose | None = None
    reason: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _says_enough(self) -> "TrainerChange":
        if (self.kind in ("lock", "unlock")) != (self.session is None):
            raise ValueError("a lock is for the whole plan, anything else for one session")
        if (self.kind == "swap") != (self.instead is not None):
            raise ValueError("a swap, and only a swap, says what comes instead")
        if self.kind == "dose" and self.dose is None:
            raise ValueError("which dose?")
        return self


class Consequence(Record):
    """What a change does. ``programme`` and ``request`` as they would be, whether or not it is ``applied``.

    ``violations``: limits broken that were not before. ``percent``: change of how well the plan fits, of the value
    before. ``needs_reason``: a safety limit is set aside without one. ``refused``: the gate is closed.
    """

    change: TrainerChange
    programme: Programme
    request: PlanRequest
    violations: tuple[Violation, ...]
    percent: float
    needs_reason: bool
    refused: bool

    @property
    def applied(self) -> bool:
        """Whether the change holds."""
        return not self.needs_reason and not self.refused


def override(
    programme: Programme,
    change: TrainerChange,
    request: PlanRequest,
    library: ExerciseLibrary,
    safety: Safety,
    rules: ComposerRules | None = None,
) -> Consequence:
    """What ``change`` does to ``programme``. Raises ``KeyError`` for a session or exercise that is not there."""
    situation = Situation(request, library, safety, rules or load_composer_rules())
    changed, asked = _changed(programme, change, situation), _asked(change, request)
    before = verify(programme, request, library, safety, situation.rules)
    after = verify(changed, asked, library, safety, situation.rules)
    new = tuple(violation for violation in after if violation not in before)
    old_worth, new_worth = worth(programme, situation), worth(changed, situation)
    return Consequence(
        change=change,
        programme=changed,
        request=asked,
        violations=new,
        percent=100 * (new_worth - old_worth) / max(abs(old_worth), 1e-9),
        needs_reason=change.reason is None and any(violation.safety for violation in new),
        refused=any(violation.limit in _CLOSED for violation in after),
    )


def worth(programme: Programme, situation: Situation) -> float:
    """The composer's own value of ``programme``, in its units, whatever limits the programme breaks."""
    model = WeekModel(situation, frames(situation))
    model.add_candidates(candidates(situation))
    numbers = {frame.id: number for number, frame in enumerate(model.frames)}
    used: dict[tuple[int, str], int] = {}
    for session in programme.sessions:
        for item in session.items:
            key = (numbers[session.id], item.exercise)
            if key not in model.used:
                model.add(key[0], as_if_allowed(item.exercise, situation, session.setting))
            used[key] = min(item.dose.sets, model.used[key].dose.sets)
    for key, sets in model.sets.items():
        model.model.add(sets == used.get(key, 0))
    model.add_goal()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.solve(model.model)
    return solver.objective_value / SCALE


def _asked(change: TrainerChange, request: PlanRequest) -> PlanRequest:
    """Locks are part of what is asked of later plans."""
    others = tuple(name for name in request.locked if name != change.exercise)
    if change.kind == "lock":
        return request.model_copy(update={"locked": (*others, change.exercise)})
    if change.kind == "unlock":
        return request.model_copy(update={"locked": others})
    return request


def _changed(programme: Programme, change: TrainerChange, situation: Situation) -> Programme:
    if change.session is None:
        return programme
    if change.session not in {session.id for session in programme.sessions}:
        raise KeyError(change.session)
    sessions = tuple(
        _session(session, change, situation) if session.id == change.session else session
        for session in programme.sessions
    )
    return programme.model_copy(update={"sessions": sessions, "hard_sets": _hard_sets(sessions, situation)})


def _session(session: PlannedSession, change: TrainerChange, situation: Situation) -> PlannedSession:
    there = {item.exercise: item for item in session.items}
    if change.kind != "add" and change.exercise not in there:
        raise KeyError(change.exercise)
    if change.kind in ("remove", "swap"):
        del there[change.exercise]
    new = change.instead or change.exercise
    if change.kind != "remove":
        there[new] = _item(new, change.dose, session.setting, there.get(new), situation)
    order, exercises = situation.rules.sessions.order_of, situation.library.exercises
    items = tuple(sorted(there.values(), key=lambda item: (*order(exercises[item.exercise]), item.exercise)))
    return session.model_copy(update={"items": items, "total_s": sum(item.item_s for item in items)})


def _item(
    name: str, dose: Dose | None, setting: Setting, before: PlannedItem | None, situation: Situation
) -> PlannedItem:
    """The item with the trainer's dose, or the one the client would get."""
    candidate = as_if_allowed(name, situation, setting)
    dose = dose or candidate.dose
    block = situation.rules.sessions.block_name(candidate.exercise)
    return PlannedItem(
        exercise=name,
        block=next(known for known in BLOCKS if known == block),
        dose=dose,
        item_s=item_seconds(candidate.exercise, dose, situation.library),
        hard=candidate.exercise.region != "none" and dose.rpe >= situation.rules.sessions.hard_rpe,
        reasons=before.reasons if before is not None else (),
    )


def _hard_sets(sessions: tuple[PlannedSession, ...], situation: Situation) -> dict[str, float]:
    total: dict[str, float] = {}
    for session in sessions:
        for item in session.items:
            if item.hard:
                region = situation.library.exercises[item.exercise].region
                total[region] = total.get(region, 0) + item.dose.sets * len(session.days)
    return total
