"""Between an assessment's row and its page: words, rows, moments worth looking at, the files made from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from taikan.core.records import AnalysisResult
from taikan.knowledge.loader import load_knowledge
from taikan.progress.battery import TestSummary, summarise
from taikan.progress.trials import Trial
from taikan.report.content import (
    Wording,
    absent_rows,
    fault_rows,
    film_steps,
    findings,
    measure_rows,
    not_judged_groups,
    quality_view,
    whole_or_partial,
)
from taikan.studio.assessments.models import Assessment, AssessmentFile
from taikan.studio.pages.words import language
from taikan.workflows.outputs import KEY_FRAME_FILE, OVERLAY_FILE, PICTURE_FILE, REPORT_FILE

MOST_MOMENTS = 12
SHOWN_FILES = {"video": OVERLAY_FILE, "photo": PICTURE_FILE, "key_frame": KEY_FRAME_FILE, "report": REPORT_FILE}


@dataclass(frozen=True)
class Moment:
    """An instant to look at, seconds from the clip's start."""

    time_s: float
    words: str
    is_fault: bool = False


def words_now() -> Wording:
    """The report's texts in the reader's language."""
    return Wording(load_knowledge(), language())


def result_of(assessment: Assessment) -> AnalysisResult:
    """The result as a record; the assessment must have one."""
    return AnalysisResult.model_validate(assessment.result)


def shown_result(result: AnalysisResult) -> dict[str, Any]:
    """Everything the result page says."""
    words = words_now()
    rows = measure_rows(result.measures, words, {})
    faults = fault_rows(result, words)
    sides = [(m.code, m.side) for m in result.measures if m.value is not None]
    return {
        "result": result,
        "reasons": [words.reason(r) for r in result.verdict.reasons],
        "notes": [words.reason(r) for r in result.verdict.notes],
        "findings": findings(result, words, rows),
        "rows": [(row, *place) for row, place in zip(rows, sides, strict=True)],
        "absent": absent_rows(result.measures, words),
        "faults": [row for row in faults if row.state in {"observed", "asked"}],
        "not_seen": [row for row in faults if row.state == "not_seen"],
        "not_judged": not_judged_groups(faults),
        "quality": quality_view(result, words),
        "moments": moments(result, words),
        "steps": film_steps(result.test, words),
        "count": len(whole_or_partial(result.repetitions)),
        "view_name": words.knowledge.term(result.view, words.language),
    }


def moments(result: AnalysisResult, words: Wording) -> tuple[Moment, ...]:
    """The turning point of every repetition and the peak of every fault, in the order of time."""
    found = [
        Moment(r.bottom_s, words.for_test("keyframes.repetition", result.test, n=r.index))
        for r in whole_or_partial(result.repetitions)[:MOST_MOMENTS]
    ]
    clearest = {fault.code: fault for fault in sorted(result.faults, key=lambda f: f.severity)}
    known = words.knowledge.faults
    found += [Moment(f.peak_s, words.of(known[code].text), True) for code, f in clearest.items() if code in known]
    return tuple(sorted(found, key=lambda m: m.time_s))


def shown_files(files: Iterable[AssessmentFile]) -> Mapping[str, AssessmentFile]:
    """The files pages show, by what they are."""
    named = {file.name: file for file in files}
    return {kind: named[name] for kind, name in SHOWN_FILES.items() if name in named}


def summary_of(assessment: Assessment) -> TestSummary:
    """The assessment as one occasion of its test, for comparing."""
    side = assessment.side if assessment.side in {"left", "right"} else "none"
    trial = Trial(str(assessment.pk), result_of(assessment), side)  # type: ignore[arg-type]
    return summarise([trial], load_knowledge())[0]


def comparable(assessment: Assessment, others: Iterable[Assessment]) -> list[Assessment]:
    """Those of ``others`` that may stand beside ``assessment``: measured, of the same test, made from another clip."""
    return [
        one
        for one in others
        if one.recording_id != assessment.recording_id and one.test == assessment.test and one.side == assessment.side
    ]
