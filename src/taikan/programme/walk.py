"""The daily walk: minutes, how often, and steps, by phase and by what asks for less."""

from taikan.knowledge.composer_rules import WalkDose
from taikan.programme.records import DailyWalk
from taikan.programme.situation import Situation


def daily_walk(situation: Situation) -> DailyWalk | None:
    """The walk of the phase, or the smallest that a code or population asks for; ``None`` if walking is ruled out."""
    walk = situation.library.exercises[situation.rules.sessions.daily_walk[0]]
    if not situation.code_set.isdisjoint(walk.contra):
        return None
    rules = situation.rules.sessions
    applying = {*situation.codes, *situation.populations}
    doses = [rules.walk[situation.request.phase], *(d for name, d in rules.walk_codes.items() if name in applying)]
    least = min(doses, key=_daily_minutes)
    steps = [dose.steps for dose in doses if dose.steps is not None]
    return DailyWalk(
        minutes=least.minutes,
        per_day=least.per_day,
        days=least.days,
        steps=min(steps) if steps and least.steps is not None else None,
    )


def _daily_minutes(dose: WalkDose) -> float:
    return dose.minutes[1] * dose.per_day * dose.days
