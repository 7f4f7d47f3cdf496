"""Which habits to work on: at most two at a time, by what the client's profile and answers ask for."""

from collections.abc import Iterable

from taikan.intake.conditions import holds, telling_items
from taikan.intake.records import Answers
from taikan.knowledge.habit_models import Habit, HabitLibrary, HabitRules
from taikan.programme.records import FactorNeed, HabitPlan


def choose_habits(
    needs: Iterable[FactorNeed], answers: Answers, library: HabitLibrary, active: Iterable[str] = ()
) -> tuple[HabitPlan, ...]:
    """The habits to have, best first, at most ``most_active``; those ``active`` stay, and no two say the same factor.

    ``reason`` is the answer that asked for it, or the factor with the highest priority.
    """
    priority = {need.factor: need.priority for need in needs}
    rules, kept = library.rules, [library.habits[name] for name in active if name in library.habits]
    found = [HabitPlan(habit=habit.id, reason=_reason(habit, priority, answers)) for habit in kept]
    led = {_leading(habit, priority) for habit in kept}
    for habit in sorted(library.habits.values(), key=lambda h: (-_urgency(h, priority, answers, rules), h.rank, h.id)):
        if len(found) >= rules.most_active or _urgency(habit, priority, answers, rules) < rules.least_priority:
            break
        if habit not in kept and _leading(habit, priority) not in led:
            found.append(HabitPlan(habit=habit.id, reason=_reason(habit, priority, answers)))
            led.add(_leading(habit, priority))
    return tuple(found[: rules.most_active])


def may_add(done: Iterable[bool], active: int, rules: HabitRules) -> bool:
    """Whether one more habit may start: there is room, and the last was done on enough of the last days.

    ``done``: day by day, the latest last. Without any active habit the first may always start.
    """
    latest = list(done)[-rules.days_looked_at :]
    return active == 0 or (active < rules.most_active and sum(latest) >= rules.days_for_next)


def _urgency(habit: Habit, priority: dict[str, float], answers: Answers, rules: HabitRules) -> float:
    """How much is asked of it: its factors' highest priority, or an answer; 0 where an answer says it is not needed."""
    needed = max((priority.get(factor, 0.0) for factor in habit.factors), default=0.0)
    if habit.when is not None:
        if holds(habit.when, answers):
            needed = max(needed, rules.answered_priority)
        elif any(item in answers for item in habit.when.items()) or not _unasked_is_enough(habit, priority, rules):
            return 0.0
    return needed - rules.rank_step * (habit.rank - 1) if needed else 0.0


def _unasked_is_enough(habit: Habit, priority: dict[str, float], rules: HabitRules) -> bool:
    """Without the answer, only the habit's first factor speaks for it, and only when it is a strong need."""
    return priority.get(habit.factors[0], 0.0) >= rules.answered_priority


def _leading(habit: Habit, priority: dict[str, float]) -> str:
    return max(habit.factors, key=lambda factor: priority.get(factor, 0.0))


def _reason(habit: Habit, priority: dict[str, float], answers: Answers) -> str:
    if habit.when is not None and holds(habit.when, answers):
        return next(telling_items(habit.when, answers), _leading(habit, priority))
    return _leading(habit, priority)
