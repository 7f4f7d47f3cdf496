"""Weight-bearing lunge: how far the shank leans over a flat foot (clinical list 1.2, rom.wblt).

The distance from toe to wall is a ruler's; a camera sees the shank's angle. Both are the same range: one centimetre is
about 3.6 degrees.
"""

from collections.abc import Mapping

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _shank(motion: Motion, side: LimbSide) -> FloatArray:
    return reading.limb_angle(motion, side, "shank_inclination")


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    found = rom.excursions(motion, rom.of_both_sides(motion, _shank), reading.settings("ankle")["min_lean_deg"])
    return tuple(span for span in found if _is_ahead(motion, span))


def _is_ahead(motion: Motion, span: RepetitionSpan) -> bool:
    """Whether the foot of ``span`` stands clearly ahead: the rear shank leans as well, heel up, and a squat's too."""
    side: LimbSide = "left" if span.side == "left" else "right"
    own, other = motion.point(f"{side}_ankle"), motion.point(f"{rom.other(side)}_ankle")
    ahead = motion.view.facing * motion.scale.percent((own - other)[:, 0])
    return reading.at_bottom(motion, span, ahead) >= reading.settings("ankle")["ahead_percent"]


def _angle(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    rise = rom.change(take.motion, span, reading.heel_rise_percent(take.motion, side))
    if absent := rom.spoiled("heel_lifted", rise, reading.settings("ankle")["heel_percent"]):
        return absent
    return reading.at_bottom(take.motion, span, _shank(take.motion, side))


ANKLE = MovementTest(
    id="ankle",
    views=("sagittal",),
    landmarks=("knee", "ankle", "heel", "foot_index"),
    segment=_segment,
    checks=(in_position("upright"),),
    phase_names=("outward", "back"),
    recipes=(
        Recipe("rom.wblt", whole=rom.by_hand),
        Recipe("rom.wblt.angle", rom.own_side(_angle)),
        Recipe("rom.wblt.diff", whole=rom.side_difference(_angle)),
    ),
)
