"""Single-leg bridge: hips held up on one leg, or raised again and again (clinical list 1.4).

The side is that of the standing leg. One hold is one repetition.
"""

from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.holds import HoldSpan
from taikan.movement_tests.base import LimbSide, MovementTest, Option, Recipe, Sample, Take
from taikan.movement_tests.holding import NOT_SEEN, holds_of_sides, phases, seconds_held


def _held(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    if take.options["protocol"] != "hold":
        return Reason(code="not_in_this_variant", values={"needed": "hold"})
    return seconds_held(take, span, side)


def _count(take: Take, side: LimbSide) -> Sample:
    """How often the hips came up fully on ``side``."""
    if take.options["protocol"] != "repetitions":
        return Reason(code="not_in_this_variant", values={"needed": "repetitions"})
    full = [s for s in take.spans if isinstance(s, HoldSpan) and s.side == side and s.held_s > 0]
    return float(len(full)) if full else NOT_SEEN


SINGLE_LEG_BRIDGE = MovementTest(
    id="single_leg_bridge",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=holds_of_sides("single_leg_bridge"),
    phases=phases,
    lying=True,
    still_joint=None,
    min_repetitions=1,
    options=(Option("protocol", ("hold", "repetitions")),),
    recipes=(Recipe("str.sl_bridge", _held), Recipe("str.sl_bridge.reps", whole=_count)),
)
