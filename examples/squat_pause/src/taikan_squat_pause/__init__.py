"""A movement test of one's own: how long the bottom of a squat is held."""

import numpy as np

from taikan.kinematics.events import RepetitionSpan
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Take
from taikan.movement_tests.squat import SQUAT

_WITHIN_DEG = 5.0


def _pause(take: Take, span: RepetitionSpan, _side: LimbSide) -> float:
    """Seconds in which the knee stays within 5 degrees of its deepest bend."""
    motion = take.motion
    inside = slice(span.start_index, span.end_index + 1)
    knee = motion.angle(motion.near_series("knee_flexion"))[inside]
    deep = knee >= np.nanmax(knee) - _WITHIN_DEG
    return float(np.ptp(motion.time_s[inside][deep]))


SQUAT_PAUSE = MovementTest(
    id="squat_pause",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=SQUAT.segment,
    checks=SQUAT.checks,
    phase_names=("descent", "ascent"),
    recipes=(Recipe("own.squat.pause", _pause),),
)
