"""Several recordings of one person in one table: the trials of each test combined. Pure functions over results."""

from collections.abc import Sequence
from statistics import median
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field

from taikan.core.records import Measure, Provenance, Record, Sex, Side, ViewLabel
from taikan.knowledge.models import Knowledge
from taikan.movement_tests.measuring import AT_LEAST, MDC95_PER_SEM, grade, spread, technical_interval
from taikan.movement_tests.norms import norm_place
from taikan.progress.trials import Skipped, Trial, nearest_to_median, side_of


class TestSummary(Record):
    """One test from one side and view: its measures over all ``recordings``.

    ``side`` is the one the recordings' names state. ``folders`` are the recordings' own reports below the output,
    where there are any. ``typical`` is the place among them of the one nearest to the medians, ``provenance`` its own.
    """

    __test__: ClassVar[bool] = False

    test: str
    side: Side
    view: ViewLabel
    recordings: tuple[str, ...]
    folders: tuple[str | None, ...]
    typical: int
    measures: tuple[Measure, ...]
    provenance: Provenance


class Battery(Record):
    """The one document ``taikan battery --json`` prints. ``combined`` are measures that need several tests."""

    schema_: Literal["taikan.battery/1"] = Field(default="taikan.battery/1", alias="schema")
    version: str
    tests: tuple[TestSummary, ...] = ()
    combined: tuple[Measure, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


def summarise(trials: Sequence[Trial], knowledge: Knowledge) -> tuple[TestSummary, ...]:
    """One summary a test, side and view of ``trials``, in their order."""
    groups: dict[tuple[str, Side, ViewLabel], list[Trial]] = {}
    for trial in trials:
        groups.setdefault((trial.test, trial.side, trial.result.view), []).append(trial)
    return tuple(_summary(group, knowledge) for group in groups.values())


def _summary(trials: list[Trial], knowledge: Knowledge) -> TestSummary:
    cells: dict[tuple[str, Side], list[Measure]] = {}
    for trial in trials:
        for measure in trial.result.measures:
            cells.setdefault((measure.code, side_of(measure, trial)), []).append(measure)
    age, sex = _age_and_sex(trials[0].result.provenance)
    typical = nearest_to_median([_values(trial) for trial in trials])
    return TestSummary(
        test=trials[0].test,
        side=trials[0].side,
        view=trials[0].result.view,
        recordings=tuple(trial.file for trial in trials),
        folders=tuple(trial.folder for trial in trials),
        typical=typical,
        measures=tuple(combine(cell, side, age, sex, knowledge) for (_, side), cell in cells.items()),
        provenance=trials[typical].result.provenance,
    )


def _values(trial: Trial) -> dict[str, float]:
    measures = trial.result.measures
    return {f"{m.code} {side_of(m, trial)}": m.value for m in measures if m.value is not None}


def _age_and_sex(made: Provenance) -> tuple[float | None, Sex | None]:
    """What was known of the person when the recording was measured."""
    age, sex = made.settings.get("age"), made.settings.get("sex")
    known: Sex | None = "male" if sex == "male" else "female" if sex == "female" else None
    return (float(age) if isinstance(age, float | int) else None), known


def combine(
    measures: Sequence[Measure], side: Side, age: float | None, sex: Sex | None, knowledge: Knowledge
) -> Measure:
    """One measure over the recordings that have it (at least one recording given): their median and SD.

    ``n_trials`` then counts recordings; the change that counts is at least 2.77 times their SD and that of each
    recording. It says "at least" as soon as one of them does. A single recording's measure stays as it is, as does an
    absent one.
    """
    present = [measure for measure in measures if measure.value is not None]
    if len(present) < 2:
        return (*present, *measures)[0].model_copy(update={"side": side})
    values = [measure.value for measure in present if measure.value is not None]
    middle, within = median(values), spread(values)
    sem = max(measure.sem for measure in present)
    is_at_least = any(measure.note == AT_LEAST for measure in present)
    graded = grade(middle, knowledge.measures[present[0].code].cuts_for(age, sex), sem)
    return present[0].model_copy(
        update={
            "side": side,
            "value": middle,
            "n_trials": len(present),
            "within_sd": within,
            "sem": sem,
            "mdc95": max(*(measure.mdc95 for measure in present), MDC95_PER_SEM * (within or 0.0)),
            "grade": graded if graded == "ok" or not is_at_least else None,
            "interval95": technical_interval(knowledge.measurement_error[present[0].code], middle),
            "norm": None if is_at_least else norm_place(present[0].code, middle, sem, age, sex),
            "note": AT_LEAST if is_at_least else None,
            "confidence": median(measure.confidence for measure in present),
        }
    )
