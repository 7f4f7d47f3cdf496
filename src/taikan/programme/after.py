"""What is said about a finished week: what could stand in for an item, and why what would serve a need is not in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taikan.programme.candidates import Candidate, Candidates, value
from taikan.programme.dose import item_seconds
from taikan.programme.frames import Frame
from taikan.programme.model import WeekModel, most_hard_sets
from taikan.programme.records import ExcludedExercise, LimitNote, PlannedItem, PlannedSession
from taikan.programme.situation import Situation

_CAREFUL = ("contra", "caution_easier", "direction", "banned")


@dataclass(frozen=True)
class Week:
    """A finished week: sessions beside their frames, and what every exercise and region has used of its limits."""

    situation: Situation
    found: Candidates
    frames: tuple[Frame, ...]
    sessions: tuple[PlannedSession, ...]
    model: WeekModel

    def days_used(self, name: str) -> int:
        """Days of the week ``name`` is done on."""
        return sum(len(s.days) for s in self.sessions for item in s.items if item.exercise == name)

    def hard_sets(self) -> dict[str, float]:
        """Hard sets of the week by region."""
        total: dict[str, float] = {}
        for session in self.sessions:
            for item in session.items:
                if item.hard:
                    region = self.situation.library.exercises[item.exercise].region
                    total[region] = total.get(region, 0) + item.dose.sets * len(session.days)
        return total

    def full(self, candidate: Candidate, number: int, without: PlannedItem | None = None) -> Iterator[LimitNote]:
        """The limits that one set of ``candidate`` would break in session ``number``, with ``without`` taken out."""
        frame, session = self.frames[number], self.sessions[number]
        where: dict[str, str | float | int] = {"session": frame.id}
        exercise, others = candidate.exercise, [item for item in session.items if item is not without]
        dose = candidate.dose.model_copy(update={"sets": 1})
        seconds = item_seconds(exercise, dose, self.situation.library) + sum(item.item_s for item in others)
        if self.days_used(exercise.id) + frame.per_week > exercise.dose.freq_wk:
            yield LimitNote(limit="frequency", by=exercise.id, values={"days": exercise.dose.freq_wk})
        if len(others) >= frame.most_items:
            yield LimitNote(limit="items", values={**where, "most": frame.most_items})
        if seconds > frame.budget_s:
            yield LimitNote(limit="time", values={**where, "minutes": round(frame.budget_s / 60, 1)})
        yield from self._crowded(candidate, frame, others)
        if candidate.hard:
            yield from self._too_hard(candidate, frame, without)

    def _crowded(self, candidate: Candidate, frame: Frame, others: Sequence[PlannedItem]) -> Iterator[LimitNote]:
        exercises = [self.situation.library.exercises[item.exercise] for item in others]
        kind = (candidate.exercise.stem, candidate.exercise.position)
        if any((e.stem, e.position) == kind for e in exercises):
            yield LimitNote(limit="same_kind", values={"session": frame.id, "stem": kind[0], "position": kind[1]})
        rules, most = self.situation.rules.sessions, self.model.most_of(candidate.place, frame)
        if sum(rules.place_of(e).id == candidate.place for e in exercises) >= most:
            yield LimitNote(limit="place", by=candidate.place, values={"session": frame.id, "most": most})
        first = self.situation.request.mobility[:1]
        if candidate.place == "mobility" and first and not self._mobility_stands(candidate, frame, others):
            yield LimitNote(limit="mobility_first", by=first[0], values={"session": frame.id})

    def _mobility_stands(self, candidate: Candidate, frame: Frame, others: Sequence[PlannedItem]) -> bool:
        first = self.situation.request.mobility[0]
        exercises = [self.situation.library.exercises[item.exercise] for item in others]
        serving = [c for c in self.found.allowed[frame.setting].values() if c.place == "mobility"]
        possible = any(first in c.exercise.factors and c.exercise.dose.freq_wk >= frame.per_week for c in serving)
        return not possible or any(first in e.factors for e in (candidate.exercise, *exercises))

    def _too_hard(self, candidate: Candidate, frame: Frame, without: PlannedItem | None) -> Iterator[LimitNote]:
        region = candidate.exercise.region
        most, used = most_hard_sets(region, self.situation), self.hard_sets().get(region, 0.0)
        if without is not None and without.hard:
            same = self.situation.library.exercises[without.exercise].region == region
            used -= without.dose.sets * frame.per_week if same else 0
        if used + frame.per_week > most:
            yield LimitNote(limit="hard_sets", by=region, values={"sets": most})


def with_substitutes(week: Week) -> tuple[PlannedSession, ...]:
    """The sessions with, for every item, what may stand in for it, best first."""
    result = []
    for number, session in enumerate(week.sessions):
        items = tuple(
            item.model_copy(update={"substitutes": _substitutes(week, number, item)}) for item in session.items
        )
        result.append(session.model_copy(update={"items": items}))
    return tuple(result)


def _substitutes(week: Week, number: int, item: PlannedItem) -> tuple[str, ...]:
    there = week.found.allowed[week.frames[number].setting]
    mine, taken = there[item.exercise], {i.exercise for i in week.sessions[number].items}
    alike = [
        c
        for c in there.values()
        if c.place == mine.place and c.exercise.id not in taken and c.exercise.id not in week.situation.request.locked
    ]
    served = set(mine.exercise.factors)
    alike.sort(key=lambda c: (-c.score * (1 + len(served & set(c.exercise.factors))), c.exercise.id))
    wanted = week.situation.rules.weights.search.substitutes
    found: list[str] = []
    for other in alike:
        if len(found) == wanted:
            break
        if next(week.full(other, number, item), None) is None:
            found.append(other.exercise.id)
    return tuple(found)


def excluded(week: Week) -> tuple[ExcludedExercise, ...]:
    """Every exercise that serves a need of the client and is not in, with the limits that kept it out.

    What safety keeps out comes first, then what would have been worth most.
    """
    asked = {need.factor for need in week.situation.request.needs} & week.situation.needs.keys()
    used = {item.exercise for session in week.sessions for item in session.items}
    out = dict(week.found.excluded)
    for number, frame in enumerate(week.frames):
        for name, candidate in week.found.allowed[frame.setting].items():
            if name not in used:
                notes = out.get(name, ())
                out[name] = (*notes, *(n for n in week.full(candidate, number) if n not in notes))
    exercises = week.situation.library.exercises

    def standing(name: str) -> tuple[bool, float, str]:
        careful = any(note.limit in _CAREFUL for note in out[name])
        return (not careful, -value(exercises[name], week.situation), name)

    return tuple(
        ExcludedExercise(exercise=name, limits=out[name] or (LimitNote(limit="worth_less"),))
        for name in sorted(out, key=standing)
        if not asked.isdisjoint(exercises[name].factors)
    )
