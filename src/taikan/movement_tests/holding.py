"""Tests in which a pose is held: from the rule of ``knowledge/holds.toml`` to holds, their phases and their seconds."""

from collections.abc import Callable, Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Phase, Reason, Side
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.holds import HoldSpan, find_holds
from taikan.kinematics.motion import Motion
from taikan.kinematics.pose_signals import near_side, pose_signal
from taikan.knowledge.hold_rules import PoseCondition, load_hold_rules
from taikan.movement_tests.base import AtLeast, LimbSide, Sample, Take

Segment = Callable[[Motion, Mapping[str, str]], tuple[RepetitionSpan, ...]]
NOT_SEEN = Reason(code="movement_not_seen")


def holds_of_body(rule: str) -> Segment:
    """Finds the holds of a pose that has no side; conditions on a limb look at the near one."""

    def segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
        return _holds(motion, rule, near_side(motion), "none")

    return segment


def holds_of_sides(rule: str) -> Segment:
    """Finds the holds of a pose of one side or the other, in order of time."""

    def segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
        both = [*_holds(motion, rule, "left", "left"), *_holds(motion, rule, "right", "right")]
        return tuple(sorted(both, key=lambda span: (span.start_s, span.side)))

    return segment


def phases(_motion: Motion, span: RepetitionSpan) -> tuple[Phase, ...]:
    """The hold itself, and the time in which it is lost."""
    parts = (("hold", span.start_s, span.bottom_s), ("leaving", span.bottom_s, span.end_s))
    return tuple(Phase(name=name, start_s=start, end_s=end) for name, start, end in parts if end > start)


def seconds_held(_take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """How long the pose was held; a lower bound where the clip shows only part of it."""
    if not isinstance(span, HoldSpan) or span.side not in {"none", side}:
        return NOT_SEEN
    if not span.held_s > 0:
        return Reason(code="hold_form_not_met")
    return AtLeast(span.held_s) if span.is_lower_bound else span.held_s


def while_held(span: RepetitionSpan, series: FloatArray) -> FloatArray:
    """The known values of (T,) ``series`` during the hold itself."""
    part = series[span.start_index : span.bottom_index + 1]
    return part[np.isfinite(part)]


def _holds(motion: Motion, rule_name: str, limb: str, side: Side) -> tuple[HoldSpan, ...]:
    rule = load_hold_rules()[rule_name]
    position = fulfilled(motion, limb, rule.position)
    return find_holds(motion.time_s, position, fulfilled(motion, limb, rule.form), rule, side=side)


def fulfilled(motion: Motion, side: str, conditions: tuple[PoseCondition, ...]) -> FloatArray:
    """(T,) 1 where all ``conditions`` hold, 0 where one does not, NaN where none fails but one is unseen."""
    result = np.ones(len(motion.time_s))
    for condition in conditions:
        value = pose_signal(condition.signal, motion, side)
        low = -np.inf if condition.low is None else condition.low
        high = np.inf if condition.high is None else condition.high
        with np.errstate(invalid="ignore"):
            inside = np.where(np.isnan(value), np.nan, (value >= low) & (value <= high))
        # Zero wins over unseen, unseen over one.
        result = np.where((result == 0) | (inside == 0), 0.0, result * inside)
    return result
