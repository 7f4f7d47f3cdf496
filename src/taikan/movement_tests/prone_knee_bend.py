"""Knee bend lying face down: does the pelvis stay on the floor (clinical list 1.3, ctrl.prone_knee)?"""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _bend(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) knee flexion while the trunk lies; NaN elsewhere: getting down and up is no repetition."""
    bands, trunk = reading.settings("position_prone"), reading.trunk_inclination(motion)
    with np.errstate(invalid="ignore"):
        lying = (trunk >= bands["trunk_low"]) & (trunk <= bands["trunk_high"])
    return np.where(lying, reading.limb_angle(motion, side, "knee_flexion"), np.nan)


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return rom.excursions(motion, rom.of_both_sides(motion, _bend), reading.settings("prone_knee_bend")["min_bend_deg"])


def _knee(take: Take, span: RepetitionSpan, side: LimbSide) -> float:
    return reading.at_bottom(take.motion, span, reading.limb_angle(take.motion, side, "knee_flexion"))


def _rise(take: Take, span: RepetitionSpan, side: LimbSide) -> float:
    """How far the hip comes off its place on the floor, % of body height."""
    height = take.motion.scale.percent(take.motion.point(f"{side}_hip")[:, 1])
    return reading.largest(span, height) - reading.while_standing(take.motion, span, height)


def _score(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """0 if the knee bends far enough while the hip stays down and the back's hollow does not grow, otherwise 1."""
    numbers = reading.settings("prone_knee_bend")
    knee, rise = _knee(take, span, side), _rise(take, span, side)
    if not np.isfinite(knee + rise):
        return rom.NOT_SEEN
    still = rise <= numbers["rise_within_percent"] and rom.arched_back(take, span) is None
    return 0.0 if still and knee >= numbers["knee_deg"] else 1.0


PRONE_KNEE_BEND = MovementTest(
    id="prone_knee_bend",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    checks=(in_position("prone"),),
    phase_names=("outward", "back"),
    still_joint="shoulder",
    needs_silhouette=True,
    recipes=(
        Recipe("ctrl.prone_knee", rom.own_side(_score)),
        Recipe("ctrl.prone_knee.knee", rom.own_side(_knee)),
        Recipe("ctrl.prone_knee.rise", rom.own_side(_rise)),
    ),
)
