"""Forearms sliding up a wall, ribs down: how high the hands go (clinical list 1.2, rom.scap_retract)."""

from collections.abc import Mapping

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _of_arm_length(motion: Motion, px: FloatArray) -> FloatArray:
    """``px`` as % of arm length, which is a share of body height: at a wall the arm itself may point at the camera."""
    return 100.0 * motion.scale.percent(px) / reading.settings("scapular_wall_slide")["arm_percent"]


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    height = _of_arm_length(motion, (motion.near("wrist") - motion.near("shoulder"))[:, 1])
    return rom.excursions(motion, [("none", height)], reading.settings("scapular_wall_slide")["min_slide_percent"])


def _height(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Wrist over shoulder at the top, % of arm length, if the back's hollow does not grow."""
    motion = take.motion
    if absent := rom.arched_back(take, span):
        return absent
    above = (motion.point(f"{side}_wrist") - motion.point(f"{side}_shoulder"))[:, 1]
    height = reading.at_bottom(motion, span, _of_arm_length(motion, above))
    return height if height > 0 else rom.NOT_SEEN


SCAPULAR_WALL_SLIDE = MovementTest(
    id="scapular_wall_slide",
    views=("frontal", "sagittal"),
    landmarks=("shoulder", "hip", "wrist"),
    segment=_segment,
    checks=(in_position("standing"),),
    phase_names=("outward", "back"),
    still_joint="hip",
    needs_silhouette=True,
    recipes=(
        Recipe("rom.scap_retract", _height),
        Recipe("rom.scap_retract.diff", whole=rom.side_difference(_height)),
    ),
)
