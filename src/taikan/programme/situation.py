"""What a request means once safety, phase and inventory have been looked up: the one thing dose and candidates read."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from taikan.intake.modifiers import Limits, limits
from taikan.knowledge.composer_rules import ComposerRules, Population
from taikan.knowledge.exercise_models import Exercise, ExerciseLibrary, PhaseCaps
from taikan.knowledge.safety_models import Safety
from taikan.programme.records import ExerciseHistory, Inventory, PlanRequest, Setting

SETTINGS: tuple[Setting, ...] = ("home", "gym")


@dataclass(frozen=True)
class Situation:
    """A request with the data that decides what it allows. Everything derived is looked up once."""

    request: PlanRequest
    library: ExerciseLibrary
    safety: Safety
    rules: ComposerRules

    @cached_property
    def memo(self) -> dict[tuple[str, ...], Any]:
        """Answers already worked out, by question: nothing about a situation ever changes."""
        return {}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The safety codes with all they imply."""
        return self.safety.closure(self.request.codes)

    @cached_property
    def code_set(self) -> frozenset[str]:
        """The same, to ask for."""
        return frozenset(self.codes)

    @cached_property
    def limits(self) -> Limits:
        """The strictest of all codes."""
        return limits(self.request.codes, self.safety)

    @cached_property
    def caps(self) -> PhaseCaps:
        """The caps of the phase."""
        return self.library.phases[self.request.phase]

    @cached_property
    def needs(self) -> dict[str, float]:
        """Priority by factor: the client's, those too small left out, and a little of what everybody needs."""
        weights = self.rules.weights
        asked = {n.factor: n.priority for n in self.request.needs if n.priority >= weights.need_floor}
        return {**weights.base, **asked}

    @cached_property
    def populations(self) -> dict[str, Population]:
        """The special populations the client belongs to, by name."""
        return {name: p for name, p in self.rules.populations.items() if self._belongs(p)}

    @cached_property
    def wishes(self) -> dict[str, tuple[str, ...]]:
        """What the week should hold one of for these populations, and the exercises that count as it."""
        return {wish: names for p in self.populations.values() for wish, names in p.favour.items()}

    @cached_property
    def history(self) -> dict[str, ExerciseHistory]:
        """What the logs say, by exercise."""
        return {h.exercise: h for h in self.request.history}

    def supervised_in(self, setting: Setting) -> bool:
        """Whether a trainer is there: in the gym only, and never for someone who trains alone."""
        return setting == "gym" and self.request.supervised and not self.request.self_guided

    def inventory(self, setting: Setting) -> Inventory:
        """What there is; where nobody said, what every such place has."""
        known = self.request.inventory.get(setting)
        return known if known is not None else Inventory(equipment=self.rules.sessions.assumed[setting])

    def equipment(self, setting: Setting) -> frozenset[str]:
        """Kinds of equipment at hand: those named, those the loads imply, and what is everywhere."""
        there = self.inventory(setting)
        implied = (
            ("dumbbell", there.dumbbells_kg),
            ("kettlebell", there.kettlebells_kg),
            ("barbell", there.barbells_kg),
            ("band", there.bands),
            ("step", there.boxes_cm),
        )
        kinds = [kind for kind, loads in implied if loads]
        return frozenset((*self.rules.sessions.always_there, *there.equipment, *kinds))

    def level_ceiling(self, setting: Setting) -> int:
        """The highest level: the phase's, or what was reached; the top one with a trainer only."""
        phase, reached = self.request.phase, self.request.reached_level
        top = self.rules.sessions.gates.top_level
        ceiling = self.caps.level
        if phase in self.library.supervised.phases and self.supervised_in(setting):
            proven = reached is not None and reached >= self.rules.sessions.gates.top_reached
            ceiling = self.library.supervised.level if proven else ceiling
        if phase == "maintain":
            entry = self.rules.sessions.entry_level[phase]
            ceiling = min(ceiling, max(entry, reached or entry))
        return min(ceiling, top)

    def rpe_cap(self, setting: Setting) -> float:
        """The highest effort: phase, population, one less at level C, then the codes'."""
        supervised = self.library.supervised
        with_trainer = self.supervised_in(setting) and self.request.phase in supervised.phases
        cap = max(self.caps.rpe, supervised.rpe) if with_trainer else self.caps.rpe
        cap = min((cap, *(p.rpe_cap for p in self.populations.values() if p.rpe_cap is not None)))
        if self.request.level == "C":
            cap -= self.rules.sessions.level_c_rpe
        return cap if self.limits.rpe_cap is None else min(cap, self.limits.rpe_cap)

    def sets_cap(self, exercise: Exercise, setting: Setting) -> int:
        """The most sets; rounds of time and distance items that are not strength have their own bounds."""
        supervised, strength = self.library.supervised, self.library.is_strength(exercise)
        if not strength and exercise.dose.reps is None:
            return int(exercise.bounds.get("rounds", self.library.bounds.rounds)[1])
        cap = self.caps.sets if strength else self.caps.sets_gentle
        if strength and self.supervised_in(setting) and self.request.phase in supervised.phases:
            cap = max(cap, supervised.sets)
        cap = min((cap, *(p.sets for p in self.populations.values() if p.sets is not None and strength)))
        return min(cap, int(exercise.bounds.get("sets", self.library.bounds.sets)[1]))

    def hold_cap(self, exercise: Exercise) -> float:
        """The longest hold, seconds; 0 means none at all."""
        rules = self.rules.sessions
        if exercise.family == rules.breath_family:
            cap = rules.breath_hold_s
        else:
            cap = self.caps.hold_s if self.library.is_strength(exercise) else self.caps.hold_gentle_s
        own = exercise.bounds.get("hold_s", (0.0, self.library.bounds.hold_top_s))[1]
        held = [p.hold_cap_s for p in self.populations.values() if p.hold_cap_s is not None]
        if self.limits.hold_cap_s is not None:
            held.append(self.limits.hold_cap_s)
        return min((cap, own, *held))

    def least_rest(self, exercise: Exercise) -> float:
        """The least rest between sets, seconds."""
        rest = [self.limits.rest_min_s or 0.0]
        if self.library.is_strength(exercise):
            rest += [p.rest_min_s for p in self.populations.values() if p.rest_min_s is not None]
        return max(rest)

    def cautions(self, exercise: Exercise) -> tuple[str, ...]:
        """The codes that allow ``exercise`` only with limits."""
        return tuple(code for code in exercise.caution if code in self.code_set)

    def favoured(self, exercise: Exercise) -> bool:
        """Whether a special population of the client should get ``exercise``."""
        return any(exercise.id in names for names in self.wishes.values())

    def _belongs(self, population: Population) -> bool:
        age, need = self.request.age, population.need
        if population.min_age is not None and age is not None and age >= population.min_age:
            return True
        if not self.code_set.isdisjoint(population.codes):
            return True
        return need is not None and any(
            n.factor == need and n.priority >= population.least_priority for n in self.request.needs
        )
