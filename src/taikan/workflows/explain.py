"""What stands behind one number of a result: reads the result folder, gives an ``Explanation`` a side."""

from difflib import get_close_matches
from itertools import pairwise
from math import isclose
from pathlib import Path

import pandas as pd
from pyarrow import ArrowException

from taikan import __version__
from taikan.core.errors import (
    FileNotPermittedError,
    ResultFileError,
    UnknownNameError,
    WrongOptionError,
)
from taikan.core.explanation import (
    ConfidenceUsed,
    ErrorRule,
    ErrorUsed,
    Explanation,
    FilterUsed,
    GradeBand,
    GradeUsed,
    LandmarkUsed,
    ReferenceUsed,
    SeriesUsed,
)
from taikan.core.records import AnalysisResult, Measure, Sex
from taikan.knowledge.angle_table import load_angle_table
from taikan.knowledge.cleaning_settings import load_cleaning_settings
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.measure_reading import MeasureReading, load_measure_readings
from taikan.knowledge.models import Cuts
from taikan.movement_tests.measuring import LEAST_CONSISTENCY, MDC95_PER_SEM, grade, minimal_detectable_change
from taikan.movement_tests.registry import movement_tests
from taikan.workflows.explain_frames import (
    landmark_names,
    landmarks_used,
    near_side,
    repetitions_used,
    series_columns,
)
from taikan.workflows.outputs import RESULT_FILE
from taikan.workflows.reading import read_record

FRAMES_FILE = "frames.parquet"
FILTER_ORDER = 4
_UNPLACED = MeasureReading(moment="span")


def explain(path: Path, code: str, side: str | None = None) -> tuple[Explanation, ...]:
    """Explain the measure ``code`` of the result at ``path`` (its folder or its ``result.json``), one for each side.

    Raises
    ------
    FileMissingError, FileNotPermittedError
        If there is no such file, or it may not be read.
    ResultFileError
        If it is no result of Taikan.
    UnknownNameError
        If the result has no measure ``code``.
    WrongOptionError
        If the measure was not taken on ``side``.
    """
    file = path / RESULT_FILE if path.is_dir() else path
    result = read_record(path, RESULT_FILE, AnalysisResult)
    measures = [m for m in result.measures if m.code == code]
    if not measures:
        codes = [m.code for m in result.measures]
        close = get_close_matches(code, codes, n=1)
        raise UnknownNameError(kind="measure", name=code, suggestion=close[0] if close else ", ".join(codes))
    chosen = [m for m in measures if side in {None, m.side}]
    if not chosen:
        allowed = ", ".join(m.side for m in measures if m.side in {"left", "right"}) or "-"
        raise WrongOptionError(option="--side", value=side, allowed=allowed)
    table = read_frames_table(file.parent / FRAMES_FILE)
    return tuple(explain_measure(result, measure, table) for measure in chosen)


def read_frames_table(file: Path) -> pd.DataFrame | None:
    """The frame table, or None where the result stands alone; raises ``ResultFileError`` if it is damaged."""
    try:
        table = pd.read_parquet(file)
    except FileNotFoundError:
        return None
    except PermissionError as problem:
        raise FileNotPermittedError(path=str(file)) from problem
    except (ArrowException, ValueError, OSError) as problem:
        raise ResultFileError(path=str(file)) from problem
    if not {"frame", "time_s"} <= set(table.columns):
        raise ResultFileError(path=str(file))
    return table


def explain_measure(result: AnalysisResult, measure: Measure, table: pd.DataFrame | None) -> Explanation:
    """Everything behind ``measure``; without ``table`` the frames and landmarks are left out."""
    knowledge = load_knowledge()
    definition = knowledge.measures.get(measure.code)
    if definition is None:
        raise UnknownNameError(kind="measure", name=measure.code, suggestion=", ".join(knowledge.measures))
    reading, near = load_measure_readings().get(measure.code, _UNPLACED), near_side(result)
    series = series_columns(reading.series, measure.side, near, table)
    is_present = measure.value is not None
    landmarks: tuple[LandmarkUsed, ...] = ()
    if table is not None:
        landmarks = landmarks_used(landmark_names(definition.landmarks, measure.side, near), result, table)
    return Explanation(
        test=result.test,
        measure=measure,
        name=definition.name,
        formula=definition.formula,
        moment=reading.moment,
        absent=measure.absent_reason,
        repetitions=repetitions_used(result, measure, reading.moment, series, table) if is_present else (),
        landmarks=landmarks,
        series=tuple(_series(name) for name in series),
        filter=_filter(result.test),
        error=_error(measure),
        grade=_grade(measure, result),
        confidence=_confidence(result, measure, landmarks) if is_present else None,
        references=_references(measure.code),
        with_frames=table is not None,
        made_by_this_version=result.provenance.version == __version__,
        provenance=result.provenance,
    )


def _series(name: str) -> SeriesUsed:
    """``name`` as people read it; the left twin borrows the right one's formula."""
    texts = load_knowledge().texts
    stem = name.removesuffix("_projection")
    bare = stem.removeprefix("left_").removeprefix("right_")
    label, formula = texts[f"explain.series.{bare}.label"], texts[f"explain.series.{bare}.formula"]
    defined = {d.name: d for d in load_angle_table()}
    definition = defined.get(name) or defined.get(f"right_{bare}_projection")
    if definition is None:
        return SeriesUsed(name=name, label=label, formula=formula)
    points = tuple(p.replace("right_", "left_") if stem.startswith("left_") else p for p in definition.points)
    return SeriesUsed(
        name=name, label=label, formula=formula, points=points or definition.difference or (), source=definition.source
    )


def _filter(test: str) -> FilterUsed:
    numbers = load_cleaning_settings()
    is_fast = test in movement_tests() and movement_tests().get(test).is_fast
    return FilterUsed(
        median_width=numbers.smoothing.median_width,
        cutoff_hz=numbers.smoothing.fast_cutoff_hz if is_fast else numbers.smoothing.slow_cutoff_hz,
        order=FILTER_ORDER,
        longest_gap_s=numbers.gaps.longest_s,
        mark=numbers.smoothing.mark,
    )


def _error(measure: Measure) -> ErrorUsed:
    prior = load_knowledge().measurement_error[measure.code].model_copy(update={"gym_sem": measure.gym_sem})
    technical, gym, own = (_detectable(sd) for sd in (prior.technical_sem, measure.gym_sem, measure.within_sd))
    candidates: tuple[tuple[ErrorRule, float | None], ...] = (
        ("prior", prior.mdc95),
        ("technical", technical),
        ("gym", gym),
        ("spread", own),
    )
    rules = [name for name, value in candidates if value is not None and isclose(value, measure.mdc95, rel_tol=1e-6)]
    is_ours = isclose(minimal_detectable_change(prior, measure.within_sd), measure.mdc95, rel_tol=1e-6)
    return ErrorUsed(
        sem=measure.sem,
        mdc95=measure.mdc95,
        rule=rules[0] if rules and is_ours else "unknown",
        prior_sem=prior.sem,
        prior_mdc95=prior.mdc95,
        technical_sem=prior.technical_sem,
        technical_mdc95=technical,
        gym_sem=prior.gym_sem,
        gym_mdc95=gym,
        within_sd=measure.within_sd,
        spread_mdc95=own,
        mark=prior.mark,
    )


def _detectable(sd: float | None) -> float | None:
    return None if sd is None else MDC95_PER_SEM * sd


def _grade(measure: Measure, result: AnalysisResult) -> GradeUsed | None:
    definition, made = load_knowledge().measures[measure.code], result.provenance.settings
    age, sex = made.get("age"), made.get("sex")
    known_sex: Sex | None = "male" if sex == "male" else "female" if sex == "female" else None
    cuts = definition.cuts_for(age if isinstance(age, float | int) else None, known_sex)
    if cuts is None:
        return None
    return GradeUsed(
        amber_below=cuts.amber_below,
        amber_above=cuts.amber_above,
        red_below=cuts.red_below,
        red_above=cuts.red_above,
        grey_half_width=_grey_half_width(cuts, measure.sem),
        mark=cuts.mark,
        bands=grade_bands(cuts, measure.sem),
        target=definition.norm.text if definition.norm else None,
    )


def _grey_half_width(cuts: Cuts, sem: float) -> float:
    pairs = ((cuts.amber_above, cuts.red_above), (cuts.amber_below, cuts.red_below))
    return min([sem, *(abs(red - amber) / 2 for amber, red in pairs if amber is not None and red is not None)])


def grade_bands(cuts: Cuts, sem: float) -> tuple[GradeBand, ...]:
    """Stretches of values from low to high with the grade each gets, found by asking ``grade`` between all edges."""
    above = _edges(cuts.amber_above, cuts.red_above, sem)
    edges = sorted({*above, *_edges(cuts.amber_below, cuts.red_below, sem)})
    if not edges:
        return ()
    middles = [edges[0] - 1.0, *((a + b) / 2 for a, b in pairwise(edges)), edges[-1] + 1.0]
    bounds = [None, *edges, None]
    bands: list[GradeBand] = []
    for middle, (low, high) in zip(middles, pairwise(bounds), strict=True):
        word = grade(middle, cuts, sem)
        assert word is not None
        if bands and bands[-1].grade == word:
            bands[-1] = bands[-1].model_copy(update={"high": high})
        else:
            bands.append(GradeBand(grade=word, low=low, high=high))
    return tuple(bands)


def _edges(amber: float | None, red: float | None, sem: float) -> tuple[float, ...]:
    if amber is None:
        return () if red is None else (red - sem, red + sem)
    grey = sem if red is None else min(sem, abs(red - amber) / 2)
    return (amber - grey, amber + grey) if red is None else (amber - grey, amber + grey, red - grey, red + grey)


def _confidence(result: AnalysisResult, measure: Measure, landmarks: tuple[LandmarkUsed, ...]) -> ConfidenceUsed | None:
    knowledge = load_knowledge()
    method = knowledge.measures[measure.code].method
    view = result.provenance.settings.get("view_confidence")
    if not isinstance(view, float | int) or isinstance(view, bool):
        return None
    consistency = 1.0 if _is_whole(result.test, measure.code) else _consistency(measure)
    rest = float(view) * consistency * knowledge.method_prior[method]
    seen = [one.visibility_mean for one in landmarks]
    visibility = sum(seen) / len(seen) if seen else min(1.0, measure.confidence / rest if rest else 0.0)
    return ConfidenceUsed(
        visibility=visibility,
        view=float(view),
        consistency=consistency,
        method=knowledge.method_prior[method],
        method_name=method,
        product=measure.confidence,
    )


def _consistency(measure: Measure) -> float:
    spread = measure.sem if measure.within_sd is None else measure.within_sd
    return max(LEAST_CONSISTENCY, 1.0 - spread / (3.0 * measure.sem))


def _is_whole(test: str, code: str) -> bool:
    """Whether the test takes ``code`` once from the whole recording."""
    if test not in movement_tests():
        return False
    return any(recipe.whole is not None for recipe in movement_tests().get(test).recipes if recipe.code == code)


def _references(code: str) -> tuple[ReferenceUsed, ...]:
    knowledge = load_knowledge()
    of_measure, of_error = knowledge.measures[code].sources, knowledge.measurement_error[code].sources
    used = []
    for source in dict.fromkeys((*of_measure, *of_error)):
        entry = knowledge.references[source]
        of = "both" if source in of_measure and source in of_error else "measure" if source in of_measure else "error"
        used.append(
            ReferenceUsed.model_validate(
                {"id": source, "citation": entry.citation, "doi": entry.doi, "mark": entry.mark, "of": of}
            )
        )
    return tuple(used)
