"""The week as a CP-SAT model: one yes/no and a number of sets per exercise and session, limits as constraints.

The same limits serve composing (fixed) and finding conflicts (each behind a switch of its own, ``switched=True``).
Values are integers of ``SCALE`` per unit of the soft goals.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor

from ortools.sat.python import cp_model

from taikan.programme.candidates import Candidate, Candidates
from taikan.programme.frames import Frame
from taikan.programme.records import LimitNote
from taikan.programme.situation import Situation

SCALE = 1000
Linear = cp_model.LinearExpr
_NOTHING = "none"
Key = tuple[int, str]
"""Number of the session and id of the exercise."""


@dataclass
class WeekModel:
    """Variables and constraints of one week; ``chosen`` and ``sets`` are by session number and exercise id."""

    situation: Situation
    frames: tuple[Frame, ...]
    switched: bool = False
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    chosen: dict[Key, cp_model.IntVar] = field(default_factory=dict)
    sets: dict[Key, cp_model.IntVar] = field(default_factory=dict)
    used: dict[Key, Candidate] = field(default_factory=dict)
    switches: list[tuple[LimitNote, cp_model.IntVar]] = field(default_factory=list)
    spare_s: dict[int, cp_model.IntVar] = field(default_factory=dict)

    def add_candidates(self, found: Candidates) -> None:
        """A yes/no and a number of sets for every candidate of every session."""
        for number, frame in enumerate(self.frames):
            for name, candidate in found.allowed[frame.setting].items():
                if candidate.exercise.dose.freq_wk >= frame.per_week:
                    self.add(number, candidate)
                elif self.switched:
                    self.forbid(self.add(number, candidate), self._frequency_note(name, candidate))

    def add(self, number: int, candidate: Candidate) -> Key:
        """One candidate in one session."""
        key = (number, candidate.exercise.id)
        most = candidate.dose.sets
        self.used[key] = candidate
        self.chosen[key] = take = self.model.new_bool_var("")
        if most == 1:
            self.sets[key] = take
        else:
            self.sets[key] = sets = self.model.new_int_var(0, most, "")
            self.model.add(sets >= take)
            self.model.add(sets <= most * take)
        return key

    def limit(self, note: LimitNote, left: Linear, most: int) -> None:
        """``left`` may not exceed ``most``; behind a switch if the model has switches."""
        constraint = self.model.add(left <= most)
        if self.switched:
            constraint.only_enforce_if(self.switch(note))

    def forbid(self, key: Key, note: LimitNote) -> None:
        """The exercise may not be used while the limit holds."""
        self.model.add(self.chosen[key] == 0).only_enforce_if(self.switch(note))

    def switch(self, note: LimitNote) -> cp_model.IntVar:
        """The switch of a limit; one for equal limits."""
        for known, literal in self.switches:
            if known == note:
                return literal
        literal = self.model.new_bool_var("")
        self.switches.append((note, literal))
        return literal

    def add_limits(self) -> None:
        """Every hard limit of a week."""
        by_session: dict[int, dict[str, Candidate]] = defaultdict(dict)
        for (number, name), candidate in self.used.items():
            by_session[number][name] = candidate
        for number, frame in enumerate(self.frames):
            there = by_session[number]
            self._session_limits(number, frame, there)
            self._mobility(number, frame, there)
        self._frequency()
        self._hard_sets()
        self._locked()

    def _session_limits(self, number: int, frame: Frame, there: Mapping[str, Candidate]) -> None:
        session = {"session": frame.id}
        items = [self.chosen[number, name] for name in there]
        note = LimitNote(limit="session_needed", values=session)
        if self.switched:
            self.model.add(Linear.sum(items) >= 1).only_enforce_if(self.switch(note))
        else:
            self.model.add(Linear.sum(items) >= 1)
        self.limit(
            LimitNote(limit="items", values={**session, "most": frame.most_items}), Linear.sum(items), frame.most_items
        )
        self._time(number, frame, there)
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        places: dict[str, list[str]] = defaultdict(list)
        for name, candidate in there.items():
            groups[candidate.exercise.stem, candidate.exercise.position].append(name)
            places[candidate.place].append(name)
        for (stem, position), names in groups.items():
            if len(names) > 1:
                same = LimitNote(limit="same_kind", values={**session, "stem": stem, "position": position})
                self.limit(same, self._sum(number, names), 1)
        for place, names in places.items():
            most = self.most_of(place, frame)
            if len(names) > most:
                full = LimitNote(limit="place", by=place, values={**session, "most": most})
                self.limit(full, self._sum(number, names), most)

    def _time(self, number: int, frame: Frame, there: Mapping[str, Candidate]) -> None:
        setup = self.situation.library.time.setup_s
        spent: list[Linear] = []
        for name, candidate in there.items():
            rest = candidate.dose.rest_s
            spent.append(_tenths(setup - rest) * self.chosen[number, name])
            spent.append(_tenths_up(candidate.set_s + rest) * self.sets[number, name])
        budget = floor(10 * frame.budget_s)
        note = LimitNote(limit="time", values={"session": frame.id, "minutes": round(frame.budget_s / 60, 1)})
        self.limit(note, Linear.sum(spent), budget)

    def _mobility(self, number: int, frame: Frame, there: Mapping[str, Candidate]) -> None:
        """Mobility starts with the factor that has the mobility place, if anything here serves it."""
        first = self.situation.request.mobility[:1]
        in_place = {n: c for n, c in there.items() if c.place == "mobility"}
        serving = [n for n, c in in_place.items() if first and first[0] in c.exercise.factors]
        if not serving:
            return
        note = LimitNote(limit="mobility_first", by=first[0], values={"session": frame.id})
        total = self._sum(number, serving)
        for name in in_place.keys() - set(serving):
            self.limit(note, self.chosen[number, name] - total, 0)

    def _frequency(self) -> None:
        days: dict[str, list[int]] = defaultdict(list)
        for number, name in self.used:
            days[name].append(number)
        for name, numbers in days.items():
            candidate = self.used[numbers[0], name]
            if sum(self.frames[n].per_week for n in numbers) > candidate.exercise.dose.freq_wk:
                total = Linear.sum([self.frames[n].per_week * self.chosen[n, name] for n in numbers])
                self.limit(self._frequency_note(name, candidate), total, candidate.exercise.dose.freq_wk)

    def _frequency_note(self, name: str, candidate: Candidate) -> LimitNote:
        return LimitNote(limit="frequency", by=name, values={"days": candidate.exercise.dose.freq_wk})

    def _hard_sets(self) -> None:
        regions: dict[str, list[Key]] = defaultdict(list)
        for key, candidate in self.used.items():
            if candidate.hard:
                regions[candidate.exercise.region].append(key)
        for region, keys in regions.items():
            most = most_hard_sets(region, self.situation)
            total = Linear.sum([self.frames[key[0]].per_week * self.sets[key] for key in keys])
            self.limit(LimitNote(limit="hard_sets", by=region, values={"sets": most}), total, most)

    def _locked(self) -> None:
        for name in self.situation.request.locked:
            uses = [take for (_, used), take in self.chosen.items() if used == name]
            constraint = self.model.add(Linear.sum(uses) >= 1)
            if self.switched:
                constraint.only_enforce_if(self.switch(LimitNote(limit="locked", by=name)))

    def most_of(self, place: str, frame: Frame) -> int:
        """The most items of a place in a session."""
        return self._span(place, frame)[1]

    def _span(self, place: str, frame: Frame) -> tuple[int, int]:
        rule = next(p for p in self.situation.rules.sessions.place if p.id == place)
        if self.situation.request.phase == "settle":
            return rule.settle
        return rule.home if frame.setting == "home" else rule.gym

    def _sum(self, number: int, names: Iterable[str]) -> Linear:
        return Linear.sum([self.chosen[number, name] for name in names])

    def add_goal(self) -> None:
        """The soft goals: what every item is worth, and what the week as a whole covers."""
        weights, terms = self.situation.rules.weights, []
        for key, candidate in self.used.items():
            days = self.frames[key[0]].per_week
            further = weights.extra_set * candidate.score
            terms.append(_points(days * (candidate.score - further - weights.item_cost)) * self.chosen[key])
            terms.append(_points(days * further) * self.sets[key])
        terms += self._coverage()
        terms += self._filled_places()
        terms += self._changes()
        self.model.maximize(Linear.sum(terms))

    def _coverage(self) -> Iterable[Linear]:
        weights = self.situation.rules.weights
        days = sum(frame.per_week for frame in self.frames)
        worth: dict[tuple[str, str], float] = {}
        serving: dict[tuple[str, str], list[cp_model.IntVar]] = defaultdict(list)
        for key, candidate in self.used.items():
            exercise = candidate.exercise
            for factor in exercise.factors:
                if factor in self.situation.needs:
                    worth["factor", factor] = weights.factor_covered * self.situation.needs[factor]
                    serving["factor", factor].append(self.chosen[key])
            if exercise.region != _NOTHING:
                worth["region", exercise.region] = weights.region_covered
                serving["region", exercise.region].append(self.chosen[key])
            worth["family", exercise.family] = weights.family_used
            serving["family", exercise.family].append(self.chosen[key])
            for wish in (w for w, names in self.situation.wishes.items() if exercise.id in names):
                worth["wish", wish] = weights.wish
                serving["wish", wish].append(self.chosen[key])
        for thing, uses in serving.items():
            yield _points(days * worth[thing]) * self._any_of(uses)

    def _filled_places(self) -> Iterable[Linear]:
        """A missing item of a place's least number costs; a session can hold all of them or the items run out."""
        cost = self.situation.rules.weights.empty_place
        places: dict[tuple[int, str], list[cp_model.IntVar]] = defaultdict(list)
        for key, candidate in self.used.items():
            places[key[0], candidate.place].append(self.chosen[key])
        for (number, place), uses in places.items():
            frame = self.frames[number]
            if self._span(place, frame)[0] >= 1:
                yield _points(frame.per_week * cost) * self._any_of(uses)

    def _changes(self) -> Iterable[Linear]:
        """With a plan before: what stays is worth something, what is new costs something, once each."""
        weights, keep = self.situation.rules.weights, set(self.situation.request.keep)
        if not keep:
            return
        days = sum(frame.per_week for frame in self.frames)
        uses: dict[str, list[cp_model.IntVar]] = defaultdict(list)
        for (_, name), take in self.chosen.items():
            uses[name].append(take)
        for name, takes in uses.items():
            if name in keep:
                yield _points(days * weights.kept) * self._any_of(takes)
            else:
                new = self.model.new_bool_var("")
                for take in takes:
                    self.model.add_implication(take, new)
                yield -_points(days * weights.changed) * new

    def _any_of(self, uses: list[cp_model.IntVar]) -> cp_model.IntVar:
        """At most one, and zero if none of ``uses`` is; the goal pulls it up."""
        if len(uses) == 1:
            return uses[0]
        some = self.model.new_bool_var("")
        self.model.add(Linear.sum(uses) >= some)
        return some


def most_hard_sets(region: str, situation: Situation) -> int:
    """Hard sets a region may have this week: the phase's cap, and not much more than the week before."""
    caps, before = situation.caps, situation.request.start_hard_sets
    most = caps.hard_sets_region
    if caps.weekly_increase is None or before is None:
        return most
    grown = floor(before.get(region, 0.0) * (1 + caps.weekly_increase) + 1e-9)
    return min(most, max(grown, situation.rules.sessions.weekly_floor))


def _points(value: float) -> int:
    return round(SCALE * value)


def _tenths(seconds: float) -> int:
    return round(10 * seconds)


def _tenths_up(seconds: float) -> int:
    """Rounded up, so that the seconds the model sees are never fewer than the real ones."""
    return -floor(-round(10 * seconds, 6))
