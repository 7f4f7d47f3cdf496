"""Holds: how long a pose is kept, timed from the picture by a start and a stop rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import FloatArray
from taikan.core.records import Side
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.filters import runs
from taikan.knowledge.hold_rules import HoldRule

Bools = NDArray[np.bool_]
Ended = Literal["left", "form", "cap", "clip"]


@dataclass(frozen=True)
class HoldSpan(RepetitionSpan):
    """One hold as a repetition: it counts from ``start`` to ``bottom``; from there to ``end`` the pose is being lost.

    ``ended``: the position was ``left``, the ``form`` was lost for too long, the test's ``cap`` was reached, or the
    ``clip`` (or the sight of the person) ended first, so that the hold lasted at least this long. ``begun_before`` is
    true where the clip starts in the middle of it. ``corrections`` counts losses of form that were put right.
    """

    ended: Ended = "left"
    begun_before: bool = False
    corrections: int = 0

    @property
    def held_s(self) -> float:
        """Seconds in the pose; 0 where its form was never met."""
        return self.bottom_s - self.start_s

    @property
    def is_lower_bound(self) -> bool:
        """Whether the recording shows only a part of it."""
        return self.ended == "clip" or (self.begun_before and self.ended != "cap")


def find_holds(
    time_s: FloatArray, position: FloatArray, form: FloatArray, rule: HoldRule, *, side: Side = "none"
) -> tuple[HoldSpan, ...]:
    """Holds in order of time.

    ``position`` and ``form`` (T,) are 1 where they are kept, 0 where not, NaN where that cannot be seen. What is unseen
    for ``lost_s`` or less counts as kept. A stretch in position whose form is never met for ``settle_s`` is a hold of
    0 s that ends at once, so that its faults can be shown.
    """
    position = np.where(np.isnan(form), np.nan, position)
    kept = _bridged(time_s, position, rule)
    found = [_hold(time_s, part, position, form == 0.0, rule, side) for part in runs(kept)]
    return tuple(h for h in found if h is not None)


def _bridged(time_s: FloatArray, position: FloatArray, rule: HoldRule) -> Bools:
    """(T,) in position, with shorter absences between two presences closed."""
    kept: Bools = position == 1.0
    for gap in runs(~kept):
        inner = gap.start > 0 and gap.stop < len(kept)
        if inner and time_s[gap.stop] - time_s[gap.start - 1] <= rule.lost_s:
            kept[gap] = True
    return kept


def _hold(
    time_s: FloatArray, part: slice, position: FloatArray, bad: Bools, rule: HoldRule, side: Side
) -> HoldSpan | None:
    first, last = part.start, part.stop - 1
    start = _settled(time_s, first, last, bad, rule)
    if start is None:
        if time_s[last] - time_s[first] < rule.least_s:
            return None
        return _span(time_s, (first, first, last), side, "form", False, 0)
    begun_before = start == first and (first == 0 or bool(np.isnan(position[first - 1])))
    cap = None if rule.cap_s is None else int(np.searchsorted(time_s, time_s[start] + rule.cap_s - 1e-9))
    stop, ended, corrections = _stop(time_s, start, last, bad, rule)
    if stop == last and (last == len(time_s) - 1 or np.isnan(position[last + 1])):
        ended = "clip"
    end = int(np.searchsorted(time_s, time_s[stop] + rule.leave_s, side="right")) - 1
    end = max(stop, min(last, end))
    if cap is not None and cap <= stop:
        stop = end = cap
        ended = "cap"
    if time_s[stop] - time_s[start] < rule.least_s:
        return None
    return _span(time_s, (start, stop, end), side, ended, begun_before, corrections)


def _span(
    time_s: FloatArray, at: tuple[int, int, int], side: Side, ended: Ended, begun_before: bool, corrections: int
) -> HoldSpan:
    start, bottom, end = at
    return HoldSpan(
        *at,
        float(time_s[start]),
        float(time_s[bottom]),
        float(time_s[end]),
        side=side,
        ended=ended,
        begun_before=begun_before,
        corrections=corrections,
    )


def _inside(found: Sequence[slice], part: slice) -> Iterator[slice]:
    for run in found:
        start, stop = max(run.start, part.start), min(run.stop, part.stop)
        if start < stop:
            yield slice(start, stop)


def _settled(time_s: FloatArray, first: int, last: int, bad: Bools, rule: HoldRule) -> int | None:
    """Where the form is first kept for ``settle_s``; ``None`` if it never is."""
    for run in _inside(runs(~bad), slice(first, last + 1)):
        if time_s[run.stop - 1] - time_s[run.start] >= rule.settle_s - 1e-9:
            return int(run.start)
    return None


def _stop(time_s: FloatArray, start: int, last: int, bad: Bools, rule: HoldRule) -> tuple[int, Ended, int]:
    """Last frame that counts, why, and how many losses of form were put right before it."""
    corrections = 0
    for run in _inside(runs(bad), slice(start, last + 1)):
        before = max(start, run.start - 1)
        seconds = float(time_s[run.stop - 1] - time_s[before])
        if seconds > rule.leave_s:
            return before, "form", corrections
        if run.stop == last + 1 and last < len(time_s) - 1:
            return before, "left", corrections
        if seconds >= rule.correction_s:
            if rule.max_corrections is not None and corrections >= rule.max_corrections:
                return before, "form", corrections
            corrections += 1
    return last, "left", corrections
