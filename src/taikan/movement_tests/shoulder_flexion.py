"""Both arms overhead with the back against a wall or on the floor (clinical list 1.2, rom.sh_flex)."""

from collections.abc import Mapping

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _arm(motion: Motion) -> FloatArray:
    return motion.angle(motion.near_series("shoulder_flexion"))


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return rom.excursions(motion, [("none", _arm(motion))], reading.settings("shoulder_flexion")["min_raise_deg"])


def _flexion(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Angle between trunk and upper arm at the top, if the trunk keeps still and the back's hollow does not grow."""
    motion = take.motion
    lean = abs(rom.change(motion, span, reading.trunk_inclination(motion)))
    leaned = rom.spoiled("trunk_moved", lean, reading.settings("shoulder_flexion")["trunk_still_deg"])
    if absent := leaned or rom.arched_back(take, span):
        return absent
    return reading.at_bottom(motion, span, reading.limb_angle(motion, side, "shoulder_flexion"))


SHOULDER_FLEXION = MovementTest(
    id="shoulder_flexion",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "elbow"),
    segment=_segment,
    checks=(in_position("standing", "supine"),),
    phase_names=("outward", "back"),
    still_joint="hip",
    needs_silhouette=True,
    recipes=(Recipe("rom.sh_flex", _flexion),),
)
