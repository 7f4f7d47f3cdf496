"""Bird-dog: on hands and knees, one leg and the other arm held level (clinical list 1.3).

The side is the lifted leg.
"""

from collections.abc import Callable

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.holds import HoldSpan
from taikan.kinematics.motion import Motion
from taikan.kinematics.pose_signals import arm_over_level_deg, leg_over_level_deg, other_side
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests import gate, reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.holding import NOT_SEEN, holds_of_sides, phases, seconds_held, while_held

Look = Callable[[Take, RepetitionSpan, LimbSide], Sample]


def _of_side(look: Callable[[Motion, RepetitionSpan], Sample]) -> Look:
    """``look`` for holds of the asked side in which the pose was met; otherwise why not."""

    def recipe(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
        if span.side != side:
            return NOT_SEEN
        if not (isinstance(span, HoldSpan) and span.held_s > 0):
            return Reason(code="hold_form_not_met")
        return look(take.motion, span)

    return recipe


def _hip_line(motion: Motion, span: RepetitionSpan) -> Sample:
    """Tilt of the hip line from level, whichever way, degrees."""
    return _median(np.abs(while_held(span, motion.angle("pelvis_obliquity_projection"))))


def _trunk_drift(motion: Motion, span: RepetitionSpan) -> Sample:
    """How far the trunk's line moves away from that of the first second, degrees."""
    trunk = while_held(span, reading.trunk_inclination(motion))
    first = trunk[: max(1, round(motion.fps))]
    away = np.abs(trunk - np.median(first)) if len(trunk) else trunk
    return float(np.percentile(away, reading.settings("reading")["extreme_percentile"])) if len(away) else NOT_SEEN


def _arm(motion: Motion, span: RepetitionSpan) -> Sample:
    arm_side = other_side(span.side)
    columns = gate.keypoints(("shoulder", "wrist"), ("left" if arm_side == "left" else "right",))
    seen = gate.visibility(motion, columns, gate.frames_of(motion, (span,)))
    if float(seen.min()) < load_knowledge().gate.min_visibility:
        return Reason(code="landmarks_hidden", values={"part": "wrist"})
    return _median(while_held(span, arm_over_level_deg(motion, arm_side)))


def _leg(motion: Motion, span: RepetitionSpan) -> Sample:
    return _median(while_held(span, leg_over_level_deg(motion, span.side)))


def _sway(motion: Motion, span: RepetitionSpan) -> Sample:
    """SD of mid-hip over the hold, both directions together, % of height."""
    place = motion.scale.percent(motion.midpoint("hip"))
    spread = [float(np.var(while_held(span, place[:, axis]))) for axis in (0, 1)]
    return float(np.sqrt(sum(spread)))


def _median(values: FloatArray) -> Sample:
    return float(np.median(values)) if len(values) else NOT_SEEN


_CHECKS = (
    ("ctrl.bird_dog.hip_line", _hip_line, 1, "most_hip_line_deg"),
    ("ctrl.bird_dog.trunk_drift", _trunk_drift, 1, "most_drift_deg"),
    ("ctrl.bird_dog.arm", _arm, -1, "most_below_level_deg"),
    ("ctrl.bird_dog.leg", _leg, -1, "most_below_level_deg"),
    ("ctrl.bird_dog.sway", _sway, 1, "most_sway_percent"),
)
"""Measure, how it is taken, the sign of what is bad, and its limit in the test's numbers."""


def _failed(motion: Motion, span: RepetitionSpan) -> Sample:
    """How many of the checks this view can show were failed; a hold that ends too early counts as two."""
    numbers, measures = reading.settings("bird_dog"), load_knowledge().measures
    view = gate.view_family(motion.view.label)
    failed = 2 if isinstance(span, HoldSpan) and span.ended != "clip" and span.held_s < numbers["least_s"] else 0
    for code, look, sign, limit in _CHECKS:
        if view not in measures[code].views:
            continue
        value = look(motion, span)
        failed += not isinstance(value, Reason) and sign * value > numbers[limit]
    return float(failed)


BIRD_DOG = MovementTest(
    id="bird_dog",
    views=("sagittal", "posterior"),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=holds_of_sides("bird_dog"),
    phases=phases,
    lying=True,
    still_joint=None,
    min_repetitions=1,
    recipes=(
        Recipe("ctrl.bird_dog", _of_side(_failed)),
        Recipe("ctrl.bird_dog.hold", seconds_held),
        *(Recipe(code, _of_side(look)) for code, look, _sign, _limit in _CHECKS),
    ),
)
