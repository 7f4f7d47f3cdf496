"""How well an exercise was done, 0..100, from its form faults; only faults that are sure enough count."""

from collections.abc import Mapping

from taikan.knowledge.fault_rules import FaultPolicy
from taikan.programme.records import ItemLog


def technique_score(item: ItemLog, importance: Mapping[str, int], policy: FaultPolicy) -> float | None:
    """The score of the set: what a trainer gave, else 100 less weight x share of repetitions over sure faults.

    ``importance``: 1..3 by fault. A fault that was judged and not seen is in the log with a share of 0. ``None`` when
    nothing was judged surely enough: no score is not a good score.
    """
    if item.technique is not None:
        return item.technique
    sure = [fault for fault in item.faults if fault.confidence >= policy.score_min_confidence]
    if not sure:
        return None
    lost = sum(policy.score_weights[importance[fault.code] - 1] * fault.share for fault in sure)
    return max(0.0, 100.0 - lost)
