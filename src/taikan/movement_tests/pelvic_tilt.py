"""Posterior pelvic tilt in standing: does the back's hollow flatten by itself (clinical list 1.3, ctrl.pelvic_tilt)?

No landmark shows the pelvis tilt, so there are no repetitions to count: the recording is one trial, compared with the
standing at its start.
"""

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


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    time_s, last = motion.time_s, len(motion.time_s) - 1
    middle = last // 2
    return (RepetitionSpan(0, middle, last, float(time_s[0]), float(time_s[middle]), float(time_s[last])),)


def _trunk_still(motion: Motion, _spans: tuple[RepetitionSpan, ...], _options: Mapping[str, str]) -> Reason | None:
    """Bending or squatting is another movement."""
    trunk = reading.trunk_inclination(motion)
    known = trunk[np.isfinite(trunk)]
    moved = float(np.ptp(np.percentile(known, [5.0, 95.0]))) if len(known) else 0.0
    return rom.spoiled("trunk_moved", moved, reading.settings("pelvic_tilt")["other_movement_deg"])


def _from_start(take: Take, series: FloatArray) -> FloatArray:
    """``series`` less its median over the first moments, in which the person stands."""
    motion, rest_s = take.motion, reading.settings("pelvic_tilt")["rest_s"]
    start_s = float(motion.time_s[0])
    return series - reading.median_between(motion, series, start_s, start_s + rest_s)


def _flattening(take: Take, _side: LimbSide) -> Sample:
    """Largest part of the standing hollow that the lower back's outline loses, %."""
    span = take.spans[0]
    depth = reading.outline(take, span, "lower")
    if isinstance(depth, Reason):
        return depth
    lost = _from_start(take, depth)
    hollow = float(np.nanmedian(lost - depth))
    if not hollow >= reading.settings("pelvic_tilt")["least_hollow_percent"]:
        return rom.NOT_SEEN
    return 100.0 * reading.largest(span, lost) / hollow


def _trunk(take: Take, _side: LimbSide) -> float:
    return reading.largest(take.spans[0], np.abs(_from_start(take, reading.trunk_inclination(take.motion))))


def _knee(take: Take, side: LimbSide) -> float:
    return reading.largest(
        take.spans[0], np.abs(_from_start(take, reading.limb_angle(take.motion, side, "knee_flexion")))
    )


def _score(take: Take, side: LimbSide) -> Sample:
    """0 if the hollow flattens enough while trunk and knees keep still, otherwise 1."""
    numbers, flattening = reading.settings("pelvic_tilt"), _flattening(take, side)
    if isinstance(flattening, Reason):
        return flattening
    still = _trunk(take, side) <= numbers["trunk_within_deg"] and _knee(take, side) <= numbers["knee_within_deg"]
    return 0.0 if still and flattening >= numbers["flattening_percent"] else 1.0


PELVIC_TILT = MovementTest(
    id="pelvic_tilt",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    checks=(in_position("standing"), _trunk_still),
    counts_repetitions=False,
    min_repetitions=1,
    needs_silhouette=True,
    recipes=(
        Recipe("ctrl.pelvic_tilt", whole=_score),
        Recipe("ctrl.pelvic_tilt.flatten", whole=_flattening),
        Recipe("ctrl.pelvic_tilt.trunk", whole=_trunk),
        Recipe("ctrl.pelvic_tilt.knee", whole=_knee),
    ),
)
