"""Whether the virtual clients reproduce what is known, before any policy is looked at (load list, section 1)."""

import numpy as np

from taikan.core.records import Record
from taikan.knowledge.virtual_client_rules import VirtualClientRules
from taikan.programme.simulate.people import Cohort, draw_chance, draw_people
from taikan.programme.simulate.policies import BlindPolicy, NoTraining
from taikan.programme.simulate.year import Year, live

_HALF_WEEK = 3


class Check(Record):
    """One known figure and what the virtual clients give."""

    name: str
    known: float
    found: float
    within: float

    @property
    def met(self) -> bool:
        """Whether it lies within the tolerance."""
        return abs(self.found - self.known) <= self.within


def calibration(rules: VirtualClientRules, count: int = 1500, seed: int = 1) -> tuple[Check, ...]:
    """Every known figure beside the one of ``count`` virtual clients: natural course, recurrence, exercise or none."""
    return (
        *_course("acute", rules, count, seed),
        *_course("persistent", rules, count, seed),
        *_recurrence(rules, count, seed),
        _exercise(rules, count, seed),
    )


def _year(cohort: Cohort, rules: VirtualClientRules, count: int, seed: int, trains: bool = False) -> Year:
    rng = np.random.default_rng(seed)
    people = draw_people(count, cohort, rules, rng)
    chance = draw_chance(count, rules.days, rng)
    policy = BlindPolicy("general", people, chance, rules) if trains else NoTraining(people)
    return live(people, chance, policy, "tissue", rules)


def _pain_at(year: Year, week: int) -> float:
    """Mean pain around the end of ``week``, 0..100."""
    day = min(week * 7, year.pain.shape[1] - 1)
    return (
        10 * float(year.pain[:, max(0, day - _HALF_WEEK) : day + _HALF_WEEK].mean())
        if week
        else 10 * float(year.pain[:, 0].mean())
    )


def _course(cohort: Cohort, rules: VirtualClientRules, count: int, seed: int) -> tuple[Check, ...]:
    year, target = _year(cohort, rules, count, seed), rules.target
    known = target.acute if cohort == "acute" else target.persistent
    return tuple(
        Check(name=f"{cohort}_week_{week}", known=value, found=_pain_at(year, week), within=target.within)
        for week, value in zip(target.weeks, known, strict=True)
    )


def _recurrence(rules: VirtualClientRules, count: int, seed: int) -> tuple[Check, ...]:
    year, target = _year("recovered", rules, count, seed), rules.target
    limiting = (year.pain >= target.limiting_size).any(axis=1).mean()
    return (
        Check(
            name="recurrence",
            known=target.recurrence,
            found=float(year.flares.any(axis=1).mean()),
            within=target.recurrence_within,
        ),
        Check(name="limiting", known=target.limiting, found=float(limiting), within=target.recurrence_within),
    )


def _exercise(rules: VirtualClientRules, count: int, seed: int) -> Check:
    target = rules.target
    with_it, without = (_year("persistent", rules, count, seed, trains) for trains in (True, False))
    found = _pain_at(with_it, target.exercise_week) - _pain_at(without, target.exercise_week)
    return Check(name="exercise", known=target.exercise, found=found, within=target.exercise_within)
