"""How much of an exercise: the full dose, cut by phase, trainer, codes, populations and volume, with every cut noted.

Order: the dose reached (or the full one) -> phase and trainer -> modifier codes and populations -> caution -> load ->
volume (load list, sections 2 and 11; safety list, section 4). The lowest cap wins.
"""

import math
from dataclasses import dataclass, field, replace

from taikan.knowledge.exercise_models import Exercise, ExerciseLibrary
from taikan.programme.loads import Lifter, StartLoad, implements, is_empty_handed, start_load
from taikan.programme.records import Dose, LimitNote, Setting
from taikan.programme.situation import Situation

_TOO_HEAVY = "load_lightest_too_heavy"
_NOTHING_TO_LIFT = LimitNote(limit="load_none_there")
_TEMPO = "3-1-2"


@dataclass(frozen=True)
class Shaped:
    """A dose and what shaped it; without ``dose`` the exercise cannot be done, for the reasons in ``limits``."""

    dose: Dose | None
    limits: tuple[LimitNote, ...] = ()


@dataclass(frozen=True)
class _Draft:
    sets: int
    reps: float | None
    hold_s: float | None
    time_s: float | None
    distance_m: float | None
    per_side: bool
    rest_s: float
    rpe: float
    range: float = 1.0
    tempo: str | None = None
    load: StartLoad = field(default_factory=StartLoad)
    notes: tuple[LimitNote, ...] = ()

    def cut(self, note: LimitNote, **changes: object) -> "_Draft":
        return replace(self, notes=(*self.notes, note), **changes)  # type: ignore[arg-type]


def shape(exercise: Exercise, situation: Situation, setting: Setting) -> Shaped:
    """The dose of ``exercise`` in ``setting`` for the client of ``situation``."""
    draft = _start(exercise, situation)
    if draft.hold_s is not None and situation.hold_cap(exercise) <= 0:
        return Shaped(None, (LimitNote(limit="no_holds"),))
    draft = _capped(draft, exercise, situation, setting)
    draft = _rested(draft, exercise, situation)
    draft = _cautioned(draft, exercise, situation)
    draft = replace(draft, load=_load(exercise, situation, setting))
    if draft.load.too_heavy:
        return Shaped(None, tuple(n for n in draft.load.limits if n.limit == _TOO_HEAVY) or (_NOTHING_TO_LIFT,))
    draft = _with_volume(draft, situation)
    return Shaped(_dose(draft), (*draft.notes, *draft.load.limits))


def item_seconds(exercise: Exercise, dose: Dose, library: ExerciseLibrary) -> float:
    """How long ``dose`` takes, seconds: setting up, the work of all sets and sides, and the rests between."""
    work = set_seconds(exercise, dose, library)
    return library.time.setup_s + dose.sets * work + (dose.sets - 1) * dose.rest_s


def set_seconds(exercise: Exercise, dose: Dose, library: ExerciseLibrary) -> float:
    """How long one set takes, both sides, without rest, seconds."""
    time = library.time
    if dose.time_s is not None:
        work = dose.time_s
    elif dose.distance_m is not None:
        work = dose.distance_m / time.walk_m_per_s
    elif dose.hold_s is not None:
        work = (dose.reps or 0) * (dose.hold_s + time.hold_extra_s)
    else:
        work = (dose.reps or 0) * (time.rep_strength_s if library.is_strength(exercise) else time.rep_gentle_s)
    return work * (2 if dose.per_side else 1)


def _start(exercise: Exercise, situation: Situation) -> _Draft:
    """The dose the client has reached, else the full dose of the library."""
    known = situation.history.get(exercise.id)
    full = known.dose if known is not None and known.dose is not None else exercise.dose
    strength = situation.library.is_strength(exercise)
    tempo = _TEMPO if strength and full.reps is not None and full.hold_s is None else None
    return _Draft(
        sets=full.sets,
        reps=full.reps,
        hold_s=full.hold_s,
        time_s=full.time_s,
        distance_m=full.distance_m,
        per_side=full.per_side,
        rest_s=full.rest_s,
        rpe=full.rpe,
        tempo=tempo,
    )


def _capped(draft: _Draft, exercise: Exercise, situation: Situation, setting: Setting) -> _Draft:
    sets, rpe, hold = (
        situation.sets_cap(exercise, setting),
        situation.rpe_cap(setting),
        situation.hold_cap(exercise),
    )
    if draft.sets > sets:
        draft = draft.cut(LimitNote(limit="sets_cap", values={"sets": sets}), sets=sets)
    if draft.rpe > rpe:
        draft = draft.cut(LimitNote(limit="rpe_cap", values={"rpe": rpe}), rpe=rpe)
    if draft.hold_s is not None and draft.hold_s > hold:
        draft = draft.cut(LimitNote(limit="hold_cap", values={"hold_s": hold}), hold_s=hold)
    return draft


def _rested(draft: _Draft, exercise: Exercise, situation: Situation) -> _Draft:
    rest = situation.least_rest(exercise)
    if draft.rest_s < rest and draft.sets > 1:
        draft = draft.cut(LimitNote(limit="rest_least", values={"rest_s": rest}), rest_s=rest)
    slow = [p.tempo for p in situation.populations.values() if p.tempo is not None]
    return replace(draft, tempo=slow[0]) if draft.tempo is not None and slow else draft


def _cautioned(draft: _Draft, exercise: Exercise, situation: Situation) -> _Draft:
    """With a caution code and no easier exercise (candidates look for one first): smaller range, half the sets."""
    codes = situation.cautions(exercise)
    if not codes:
        return draft
    share = min(situation.safety.modifiers[code].range for code in codes)
    sets = max(1, math.floor(draft.sets * situation.rules.sessions.caution_sets))
    notes = tuple(LimitNote(limit="caution", by=code) for code in codes)
    return replace(draft, sets=sets, range=max(share, 0.1), notes=(*draft.notes, *notes))


def _load(exercise: Exercise, situation: Situation, setting: Setting) -> StartLoad:
    """The load reached, as far as there is an implement for it; else the start load."""
    request, rules, inventory = situation.request, situation.rules.loads, situation.inventory(setting)
    known = situation.history.get(exercise.id)
    if known is not None and known.dose is not None and (known.dose.load_kg or known.dose.band):
        there = implements(exercise, inventory, rules)
        reached = [i for i in there if i.band == known.dose.band and (i.load_kg or 0) <= (known.dose.load_kg or 0)]
        if reached:
            return StartLoad(implement=reached[-1])
    family = (situation.library.exercises[h.exercise].family for h in request.history)
    lifted = [h.last_load_kg for h, f in zip(request.history, family, strict=True) if f == exercise.family]
    return start_load(
        exercise,
        lifter(situation, setting),
        inventory,
        rules,
        carried_kg=max((kg for kg in lifted if kg is not None), default=None),
        empty_handed=is_empty_handed(exercise, situation.codes),
    )


def lifter(situation: Situation, setting: Setting) -> Lifter:
    """What of the client decides a load."""
    request = situation.request
    return Lifter(
        mass_kg=request.mass_kg,
        sex=request.sex,
        age=request.age,
        start_factor=situation.limits.start_factor,
        supervised=situation.supervised_in(setting),
    )


def _with_volume(draft: _Draft, situation: Situation) -> _Draft:
    """Fewer sets first, then fewer repetitions, holds, seconds or metres for what sets cannot express."""
    volume = situation.request.volume
    sets = max(1, math.floor(draft.sets * volume + 1e-9))
    rest = min(1.0, volume * draft.sets / sets) * draft.load.reps_factor
    if volume < 1:
        draft = draft.cut(LimitNote(limit="volume", values={"percent": round(100 * volume)}))
    if rest >= 1:
        return replace(draft, sets=sets)
    least = 1 if draft.hold_s is not None else min(situation.library.bounds.reps_min, int(draft.reps or 1))
    return replace(
        draft,
        sets=sets,
        reps=None if draft.reps is None else max(least, math.floor(draft.reps * rest + 1e-9)),
        time_s=None if draft.time_s is None else draft.time_s * rest,
        distance_m=None if draft.distance_m is None else draft.distance_m * rest,
    )


def _dose(draft: _Draft) -> Dose:
    implement = draft.load.implement
    return Dose(
        sets=draft.sets,
        reps=None if draft.reps is None else int(draft.reps),
        hold_s=draft.hold_s,
        time_s=draft.time_s,
        distance_m=draft.distance_m,
        per_side=draft.per_side,
        rest_s=draft.rest_s,
        rpe=draft.rpe,
        load_kg=None if implement is None else implement.load_kg,
        implement=None if implement is None or implement.load_kg is None else implement.label,
        band=None if implement is None else implement.band,
        range=draft.range,
        tempo=draft.tempo,
    )
