"""Squats on one leg: knee, pelvis and trunk from the front, depth from the side (clinical list 1.4).

The side is the standing leg. Call it control, not weakness.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import CycleSettings, RepetitionSpan, find_repetitions, whole_or_partial
from taikan.kinematics.motion import Motion
from taikan.kinematics.pose_signals import ankle_lift_percent
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.walk_steps import SIDES

NOT_SEEN = Reason(code="movement_not_seen")


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    """Squats in which the other foot is off the floor at the deepest point; those on two legs are none."""
    numbers = reading.settings("single_leg_squat")
    folding = reading.leg_folding(motion)
    found = find_repetitions(motion.time_s, folding, CycleSettings(min_amplitude=numbers["min_folding_deg"]))
    placed = [
        replace(reading.settled(span, folding, motion.time_s), side=side)
        for span in whole_or_partial(found)
        for side in SIDES
        if -reading.at_bottom(motion, span, ankle_lift_percent(motion, side)) >= numbers["least_lift_percent"]
    ]
    return tuple(placed)


def _fppa(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return reading.knee_valgus_at_depth(take.motion, span, side) if span.side == side else NOT_SEEN


def _pelvic_drop(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Largest tilt of the hip line towards the free leg, degrees."""
    sign = 1.0 if side == "right" else -1.0
    return _largest(span, side, sign * take.motion.angle("pelvis_obliquity_projection"))


def _trunk_lateral(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return _largest(span, side, np.abs(take.motion.angle("trunk_lateral_lean_projection")))


def _depth(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return _largest(span, side, reading.limb_angle(take.motion, side, "knee_flexion"))


def _largest(span: RepetitionSpan, side: LimbSide, series: FloatArray) -> Sample:
    return reading.largest(span, series) if span.side == side else NOT_SEEN


def _clean_count(take: Take, side: LimbSide) -> Sample:
    """Whole repetitions on ``side`` in which the other foot never comes down."""
    own = [span for span in take.spans if span.side == side and span.partial == "none"]
    if not own:
        return NOT_SEEN
    lift = -ankle_lift_percent(take.motion, side)
    least = reading.settings("single_leg_squat")["touch_percent"]
    return float(sum(bool((lift[s.start_index : s.end_index + 1] > least).all()) for s in own))


SINGLE_LEG_SQUAT = MovementTest(
    id="single_leg_squat",
    views=("frontal", "sagittal"),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    still_joint=None,
    recipes=(
        Recipe("mov.sls.fppa", _fppa),
        Recipe("mov.sls.pelvic_drop", _pelvic_drop),
        Recipe("mov.sls.trunk_lat", _trunk_lateral),
        Recipe("mov.sls.depth", _depth),
        Recipe("mov.sls.reps_ok", whole=_clean_count),
    ),
)
