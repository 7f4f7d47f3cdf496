"""Modified Thomas test at the edge of a bed: how far the hanging thigh comes down (clinical list 1.2, rom.thomas).

The number means nothing where the pelvis tips, so it needs a trunk parallel to the bed, the other knee held, and
somebody's word that the low back stayed flat.
"""

from collections.abc import Mapping

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Option, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _lowering(motion: Motion, side: LimbSide) -> FloatArray:
    return rom.while_lying(motion, -rom.thigh_elevation(motion, side))


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return rom.excursions(motion, rom.of_both_sides(motion, _lowering), reading.settings("thomas")["min_lowering_deg"])


def _tipped(motion: Motion, span: RepetitionSpan) -> Reason | None:
    off = abs(reading.at_bottom(motion, span, reading.trunk_inclination(motion)) + 90.0)
    return rom.spoiled("pelvis_moved", off, reading.settings("thomas")["parallel_within_deg"])


def _not_held(motion: Motion, span: RepetitionSpan, side: LimbSide) -> Reason | None:
    held = reading.at_bottom(motion, span, rom.thigh_elevation(motion, rom.other(side)))
    return None if held >= reading.settings("thomas")["held_thigh_deg"] else Reason(code="other_leg_not_held")


def _thigh(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Angle of the hanging thigh above the horizontal, degrees; below it negative."""
    if absent := _tipped(take.motion, span) or _not_held(take.motion, span, side):
        return absent
    if take.options["low_back"] != "flat":
        return Reason(code="back_not_confirmed")
    return reading.at_bottom(take.motion, span, rom.thigh_elevation(take.motion, side))


def _knee(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Bend of the hanging leg's knee, degrees."""
    if absent := _not_held(take.motion, span, side):
        return absent
    return reading.at_bottom(take.motion, span, reading.limb_angle(take.motion, side, "knee_flexion"))


THOMAS = MovementTest(
    id="thomas",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    checks=(in_position("supine"),),
    phase_names=("outward", "back"),
    still_joint="shoulder",
    options=(Option("low_back", ("unconfirmed", "flat")),),
    recipes=(
        Recipe("rom.thomas", rom.own_side(_thigh)),
        Recipe("rom.thomas.knee", rom.own_side(_knee)),
    ),
)
