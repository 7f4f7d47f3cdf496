"""Overhead squat: the squat with both arms held up, and how far they come forward (clinical list 1.4, mov.ohs)."""

from collections.abc import Mapping

import numpy as np

from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position
from taikan.movement_tests.squat import segment, split, squat_recipes


def _arms_overhead(motion: Motion, spans: tuple[RepetitionSpan, ...], _options: Mapping[str, str]) -> Reason | None:
    """Seen from any side: the wrists must be above the ears as the repetitions begin."""
    over = (motion.midpoint("wrist") - motion.midpoint("ear"))[:, 1]
    at_start = np.array([reading.while_standing(motion, span, over) for span in spans])
    known = at_start[np.isfinite(at_start)]
    return Reason(code="arms_not_overhead") if len(known) and np.median(known) <= 0 else None


def _arm(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """How far the upper arm is ahead of the line of the trunk at the lowest point, degrees."""
    return 180.0 - reading.at_bottom(take.motion, span, reading.limb_angle(take.motion, side, "shoulder_flexion"))


OVERHEAD_SQUAT = MovementTest(
    id="overhead_squat",
    views=("sagittal", "frontal"),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=segment,
    checks=(in_position("standing"), _arms_overhead),
    phases=split,
    needs_silhouette=True,
    recipes=(*squat_recipes("mov.ohs"), Recipe("mov.ohs.arm", _arm)),
)
