"""Active straight-leg raise, lying on the back: how high the straight leg goes (clinical list 1.2, rom.slr)."""

from collections.abc import Mapping

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _leg(motion: Motion, side: LimbSide) -> FloatArray:
    return rom.while_lying(motion, rom.elevation(motion, side, "hip", "ankle"))


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return rom.excursions(motion, rom.of_both_sides(motion, _leg), reading.settings("slr")["min_raise_deg"])


def _raise(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Angle of the line hip-ankle above the horizontal at the top, if the leg is straight and the other one down."""
    motion = take.motion
    knee = reading.at_bottom(motion, span, reading.limb_angle(motion, side, "knee_flexion"))
    bent = rom.spoiled("knee_bent", knee, reading.settings("range")["straight_knee_deg"])
    if absent := bent or rom.lifted_other_leg(motion, span, side):
        return absent
    return reading.at_bottom(motion, span, _leg(motion, side))


SLR = MovementTest(
    id="slr",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    checks=(in_position("supine"),),
    phase_names=("outward", "back"),
    still_joint="shoulder",
    recipes=(
        Recipe("rom.slr", rom.own_side(_raise)),
        Recipe("rom.slr.diff", whole=rom.side_difference(_raise)),
    ),
)
