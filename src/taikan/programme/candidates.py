"""Which exercises a client may do, with their doses, and for the others the limits that keep them out.

A cautioned exercise with an easier one that is clean is replaced by it; without one it stays, smaller (safety list 4).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from taikan.intake.modifiers import contraindicated
from taikan.knowledge.composer_rules import Gates
from taikan.knowledge.exercise_models import Exercise
from taikan.programme.dose import set_seconds, shape
from taikan.programme.records import Dose, LimitNote, Setting
from taikan.programme.situation import Situation

_NOTHING = "none"


@dataclass(frozen=True)
class Candidate:
    """An exercise that may be used in a setting. ``score``: value of its first set; seconds: one set, and all rest."""

    exercise: Exercise
    place: str
    dose: Dose
    limits: tuple[LimitNote, ...]
    score: float
    set_s: float
    hard: bool


@dataclass(frozen=True)
class Candidates:
    """What may be used by setting and id, and what serves a need but may not, with every limit."""

    allowed: dict[Setting, dict[str, Candidate]]
    excluded: dict[str, tuple[LimitNote, ...]]


def candidates(situation: Situation) -> Candidates:
    """All candidates for the settings the request has sessions in."""
    settings = tuple(dict.fromkeys(slot.setting for slot in situation.request.slots))
    allowed: dict[Setting, dict[str, Candidate]] = {setting: {} for setting in settings}
    excluded: dict[str, tuple[LimitNote, ...]] = {}
    for exercise in situation.library.exercises.values():
        score = value(exercise, situation)
        if exercise.id in situation.rules.sessions.daily_walk or (score <= 0 and not _wanted(exercise, situation)):
            continue
        notes: list[LimitNote] = []
        for setting in settings:
            found = candidate(exercise, situation, setting, score)
            if isinstance(found, Candidate):
                allowed[setting][exercise.id] = found
            else:
                notes += [note for note in found if note not in notes]
        if not any(exercise.id in there for there in allowed.values()):
            excluded[exercise.id] = tuple(notes)
    return Candidates(allowed, excluded)


def candidate(
    exercise: Exercise, situation: Situation, setting: Setting, score: float
) -> Candidate | tuple[LimitNote, ...]:
    """``exercise`` as it may be done in ``setting``, or the limits that keep it out."""
    out = exclusions(exercise, situation, setting)
    if out:
        return out
    shaped = shape(exercise, situation, setting)
    if shaped.dose is None:
        return shaped.limits
    hard = exercise.region != _NOTHING and shaped.dose.rpe >= situation.rules.sessions.hard_rpe
    return Candidate(
        exercise=exercise,
        place=situation.rules.sessions.place_of(exercise).id,
        dose=shaped.dose,
        limits=shaped.limits,
        score=score,
        set_s=set_seconds(exercise, shaped.dose, situation.library),
        hard=hard,
    )


def exclusions(exercise: Exercise, situation: Situation, setting: Setting) -> tuple[LimitNote, ...]:
    """Every limit that keeps ``exercise`` out of ``setting``; of a cautioned one also that an easier one is there."""
    out = _hard_exclusions(exercise, situation, setting)
    if out or not situation.cautions(exercise):
        return out
    easier = nearest_clean(exercise, situation, setting)
    if easier is None:
        return ()
    return tuple(
        LimitNote(limit="caution_easier", by=code, values={"instead": easier}) for code in situation.cautions(exercise)
    )


def nearest_clean(exercise: Exercise, situation: Situation, setting: Setting) -> str | None:
    """The nearest easier exercise that no limit excludes and no code of the client cautions against."""
    rung, seen = [exercise], {exercise.id}
    while rung:
        easier = [one for e in rung for one in _easier(e, situation) if one.id not in seen]
        for one in easier:
            if not situation.cautions(one) and not _hard_exclusions(one, situation, setting):
                return one.id
        seen.update(e.id for e in easier)
        rung = easier
    return None


def _easier(exercise: Exercise, situation: Situation) -> list[Exercise]:
    """What is easier than ``exercise``; on a ladder only its rungs, because other links are mere suggestions."""
    named = (situation.library.exercises[name] for name in exercise.regress_to)
    return [one for one in named if one.ladder or not exercise.ladder]


def value(exercise: Exercise, situation: Situation) -> float:
    """What one set is worth: the priorities it serves x evidence x liking x novelty (exercise list 1.4)."""
    weights, request = situation.rules.weights, situation.request
    worth = sum(situation.needs.get(factor, 0.0) for factor in exercise.factors)
    worth *= weights.evidence[exercise.evidence.grade]
    if exercise.ladder:
        worth *= weights.fit(situation.rules.sessions.entry_level[request.phase] - exercise.level)
    if exercise.id in request.liked:
        worth *= weights.liked
    if exercise.id in request.disliked:
        worth *= weights.disliked
    if situation.favoured(exercise):
        worth *= weights.favoured
    goals = {factor for goal in request.goals for factor in weights.goals.get(goal, ())}
    if not goals.isdisjoint(exercise.factors):
        worth *= weights.goal
    known = situation.history.get(exercise.id)
    return worth * weights.novelty(known.weeks if known is not None else 0.0)


def _wanted(exercise: Exercise, situation: Situation) -> bool:
    return exercise.id in situation.request.locked


def _hard_exclusions(exercise: Exercise, situation: Situation, setting: Setting) -> tuple[LimitNote, ...]:
    return (
        *_safety(exercise, situation),
        *_said(exercise, situation),
        *_equipment(exercise, situation, setting),
        *_level(exercise, situation, setting),
        *_gates(exercise, situation),
        *_direction(exercise, situation),
    )


def _safety(exercise: Exercise, situation: Situation) -> Iterator[LimitNote]:
    if situation.codes:
        listed = contraindicated(exercise.id, exercise.family, situation.codes, situation.safety)
        codes = (code for code in situation.codes if code in exercise.contra or code in listed)
        yield from (LimitNote(limit="contra", by=code) for code in codes)


def _said(exercise: Exercise, situation: Situation) -> Iterator[LimitNote]:
    if exercise.id in situation.request.barred:
        yield LimitNote(limit="barred", by=exercise.id)
    known = situation.history.get(exercise.id)
    if known is not None and known.banned:
        yield LimitNote(limit="banned", by=exercise.id)


def _equipment(exercise: Exercise, situation: Situation, setting: Setting) -> Iterator[LimitNote]:
    there = situation.equipment(setting)
    for kind in exercise.equipment:
        if kind not in there:
            yield LimitNote(limit="equipment", by=kind, values={"setting": setting})


def _level(exercise: Exercise, situation: Situation, setting: Setting) -> Iterator[LimitNote]:
    request, rules = situation.request, situation.rules.sessions
    ceiling = situation.level_ceiling(setting)
    if exercise.level > ceiling:
        yield LimitNote(limit="level", values={"level": exercise.level, "ceiling": ceiling})
    alone = not situation.supervised_in(setting)
    if alone and exercise.level >= rules.gates.top_level and exercise.family in rules.gates.self_guided_families:
        yield LimitNote(limit="self_guided", values={"level": exercise.level})
    if exercise.ladder and exercise.level > rules.entry_level[request.phase] and not _rung_below(exercise, situation):
        yield LimitNote(limit="ladder", values={"level": exercise.level, "weeks": rules.rung_weeks})


def _rung_below(exercise: Exercise, situation: Situation) -> bool:
    """Whether the client has spent long enough on the exercise itself, or on one just below it."""
    rungs = (exercise.id, *(easier.id for easier in _easier(exercise, situation)))
    weeks = [situation.history[name].weeks for name in rungs if name in situation.history]
    return bool(weeks) and max(weeks) >= situation.rules.sessions.rung_weeks


def _gates(exercise: Exercise, situation: Situation) -> Iterator[LimitNote]:
    request, gates = situation.request, situation.rules.sessions.gates
    if exercise.id in gates.deadlift and not request.deadlift_gate:
        yield LimitNote(limit="deadlift_gate")
    if exercise.level >= gates.form_level:
        yield from _form(exercise, situation, gates)
    if exercise.position in gates.running_positions and not request.runner:
        yield LimitNote(limit="runner")
    if exercise.id in gates.ballistic and request.green_weeks < gates.ballistic_green_weeks:
        yield LimitNote(limit="ballistic", values={"weeks": gates.ballistic_green_weeks})


def _form(exercise: Exercise, situation: Situation, gates: Gates) -> Iterator[LimitNote]:
    if exercise.family in gates.hinge_families and not situation.request.hinge_passed:
        yield LimitNote(limit="hinge_form")
    if exercise.family in gates.squat_families and not situation.request.squat_passed:
        yield LimitNote(limit="squat_form")


def _direction(exercise: Exercise, situation: Situation) -> Iterator[LimitNote]:
    """Directional work goes the way that eases; in an acute time, or once that way is known, no other."""
    request, rules = situation.request, situation.rules.sessions
    way = next((name for name, ids in rules.directions.items() if exercise.id in ids), None)
    if way is None or way in request.easing or exercise.id in request.easing:
        return
    acute = request.phase in rules.gates.easing_only_phases
    acute = acute or not situation.code_set.isdisjoint(rules.gates.easing_only_codes)
    if acute or request.easing:
        yield LimitNote(limit="direction", by=way)
