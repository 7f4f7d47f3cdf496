"""An independent check of a programme: every hard limit it breaks, read afresh from the clinical data.

Shares no code with the composer, so that a mistake there cannot hide here. Used after composing, after every change by
a trainer and after every automatic progression (safety list 8).
"""

from collections.abc import Iterator

from taikan.knowledge.composer_rules import ComposerRules, load_composer_rules
from taikan.knowledge.exercise_models import ExerciseLibrary
from taikan.knowledge.safety_models import Safety
from taikan.programme.records import PlannedSession, PlanRequest, Programme, Violation
from taikan.programme.verify_client import Client
from taikan.programme.verify_items import item_violations

_NOT_SAFETY = ("time", "items", "place", "same_kind", "frequency", "mobility_first", "locked", "days", "session_needed")


def verify(
    programme: Programme,
    request: PlanRequest,
    library: ExerciseLibrary,
    safety: Safety,
    rules: ComposerRules | None = None,
) -> tuple[Violation, ...]:
    """Every hard limit of ``request`` that ``programme`` breaks; empty when it breaks none."""
    client = Client(request, library, safety, rules or load_composer_rules())
    found = [*_gate(client), *_week(programme, client)]
    for session in programme.sessions:
        found += _session(session, client)
        for item in session.items:
            if item.exercise in library.exercises:
                found += item_violations(item, session, client)
    return tuple(v.model_copy(update={"safety": False}) if v.limit in _NOT_SAFETY else v for v in found)


def _gate(client: Client) -> Iterator[Violation]:
    if "programme" not in client.safety.levels[client.request.level].allows:
        yield Violation(limit="safety_level", by=client.request.level)
    for code in client.codes:
        modifier = client.safety.modifiers[code]
        if modifier.blocks is not None or (modifier.hold_cap_s == 0 and modifier.rpe_cap == 0):
            yield Violation(limit="nothing_today", by=code)


def _week(programme: Programme, client: Client) -> Iterator[Violation]:
    days: dict[str, int] = {}
    hard: dict[str, int] = {}
    for session in programme.sessions:
        for item in session.items:
            exercise = client.library.exercises.get(item.exercise)
            if exercise is None:
                yield Violation(limit="unknown_exercise", by=item.exercise, session=session.id)
                continue
            days[item.exercise] = days.get(item.exercise, 0) + len(session.days)
            if exercise.region != "none" and item.dose.rpe >= client.rules.sessions.hard_rpe:
                hard[exercise.region] = hard.get(exercise.region, 0) + item.dose.sets * len(session.days)
    for name, count in days.items():
        if count > client.library.exercises[name].dose.freq_wk:
            yield Violation(limit="frequency", by=name, values={"days": count})
    for region, sets in hard.items():
        if sets > client.most_hard_sets(region):
            values: dict[str, str | float | int] = {"sets": sets, "most": client.most_hard_sets(region)}
            yield Violation(limit="hard_sets", by=region, values=values)
    yield from (Violation(limit="locked", by=name) for name in client.request.locked if name not in days)
    yield from _days(programme, client)


def _days(programme: Programme, client: Client) -> Iterator[Violation]:
    for setting in ("home", "gym"):
        asked = sum(slot.per_week for slot in client.request.slots if slot.setting == setting)
        planned = sum(len(s.days) for s in programme.sessions if s.setting == setting)
        if asked != planned:
            yield Violation(limit="days", by=setting, values={"asked": asked, "planned": planned})
    for session in programme.sessions:
        if len(set(session.days)) != len(session.days) or not all(0 <= day <= 6 for day in session.days):
            yield Violation(limit="days", by=session.setting, session=session.id)


def _session(session: PlannedSession, client: Client) -> Iterator[Violation]:
    if not session.items:
        yield Violation(limit="session_needed", session=session.id)
    if len(session.items) > client.most_items(session.setting):
        most = client.most_items(session.setting)
        yield Violation(limit="items", session=session.id, values={"items": len(session.items), "most": most})
    budget = client.budget_s(session)
    seconds = sum(client.item_s(item) for item in session.items if item.exercise in client.library.exercises)
    if seconds > budget + 1e-6 or abs(seconds - session.total_s) > 1e-6:
        yield Violation(limit="time", session=session.id, values={"seconds": seconds, "budget_s": budget})
    yield from _mixture(session, client)


def _mixture(session: PlannedSession, client: Client) -> Iterator[Violation]:
    exercises = [client.library.exercises[i.exercise] for i in session.items if i.exercise in client.library.exercises]
    kinds = [("_".join(e.id.split("_")[:2]), e.position) for e in exercises]
    for stem, position in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield Violation(limit="same_kind", by=stem, session=session.id, values={"position": position})
    names = [e.id for e in exercises]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield Violation(limit="same_kind", by=name, session=session.id)
    places = [client.place(e) for e in exercises]
    for place in client.rules.sessions.place:
        if client.request.phase == "settle":
            most = place.settle[1]
        else:
            most = (place.home if session.setting == "home" else place.gym)[1]
        if places.count(place.id) > most:
            yield Violation(limit="place", by=place.id, session=session.id, values={"most": most})
    mobility = [e for e, place in zip(exercises, places, strict=True) if place == "mobility"]
    first = client.request.mobility[0] if client.request.mobility else None
    if mobility and first and not any(first in e.factors for e in mobility) and client.can_serve(first, session):
        yield Violation(limit="mobility_first", by=first, session=session.id)
