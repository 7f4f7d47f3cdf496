"""Judges form faults on the repetitions of a recording, from data alone (``knowledge/form_faults``).

A fault is judged only in its own view and only where its points are seen; otherwise it is "not judged" with a reason,
never "not seen". Rounding of the back is stated from a sure outline only, and asked otherwise. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from taikan.coaching.fault_signals import (
    REPETITION_SIGNALS,
    RepetitionWindow,
    contour_part,
    frame_signal,
    lowest_visibility,
)
from taikan.coaching.fault_windows import (
    Interval,
    baseline,
    deviation,
    excess,
    inside,
    phase_interval,
    standing_frames,
)
from taikan.core.arrays import FloatArray
from taikan.core.records import FaultEvent, FaultJudgement, FaultState, Reason, Repetition
from taikan.kinematics.pose_signals import other_side
from taikan.knowledge.fault_calibration import FaultCalibration, load_fault_calibration
from taikan.knowledge.fault_rules import Criterion, FaultPolicy, FaultRule, Requirement, fault_rule, load_fault_policy
from taikan.knowledge.models import FaultDefinition

if TYPE_CHECKING:
    from taikan.kinematics.motion import Motion
    from taikan.kinematics.spine_contour import SpineContour

VIEW_FAMILIES = {
    "sagittal_left": "sagittal",
    "sagittal_right": "sagittal",
    "frontal": "frontal",
    "posterior": "frontal",
}


@dataclass(frozen=True)
class FaultContext:
    """What judging needs besides the motion: the test, its option ``variant`` where it has one, and when the person
    stood still before it, if that is known."""

    test: str
    variant: str = ""
    standing_s: Interval | None = None


@dataclass(frozen=True)
class FaultOutcome:
    """Events in order of time, one judgement a fault, and for judged faults how sure the judging was (0..1)."""

    events: tuple[FaultEvent, ...]
    judgements: tuple[FaultJudgement, ...]
    confidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Case:
    motion: "Motion"
    contour: "SpineContour | None"
    repetitions: tuple[Repetition, ...]
    context: FaultContext
    policy: FaultPolicy
    calibration: FaultCalibration
    standing: NDArray[np.bool_]


@dataclass(frozen=True)
class _Look:
    """One criterion on one repetition and side: a finding (``event``), clear, or hidden (``reason``)."""

    repetition: int
    confidence: float = 0.0
    event: FaultEvent | None = None
    unsure: bool = False
    reason: Reason | None = None


def judge_faults(
    fault_ids: Iterable[str],
    definitions: Mapping[str, FaultDefinition],
    motion: "Motion",
    contour: "SpineContour | None",
    repetitions: tuple[Repetition, ...],
    context: FaultContext,
    policy: FaultPolicy | None = None,
    calibration: FaultCalibration | None = None,
) -> FaultOutcome:
    """Judge ``fault_ids`` on ``repetitions`` (with phases and side) of one recording.

    Confidence of an event is the fault's prior times the frames' own confidence, as calibrated. Raises ``KeyError`` for
    an unknown fault id or signal.
    """
    policy = policy or load_fault_policy()
    standing = standing_frames(motion, context.standing_s, policy)
    calibration = calibration or load_fault_calibration()
    case = _Case(motion, contour, repetitions, context, policy, calibration, standing)
    events: list[FaultEvent] = []
    judgements: list[FaultJudgement] = []
    confidence: dict[str, float] = {}
    for fault_id in fault_ids:
        found, judgement, sureness = _judge(fault_rule(definitions[fault_id]), case)
        events.extend(found)
        judgements.append(judgement)
        if sureness is not None:
            confidence[fault_id] = sureness
    return FaultOutcome(tuple(sorted(events, key=lambda e: (e.start_s, e.code))), tuple(judgements), confidence)


def technique_score(
    outcome: FaultOutcome,
    repetition_count: int,
    definitions: Mapping[str, FaultDefinition],
    policy: FaultPolicy | None = None,
) -> float | None:
    """100 minus, over sure faults, the weight of their importance times the share of repetitions showing them, 0..100.

    Only faults judged with at least ``score_min_confidence`` count; with none of them, or no repetition, there is no
    score (``None``), which is not the same as 100.
    """
    policy = policy or load_fault_policy()
    sure = {f for f, c in outcome.confidence.items() if c >= policy.score_min_confidence}
    judged = {j.code for j in outcome.judgements if j.state in {"observed", "not_seen"}} & sure
    if not judged or repetition_count < 1:
        return None
    score = 100.0
    for code in judged:
        shown = {
            e.repetition
            for e in outcome.events
            if e.code == code and e.state == "observed" and e.confidence >= policy.score_min_confidence
        }
        score -= policy.score_weights[definitions[code].importance - 1] * len(shown) / repetition_count
    return max(0.0, score)


def _judge(rule: FaultRule, case: _Case) -> tuple[list[FaultEvent], FaultJudgement, float | None]:
    state, reason = _not_from_here(rule, case)
    if state is not None:
        return [], FaultJudgement(code=rule.id, state=state, reason=reason), None
    looks: list[_Look] = []
    for criterion in rule.criteria_for(case.context.test, case.context.variant):
        looks.extend(_consecutive(criterion, _look_at_all(rule, criterion, case)))
    events = _worst_each_repetition(looks)
    state, reason = _conclusion(looks, events, case)
    judged = [look.confidence for look in looks if look.reason is None]
    sureness = float(np.mean(judged)) if judged else None
    return events, FaultJudgement(code=rule.id, state=state, reason=reason), sureness


def _not_from_here(rule: FaultRule, case: _Case) -> tuple[FaultState | None, Reason | None]:
    """Why the fault cannot be judged in this recording at all; (None, None) if it can."""
    view = case.motion.view
    if rule.view == "none":
        return "asked", Reason(code="fault_only_asked")
    if rule.judge is None:
        return "not_judged", Reason(code="fault_no_judge")
    if not rule.criteria_for(case.context.test, case.context.variant):
        return "not_judged", Reason(code="fault_other_test")
    passes = VIEW_FAMILIES.get(view.label) == rule.view and view.confidence >= case.policy.view_gate
    if rule.view != "any" and not passes:
        return "not_judged", Reason(code="view_cannot_show", values={"seen": view.label, "needed": rule.view})
    if not case.repetitions:
        return "not_judged", Reason(code="no_repetitions")
    return None, None


def _look_at_all(rule: FaultRule, criterion: Criterion, case: _Case) -> list[_Look]:
    looks = []
    for rep in case.repetitions:
        if criterion.skip_partial and rep.partial:
            looks.append(_Look(rep.index, reason=Reason(code="movement_not_seen")))
            continue
        looks.extend(_look(rule, criterion, case, rep, side) for side in _sides(criterion, case, rep))
    return looks


def _sides(criterion: Criterion, case: _Case, rep: Repetition) -> tuple[str, ...]:
    if criterion.side == "each":
        return ("left", "right")
    if criterion.side in {"stance", "moving"} and rep.side in {"left", "right"}:
        return (rep.side,)
    if criterion.side == "opposite" and rep.side in {"left", "right"}:
        return (other_side(rep.side),)
    near = case.motion.view.near_side
    return (near,) if near in {"left", "right"} else ("right",)


def _look(rule: FaultRule, criterion: Criterion, case: _Case, rep: Repetition, side: str) -> _Look:
    for requirement in criterion.requires:
        if not _holds(requirement, case, rep, side):
            return _Look(rep.index, reason=Reason(code=requirement.reason))
    frames = inside(case.motion.time_s, phase_interval(rep, criterion.phase, case.policy))
    if criterion.statistic == "value":
        return _look_at_value(
            rule, criterion, case, RepetitionWindow(case.motion, side, rep, case.repetitions, frames, case.policy)
        )
    values = frame_signal(criterion.signal, case.motion, side, case.contour, case.policy)
    base = _own_neutral(criterion, case)
    if base is None:
        base = baseline(criterion, values, case.motion.time_s, rep, case.standing, case.policy)
    if not frames.any() or not np.isfinite(base) or not _seen(criterion, values[frames], case.policy):
        return _Look(rep.index, reason=_hidden(criterion))
    time = case.motion.time_s[frames]
    if criterion.beyond is not None:
        values = np.where(values > criterion.beyond, values, np.minimum(values, base))
    worst = excess(criterion, values[frames], time, base)
    shown = slice(worst.first, worst.last + 1) if worst.size > criterion.limit else slice(None)
    own, sure = _frames_confidence(criterion, case, side, np.flatnonzero(frames)[shown])
    if own is None:
        return _Look(rep.index, reason=_hidden(criterion))
    span = (float(time[worst.first]), float(time[worst.last]), float(time[worst.peak]))
    return _finding(rule, criterion, case, rep, worst.size, span, own, sure)


def _own_neutral(criterion: Criterion, case: _Case) -> float | None:
    """The outline's depth in the person's own neutral, % of chord, where the contour knows it."""
    neutral = case.contour.neutral if criterion.uses_contour and case.contour is not None else None
    return None if neutral is None else float(contour_part(neutral, criterion.signal.removeprefix("contour_")))


def _look_at_value(rule: FaultRule, criterion: Criterion, case: _Case, window: RepetitionWindow) -> _Look:
    rep = window.repetition
    found = REPETITION_SIGNALS[criterion.signal](window)
    if isinstance(found, Reason):
        return _Look(rep.index, reason=found)
    own, sure = _frames_confidence(criterion, case, window.side, np.flatnonzero(window.frames))
    if own is None:
        return _Look(rep.index, reason=_hidden(criterion))
    size = float(deviation(criterion, np.array([found.value]), 0.0)[0])
    start, end = phase_interval(rep, criterion.phase, case.policy)
    return _finding(rule, criterion, case, rep, size, (start, end, found.time_s), own, sure)


def _finding(
    rule: FaultRule,
    criterion: Criterion,
    case: _Case,
    rep: Repetition,
    size: float,
    span_s: tuple[float, float, float],
    own_confidence: float,
    sure: bool,
) -> _Look:
    prior = case.policy.conf_prior[rule.conf] * own_confidence
    if size <= criterion.limit:
        return _Look(rep.index, prior, unsure=not sure)
    confidence = case.calibration.calibrated(rule.id, prior)
    event = FaultEvent(
        code=rule.id,
        repetition=rep.index,
        start_s=span_s[0],
        end_s=span_s[1],
        peak_s=span_s[2],
        size=size,
        limit=criterion.limit,
        unit=criterion.unit,
        severity=min(1.0, size / criterion.red),
        confidence=confidence,
        prior_confidence=prior,
        state="observed" if sure and not rule.ask_only else "asked",
    )
    return _Look(rep.index, confidence, event, unsure=not sure)


def _holds(requirement: Requirement, case: _Case, rep: Repetition, side: str) -> bool:
    frames = inside(case.motion.time_s, (rep.start_s, rep.end_s))
    values = frame_signal(requirement.signal, case.motion, side, case.contour, case.policy)[frames]
    return bool(len(values)) and float(np.mean(values <= requirement.at_most)) >= requirement.share


def _seen(criterion: Criterion, values: FloatArray, policy: FaultPolicy) -> bool:
    """Whether enough frames have a value; a duration counts frames that fulfil a condition, so gaps are its nature."""
    least = policy.min_frames_share if criterion.seen_share is None else criterion.seen_share
    return criterion.statistic == "duration" or float(np.isfinite(values).mean()) >= least


def _hidden(criterion: Criterion) -> Reason:
    if criterion.uses_contour:
        return Reason(code="contour_hidden")
    return Reason(code="landmarks_hidden", values={"part": criterion.points[0]})


def _frames_confidence(
    criterion: Criterion, case: _Case, side: str, frames: NDArray[np.intp]
) -> tuple[float | None, bool]:
    """The frames' own confidence, None under the gate; and whether what they show may be stated."""
    policy = case.policy
    if not len(frames):
        return None, False
    if criterion.uses_contour:
        assert case.contour is not None
        own = float(np.mean(np.nan_to_num(np.asarray(case.contour.confidence)[frames])))
        if case.contour.neutral is not None:
            own = min(own, case.contour.neutral.confidence)
        return own, own >= policy.contour_gate
    sides = ("left", "right") if criterion.side == "both" else (side,)
    seen = float(np.mean(lowest_visibility(case.motion, criterion.points, sides)[frames]))
    if seen < policy.visibility_gate:
        return None, False
    share = min(1.0, (seen - policy.visibility_gate) / (policy.visibility_full - policy.visibility_gate))
    return policy.confidence_at_gate + share * (1.0 - policy.confidence_at_gate), True


def _consecutive(criterion: Criterion, looks: list[_Look]) -> list[_Look]:
    """``looks`` with those findings cleared that do not stand in a row of enough repetitions."""
    if criterion.consecutive == 1:
        return looks
    found = {look.repetition for look in looks if look.event}
    kept = {
        r
        for r in found
        if any(all(r - k + j in found for j in range(criterion.consecutive)) for k in range(criterion.consecutive))
    }
    return [
        look if look.event is None or look.repetition in kept else _Look(look.repetition, look.confidence)
        for look in looks
    ]


def _worst_each_repetition(looks: list[_Look]) -> list[FaultEvent]:
    """One event a repetition: a stated one before an asked one, then the most severe."""
    worst: dict[int, FaultEvent] = {}
    for look in looks:
        if look.event is None:
            continue
        before = worst.get(look.repetition)
        if before is None or _weight(look.event) > _weight(before):
            worst[look.repetition] = look.event
    return [worst[r] for r in sorted(worst)]


def _weight(event: FaultEvent) -> tuple[bool, float, float]:
    return event.state == "observed", event.severity, event.size / event.limit if event.limit else event.size


def _conclusion(looks: list[_Look], events: list[FaultEvent], case: _Case) -> tuple[FaultState, Reason | None]:
    if any(e.state == "observed" for e in events):
        return "observed", None
    if events:
        return "asked", None
    hidden = [look.reason for look in looks if look.reason is not None]
    outline_unsure = any(look.unsure for look in looks) or any(r.code == "contour_hidden" for r in hidden)
    if outline_unsure:
        return "asked", Reason(code="contour_hidden")
    clear = {look.repetition for look in looks if look.reason is None}
    if len(clear) >= case.policy.min_repetitions_share * len(case.repetitions):
        return "not_seen", None
    codes = [r.code for r in hidden]
    return "not_judged", next(r for r in hidden if r.code == max(codes, key=codes.count))
