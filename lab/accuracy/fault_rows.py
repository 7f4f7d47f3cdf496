"""Form faults of one clip: what was put in, what the fault's rule says of the true joints, and what Taikan said."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lab.accuracy.ideal import match_repetitions, true_faults
from lab.accuracy.truth import ClipTruth, TrueRepetition
from taikan.core.records import AnalysisResult, FaultEvent
from taikan.knowledge.fault_rules import fault_rule
from taikan.knowledge.loader import load_knowledge

ROUNDED_FROM_DEG = 20.0
"""Faults of the outline have no rule on joints: put in by this much they are there, not put in they are not."""

NO_RULE_ON_JOINTS = frozenset({"toe_out"})
"""Seen square on without perspective a foot that points at the camera has no direction: its rule says nothing there."""
NEVER_JUDGED = frozenset({"fault_only_asked", "fault_no_judge", "fault_other_test", "view_cannot_show"})
"""No camera, or not this one, could show it: neither seen nor missed."""


def fault_rows(clip: ClipTruth, result: AnalysisResult) -> Iterator[dict[str, Any]]:
    """One row a fault of the test and true whole repetition.

    ``true_size`` is what was put in, 0 if nothing, NaN where the rule is fulfilled by itself. ``present`` is 1 or 0,
    NaN for an outline rounded less than counts. ``judged`` is false where Taikan did not judge or only asked.
    """
    if not clip.measurable or not clip.whole_repetitions:
        return
    by_rule = true_faults(clip)
    events = _events(clip, result)
    for judgement in result.fault_judgements:
        never = judgement.reason is not None and judgement.reason.code in NEVER_JUDGED
        if never or judgement.code in NO_RULE_ON_JOINTS:
            continue
        for rep in clip.whole_repetitions:
            event = events.get((judgement.code, rep.index))
            put_in = _put_in(clip, judgement.code, rep)
            present = _present(judgement.code, clip.test, put_in, (judgement.code, rep.index) in by_rule)
            yield {
                "code": judgement.code,
                "repetition": rep.index,
                "true_size": np.nan if present == 1.0 and put_in == 0.0 else put_in,
                "size_unit": next((f.unit for f in clip.faults if f.code == judgement.code), None),
                "present": present,
                "judged": judgement.state in {"observed", "not_seen"} if event is None else event.state == "observed",
                "seen": event is not None and event.state == "observed",
                "score": 0.0 if event is None else event.size / event.limit if event.limit else event.size,
                "prior_confidence": np.nan if event is None else event.prior_confidence,
                "severity": np.nan if event is None else event.severity,
                "state": judgement.state if event is None else event.state,
                "reason": None if judgement.reason is None else judgement.reason.code,
            }


def _events(clip: ClipTruth, result: AnalysisResult) -> dict[tuple[str, int], FaultEvent]:
    where = match_repetitions(clip, result.repetitions)
    return {(e.code, where[e.repetition]): e for e in result.faults if e.repetition in where}


def _put_in(clip: ClipTruth, code: str, rep: TrueRepetition) -> float:
    return max((abs(f.size) for f in clip.faults if f.code == code and f.repetition in (None, rep.index)), default=0.0)


def _present(code: str, test: str, put_in: float, rule_holds: bool) -> float:
    criteria = fault_rule(load_knowledge().faults[code]).criteria_for(test)
    if not all(c.uses_contour for c in criteria):
        return float(rule_holds)
    return 1.0 if put_in >= ROUNDED_FROM_DEG else 0.0 if put_in == 0.0 else np.nan
