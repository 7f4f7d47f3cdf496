"""From the measures of result files to observations the engine can score."""

from collections.abc import Iterable, Mapping, Sequence

from taikan.core.records import AnalysisResult, Grade, Measure, Side
from taikan.factors.records import Observation
from taikan.knowledge.factor_model import Composite, FactorModel
from taikan.knowledge.models import Cuts, MeasureDefinition
from taikan.movement_tests.combined import combined_measures

_SEVERAL = "combined"
"""The origin of what several results say together."""
_GRADES: tuple[Grade, ...] = ("ok", "borderline", "amber", "red")


def observations_of(
    results: Iterable[AnalysisResult],
    model: FactorModel,
    measures: Mapping[str, MeasureDefinition],
    age: float | None,
) -> tuple[Observation, ...]:
    """Evidence in valid ``results``, once for each code and side; of several the one that is most certain.

    A measure with cuts keeps its value, so that nearness to a cut counts; ``age`` picks the cuts. Results are taken in
    an order of their own, so that the order of files does not matter. What several tests say together counts as well.
    """
    found: list[Observation] = []
    usable = sorted((r for r in results if r.verdict.valid), key=lambda r: r.provenance.file_sha256)
    for result in usable:
        found += _measured(result.measures, _origin(result), model, measures, age)
        found += _composed(result, model)
    together = combined_measures([measure for result in usable for measure in result.measures])
    found += _measured(together, _SEVERAL, model, measures, age)
    return _most_certain(found)


def observations_of_entries(
    entries: Iterable[Measure],
    origin: str,
    model: FactorModel,
    measures: Mapping[str, MeasureDefinition],
    age: float | None,
) -> tuple[Observation, ...]:
    """Evidence in measures found by hand, as ``observations_of`` reads a recording's; ``origin`` says where from."""
    return _most_certain(_measured(entries, origin, model, measures, age))


def _most_certain(found: Iterable[Observation]) -> tuple[Observation, ...]:
    """Of several observations of a code and side the one with the highest confidence."""
    best: dict[tuple[str, Side], Observation] = {}
    for observation in found:
        key = (observation.code, observation.side)
        if key not in best or observation.confidence > best[key].confidence:
            best[key] = observation
    return tuple(best.values())


def _measured(
    taken: Iterable[Measure],
    origin: str,
    model: FactorModel,
    measures: Mapping[str, MeasureDefinition],
    age: float | None,
) -> Iterable[Observation]:
    for measure in taken:
        code = model.results.same.get(measure.code, measure.code)
        if measure.value is None or code not in model.evidence or code in model.results.composite:
            continue
        cuts = measures[measure.code].cuts_for(age) if measure.code in measures else None
        observation = _observation(code, measure, cuts, origin)
        if observation is not None:
            yield observation


def _observation(code: str, measure: Measure, cuts: Cuts | None, origin: str) -> Observation | None:
    common = {"code": code, "side": measure.side, "confidence": measure.confidence, "origin": origin}
    if cuts is not None:
        return Observation.model_validate({**common, "value": measure.value, "sem": measure.sem, "cuts": cuts})
    return Observation.model_validate({**common, "grade": measure.grade}) if measure.grade is not None else None


def _composed(result: AnalysisResult, model: FactorModel) -> Iterable[Observation]:
    for code, composite in model.results.composite.items():
        if composite.kind == "faults":
            yield from _counted_faults(code, composite, result)
        else:
            graded = [m for m in result.measures if m.code in composite.codes and m.grade is not None]
            if graded:
                yield _from_worst(code, graded, result)


def _from_worst(code: str, graded: Sequence[Measure], result: AnalysisResult) -> Observation:
    worst = max((m.grade for m in graded if m.grade is not None), key=_GRADES.index)
    confidence = max(m.confidence for m in graded if m.grade == worst)
    return Observation(code=code, grade=worst, confidence=confidence, origin=_origin(result))


def _counted_faults(code: str, composite: Composite, result: AnalysisResult) -> Iterable[Observation]:
    """Nothing unless the test is the right one and at least one of its faults could be judged."""
    judged = [j for j in result.fault_judgements if j.state != "not_judged"]
    if result.test != composite.test or not judged:
        return
    seen = {j.code for j in judged if j.state == "observed"}
    grade: Grade = "red" if len(seen) >= composite.red else "amber" if len(seen) >= composite.amber else "ok"
    sure = [m.confidence for m in result.measures if m.value is not None]
    yield Observation(code=code, grade=grade, confidence=max(sure, default=0.0), origin=_origin(result))


def _origin(result: AnalysisResult) -> str:
    return result.provenance.file_name
