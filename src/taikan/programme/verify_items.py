"""The independent check of one item: is the exercise allowed at all, and does its dose keep within every cap."""

from collections.abc import Iterator
from itertools import combinations
from math import floor

from taikan.knowledge.exercise_models import Exercise
from taikan.programme.records import Dose, PlannedItem, PlannedSession, Setting, Violation
from taikan.programme.verify_client import Client

_SMALL = 1e-6


def item_violations(item: PlannedItem, session: PlannedSession, client: Client) -> Iterator[Violation]:
    """Every limit the item breaks where it stands."""
    exercise, setting = client.library.exercises[item.exercise], session.setting
    where = {"session": session.id, "exercise": item.exercise}
    for limit, by in client.reasons_out(exercise, setting):
        yield Violation(limit=limit, by=by, session=session.id, exercise=item.exercise)
    if client.gives_way(exercise, setting):
        yield Violation(limit="caution_easier", session=session.id, exercise=item.exercise)
    if abs(client.item_s(item) - item.item_s) > _SMALL:
        yield Violation(limit="time", session=session.id, exercise=item.exercise)
    hard = exercise.region != "none" and item.dose.rpe >= client.rules.sessions.hard_rpe
    if hard != item.hard:
        yield Violation(limit="hard_sets", by=exercise.region, session=session.id, exercise=item.exercise)
    caps = (*_effort(exercise, item.dose, setting, client), *_bounds(exercise, item.dose, client))
    for limit, value, most in (*caps, *_caution(exercise, item.dose, setting, client)):
        if value > most + _SMALL:
            yield Violation(limit=limit, values={"value": value, "most": most}, **where)
    for limit in _load(exercise, item.dose, setting, client):
        yield Violation(limit=limit, **where)


Cap = tuple[str, float, float]
"""Limit, value, and the most it may be."""


def _effort(exercise: Exercise, dose: Dose, setting: Setting, client: Client) -> Iterator[Cap]:
    yield "rpe_cap", dose.rpe, _rpe(setting, client)
    yield "sets_cap", dose.sets, max(1, floor(_sets(exercise, setting, client) * client.request.volume + 1e-9))
    if dose.hold_s is not None:
        yield "hold_cap", dose.hold_s, _hold(exercise, client)
    if dose.sets > 1:
        rests = [m.rest_min_s for m in client.modifiers.values()]
        if client.library.is_strength(exercise):
            rests += [p.rest_min_s for p in client.populations if p.rest_min_s is not None]
        yield "rest_least", max(rests, default=0.0), dose.rest_s


def _rpe(setting: Setting, client: Client) -> float:
    request, supervised = client.request, client.library.supervised
    cap = client.library.phases[request.phase].rpe
    if client.trained_by_someone(setting) and request.phase in supervised.phases:
        cap = max(cap, supervised.rpe)
    cap = min([cap, *(p.rpe_cap for p in client.populations if p.rpe_cap is not None)])
    cap -= client.rules.sessions.level_c_rpe if request.level == "C" else 0
    return min([cap, *(m.rpe_cap for m in client.modifiers.values())])


def _sets(exercise: Exercise, setting: Setting, client: Client) -> float:
    request, library = client.request, client.library
    if not library.is_strength(exercise) and (exercise.dose.time_s or exercise.dose.distance_m):
        return exercise.bounds.get("rounds", library.bounds.rounds)[1]
    caps = library.phases[request.phase]
    most: float = caps.sets_gentle
    if library.is_strength(exercise):
        trainer = client.trained_by_someone(setting) and request.phase in library.supervised.phases
        most = max(caps.sets, library.supervised.sets) if trainer else caps.sets
        most = min([most, *(p.sets for p in client.populations if p.sets is not None)])
    return min(most, exercise.bounds.get("sets", library.bounds.sets)[1])


def _hold(exercise: Exercise, client: Client) -> float:
    caps, library = client.library.phases[client.request.phase], client.library
    most = caps.hold_s if library.is_strength(exercise) else caps.hold_gentle_s
    if exercise.family == client.rules.sessions.breath_family:
        most = client.rules.sessions.breath_hold_s
    top = exercise.bounds.get("hold_s", (0.0, library.bounds.hold_top_s))[1]
    codes = [m.hold_cap_s for code, m in client.modifiers.items() if code != "pelvic_pain"]
    return min([most, top, *codes, *(p.hold_cap_s for p in client.populations if p.hold_cap_s is not None)])


def _bounds(exercise: Exercise, dose: Dose, client: Client) -> Iterator[Cap]:
    """Repetitions as far as the exercise may ever go: 15, or four above its start; holds ten a set."""
    bounds, start = client.library.bounds, exercise.dose.reps
    if dose.reps is not None and start is not None:
        if dose.hold_s is not None and exercise.load_type == "hold":
            top = float(max(bounds.holds_per_set[1], start))
        else:
            top = float(max(bounds.reps_top_least, start + bounds.reps_top_above_start))
        yield "reps_top", dose.reps, exercise.bounds.get("reps", (0.0, top))[1]


def _caution(exercise: Exercise, dose: Dose, setting: Setting, client: Client) -> Iterator[Cap]:
    codes = client.cautions(exercise)
    if codes:
        yield "caution", dose.range, max(0.1, min(client.safety.modifiers[code].range for code in codes))
        full = min(_reached_sets(exercise, client), _sets(exercise, setting, client))
        yield "caution", dose.sets, max(1, floor(full * client.rules.sessions.caution_sets))


def _reached_sets(exercise: Exercise, client: Client) -> int:
    doses = [h.dose for h in client.request.history if h.exercise == exercise.id]
    return doses[0].sets if doses and doses[0] is not None else exercise.dose.sets


def _load(exercise: Exercise, dose: Dose, setting: Setting, client: Client) -> Iterator[str]:
    if dose.load_kg is None:
        return
    rules, request = client.rules.loads, client.request
    mass = request.mass_kg if request.mass_kg is not None else rules.unknown_mass_kg
    cap = next(c for c in rules.cap if c.concerns(exercise))
    if dose.load_kg > mass * (cap.supervised if client.trained_by_someone(setting) else cap.alone) + _SMALL:
        yield cap.limit
    if exercise.family == "task" and client.cautions(exercise):
        yield "load_empty_handed"
    if not any(abs(dose.load_kg - kg) < 1e-3 for kg in _there(exercise, setting, client)):
        yield "load_none_there"
    if not any(h.exercise == exercise.id for h in request.history) and exercise.start_load_percent is not None:
        share = exercise.start_load_percent
        percent = share[request.sex] if request.sex in share else min(share.values())
        factors = [1.0, *(m.start_factor for m in client.modifiers.values())]
        factors += [rules.age.factor] if request.age is not None and request.age >= rules.age.from_years else []
        lifted = [
            h.last_load_kg * rules.carry_over
            for h in request.history
            if h.last_load_kg is not None and client.library.exercises[h.exercise].family == exercise.family
        ]
        if dose.load_kg > max([mass * percent / 100 * min(factors), *lifted]) + _SMALL:
            yield "load_start"


def _there(exercise: Exercise, setting: Setting, client: Client) -> set[float]:
    """Every load that can be made of what there is, kg in both hands."""
    there, rules = client.request.inventory.get(setting), client.rules.loads.implements
    loads: set[float] = set()
    if there is None:
        return loads
    if "dumbbell" in exercise.equipment:
        masses = there.dumbbells_kg or (rules.bottles_kg if "dumbbell" in there.equipment else ())
        hands = 1 if exercise.id in rules.dumbbell_one_hand else 2
        loads |= {hands * mass for mass in masses}
    if "kettlebell" in exercise.equipment:
        loads |= set(there.kettlebells_kg)
    if "barbell" in exercise.equipment:
        plates = there.plates_kg
        sums = [sum(chosen) for n in range(len(plates) + 1) for chosen in combinations(plates, n)]
        loads |= {bar + 2 * one_side for bar in there.barbells_kg for one_side in sums}
    if there.machine_step_kg and set(exercise.equipment) & set(rules.machines):
        loads |= {n * there.machine_step_kg for n in range(1, rules.machine_steps + 1)}
    if set(exercise.equipment) & set(rules.fillable):
        loads |= {n * rules.fillable_step_kg for n in range(1, rules.machine_steps + 1)}
    return loads
