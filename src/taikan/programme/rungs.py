"""Moving along a ladder: how far a dose may go, which exercises are allowed, and the first dose of a new one."""

from collections.abc import Callable, Iterable

from taikan.intake.modifiers import contraindicated
from taikan.intake.modifiers import limits as modifier_limits
from taikan.knowledge.exercise_models import Exercise
from taikan.programme.control_records import ControllerState, ExerciseState, TrainingContext
from taikan.programme.loads import StartLoad, cap_kg, start_load
from taikan.programme.records import Dose, Inventory, Setting
from taikan.programme.rulebook import Rulebook
from taikan.programme.volume import Ceiling, clipped, scaled

_NO_LIMIT = 1e6


def ceiling(exercise: Exercise, context: TrainingContext, book: Rulebook) -> Ceiling:
    """What no dose of ``exercise`` may exceed now: its bounds, the phase, the codes, and the self-guided limits."""
    phase = book.library.phases[context.phase]
    strength = book.library.is_strength(exercise)
    supervised = book.library.supervised if _with_trainer(context, book) else None
    codes = modifier_limits(context.codes, book.safety)
    bounds, general, template = exercise.bounds, book.library.bounds, exercise.dose
    reps_top = max(general.reps_top_least, (template.reps or 0) + general.reps_top_above_start)
    if exercise.load_type == "hold":
        reps_top = general.holds_per_set[1]
    hold = phase.hold_s if strength else phase.hold_gentle_s
    if exercise.family in book.control.progress.breath_families:
        hold = book.control.progress.breath_hold_s
    rpe = supervised.rpe if supervised else phase.rpe
    alone = book.control.progress.self_guided_rpe if context.self_guided else None
    caps = [cap for cap in (codes.rpe_cap, alone) if cap is not None]
    sets = (supervised.sets if supervised else phase.sets) if strength else phase.sets_gentle
    return Ceiling(
        level=supervised.level if supervised else phase.level,
        sets=int(min(sets, bounds.get("sets", general.sets)[1])),
        rounds=int(sets if strength else bounds.get("rounds", general.rounds)[1]),
        reps=int(bounds["reps"][1]) if "reps" in bounds else reps_top,
        hold_s=min(hold, bounds.get("hold_s", (0, general.hold_top_s))[1], codes.hold_cap_s or _NO_LIMIT),
        time_s=(template.time_s or _NO_LIMIT) * book.control.progress.time_top,
        distance_m=(template.distance_m or _NO_LIMIT) * book.control.progress.time_top,
        rpe=min([rpe, *caps]),
        load_kg=cap_kg(exercise, context.lifter, book.loads),
    )


def allowed(
    exercise: Exercise, state: ControllerState, context: TrainingContext, book: Rulebook, setting: Setting
) -> bool:
    """Whether the controller may choose ``exercise``: level, codes, equipment, wishes, and what needs a trainer."""
    return (
        exercise.level <= ceiling(exercise, context, book).level
        and exercise.id not in (*state.banned, *context.barred, *_in_plan(state))
        and not excluded_by_codes(exercise, context, book)
        and equipment_there(exercise, context.inventory.get(setting, Inventory()))
        and _gates_open(exercise, state, context, book)
    )


def excluded_by_codes(exercise: Exercise, context: TrainingContext, book: Rulebook, with_caution: bool = True) -> bool:
    """Whether a modifier code excludes ``exercise``, or (``with_caution``) allows it with care only.

    The controller never moves a client onto an exercise that needs care; the plan may have put it there.
    """
    closed = set(book.safety.closure(context.codes))
    own = closed.intersection((*exercise.contra, *(exercise.caution if with_caution else ())))
    return bool(own) or bool(contraindicated(exercise.id, exercise.family, context.codes, book.safety))


def equipment_there(exercise: Exercise, inventory: Inventory) -> bool:
    """Whether everything ``exercise`` needs is in ``inventory``."""
    there = {"none", *inventory.equipment}
    by_kind = {
        "dumbbell": inventory.dumbbells_kg,
        "kettlebell": inventory.kettlebells_kg,
        "barbell": inventory.barbells_kg,
        "band": inventory.bands,
        "step": inventory.boxes_cm,
    }
    there.update(kind for kind, pieces in by_kind.items() if pieces)
    return there.issuperset(exercise.equipment)


def easier(slot: ExerciseState, state: ControllerState, context: TrainingContext, book: Rulebook) -> Exercise | None:
    """The rung below: one level down if there is one, else of the same level; ``None`` at the foot of the ladder."""
    now = book.exercise(slot.rung.exercise)
    found = [e for e in _named(now.regress_to, book) if e.level <= now.level and _same_kind(e, now)]
    found = [e for e in found if allowed(e, state, context, book, slot.setting)]
    return min(found, key=lambda e: (abs(now.level - 1 - e.level), -_shared(e, now), e.id), default=None)


def harder(
    slot: ExerciseState, state: ControllerState, context: TrainingContext, book: Rulebook
) -> tuple[Exercise, StartLoad] | None:
    """The rung above that is allowed and whose lightest implement is not too heavy, the nearest first."""
    now = book.exercise(slot.rung.exercise)
    for e in sorted(_named(now.progress_to, book), key=lambda e: (e.level, -_shared(e, now), e.id)):
        if e.ladder and allowed(e, state, context, book, slot.setting):
            start = first_load(e, slot, state, context, book)
            if not start.too_heavy:
                return e, start
    return None


def substitute(
    slot: ExerciseState, state: ControllerState, context: TrainingContext, book: Rulebook
) -> Exercise | None:
    """Another exercise for the same purpose, a level down where there is one and never harder, of another kind."""
    now = book.exercise(slot.rung.exercise)
    most = max(1, now.level - 1)
    found = [
        e
        for e in book.library.exercises.values()
        if e.level <= most
        and e.stem != now.stem
        and _shared(e, now)
        and _same_kind(e, now)
        and allowed(e, state, context, book, slot.setting)
        and not first_load(e, slot, state, context, book).too_heavy
    ]
    return max(found, key=lambda e: (e.region == now.region, _shared(e, now), e.level, e.id), default=None)


def first_dose(
    exercise: Exercise, start: StartLoad, share: float, most_sets: int, context: TrainingContext, book: Rulebook
) -> Dose:
    """The dose of a new rung: its full dose clipped, at ``share`` of the volume, with no more than ``most_sets``."""
    full = exercise.dose
    implement = start.implement
    dose = Dose(
        **full.model_dump(exclude={"freq_wk", "sets"}),
        sets=min(full.sets, most_sets),
        load_kg=implement.load_kg if implement else None,
        band=implement.band if implement else None,
        implement=implement.label if implement else None,
    )
    limits = modifier_limits(context.codes, book.safety)
    dose = clipped(dose, ceiling(exercise, context, book)).model_copy(
        update={"range": limits.range or 1.0, "rest_s": max(full.rest_s, limits.rest_min_s or 0)}
    )
    return scaled(dose, share * start.reps_factor, least_reps(exercise, book))


def first_load(
    exercise: Exercise, slot: ExerciseState, state: ControllerState, context: TrainingContext, book: Rulebook
) -> StartLoad:
    """The start load of ``exercise``; in the hinge family a load already lifted carries over."""
    lifted = [
        s.heaviest_kg
        for s in state.exercises
        if s.heaviest_kg is not None and book.exercise(s.rung.exercise).family == exercise.family
    ]
    factor = modifier_limits(context.codes, book.safety).start_factor
    lifter = context.lifter.model_copy(update={"start_factor": min(factor, context.lifter.start_factor)})
    inventory = context.inventory.get(slot.setting, Inventory())
    return start_load(exercise, lifter, inventory, book.loads, max(lifted, default=None))


def least_reps(exercise: Exercise, book: Rulebook) -> int:
    """Fewest repetitions of a set; the exercise's own bounds win, and holds may be single."""
    if exercise.load_type == "hold":
        return book.library.bounds.holds_per_set[0]
    own = exercise.bounds.get("reps")
    return int(own[0]) if own else book.library.bounds.reps_min


def _with_trainer(context: TrainingContext, book: Rulebook) -> bool:
    present = context.lifter.supervised and not context.self_guided
    return present and context.phase in book.library.supervised.phases


def _in_plan(state: ControllerState) -> tuple[str, ...]:
    return tuple(s.rung.exercise for s in state.exercises)


def _named(ids: Iterable[str], book: Rulebook) -> list[Exercise]:
    return [book.exercise(exercise_id) for exercise_id in ids]


def _shared(one: Exercise, other: Exercise) -> int:
    return len(set(one.factors) & set(other.factors))


def _same_kind(candidate: Exercise, now: Exercise) -> bool:
    """A daily task or a gentle item off the ladders is no rung of a strength exercise, and the other way round."""
    return candidate.ladder == now.ladder


def _gates_open(exercise: Exercise, state: ControllerState, context: TrainingContext, book: Rulebook) -> bool:
    checks: tuple[Callable[[Exercise, ControllerState, TrainingContext, Rulebook], bool], ...] = (
        _trainer_gate,
        _impact_gate,
        _form_gate,
    )
    return all(check(exercise, state, context, book) for check in checks)


def _trainer_gate(exercise: Exercise, state: ControllerState, context: TrainingContext, book: Rulebook) -> bool:
    rules = book.control.progress
    if exercise.level < rules.top_level:
        return True
    alone = context.self_guided and exercise.family in rules.trainer_only_families
    greens = max(
        (s.greens for s in state.exercises if exercise.id in book.exercise(s.rung.exercise).progress_to), default=0
    )
    return _with_trainer(context, book) and not alone and greens >= rules.top_level_greens


def _impact_gate(exercise: Exercise, state: ControllerState, context: TrainingContext, book: Rulebook) -> bool:
    rules = book.control.progress
    if exercise.id.startswith(rules.runner_exercises) and not context.runner:
        return False
    if exercise.region not in rules.impact_regions and exercise.id not in rules.impact_exercises:
        return True
    since = [s.green_since for s in state.exercises if s.green_since is not None]
    days = state.day - min(since) if since and state.day is not None else 0
    recent_red = any(state.day is not None and state.day - day < rules.impact_green_days for day in state.red_days)
    codes = book.safety.closure(context.codes)
    return days >= rules.impact_green_days and not recent_red and not set(rules.impact_excluded_by).intersection(codes)


def _form_gate(exercise: Exercise, _: ControllerState, context: TrainingContext, book: Rulebook) -> bool:
    rules = book.control.progress
    if exercise.id in rules.deadlift_gate and not context.deadlift_gate:
        return False
    if exercise.level < rules.form_level:
        return True
    hinge = exercise.family not in rules.hinge_form or context.hinge_passed
    return hinge and (exercise.family not in rules.squat_form or context.squat_passed)
