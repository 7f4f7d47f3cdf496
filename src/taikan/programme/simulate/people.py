"""Virtual people and the chance they meet: drawn once from a seed, so that every policy meets the same year."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from taikan.knowledge.virtual_client_rules import Course, Spread, VirtualClientRules

Floats = NDArray[np.float64]
Cohort = Literal["mixed", "acute", "persistent", "recovered"]
THEMES = 4
ITEMS = 4
"""Exercises of a session that a policy without plan has; a plan may have fewer or more."""


@dataclass(frozen=True)
class People:
    """Hidden traits, one row a person. Pain in NRS points, times in days, tolerance and fitness in the demand's unit.

    ``regions``: factors of tolerance by exercise, shape (n, ``ITEMS``). ``theme``: the true main need. ``flare_rate``:
    a day, without training. ``dishonest``: tells less than is felt.
    """

    fast: Floats
    fast_days: Floats
    slow: Floats
    slow_days: Floats
    floor: Floats
    flare_rate: Floats
    tolerance: Floats
    fitness: Floats
    regions: Floats
    adherence: Floats
    fear: Floats
    sleep: Floats
    persistent: NDArray[np.bool_]
    dishonest: NDArray[np.bool_]
    theme: NDArray[np.int64]
    seen_theme: NDArray[np.int64]
    female: NDArray[np.bool_]
    age: Floats
    mass_kg: Floats
    technique: Floats

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.fast)


@dataclass(frozen=True)
class Chance:
    """A year's luck, shape (n, days): uniform numbers for flare-ups and adherence, normal ones for the rest."""

    flare: Floats
    flare_size: Floats
    overload: Floats
    show_up: Floats
    pain: Floats
    load: Floats
    report: Floats
    judged: Floats
    level: Floats


def draw_people(count: int, cohort: Cohort, rules: VirtualClientRules, rng: np.random.Generator) -> People:
    """``count`` people. ``recovered`` ones have no pain at the start and the flare-up rate of everybody."""
    persistent = {
        "mixed": rng.random(count) < rules.persistent_share,
        "persistent": np.ones(count, dtype=bool),
    }.get(cohort, np.zeros(count, dtype=bool))
    course = _course(count, persistent, rules, rng)
    if cohort == "recovered":
        course |= {name: np.zeros(count) for name in ("fast", "slow", "floor")}
    body, flare = rules.body, rules.flare
    theme = rng.integers(0, THEMES, count)
    wrong = rng.random(count) < rules.theme_error
    female = rng.random(count) < 0.5
    return People(
        **course,
        flare_rate=flare.per_year / 365 * rng.gamma(flare.frailty, 1 / flare.frailty, count),
        tolerance=_draw(body.tolerance, count, rng),
        fitness=_draw(body.fitness, count, rng),
        regions=np.exp(rng.normal(0, body.region_sd, (count, ITEMS))),
        adherence=_draw(rules.adherence.base, count, rng),
        fear=_draw(rules.fear.start, count, rng),
        sleep=_draw(rules.sleep.start, count, rng),
        persistent=persistent,
        dishonest=rng.random(count) < rules.dishonest_share,
        theme=theme,
        seen_theme=np.where(wrong, (theme + rng.integers(1, THEMES, count)) % THEMES, theme),
        female=female,
        age=np.clip(rng.normal(48, 13, count), 20, 78),
        mass_kg=np.clip(np.where(female, rng.normal(55, 9, count), rng.normal(68, 11, count)), 40, 110),
        technique=np.clip(rng.normal(76, 9, count), 45, 95),
    )


def draw_chance(count: int, days: int, rng: np.random.Generator) -> Chance:
    """The luck of ``count`` people over ``days`` days."""
    shape = (count, days)
    return Chance(
        flare=rng.random(shape),
        flare_size=rng.standard_exponential(shape),
        overload=rng.random(shape),
        show_up=rng.random(shape),
        pain=rng.standard_normal(shape),
        load=rng.standard_normal(shape),
        report=rng.standard_normal(shape),
        judged=rng.random(shape),
        level=rng.random(shape),
    )


def _course(
    count: int, persistent: NDArray[np.bool_], rules: VirtualClientRules, rng: np.random.Generator
) -> dict[str, Floats]:
    names = ("fast", "fast_days", "slow", "slow_days", "floor")
    drawn = {}
    for name in names:
        lasting, passing = (_draw(_spread(course, name), count, rng) for course in (rules.persistent, rules.acute))
        drawn[name] = np.where(persistent, lasting, passing)
    return drawn


def _spread(course: Course, name: str) -> Spread:
    spread: Spread = getattr(course, name)
    return spread


def _draw(spread: Spread, count: int, rng: np.random.Generator) -> Floats:
    return np.clip(rng.normal(spread.mean, spread.sd, count), spread.low, spread.high)
