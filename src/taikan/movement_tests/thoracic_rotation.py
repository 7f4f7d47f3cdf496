"""Upper back in sitting: rotation from the front, extension from the side (clinical list 1.2, rom.th_rot, rom.th_ext).

Rotation is read off the shoulders' width in the picture, a rough stand-in for a phone held to the breastbone; the
model's depth only tells which way they turn.
"""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import KEYPOINTS, FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _width(motion: Motion, part: str) -> FloatArray:
    """(T,) pixels between both sides of ``part``, along the picture's horizontal."""
    return np.abs((motion.point(f"right_{part}") - motion.point(f"left_{part}"))[:, 0])


def _rotation(motion: Motion) -> FloatArray:
    """(T,) degrees the shoulders are turned, towards the person's right positive: arc cosine of their seen width."""
    width = _width(motion, "shoulder")
    if not np.isfinite(width).any():
        return width
    whole = float(np.nanpercentile(width, reading.settings("thoracic_rotation")["whole_width_percentile"]))
    turned = np.degrees(np.arccos(np.clip(width / max(whole, 1.0), 0.0, 1.0)))
    world = motion.track["world"].to_numpy()
    right, left = (world[:, KEYPOINTS.index(f"{side}_shoulder"), 2] for side in ("right", "left"))
    return np.asarray(np.where(right >= left, turned, -turned))


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    numbers = reading.settings("thoracic_rotation")
    if motion.view.is_sagittal:
        signals: list[rom.Signal] = [("none", -motion.angle("neck_flexion_projection"))]
        return rom.excursions(motion, signals, numbers["min_extension_deg"])
    turn = _rotation(motion)
    signals = [("right", np.maximum(turn, 0.0)), ("left", np.maximum(-turn, 0.0))]
    return rom.excursions(motion, signals, numbers["min_rotation_deg"])


def _pelvis_turned(motion: Motion, span: RepetitionSpan) -> Reason | None:
    hips = _width(motion, "hip")
    shrunk = -100.0 * rom.change(motion, span, hips) / max(reading.while_standing(motion, span, hips), 1.0)
    return rom.spoiled("pelvis_turned", shrunk, reading.settings("thoracic_rotation")["hip_width_percent"])


def _turn(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    if absent := _pelvis_turned(take.motion, span):
        return absent
    return abs(reading.at_bottom(take.motion, span, _rotation(take.motion)))


def _extension(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """How far the line shoulder-ear turns back against the line hip-shoulder, if that stays still."""
    motion = take.motion
    trunk = rom.largest_change(motion, span, reading.trunk_inclination(motion))
    if absent := rom.spoiled("trunk_moved", trunk, reading.settings("thoracic_rotation")["trunk_still_deg"]):
        return absent
    return -rom.change(motion, span, motion.angle("neck_flexion_projection"))


THORACIC_ROTATION = MovementTest(
    id="thoracic_rotation",
    views=("frontal", "sagittal"),
    landmarks=("shoulder", "hip"),
    segment=_segment,
    checks=(in_position("sitting"),),
    phase_names=("outward", "back"),
    still_joint="hip",
    recipes=(
        Recipe("rom.th_rot", rom.own_side(_turn)),
        Recipe("rom.th_rot.diff", whole=rom.side_difference(_turn)),
        Recipe("rom.th_ext", _extension),
    ),
)
