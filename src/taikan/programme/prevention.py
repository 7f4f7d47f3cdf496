"""Keeping pain away: the plan handed over at the end of build, and what warns of an episode (load list, section 9)."""

from collections.abc import Mapping, Sequence

from taikan.core.records import Record
from taikan.knowledge.course_rules import PreventionRules, WatchSign


class WalkWeek(Record):
    """The walks of a week, counted from 1."""

    week: int
    minutes: int
    days: int


class PreventionPlan(Record):
    """The plan as data, to be edited: walks, strength, contacts, checks, the plan for busy weeks."""

    walk: tuple[WalkWeek, ...]
    strength_per_week: int
    strength_minutes: tuple[int, int]
    contact_weeks: tuple[int, ...]
    refresher_months: tuple[int, ...]
    refresher_checks: tuple[str, ...]
    minimum_minutes: int
    minimum_per_week: int
    after_holiday_volume: float


def prevention_plan(rules: PreventionRules, walks_15_min_easily: bool = False) -> PreventionPlan:
    """The plan; walking begins a little further on for whoever walks a quarter of an hour easily."""
    return PreventionPlan(
        walk=walk_ladder(rules, walks_15_min_easily),
        strength_per_week=rules.strength_per_week,
        strength_minutes=rules.strength_minutes,
        contact_weeks=rules.contact_weeks,
        refresher_months=rules.refresher_months,
        refresher_checks=rules.refresher_checks,
        minimum_minutes=rules.minimum_minutes,
        minimum_per_week=rules.minimum_per_week,
        after_holiday_volume=rules.holiday_volume,
    )


def walk_ladder(rules: PreventionRules, fit: bool = False) -> tuple[WalkWeek, ...]:
    """Minutes first, then days, up to the top and then kept until the last week of the ladder."""
    walk = rules.walk
    minutes, days, full = (walk.start_minutes_fit if fit else walk.start_minutes), walk.start_days, 0
    weeks = []
    for week in range(1, walk.by_week + 1):
        weeks.append(WalkWeek(week=week, minutes=minutes, days=days))
        if minutes < walk.top_minutes:
            minutes = min(walk.top_minutes, minutes + walk.step_minutes)
            continue
        full += 1
        if full % walk.weeks_per_day == 0:
            days = min(walk.top_days, days + 1)
    return tuple(weeks)


def watch_warnings(values: Mapping[str, float], rules: PreventionRules) -> tuple[str, ...]:
    """The signs that are present, if enough of them are there together; unknown values are no sign."""
    present = tuple(sign.id for sign in rules.watch.signs if sign.id in values and _shows(sign, values[sign.id]))
    return present if len(present) >= rules.watch.together else ()


def early_warning(mornings: Sequence[float], usual: float, rules: PreventionRules) -> bool:
    """Whether the last mornings' pain, newest last, asks for some days of the settling plan."""
    rule = rules.early_warning
    latest = mornings[-rule.mornings :]
    return len(latest) == rule.mornings and all(pain >= usual + rule.above_usual for pain in latest)


def _shows(sign: WatchSign, value: float) -> bool:
    above = sign.above is not None and value > sign.above
    return above or (sign.below is not None and value < sign.below)
