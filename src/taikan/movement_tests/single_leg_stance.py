"""Standing on one leg, eyes open or closed, and how far the pelvis moves sideways (clinical list 1.3, 1.4).

The side is the standing leg; the best of the trials counts.
"""

import numpy as np
from numpy.typing import NDArray

from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.kinematics.pose_signals import ankle_lift_percent
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Option, Recipe, Sample, Take
from taikan.movement_tests.holding import NOT_SEEN, holds_of_sides, phases, seconds_held
from taikan.movement_tests.walk_steps import SIDES


def _open(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return _with_eyes("open", take, span, side)


def _closed(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return _with_eyes("closed", take, span, side)


def _with_eyes(eyes: str, take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    if take.options["eyes"] != eyes:
        return Reason(code="not_in_this_variant", values={"needed": f"eyes_{eyes}"})
    return seconds_held(take, span, side)


def _shift(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """How far mid-hip moves towards the standing leg from two legs to one, cm, over the first second of the hold."""
    if span.side != side:
        return NOT_SEEN
    motion, numbers = take.motion, reading.settings("single_leg_stance")
    hip = motion.midpoint("hip")[:, 0]
    both = _on_both(motion, numbers["level_percent"]) & (motion.time_s < span.start_s)
    if not both.any():
        return Reason(code="two_legs_not_seen")
    outwards = motion.view.right_sign * (1.0 if side == "right" else -1.0)
    on_one = reading.median_between(motion, hip, span.start_s, min(span.bottom_s, span.start_s + numbers["settled_s"]))
    cm = motion.scale.to_cm(outwards * (on_one - float(np.nanmedian(hip[both]))))
    return Reason(code="needs_height") if cm is None else cm


def _on_both(motion: Motion, level_percent: float) -> NDArray[np.bool_]:
    return np.asarray(np.abs(ankle_lift_percent(motion, "right")) <= level_percent, dtype=np.bool_)


def _one_leg_test(take: Take, _side: LimbSide) -> Sample:
    """0 if the pelvis moves little and alike on both sides, else 1 (positive). Needs both legs in one recording."""
    numbers = reading.settings("single_leg_stance")
    shifts = []
    for side in SIDES:
        own = [_shift(take, span, side) for span in take.spans if span.side == side]
        known = [s for s in own if not isinstance(s, Reason) and np.isfinite(s)]
        if not known:
            return next((s for s in own if isinstance(s, Reason)), Reason(code="other_side_needed"))
        shifts.append(float(np.median(known)))
    is_small = max(shifts) <= numbers["most_shift_cm"]
    return 0.0 if is_small and abs(shifts[0] - shifts[1]) <= numbers["most_difference_cm"] else 1.0


SINGLE_LEG_STANCE = MovementTest(
    id="single_leg_stance",
    views=("frontal", "posterior"),
    landmarks=("shoulder", "wrist", "hip", "ankle"),
    segment=holds_of_sides("single_leg_stance"),
    phases=phases,
    still_joint=None,
    min_repetitions=1,
    options=(Option("eyes", ("open", "closed")),),
    recipes=(
        Recipe("bal.sls", _open, combine=max),
        Recipe("bal.sls_eyes_closed", _closed, combine=max),
        Recipe("ctrl.one_leg.shift", _shift),
        Recipe("ctrl.one_leg", whole=_one_leg_test),
    ),
)
