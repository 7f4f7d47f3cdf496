"""How much a gym's own numbers wobble: SEM, MDC and agreement from staff filmed several times. Pure statistics.

SEM is the within-person standard deviation, pooled over people by degrees of freedom; its interval is that of a
variance (chi-square). Agreement is ICC(2,1), two-way random, absolute, single trial (Shrout & Fleiss 1979; McGraw &
Wong 1996). Assumes that a person's trials differ by chance alone, about equally for everybody.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypeVar

import numpy as np
from pydantic import ConfigDict, Field
from scipy.stats import chi2

from taikan.core.records import Measure, Reason, Record, Side, ViewLabel
from taikan.knowledge.models import Knowledge, MeasurementError
from taikan.movement_tests.measuring import MDC95_PER_SEM, minimal_detectable_change
from taikan.progress.trials import Skipped, Trial, side_of

COVERAGE = 0.95
LEAST_TRIALS = 2
Who = TypeVar("Who", bound=Hashable)
Groups = Mapping[Who, Sequence[float]]
"""Who repeated what, to the values of their trials, in order, in one unit."""


@dataclass(frozen=True)
class WithinPerson:
    """Standard deviation between trials of one person, with its 95 % interval, in the unit of the values."""

    sd: float
    low: float
    high: float
    df: int


class RepeatabilityRow(Record):
    """One measure of one test and side, in ``unit``; ``sem`` is ``None`` where ``reason`` says why.

    People with one trial are not counted. ``used_mdc95`` is the change that counts with this error taken into account:
    never below the prior.
    """

    test: str
    code: str
    side: Side
    unit: str
    views: tuple[ViewLabel, ...]
    n_people: int = Field(ge=0)
    n_trials: int = Field(ge=0)
    df: int = Field(ge=0)
    sem: float | None = Field(default=None, ge=0)
    sem_low: float | None = Field(default=None, ge=0)
    sem_high: float | None = Field(default=None, ge=0)
    mdc95: float | None = Field(default=None, ge=0)
    icc: float | None = None
    prior_sem: float = Field(gt=0)
    prior_mdc95: float = Field(gt=0)
    used_mdc95: float = Field(gt=0)
    reason: Reason | None = None


class Repeatability(Record):
    """What ``taikan repeatability`` finds and ``taikan analyze --error`` takes."""

    schema_: Literal["taikan.repeatability/1"] = Field(default="taikan.repeatability/1", alias="schema")
    version: str
    model: str
    model_sha256: str
    n_people: int = Field(ge=0)
    n_recordings: int = Field(ge=0)
    rows: tuple[RepeatabilityRow, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    def sems(self, test: str) -> dict[str, float]:
        """Measure code to SEM for ``test``, the larger one of two sides; measures that never varied are left out."""
        found: dict[str, float] = {}
        for row in self.rows:
            if row.test == test and row.sem:
                found[row.code] = max(row.sem, found.get(row.code, 0.0))
        return found


def within_person(groups: Groups[Who]) -> WithinPerson | None:
    """The pooled SD of ``groups``; ``None`` unless somebody has two trials."""
    repeated = [np.asarray(values, dtype=np.float64) for values in groups.values() if len(values) >= LEAST_TRIALS]
    df = sum(len(values) - 1 for values in repeated)
    if df == 0:
        return None
    squares = sum(float(((values - values.mean()) ** 2).sum()) for values in repeated)
    tail = (1.0 - COVERAGE) / 2.0
    low, high = (sqrt(squares / float(chi2.ppf(share, df))) for share in (1.0 - tail, tail))
    return WithinPerson(sqrt(squares / df), low, high, df)


def agreement(groups: Groups[Who]) -> float | None:
    """ICC(2,1) over the first trials everybody with at least two has; ``None`` for fewer than two people.

    Also ``None`` where nothing differs at all. Unequal numbers of trials are cut to the smallest.
    """
    repeated = [values for values in groups.values() if len(values) >= LEAST_TRIALS]
    if len(repeated) < 2:
        return None
    k = min(len(values) for values in repeated)
    table = np.array([list(values[:k]) for values in repeated])
    n, grand = len(table), table.mean()
    rows, columns = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
    between = k * float(((rows - grand) ** 2).sum()) / (n - 1)
    trials = n * float(((columns - grand) ** 2).sum()) / (k - 1)
    error = float(((table - rows - columns + grand) ** 2).sum()) / ((n - 1) * (k - 1))
    total = between + (k - 1) * error + k * (trials - error) / n
    return (between - error) / total if total > 1e-12 * (1.0 + grand**2) else None


def repeatability_rows(trials: Sequence[Trial], knowledge: Knowledge) -> tuple[RepeatabilityRow, ...]:
    """One row a test, measure and side of ``trials``; trials are repeated where person, side and view agree."""
    cells: dict[tuple[str, str, Side], list[tuple[Trial, Measure]]] = {}
    for trial in trials:
        for measure in trial.result.measures:
            cells.setdefault((trial.test, measure.code, side_of(measure, trial)), []).append((trial, measure))
    return tuple(
        _row(test, side, taken, knowledge.measurement_error[code]) for (test, code, side), taken in cells.items()
    )


def _row(test: str, side: Side, taken: list[tuple[Trial, Measure]], prior: MeasurementError) -> RepeatabilityRow:
    groups: dict[tuple[str, Side, ViewLabel], list[float]] = {}
    for trial, measure in taken:
        if measure.value is not None:
            groups.setdefault((trial.person, trial.side, trial.result.view), []).append(measure.value)
    repeated = {who: values for who, values in groups.items() if len(values) >= LEAST_TRIALS}
    spread = within_person(groups)
    own = prior.model_copy(update={"gym_sem": spread.sd if spread else None})
    measure = taken[0][1]
    return RepeatabilityRow(
        test=test,
        code=measure.code,
        side=side,
        unit=measure.unit,
        views=tuple(dict.fromkeys(trial.result.view for trial, _ in taken)),
        n_people=len({person for person, *_ in repeated}),
        n_trials=sum(len(values) for values in repeated.values()),
        df=spread.df if spread else 0,
        sem=spread.sd if spread else None,
        sem_low=spread.low if spread else None,
        sem_high=spread.high if spread else None,
        mdc95=MDC95_PER_SEM * spread.sd if spread else None,
        icc=agreement(groups),
        prior_sem=prior.sem,
        prior_mdc95=prior.mdc95,
        used_mdc95=minimal_detectable_change(own, None),
        reason=None if spread else _why_not(groups, taken),
    )


def _why_not(groups: Groups[Who], taken: list[tuple[Trial, Measure]]) -> Reason:
    """Why nothing can be said: too few values, or the reason most recordings give for having none."""
    if groups:
        most = max(len(values) for values in groups.values())
        return Reason(code="too_few_recordings", values={"needed": LEAST_TRIALS, "found": most})
    given = [measure.absent_reason for _, measure in taken if measure.absent_reason]
    code = Counter(reason.code for reason in given).most_common(1)[0][0]
    return next(reason for reason in given if reason.code == code)
