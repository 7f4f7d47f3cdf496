"""Measures of result files become evidence."""

import pytest
from factor_clients import table

from taikan.core.records import AnalysisResult, FaultJudgement, Measure, Provenance, Reason, Verdict
from taikan.factors.from_results import observations_of
from taikan.factors.records import Observation
from taikan.knowledge.loader import load_knowledge


def measure(code: str, value: float | None, **more: object) -> Measure:
    unit = load_knowledge().measures[code].unit
    absent = None if value is not None else Reason(code="not_visible")
    given = {"code": code, "unit": unit, "value": value, "sem": 2.0, "mdc95": 6.0, "confidence": 0.7, **more}
    return Measure.model_validate({**given, "absent_reason": absent})


def result(test: str, *measures: Measure, digest: str = "a", valid: bool = True, seen: object = ()) -> AnalysisResult:
    provenance = Provenance(
        software="taikan",
        version="0",
        model="full",
        model_sha256="0",
        detector_sha256="0",
        runtime="none",
        fps=30,
        frame_count=1,
        width_px=1,
        height_px=1,
        duration_s=1,
        file_name=f"{digest}.mp4",
        file_sha256=digest,
        view="frontal",
    )
    verdict = Verdict(valid=valid, reasons=() if valid else (Reason(code="not_visible"),))
    return AnalysisResult(
        schema="taikan.result/1",
        test=test,
        view="frontal",
        verdict=verdict,
        measures=measures,
        fault_judgements=seen,
        provenance=provenance,
    )


def evidence(*results: AnalysisResult, age: float | None = None) -> dict[tuple[str, str], Observation]:
    found = observations_of(results, table().model, load_knowledge().measures, age)
    return {(o.code, o.side): o for o in found}


def test_a_measure_keeps_its_value_error_and_confidence() -> None:
    got = evidence(result("walk", measure("gait.speed", 0.95)))[("gait.speed", "none")]
    assert (got.value, got.sem, got.confidence, got.origin) == (0.95, 2.0, 0.7, "a.mp4")
    assert got.cuts == load_knowledge().measures["gait.speed"].cuts_for(None)


def test_the_plain_squat_counts_as_what_it_shows() -> None:
    assert ("mov.ohs.depth", "none") in evidence(result("squat", measure("mov.sq.depth", 30.0)))


def test_nothing_comes_of_an_invalid_or_absent_measure() -> None:
    assert evidence(result("walk", measure("gait.speed", 0.9), valid=False)) == {}
    assert evidence(result("walk", measure("gait.speed", None))) == {}


def test_measures_of_no_factor_are_left_out() -> None:
    assert evidence(result("walk", measure("gait.step_len", 40.0))) == {}


def test_of_two_recordings_the_surer_counts_in_any_order() -> None:
    one = result("walk", measure("gait.speed", 0.9, confidence=0.4), digest="b")
    two = result("walk", measure("gait.speed", 1.3, confidence=0.8), digest="c")
    assert evidence(one, two) == evidence(two, one)
    assert evidence(one, two)[("gait.speed", "none")].value == 1.3


@pytest.mark.parametrize(("faults", "grade"), [(0, "ok"), (1, "amber"), (2, "red")])
def test_the_hinge_is_graded_by_its_faults(faults: int, grade: str) -> None:
    states = [
        FaultJudgement(code=f"fault_{n}", state="observed" if n < faults else "not_seen").model_dump() for n in range(3)
    ]
    got = evidence(result("hip_hinge", measure("mov.hinge.hip", 60.0), seen=states))
    assert got[("mov.hinge", "none")].grade == grade


def test_faults_that_could_not_be_judged_say_nothing() -> None:
    unseen = [FaultJudgement(code="knee_bend", state="not_judged").model_dump()]
    assert ("mov.hinge", "none") not in evidence(result("hip_hinge", measure("mov.hinge.hip", 60.0), seen=unseen))


def test_standing_up_is_as_bad_as_its_worst_part() -> None:
    parts = (measure("mov.sts_kin.lean", 60.0, grade="amber"), measure("mov.sts_kin.time", 2.0, grade="ok"))
    assert evidence(result("sit_to_stand", *parts))[("mov.sts_kin", "none")].grade == "amber"


def test_what_two_tests_say_together_counts() -> None:
    got = evidence(
        result("flexor_endurance", measure("end.flexor", 140.0)),
        result("sorensen", measure("end.sorensen", 100.0), digest="b"),
    )
    ratio = got["end.ratio_flex_ext", "none"]
    assert ratio.value == pytest.approx(1.4)
    assert ratio.origin == "combined"
