"""Knee extension with the hip held at 90 degrees, lying on the back (clinical list 1.2, rom.ake)."""

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
    """(T,) knee extension while the thigh is up; a leg on the floor counts as resting at 90 degrees of knee bend."""
    numbers = reading.settings("knee_extension")
    bend = reading.limb_angle(motion, side, "knee_flexion")
    with np.errstate(invalid="ignore"):
        is_up = rom.thigh_elevation(motion, side) >= numbers["thigh_up_deg"]
    return rom.while_lying(motion, -np.where(is_up, bend, numbers["resting_knee_deg"]))


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    least = reading.settings("knee_extension")["min_extension_deg"]
    return rom.excursions(motion, rom.of_both_sides(motion, _extension), least)


def _deficit(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """What the knee lacks to straight at the end, degrees, if the thigh is still vertical there."""
    motion = take.motion
    off = abs(reading.at_bottom(motion, span, rom.thigh_elevation(motion, side)) - 90.0)
    if absent := rom.spoiled("thigh_not_vertical", off, reading.settings("knee_extension")["vertical_within_deg"]):
        return absent
    return reading.at_bottom(motion, span, reading.limb_angle(motion, side, "knee_flexion"))


KNEE_EXTENSION = MovementTest(
    id="knee_extension",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    checks=(in_position("supine"),),
    phase_names=("outward", "back"),
    still_joint="shoulder",
    recipes=(
        Recipe("rom.ake", rom.own_side(_deficit)),
        Recipe("rom.ake.diff", whole=rom.side_difference(_deficit)),
    ),
)
