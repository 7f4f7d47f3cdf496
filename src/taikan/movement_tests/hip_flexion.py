"""Knee to chest, lying on the back: how far the hip flexes (clinical list 1.2, rom.hip_flex)."""

from collections.abc import Mapping

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _thigh(motion: Motion, side: LimbSide) -> FloatArray:
    return rom.while_lying(motion, rom.thigh_elevation(motion, side))


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return rom.excursions(motion, rom.of_both_sides(motion, _thigh), reading.settings("hip_flexion")["min_flexion_deg"])


def _flexion(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Angle of the thigh above the horizontal at its largest, if the other leg stays down and the knee is bent."""
    motion = take.motion
    knee = reading.at_bottom(motion, span, reading.limb_angle(motion, side, "knee_flexion"))
    if knee < reading.settings("hip_flexion")["least_knee_deg"]:
        return Reason(code="knee_not_bent")
    if absent := rom.lifted_other_leg(motion, span, side):
        return absent
    return reading.at_bottom(motion, span, _thigh(motion, side))


HIP_FLEXION = MovementTest(
    id="hip_flexion",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee"),
    segment=_segment,
    checks=(in_position("supine"),),
    phase_names=("outward", "back"),
    still_joint="shoulder",
    recipes=(Recipe("rom.hip_flex", rom.own_side(_flexion)),),
)
