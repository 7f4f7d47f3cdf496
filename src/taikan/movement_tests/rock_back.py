"""Rocking back and forward on hands and knees: does the back keep its outline (clinical list 1.3, ctrl.rock)?"""

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


def _hip(motion: Motion) -> FloatArray:
    return motion.angle(motion.near_series("hip_flexion"))


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return rom.excursions(motion, [("none", _hip(motion))], reading.settings("rock_back")["min_rock_deg"])


def _back(take: Take, span: RepetitionSpan, _side: LimbSide) -> float:
    return reading.at_bottom(take.motion, span, _hip(take.motion))


def _forward(take: Take, span: RepetitionSpan, _side: LimbSide) -> float:
    """The smallest hip flexion in the repetition and just beside it, where the forward end lies."""
    beside_s, time_s = reading.settings("reading")["standing_window_s"], take.motion.time_s
    inside = (time_s >= span.start_s - beside_s) & (time_s <= span.end_s + beside_s)
    hip = _hip(take.motion)[inside]
    hip = hip[np.isfinite(hip)]
    return float(hip.min()) if len(hip) else np.nan


def _outline_change(take: Take, span: RepetitionSpan) -> FloatArray | Reason:
    """(T,) depth of the lower back's outline against that with the hips over the knees, % of the chord."""
    depth = reading.outline(take, span, "lower")
    if isinstance(depth, Reason):
        return depth
    numbers = reading.settings("rock_back")
    near_middle = np.abs(_hip(take.motion) - numbers["middle_hip_deg"]) <= numbers["middle_within_deg"]
    middle = depth[near_middle & np.isfinite(depth)]
    return depth - float(np.median(middle)) if len(middle) else rom.NOT_SEEN


def _rounding(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    change = _outline_change(take, span)
    return change if isinstance(change, Reason) else reading.largest(span, change)


def _arching(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    change = _outline_change(take, span)
    return change if isinstance(change, Reason) else reading.largest(span, -change)


def _score(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """0 if the hips go far enough both ways with the outline neither rounding nor arching, otherwise 1."""
    numbers = reading.settings("rock_back")
    rounding, arching = _rounding(take, span, side), _arching(take, span, side)
    if isinstance(rounding, Reason):
        return rounding
    if isinstance(arching, Reason):
        return arching
    far = _back(take, span, side) >= numbers["back_deg"] and _forward(take, span, side) <= numbers["forward_deg"]
    return 0.0 if far and max(rounding, arching) <= numbers["outline_percent"] else 1.0


ROCK_BACK = MovementTest(
    id="rock_back",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee"),
    segment=_segment,
    checks=(in_position("quadruped"),),
    phase_names=("outward", "back"),
    still_joint="knee",
    needs_silhouette=True,
    recipes=(
        Recipe("ctrl.rock", _score),
        Recipe("ctrl.rock.back", _back),
        Recipe("ctrl.rock.forward", _forward),
        Recipe("ctrl.rock.round", _rounding),
        Recipe("ctrl.rock.arch", _arching),
    ),
)
