"""Sitting knee extension: does the back keep still while the knee straightens (clinical list 1.3, ctrl.sit_knee)?"""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _extension(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) knee extension while the thigh is level; NaN elsewhere: standing up is no repetition."""
    thigh = reading.limb_angle(motion, side, "thigh_inclination")
    with np.errstate(invalid="ignore"):
        seated = thigh >= reading.settings("position_sitting")["thigh_low"]
    return np.where(seated, -reading.limb_angle(motion, side, "knee_flexion"), np.nan)


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    least = reading.settings("sitting_knee_extension")["min_extension_deg"]
    return rom.excursions(motion, rom.of_both_sides(motion, _extension), least)


def _knee(take: Take, span: RepetitionSpan, side: LimbSide) -> float:
    thigh = rom.change(take.motion, span, reading.limb_angle(take.motion, side, "thigh_inclination"))
    if abs(thigh) > reading.settings("sitting_knee_extension")["thigh_within_deg"]:
        return float("nan")  # The person rises.
    return reading.at_bottom(take.motion, span, reading.limb_angle(take.motion, side, "knee_flexion"))


def _trunk(take: Take, span: RepetitionSpan, _side: LimbSide) -> float:
    return rom.largest_change(take.motion, span, reading.trunk_inclination(take.motion))


def _score(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """0 if the knee comes near enough to straight with the trunk's line still, otherwise 1."""
    numbers = reading.settings("sitting_knee_extension")
    knee, trunk = _knee(take, span, side), _trunk(take, span, side)
    if not np.isfinite(knee + trunk):
        return rom.NOT_SEEN
    return 0.0 if knee <= numbers["knee_within_deg"] and trunk <= numbers["trunk_within_deg"] else 1.0


SITTING_KNEE_EXTENSION = MovementTest(
    id="sitting_knee_extension",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    checks=(in_position("sitting"),),
    phase_names=("outward", "back"),
    still_joint="hip",
    needs_silhouette=True,
    recipes=(
        Recipe("ctrl.sit_knee", rom.own_side(_score)),
        Recipe("ctrl.sit_knee.knee", rom.own_side(_knee)),
        Recipe("ctrl.sit_knee.trunk", rom.own_side(_trunk)),
    ),
)
