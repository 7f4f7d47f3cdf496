"""What the independent check knows of a client: caps, equipment, allowed exercises, worked out from the data anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import floor

from taikan.knowledge.composer_rules import ComposerRules, Population
from taikan.knowledge.exercise_models import Exercise, ExerciseLibrary
from taikan.knowledge.safety_models import Modifier, Safety
from taikan.programme.records import PlannedItem, PlannedSession, PlanRequest, Setting


@dataclass(frozen=True)
class Client:
    """A request beside the data it is judged by."""

    request: PlanRequest
    library: ExerciseLibrary
    safety: Safety
    rules: ComposerRules

    @cached_property
    def codes(self) -> frozenset[str]:
        """Safety codes and what they imply, until nothing new appears."""
        found, before = set(self.request.codes), -1
        while len(found) != before:
            before = len(found)
            found |= {implied for code in found for implied in self.safety.modifiers[code].implies}
        return frozenset(found)

    @cached_property
    def modifiers(self) -> dict[str, Modifier]:
        """The records of the codes."""
        return {code: self.safety.modifiers[code] for code in self.codes}

    @cached_property
    def populations(self) -> tuple[Population, ...]:
        """Special populations the client is one of."""
        age = self.request.age
        priority = {need.factor: need.priority for need in self.request.needs}
        return tuple(
            p
            for p in self.rules.populations.values()
            if (p.min_age is not None and age is not None and age >= p.min_age)
            or self.codes & set(p.codes)
            or (p.need in priority and priority[p.need] >= p.least_priority)
        )

    def trained_by_someone(self, setting: Setting) -> bool:
        """Whether a trainer stands beside the client."""
        return setting == "gym" and self.request.supervised and not self.request.self_guided

    def budget_s(self, session: PlannedSession) -> float:
        """The time of the session: what its slot allows, at most what the phase allows."""
        caps = self.library.phases[self.request.phase]
        longest = caps.home_budget_s if session.setting == "home" else caps.gym_budget_s
        offered = [min(s.budget_s, longest) for s in self.request.slots if s.setting == session.setting]
        return session.budget_s if session.budget_s in offered else max(offered, default=0.0)

    def most_items(self, setting: Setting) -> int:
        """The most exercises of one session."""
        phase = self.request.phase
        return self.library.phases[phase].home_items if setting == "home" else self.rules.sessions.gym_items[phase]

    def most_hard_sets(self, region: str) -> int:
        """The most hard sets of a region this week."""
        caps, last = self.library.phases[self.request.phase], self.request.start_hard_sets
        if last is None or caps.weekly_increase is None:
            return caps.hard_sets_region
        grown = floor(last.get(region, 0) * (1 + caps.weekly_increase) + 1e-9)
        return min(caps.hard_sets_region, max(grown, self.rules.sessions.weekly_floor))

    def item_s(self, item: PlannedItem) -> float:
        """The time of an item by the formula of the load list, section 2."""
        exercise, dose, time = self.library.exercises[item.exercise], item.dose, self.library.time
        strength = exercise.family in self.library.strength_families or exercise.id in self.library.strength_exercises
        if dose.time_s is not None:
            work = dose.time_s
        elif dose.distance_m is not None:
            work = dose.distance_m / time.walk_m_per_s
        else:
            each = time.rep_strength_s if strength else time.rep_gentle_s
            each = dose.hold_s + time.hold_extra_s if dose.hold_s is not None else each
            work = (dose.reps or 0) * each
        sides = 2 if dose.per_side else 1
        return time.setup_s + dose.sets * sides * work + (dose.sets - 1) * dose.rest_s

    def place(self, exercise: Exercise) -> str:
        """Which place of a session an exercise takes."""
        for place in self.rules.sessions.place:
            if exercise.id in place.exercises or exercise.family in place.families:
                return place.id
            if exercise.family in place.level_one_of and exercise.level == 1:
                return place.id
        return ""

    def can_serve(self, factor: str, session: PlannedSession) -> bool:
        """Whether some allowed mobility exercise of this setting serves ``factor`` often enough."""
        return any(
            self.place(e) == "mobility"
            and factor in e.factors
            and e.dose.freq_wk >= len(session.days)
            and not any(self.reasons_out(e, session.setting))
            and not self.gives_way(e, session.setting)
            and not self.holds_forbidden(e)
            for e in self.library.exercises.values()
        )

    def reasons_out(self, exercise: Exercise, setting: Setting) -> Iterator[tuple[str, str | None]]:
        """(limit, by) of everything that forbids ``exercise`` in ``setting``, caution apart."""
        for code in sorted(self.codes):
            rule = self.safety.contraindications[code]
            listed = exercise.id in rule.exercises
            listed = listed or (exercise.family in rule.families and exercise.id not in rule.except_)
            if code in exercise.contra or listed:
                yield "contra", code
        if exercise.id in self.request.barred:
            yield "barred", exercise.id
        if any(h.exercise == exercise.id and h.banned for h in self.request.history):
            yield "banned", exercise.id
        yield from (("equipment", kind) for kind in exercise.equipment if kind not in self._kinds(setting))
        yield from self._too_early(exercise, setting)
        yield from self._gated(exercise)

    def _kinds(self, setting: Setting) -> set[str]:
        kinds = set(self.rules.sessions.always_there)
        there = self.request.inventory.get(setting)
        if there is None:
            return kinds | set(self.rules.sessions.assumed[setting])
        kinds |= set(there.equipment)
        kinds |= {"dumbbell"} if there.dumbbells_kg else set()
        kinds |= {"kettlebell"} if there.kettlebells_kg else set()
        kinds |= {"barbell"} if there.barbells_kg else set()
        kinds |= {"band"} if there.bands else set()
        return kinds | ({"step"} if there.boxes_cm else set())

    def _too_early(self, exercise: Exercise, setting: Setting) -> Iterator[tuple[str, str | None]]:
        rules, reached = self.rules.sessions, self.request.reached_level
        trainer, phase = self.trained_by_someone(setting), self.request.phase
        ceiling = self.library.phases[phase].level
        if trainer and phase in self.library.supervised.phases and (reached or 0) >= rules.gates.top_reached:
            ceiling = self.library.supervised.level
        if phase == "maintain":
            ceiling = min(ceiling, max(rules.entry_level[phase], reached or 0))
        if exercise.level > ceiling:
            yield "level", None
        if not trainer and exercise.level == 5 and exercise.family in rules.gates.self_guided_families:
            yield "self_guided", None
        if exercise.ladder and exercise.level > rules.entry_level[phase]:
            below = {r for r in exercise.regress_to if self.library.exercises[r].ladder} | {exercise.id}
            if not any(h.exercise in below and h.weeks >= rules.rung_weeks for h in self.request.history):
                yield "ladder", None

    def _gated(self, exercise: Exercise) -> Iterator[tuple[str, str | None]]:
        request, gates, rules = self.request, self.rules.sessions.gates, self.rules.sessions
        if exercise.id in gates.deadlift and not request.deadlift_gate:
            yield "deadlift_gate", None
        if exercise.level >= gates.form_level and exercise.family in gates.hinge_families and not request.hinge_passed:
            yield "hinge_form", None
        if exercise.level >= gates.form_level and exercise.family in gates.squat_families and not request.squat_passed:
            yield "squat_form", None
        if exercise.position in gates.running_positions and not request.runner:
            yield "runner", None
        if exercise.id in gates.ballistic and request.green_weeks < gates.ballistic_green_weeks:
            yield "ballistic", None
        acute = request.phase in gates.easing_only_phases or self.codes & set(gates.easing_only_codes)
        for way, names in rules.directions.items():
            free = exercise.id not in names or {way, exercise.id} & set(request.easing)
            if not free and (acute or request.easing):
                yield "direction", way

    def cautions(self, exercise: Exercise) -> frozenset[str]:
        """Codes of the client that the exercise is cautioned for."""
        return self.codes & set(exercise.caution)

    def gives_way(self, exercise: Exercise, setting: Setting) -> bool:
        """Whether a cautioned exercise has an easier one that is clean, which then has to be used."""
        if not self.cautions(exercise):
            return False
        seen: set[str] = set()
        waiting = list(exercise.regress_to)
        while waiting:
            name = waiting.pop()
            easier = self.library.exercises[name]
            if name in seen or (exercise.ladder and not easier.ladder):
                continue
            seen.add(name)
            if not self.cautions(easier) and not any(self.reasons_out(easier, setting)):
                return True
            waiting += easier.regress_to
        return False

    def holds_forbidden(self, exercise: Exercise) -> bool:
        """Whether the exercise is held and some code allows no holds."""
        held = exercise.dose.hold_s is not None
        return held and any(m.hold_cap_s == 0 for code, m in self.modifiers.items() if code != "pelvic_pain")
