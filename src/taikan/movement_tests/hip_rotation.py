"""Hip rotation in sitting, seen from the front at knee height (clinical list 1.2, rom.hip_ir and rom.hip_er)."""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _foot_outward(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) degrees of the shank from the vertical; positive with the foot to its own side, which turns the hip in."""
    shank = motion.point(f"{side}_ankle") - motion.point(f"{side}_knee")
    to_own_side = motion.view.right_sign * (1.0 if side == "right" else -1.0) * shank[:, 0]
    return np.asarray(np.degrees(np.arctan2(to_own_side, -shank[:, 1])))


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    signals: list[rom.Signal] = []
    for side, outward in rom.of_both_sides(motion, _foot_outward):
        signals += [(side, np.maximum(outward, 0.0)), (side, np.maximum(-outward, 0.0))]
    return rom.excursions(motion, signals, reading.settings("hip_rotation")["min_rotation_deg"])


def _tilted(motion: Motion, span: RepetitionSpan) -> Reason | None:
    tilt = abs(rom.change(motion, span, motion.angle("pelvis_obliquity_projection")))
    return rom.spoiled("pelvis_tilted", tilt, reading.settings("hip_rotation")["level_within_deg"])


def _inward(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    angle = reading.at_bottom(take.motion, span, _foot_outward(take.motion, side))
    return (_tilted(take.motion, span) or angle) if angle > 0 else rom.NOT_SEEN


def _outward(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    angle = -reading.at_bottom(take.motion, span, _foot_outward(take.motion, side))
    return (_tilted(take.motion, span) or angle) if angle > 0 else rom.NOT_SEEN


HIP_ROTATION = MovementTest(
    id="hip_rotation",
    views=("frontal",),
    landmarks=("hip", "knee", "ankle"),
    segment=_segment,
    checks=(in_position("sitting"),),
    phase_names=("outward", "back"),
    still_joint="hip",
    recipes=(
        Recipe("rom.hip_ir", rom.own_side(_inward)),
        Recipe("rom.hip_ir.diff", whole=rom.side_difference(_inward)),
        Recipe("rom.hip_er", rom.own_side(_outward)),
    ),
)
