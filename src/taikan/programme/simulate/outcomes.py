"""What a year came to: time to a meaningful change, flare-ups, relapses; paired differences with intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taikan.core.records import Record
from taikan.knowledge.virtual_client_rules import VirtualClientRules
from taikan.programme.simulate.people import Floats
from taikan.programme.simulate.year import Year

WEEK = 7


@dataclass(frozen=True)
class Outcomes:
    """One value a person. ``weeks_to_change``: 52 where none came; ``mean_pain``: of the year, NRS."""

    weeks_to_change: Floats
    changed: Floats
    flares: Floats
    relapsed: Floats
    mean_pain: Floats
    sessions: Floats


MEASURES = ("weeks_to_change", "changed", "flares", "relapsed", "mean_pain", "sessions")


class Interval(Record):
    """A mean or a mean paired difference with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


def outcomes(year: Year, rules: VirtualClientRules) -> Outcomes:
    """The outcomes of everybody in ``year``."""
    weekly = weekly_pain(year.pain)
    weeks, changed = _time_to_change(weekly, rules)
    return Outcomes(
        weeks_to_change=weeks,
        changed=changed,
        flares=year.flares.sum(axis=1).astype(float),
        relapsed=_relapsed(weekly, weeks, changed, rules),
        mean_pain=year.pain.mean(axis=1),
        sessions=year.sessions,
    )


def weekly_pain(pain: Floats) -> Floats:
    """Mean pain of every week, shape (n, weeks)."""
    weeks = pain.shape[1] // WEEK
    return np.asarray(pain[:, : weeks * WEEK].reshape(len(pain), weeks, WEEK).mean(axis=2))


def paired(one: Floats, other: Floats, rng: np.random.Generator, draws: int = 1000) -> Interval:
    """The mean of ``one - other`` over the same people, with its bootstrap interval."""
    return bootstrap(one - other, rng, draws)


def bootstrap(values: Floats, rng: np.random.Generator, draws: int = 1000) -> Interval:
    """The mean of ``values`` with its 95 % bootstrap interval over people."""
    count = len(values)
    means = np.array([values[rng.integers(0, count, count)].mean() for _ in range(draws)])
    low, high = np.percentile(means, (2.5, 97.5))
    return Interval(mean=float(values.mean()), low=float(low), high=float(high))


def _time_to_change(weekly: Floats, rules: VirtualClientRules) -> tuple[Floats, Floats]:
    """The first week from which pain stays down by a share and some points for two weeks; the last week if none."""
    start = weekly[:, 0]
    fall = start[:, None] - weekly
    enough = (fall >= rules.meaningful_share * start[:, None]) & (fall >= rules.meaningful_points)
    keep = max(1, rules.meaningful_days // WEEK)
    windows = [enough[:, i : weekly.shape[1] - keep + 1 + i] for i in range(keep)]
    stays: NDArray[np.bool_] = np.logical_and.reduce(windows)
    changed = stays.any(axis=1)
    return np.where(changed, stays.argmax(axis=1), weekly.shape[1]).astype(float), changed.astype(float)


def _relapsed(weekly: Floats, weeks: Floats, changed: Floats, rules: VirtualClientRules) -> Floats:
    """Whether after a meaningful change a week was well above the best week until then."""
    best = np.minimum.accumulate(weekly, axis=1)
    rise = np.zeros_like(weekly)
    rise[:, 1:] = weekly[:, 1:] - best[:, :-1]
    after = np.arange(weekly.shape[1])[None, :] > weeks[:, None]
    return ((rise >= rules.relapse_rise) & after).any(axis=1) * changed
