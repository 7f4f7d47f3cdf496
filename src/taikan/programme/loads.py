"""Which load: the implements there are, where to start, the next heavier one, and how heavy is too heavy.

Loads are kilograms in both hands together. Nothing here estimates a maximum. Numbers:
``knowledge/programme/loads.toml``.
"""

from collections.abc import Callable, Iterable

from pydantic import Field

from taikan.core.records import Record, Sex
from taikan.knowledge.exercise_models import Exercise, ExerciseLibrary
from taikan.knowledge.load_rules import LoadRules
from taikan.programme.records import Inventory, LimitNote

_ROUNDING_KG = 1e-9


class Lifter(Record):
    """What of a person decides a load. Unknown values are treated with the careful one.

    ``start_factor``: the smallest of the person's modifier codes, 0..1. ``supervised``: a trainer is present.
    """

    mass_kg: float | None = Field(default=None, gt=0)
    sex: Sex | None = None
    age: float | None = Field(default=None, ge=0)
    start_factor: float = Field(default=1.0, gt=0, le=1)
    supervised: bool = False


class Implement(Record):
    """Something to lift or pull: ``load_kg`` in both hands, or a ``band``'s colour; ``label``: "dumbbell 2 x 6 kg"."""

    load_kg: float | None = None
    band: str | None = None
    label: str


class StartLoad(Record):
    """Where to start. Without ``implement`` the exercise carries none, or, if ``too_heavy``, the lightest is too heavy.

    ``reps_factor``: share of the repetitions for the first session. ``limits``: what set or lowered the load.
    """

    implement: Implement | None = None
    too_heavy: bool = False
    reps_factor: float = 1.0
    limits: tuple[LimitNote, ...] = ()


class NextLoad(Record):
    """The next heavier implement, and whether it lies within the largest step of a single increase."""

    implement: Implement
    close: bool


def carries_load(exercise: Exercise, rules: LoadRules) -> bool:
    """Whether ``exercise`` is made harder by kilograms or by a band's colour."""
    return _kind(exercise, rules) is not None


def implements(exercise: Exercise, inventory: Inventory, rules: LoadRules) -> tuple[Implement, ...]:
    """What there is for ``exercise``, lightest first; empty if it carries no load or there is nothing."""
    kind = _kind(exercise, rules)
    if kind is None:
        return ()
    if kind in rules.implements.bands:
        return tuple(Implement(band=colour, label=f"{kind} {colour}") for colour in inventory.bands)
    found: dict[float, str] = {}
    for load, label in _MAKERS.get(kind, _stack_or_filling)(kind, exercise, inventory, rules):
        found.setdefault(round(load, 3), label)
    return tuple(Implement(load_kg=load, label=found[load]) for load in sorted(found))


def cap_kg(exercise: Exercise, lifter: Lifter, rules: LoadRules) -> float:
    """The heaviest load allowed, kg: a share of body mass, smaller without a trainer."""
    cap = rules.cap_for(exercise)
    return _mass(lifter, rules) * (cap.supervised if lifter.supervised else cap.alone)


def is_empty_handed(exercise: Exercise, codes: Iterable[str]) -> bool:
    """Whether a daily-task item starts without a load because of a caution code."""
    return exercise.family == "task" and not set(exercise.caution).isdisjoint(codes)


def start_load(
    exercise: Exercise,
    lifter: Lifter,
    inventory: Inventory,
    rules: LoadRules,
    carried_kg: float | None = None,
    empty_handed: bool = False,
) -> StartLoad:
    """The load of the first session: the nearest implement at or below the start.

    ``carried_kg``: the heaviest load logged in another exercise of the family, taken over with a reduction.
    """
    if not carries_load(exercise, rules):
        return StartLoad()
    if empty_handed:
        return StartLoad(limits=(LimitNote(limit="load_empty_handed"),))
    there = implements(exercise, inventory, rules)
    if not there:
        # A band whose colours nobody listed is still a band; kilograms nobody has are not.
        return StartLoad(too_heavy=_kind(exercise, rules) not in rules.implements.bands)
    if there[0].load_kg is None or exercise.start_load_percent is None:
        return StartLoad(implement=there[0], limits=(LimitNote(limit="load_lightest_first"),))
    carried = carried_kg * rules.carry_over if carried_kg and exercise.family in rules.carry_over_families else 0.0
    start, note = _start_kg(exercise, lifter, rules)
    first = start * rules.first_session
    if carried > start:
        start = first = carried
        note = LimitNote(limit="load_carried_over", values={"kg": round(carried, 2)})
    cap = cap_kg(exercise, lifter, rules)
    limits = (note,) if start <= cap else (note, LimitNote(limit=rules.cap_for(exercise).limit, values={"kg": cap}))
    return _first_session(there, min(first, cap), min(start, cap), limits)


def with_suitable_load(
    exercise: Exercise,
    library: ExerciseLibrary,
    lifter: Lifter,
    inventory: Inventory,
    rules: LoadRules,
    allowed: Callable[[Exercise], bool] = lambda _: True,
) -> tuple[Exercise, StartLoad] | None:
    """``exercise``, or the nearest easier one that is ``allowed`` and whose lightest implement is not too heavy.

    ``None`` when no rung of the ladder fits.
    """
    seen = {exercise.id}
    rungs = [exercise]
    while rungs:
        for rung in rungs:
            start = start_load(rung, lifter, inventory, rules)
            if not start.too_heavy and (rung is exercise or allowed(rung)):
                return rung, start
        easier = dict.fromkeys(name for rung in rungs for name in rung.regress_to if name not in seen)
        seen.update(easier)
        rungs = [library.exercises[name] for name in easier]
    return None


def next_load(
    exercise: Exercise, now: Implement | None, lifter: Lifter, inventory: Inventory, rules: LoadRules
) -> NextLoad | None:
    """The next heavier implement up to the cap, or the next colour; ``None`` when nothing heavier is near enough.

    If several lie within one step, the heaviest of them.
    """
    there = implements(exercise, inventory, rules)
    if not there:
        return None
    if there[0].load_kg is None:
        return _next_colour(there, now)
    current = now.load_kg if now is not None and now.load_kg is not None else 0.0
    jump = max(rules.jump.fraction * current, rules.jump.kg)
    most = min(cap_kg(exercise, lifter, rules), current + jump) + _ROUNDING_KG
    heavier = [i for i in there if i.load_kg is not None and current + _ROUNDING_KG < i.load_kg <= most]
    if not heavier:
        return None
    step = largest_step_kg(exercise, current, rules)
    close = [i for i in heavier if i.load_kg is not None and i.load_kg <= current + step + _ROUNDING_KG]
    return NextLoad(implement=close[-1] if close else heavier[0], close=bool(close))


def largest_step_kg(exercise: Exercise, load_kg: float, rules: LoadRules) -> float:
    """The largest single increase from ``load_kg``, kg."""
    rule = rules.increase
    kilograms = rule.lower_kg if exercise.region in rule.lower_regions else rule.upper_kg
    return min(kilograms, rule.fraction * load_kg)


def lighter(
    exercise: Exercise, now: Implement, factor: float, inventory: Inventory, rules: LoadRules
) -> Implement | None:
    """The heaviest implement at or below ``factor`` of ``now``, or the colour before; ``None`` if there is none."""
    there = implements(exercise, inventory, rules)
    if now.load_kg is None:
        colours = [i.band for i in there]
        index = colours.index(now.band) if now.band in colours else 0
        return there[index - 1] if index else None
    return _at_or_below(there, now.load_kg * factor)


def _start_kg(exercise: Exercise, lifter: Lifter, rules: LoadRules) -> tuple[float, LimitNote]:
    percents = exercise.start_load_percent or {}
    share = percents[lifter.sex] if lifter.sex in percents else min(percents.values())
    factor = lifter.start_factor
    if lifter.age is not None and lifter.age >= rules.age.from_years:
        factor = min(factor, rules.age.factor)
    start = _mass(lifter, rules) * share / 100 * factor
    return start, LimitNote(limit="load_start", values={"percent": share, "factor": factor, "kg": round(start, 2)})


def _first_session(
    there: tuple[Implement, ...], first: float, start: float, limits: tuple[LimitNote, ...]
) -> StartLoad:
    """At or below ``first``; else at or below ``start`` with as many fewer repetitions; else too heavy."""
    light = _at_or_below(there, first)
    if light is not None:
        return StartLoad(implement=light, limits=limits)
    full = _at_or_below(there, start)
    if full is not None:
        return StartLoad(implement=full, reps_factor=first / start, limits=limits)
    values = {"lightest_kg": there[0].load_kg or 0.0, "kg": round(start, 2)}
    return StartLoad(too_heavy=True, limits=(*limits, LimitNote(limit="load_lightest_too_heavy", values=values)))


def _at_or_below(there: tuple[Implement, ...], load_kg: float) -> Implement | None:
    fitting = [i for i in there if i.load_kg is not None and i.load_kg <= load_kg + _ROUNDING_KG]
    return fitting[-1] if fitting else None


def _next_colour(there: tuple[Implement, ...], now: Implement | None) -> NextLoad | None:
    colours = [i.band for i in there]
    index = colours.index(now.band) + 1 if now is not None and now.band in colours else 0
    return NextLoad(implement=there[index], close=True) if index < len(there) else None


def _mass(lifter: Lifter, rules: LoadRules) -> float:
    return lifter.mass_kg if lifter.mass_kg is not None else rules.unknown_mass_kg


def _kind(exercise: Exercise, rules: LoadRules) -> str | None:
    """The equipment of ``exercise`` that carries its load: the task items and bands included."""
    heavy = (*_MAKERS, *rules.implements.machines, *rules.implements.fillable, *rules.implements.bands)
    for kind in exercise.equipment:
        if kind in heavy and (kind not in rules.implements.fillable or exercise.start_load_percent):
            return kind
    return None


_Maker = Callable[[str, Exercise, Inventory, LoadRules], Iterable[tuple[float, str]]]


def _dumbbells(kind: str, exercise: Exercise, inventory: Inventory, rules: LoadRules) -> Iterable[tuple[float, str]]:
    masses = inventory.dumbbells_kg
    if not masses and kind in inventory.equipment:
        masses = rules.implements.bottles_kg
    for mass in masses:
        if exercise.id in rules.implements.dumbbell_one_hand:
            yield mass, f"{kind} {mass:g} kg"
        else:
            yield 2 * mass, f"{kind} 2 x {mass:g} kg"


def _kettlebells(kind: str, _: Exercise, inventory: Inventory, __: LoadRules) -> Iterable[tuple[float, str]]:
    return ((mass, f"{kind} {mass:g} kg") for mass in inventory.kettlebells_kg)


def _barbells(kind: str, _: Exercise, inventory: Inventory, __: LoadRules) -> Iterable[tuple[float, str]]:
    plates = {0.0}
    for plate in inventory.plates_kg:
        plates |= {round(total + plate, 3) for total in plates}
    for bar in inventory.barbells_kg:
        for each in sorted(plates):
            yield bar + 2 * each, f"{kind} {bar:g} + 2 x {each:g} kg" if each else f"{kind} {bar:g} kg"


def _stack_or_filling(kind: str, _: Exercise, inventory: Inventory, rules: LoadRules) -> Iterable[tuple[float, str]]:
    step = inventory.machine_step_kg if kind in rules.implements.machines else rules.implements.fillable_step_kg
    if step is None:
        return ()
    return ((n * step, f"{kind} {n * step:g} kg") for n in range(1, rules.implements.machine_steps + 1))


_MAKERS: dict[str, _Maker] = {"dumbbell": _dumbbells, "kettlebell": _kettlebells, "barbell": _barbells}
