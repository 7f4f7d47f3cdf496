"""The contribution of every piece of evidence to a factor, as a waterfall shows it, and the side it was seen on."""

from collections.abc import Sequence

from taikan.core.records import Side
from taikan.factors.admission import Admission
from taikan.factors.records import Contribution
from taikan.factors.scores import observation_grade
from taikan.factors.state import ClientState, Seen
from taikan.knowledge.factor_model import EvidenceWeight, Factor, FactorSettings


def contributions(factor: Factor, state: ClientState, settings: FactorSettings) -> tuple[Contribution, ...]:
    """Every piece of evidence of ``factor``, in table order; of two sides the worse. They add up as the table adds."""
    groups: dict[str, list[EvidenceWeight]] = {}
    for evidence in factor.evidence:
        if evidence.code in state.seen:
            groups.setdefault(evidence.group, []).append(evidence)
    found = []
    for members in groups.values():
        full = [e.weight * state.seen[e.code][0].said for e in members]
        # The same rule as in the table: of equally large ones the one for the factor leads.
        leading = max(range(len(full)), key=lambda n: (abs(full[n]), full[n]))
        for n, evidence in enumerate(members):
            share = 1.0 if n == leading else settings.group_share
            found.append(_contribution(evidence, state.seen[evidence.code], share, full[n] * share))
    return tuple(found)


def _contribution(evidence: EvidenceWeight, sides: Sequence[Seen], share: float, log_odds: float) -> Contribution:
    worse = sides[0]
    alike = {s.observation.side for s in sides if s.rank == worse.rank}
    return Contribution(
        code=evidence.code,
        side="both" if len(alike) > 1 else worse.observation.side,
        grade=observation_grade(worse.observation),
        score=worse.score,
        confidence=worse.observation.confidence,
        weight=evidence.weight,
        group=evidence.group,
        share=share,
        log_odds=log_odds,
    )


def side_of(found: Sequence[Contribution], state: ClientState) -> tuple[Side, bool]:
    """Where the evidence for a factor was seen, and whether some of it was not seen on the other side."""
    speaking = [s for c in found if c.log_odds > 0 for s in state.seen[c.code] if s.observation.side != "none"]
    sides = {s.observation.side for s in speaking if s.said > 0}
    if not sides:
        return "none", False
    differ = any(s.said <= 0 for s in speaking)
    return (sides.pop() if len(sides) == 1 else "both"), differ


def missing(factor: Factor, state: ClientState, admission: Admission) -> tuple[str, ...]:
    """Evidence of ``factor`` that is not known and that safety leaves open, heaviest first."""
    by_weight = sorted(factor.evidence, key=lambda e: -e.weight)
    return tuple(e.code for e in by_weight if e.code not in state.seen and admission.refusal_of(e.code) is None)
