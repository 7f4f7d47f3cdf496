"""Back scratch: the gap between the fingertips behind the back, by upper hand (clinical list 1.2, rom.apley)."""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take


def _elbow(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) elbow above the shoulder, % of body height; 0 below it: only the upper arm of the two comes up."""
    above = (motion.point(f"{side}_elbow") - motion.point(f"{side}_shoulder"))[:, 1]
    return np.maximum(motion.scale.percent(above), 0.0)


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return rom.excursions(motion, rom.of_both_sides(motion, _elbow), reading.settings("apley")["min_elbow_percent"])


def _gap(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Upper fingertip over lower fingertip at the end, cm; negative where the hands overlap."""
    motion, lower = take.motion, rom.other(side)
    behind = (motion.point(f"{lower}_wrist") - motion.point(f"{lower}_hip"))[:, 1]
    is_up_from_below = (
        reading.at_bottom(motion, span, behind) > 0 >= reading.at_bottom(motion, span, _elbow(motion, lower))
    )
    if not is_up_from_below:
        return rom.NOT_SEEN
    tips = rom.fingertip(motion, side) - rom.fingertip(motion, lower)
    return rom.in_cm(motion, reading.at_bottom(motion, span, tips[:, 1]))


APLEY = MovementTest(
    id="apley",
    views=("posterior",),
    landmarks=("shoulder", "elbow", "wrist", "hip"),
    segment=_segment,
    phase_names=("outward", "back"),
    still_joint="hip",
    recipes=(
        Recipe("rom.apley", rom.own_side(_gap)),
        Recipe("rom.apley.diff", whole=rom.side_difference(_gap)),
    ),
)
