"""One step up and the steps down of an exercise: what changes and by how much; whether to is decided elsewhere.

Up, one variable at a time: range, tempo, then repetitions (or seconds) to the top, a set, the load ("double
progression"), the next exercise. Down: the easier exercise, or less load, range and volume.
"""

from collections.abc import Callable

from taikan.core.records import Record
from taikan.knowledge.exercise_models import Exercise
from taikan.programme.control_records import ControllerState, ExerciseState, Rung, Variable
from taikan.programme.dose import lifter
from taikan.programme.loads import Implement, lighter, next_load
from taikan.programme.records import Dose
from taikan.programme.rulebook import Rulebook
from taikan.programme.rungs import ceiling, easier, harder, least_reps
from taikan.programme.situation import Situation
from taikan.programme.volume import Ceiling, clipped, scaled

_TINY = 1e-6


class Step(Record):
    """The rung after a step, what changed, or why nothing can."""

    rung: Rung
    variable: Variable | None = None
    stuck: str | None = None


class Mover:
    """Makes the steps of one exercise slot, with everything they depend on."""

    def __init__(self, slot: ExerciseState, state: ControllerState, situation: Situation, book: Rulebook) -> None:
        self.slot, self.state, self.situation, self.book = slot, state, situation, book
        self.exercise: Exercise = book.exercise(slot.rung.exercise)
        self.dose: Dose = slot.rung.dose
        self.ceiling: Ceiling = ceiling(self.exercise, slot.setting, situation, book)
        self.inventory = situation.inventory(slot.setting)

    def up(self, effort: float, reserve: float, may_add_set: bool, judged: bool) -> Step:
        """The next harder dose.

        ``effort``: RPE felt; ``reserve``: repetitions left; ``may_add_set``: the week has room; ``judged``: form was
        seen.
        Work that is far too easy goes on to the next load or exercise without climbing to the top first.
        """
        if judged and effort <= self.dose.rpe - self.book.control.progress.easy_by and self._is_whole():
            further = self._heavier_or_harder(reserve)
            if further.stuck is None:
                return further
        tries: tuple[tuple[Variable, Callable[[], Dose | None]], ...] = (
            ("range", self._more_range),
            ("tempo", self._usual_tempo),
            ("reps", lambda: self._more_reps(effort)),
            ("hold", self._longer_hold),
            ("time", self._longer),
            ("sets", lambda: self._one_more_set() if may_add_set else None),
        )
        for variable, attempt in tries:
            dose = attempt()
            if dose is not None:
                return Step(rung=self._at(dose), variable=variable)
        return self._heavier_or_harder(reserve)

    def lighter(self, share: float) -> Step:
        """``share`` of the load; without a lighter implement a smaller range, at last less volume."""
        rules = self.book.control.reduce
        load = self._less_load(share)
        if load is not None:
            return Step(rung=self._at(load), variable="load")
        if self.dose.range * share >= rules.range_least - _TINY:
            return Step(
                rung=self._at(self.dose.model_copy(update={"range": self.dose.range * share})), variable="range"
            )
        return self.less(share)

    def less(self, share: float) -> Step:
        """``share`` of the volume of the same exercise."""
        dose = scaled(self.dose, share, least_reps(self.exercise, self.book))
        return Step(rung=self._at(dose), variable="sets" if dose.sets < self.dose.sets else "reps")

    def down(self, share: float) -> Step:
        """The easier exercise at ``share`` of its volume; at the foot of the ladder less of this one."""
        below = easier(self.slot, self.state, self.situation, self.book)
        if below is not None:
            rung = Rung(exercise=below.exercise.id, dose=below.dose(share, self.dose.sets))
            return Step(rung=rung, variable="exercise")
        dose = self._less_load(share) or self.dose
        return Step(rung=self._at(scaled(dose, share, least_reps(self.exercise, self.book))), variable="sets")

    def slower(self) -> Step | None:
        """The slow tempo with less load, for form; ``None`` where the exercise has no tempo or is slow already."""
        slow = self.book.control.technique.slow_tempo
        if self.exercise.load_type != "reps" or self.dose.tempo == slow:
            return None
        dose = self._less_load(self.book.control.reduce.amber) or self.dose
        return Step(rung=self._at(dose.model_copy(update={"tempo": slow})), variable="tempo")

    def _at(self, dose: Dose) -> Rung:
        return Rung(exercise=self.exercise.id, dose=clipped(dose, self.ceiling))

    def _is_whole(self) -> bool:
        """Whether range and tempo are those of the plan."""
        slow = self.dose.tempo == self.book.control.technique.slow_tempo != self.slot.tempo
        return not slow and self.dose.range >= self._full_range() - _TINY

    def _more_range(self) -> Dose | None:
        most = self._full_range()
        if self.dose.range >= most - _TINY:
            return None
        step = self.book.control.progress.range_step
        return self.dose.model_copy(update={"range": min(most, self.dose.range + step)})

    def _full_range(self) -> float:
        """The usual range, or what a caution code leaves of it."""
        cautions = self.situation.cautions(self.exercise)
        return min((self.book.safety.modifiers[code].range for code in cautions), default=1.0)

    def _usual_tempo(self) -> Dose | None:
        slow = self.dose.tempo == self.book.control.technique.slow_tempo != self.slot.tempo
        return self.dose.model_copy(update={"tempo": self.slot.tempo}) if slow else None

    def _more_reps(self, effort: float) -> Dose | None:
        if self.dose.reps is None or self.exercise.load_type == "hold" or self.dose.reps >= self.ceiling.reps:
            return None
        rules = self.book.control.progress
        step = rules.reps_step_easy if effort <= self.dose.rpe - 1 else rules.reps_step
        return self.dose.model_copy(update={"reps": min(self.ceiling.reps, self.dose.reps + step)})

    def _longer_hold(self) -> Dose | None:
        """Longer holds; where the phase or a code keeps them short, more of them."""
        if self.exercise.load_type != "hold" or self.dose.reps is None or self.dose.hold_s is None:
            return None
        if self.dose.hold_s < self.ceiling.hold_s - _TINY:
            longer = min(self.ceiling.hold_s, self.dose.hold_s + self.book.control.progress.hold_step_s)
            return self.dose.model_copy(update={"hold_s": longer})
        shortened = self.ceiling.hold_s < self._longest_hold() - _TINY
        if shortened and self.dose.reps < self.ceiling.reps:
            return self.dose.model_copy(update={"reps": self.dose.reps + 1})
        return None

    def _longest_hold(self) -> float:
        """The top of the exercise itself, which a phase or a code may cut short."""
        return self.exercise.bounds.get("hold_s", (0.0, self.book.library.bounds.hold_top_s))[1]

    def _longer(self) -> Dose | None:
        more = 1 + self.book.control.progress.time_step
        if self.dose.time_s is not None and self.dose.time_s < self.ceiling.time_s - _TINY:
            return self.dose.model_copy(update={"time_s": min(self.ceiling.time_s, self.dose.time_s * more)})
        if self.dose.distance_m is not None and self.dose.distance_m < self.ceiling.distance_m - _TINY:
            return self.dose.model_copy(
                update={"distance_m": min(self.ceiling.distance_m, self.dose.distance_m * more)}
            )
        return None

    def _one_more_set(self) -> Dose | None:
        """Towards the sets of the full dose, with the repetitions the exercise starts from."""
        if self.dose.sets >= min(self.exercise.dose.sets, self.ceiling.sets):
            return None
        return self._from_the_start().model_copy(update={"sets": self.dose.sets + 1})

    def _from_the_start(self) -> Dose:
        full = self.exercise.dose
        if self.dose.reps is not None:
            return self.dose.model_copy(update={"reps": min(self.dose.reps, full.reps or self.dose.reps)})
        return self.dose.model_copy(update={"time_s": full.time_s, "distance_m": full.distance_m})

    def _heavier_or_harder(self, reserve: float) -> Step:
        heavier = next_load(
            self.exercise, self._implement(), lifter(self.situation, self.slot.setting), self.inventory, self.book.loads
        )
        if heavier is not None:
            if reserve < self.book.control.progress.reserve:
                return Step(rung=self.slot.rung, stuck="reserve_too_small")
            dose = self._with(heavier.implement, self._from_the_start())
            if not heavier.close:
                dose = self._fewer_reps(dose)
            return Step(rung=self._at(dose), variable="load")
        above = harder(self.slot, self.state, self.situation, self.book)
        if above is None:
            return Step(rung=self.slot.rung, stuck="top_reached")
        dose = above.dose(self.book.control.progress.new_exercise_volume, self.dose.sets)
        return Step(rung=Rung(exercise=above.exercise.id, dose=dose), variable="exercise")

    def _fewer_reps(self, dose: Dose) -> Dose:
        """For an implement that is not close: fewer repetitions, as many sets."""
        share = self.book.loads.next_implement_reps
        if dose.reps is None:
            return scaled(dose, share)
        reps = max(least_reps(self.exercise, self.book), int(dose.reps * share))
        return dose.model_copy(update={"reps": min(dose.reps, reps)})

    def _implement(self) -> Implement | None:
        if self.dose.load_kg is None and self.dose.band is None:
            return None
        return Implement(load_kg=self.dose.load_kg, band=self.dose.band, label=self.dose.implement or "")

    def _less_load(self, share: float) -> Dose | None:
        now = self._implement()
        found = lighter(self.exercise, now, share, self.inventory, self.book.loads) if now is not None else None
        return self._with(found, self.dose) if found is not None else None

    @staticmethod
    def _with(implement: Implement, dose: Dose) -> Dose:
        return dose.model_copy(
            update={"load_kg": implement.load_kg, "band": implement.band, "implement": implement.label}
        )
