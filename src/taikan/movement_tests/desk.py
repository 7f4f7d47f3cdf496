"""Sitting at one's own desk, from a side photo or a short clip (clinical list 1.8)."""

from collections.abc import Callable

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.seated import SEATED_ANGLES, seated_spans, usual_angle
from taikan.movement_tests.still import held


def _point_px(take: Take, side: LimbSide, part: str) -> FloatArray:
    """(2,) body point of a landmark in the held stretch."""
    xy = take.motion.point(f"{side}_{part}")
    return np.array([held(take.motion, take.spans[-1], xy[:, axis]) for axis in (0, 1)])


def _screen(take: Take, side: LimbSide) -> Sample:
    """How far below eye level the screen's top edge lies, degrees."""
    across, up = take.points["screen_top"] - _point_px(take, side, "eye")
    return float(np.degrees(np.arctan2(-up, take.motion.view.facing * across)))


def _in_cm(pixels: Callable[[Take, LimbSide], float]) -> Callable[[Take, LimbSide], Sample]:
    def value(take: Take, side: LimbSide) -> Sample:
        cm = take.motion.scale.to_cm(pixels(take, side))
        return Reason(code="needs_height") if cm is None else cm

    return value


def _screen_distance(take: Take, side: LimbSide) -> float:
    return float(np.hypot(*(take.points["screen_top"] - _point_px(take, side, "eye"))))


def _elbow_over_desk(take: Take, side: LimbSide) -> float:
    return float((_point_px(take, side, "elbow") - take.points["desk_edge"])[1])


def _knee_over_seat(take: Take, side: LimbSide) -> float:
    return float((_point_px(take, side, "knee") - take.points["seat_edge"])[1])


DESK = MovementTest(
    id="desk",
    views=("sagittal",),
    landmarks=("ear", "shoulder", "hip"),
    segment=seated_spans,
    counts_repetitions=False,
    min_repetitions=1,
    min_fps=0.0,
    allows_photo=True,
    recipes=(
        *SEATED_ANGLES,
        usual_angle("sit.elbow", "elbow_flexion", straight=180.0),
        Recipe("sit.screen", whole=_screen),
        Recipe("sit.screen_dist", whole=_in_cm(_screen_distance)),
        Recipe("sit.desk_height", whole=_in_cm(_elbow_over_desk)),
        Recipe("sit.seat_height", whole=_in_cm(_knee_over_seat)),
    ),
)
