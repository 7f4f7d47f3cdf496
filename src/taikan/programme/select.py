"""Composes a programme: candidates, the week's model, the solver, the answer as a record. Same request, same plan."""

from collections.abc import Iterable
from dataclasses import replace

from ortools.sat.python import cp_model

from taikan.knowledge.composer_rules import ComposerRules, load_composer_rules
from taikan.knowledge.exercise_models import ExerciseLibrary
from taikan.knowledge.safety_models import Safety
from taikan.programme.after import Week, excluded, with_substitutes
from taikan.programme.candidates import Candidate, Candidates, candidates
from taikan.programme.conflict import conflict
from taikan.programme.dose import item_seconds
from taikan.programme.frames import Frame, frames, spread
from taikan.programme.model import SCALE, WeekModel
from taikan.programme.records import (
    BLOCKS,
    Conflict,
    LimitNote,
    PlannedItem,
    PlannedSession,
    PlanReason,
    PlanRequest,
    Programme,
    SolverReport,
)
from taikan.programme.situation import Situation
from taikan.programme.walk import daily_walk


def compose(
    request: PlanRequest, library: ExerciseLibrary, safety: Safety, rules: ComposerRules | None = None
) -> Programme | Conflict:
    """The phase's sessions for ``request``, or the limits in conflict. Safety that allows no training is a conflict."""
    situation = Situation(request, library, safety, rules or load_composer_rules())
    closed = _closed(situation)
    if closed is not None:
        return closed
    found = candidates(situation)
    model = _week(situation, found)
    model.add_goal()
    solver = _solver(situation)
    if solver.solve(model.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _programme(situation, found, model, solver)
    return conflict(situation, found, lambda changed: _has_plan(replace(situation, request=changed)))


def _week(situation: Situation, found: Candidates) -> WeekModel:
    model = WeekModel(situation, frames(situation))
    model.add_candidates(found)
    model.add_limits()
    return model


def _has_plan(situation: Situation) -> bool:
    model = _week(situation, candidates(situation))
    return _solver(situation).solve(model.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _closed(situation: Situation) -> Conflict | None:
    """A conflict where the gate allows no programme, or a code nothing today."""
    level = situation.request.level
    if "programme" not in situation.safety.levels[level].allows:
        return Conflict(limits=(LimitNote(limit="safety_level", by=level),))
    blocking = [code for code in situation.codes if situation.safety.modifiers[code].blocks == "everything_today"]
    if blocking:
        return Conflict(limits=tuple(LimitNote(limit="nothing_today", by=code) for code in blocking))
    return None


def _solver(situation: Situation) -> cp_model.CpSolver:
    search = situation.rules.weights.search
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = situation.request.seed
    solver.parameters.max_deterministic_time = search.deterministic_time
    solver.parameters.relative_gap_limit = search.gap
    # All constraints in the linear relaxation: its bound closes the search; without it most plans stay unproven.
    solver.parameters.linearization_level = 2
    return solver


def _programme(situation: Situation, found: Candidates, model: WeekModel, solver: cp_model.CpSolver) -> Programme:
    days = dict(zip(_by_weight(model.frames), spread([f.per_week for f in _by_weight(model.frames)]), strict=True))
    sessions = tuple(
        _session(situation, frame, days[frame], _taken(number, model, solver))
        for number, frame in enumerate(model.frames)
    )
    done = Week(situation, found, model.frames, sessions, model)
    return Programme(
        phase=situation.request.phase,
        sessions=with_substitutes(done),
        walk=daily_walk(situation),
        excluded=excluded(done),
        hard_sets=done.hard_sets(),
        review_weeks=situation.rules.sessions.review_weeks[situation.request.phase],
        solver=_report(solver),
        seed=situation.request.seed,
    )


def _by_weight(week: Iterable[Frame]) -> tuple[Frame, ...]:
    """The order in which days are given out: the longest sessions first."""
    return tuple(sorted(week, key=lambda frame: (-frame.budget_s, frame.id)))


def _taken(number: int, model: WeekModel, solver: cp_model.CpSolver) -> list[tuple[Candidate, int]]:
    return [
        (candidate, solver.value(model.sets[key]))
        for key, candidate in model.used.items()
        if key[0] == number and solver.boolean_value(model.chosen[key])
    ]


def _session(
    situation: Situation, frame: Frame, days: tuple[int, ...], taken: list[tuple[Candidate, int]]
) -> PlannedSession:
    order = situation.rules.sessions.order_of
    taken = sorted(taken, key=lambda pair: (*order(pair[0].exercise), pair[0].exercise.level, pair[0].exercise.id))
    items = tuple(_item(situation, candidate, sets) for candidate, sets in taken)
    return PlannedSession(
        id=frame.id,
        setting=frame.setting,
        days=days,
        items=items,
        budget_s=frame.budget_s,
        total_s=sum(item.item_s for item in items),
    )


def _item(situation: Situation, candidate: Candidate, sets: int) -> PlannedItem:
    dose = candidate.dose.model_copy(update={"sets": sets})
    name = situation.rules.sessions.block_name(candidate.exercise)
    return PlannedItem(
        exercise=candidate.exercise.id,
        block=next(block for block in BLOCKS if block == name),
        dose=dose,
        item_s=item_seconds(candidate.exercise, dose, situation.library),
        hard=candidate.hard,
        reasons=_reasons(situation, candidate),
        limits=candidate.limits,
    )


def _reasons(situation: Situation, candidate: Candidate) -> tuple[PlanReason, ...]:
    evidence = {need.factor: need.evidence for need in situation.request.needs}
    served = [f for f in candidate.exercise.factors if f in situation.needs]
    return tuple(
        PlanReason(
            factor=factor,
            priority=situation.needs[factor],
            evidence=evidence.get(factor, ()),
            grade=candidate.exercise.evidence.grade,
        )
        for factor in sorted(served, key=lambda f: -situation.needs[f])
    )


def _report(solver: cp_model.CpSolver) -> SolverReport:
    value, bound = solver.objective_value / SCALE, solver.best_objective_bound / SCALE
    gap = max(0.0, (bound - value) / max(abs(value), 1e-9))
    return SolverReport(objective=value, bound=bound, gap=min(1.0, gap), proven=gap <= 1e-9)
