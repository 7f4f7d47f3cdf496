"""Sitting, as usual and at one's own desk (clinical list 1.8): a side photo, a short clip, or a webcam over an hour.

No single way to sit is known to prevent back pain, so variety and breaks weigh more than angles. In a short clip of
``sitting`` the first stretch held still is the person's tall sitting, the last one the usual.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.filters import runs
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.still import held, still_spans

Frames = NDArray[np.bool_]
_PER_MIN = 60.0


def is_seated(motion: Motion) -> Frames:
    """(T,) whether the near thigh is far from hanging down."""
    with np.errstate(invalid="ignore"):
        thigh = motion.angle(motion.near_series("thigh_inclination"))
        return np.asarray(thigh >= reading.settings("seated")["thigh_deg"], dtype=np.bool_)


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    seated = is_seated(motion)
    return tuple(span for span in still_spans(motion) if seated[span.start_index : span.end_index + 1].mean() > 0.5)


def _is_long(motion: Motion) -> bool:
    return bool(motion.time_s[-1] - motion.time_s[0] >= reading.settings("seated")["bout_least_min"] * _PER_MIN)


def _usual(take: Take, series: FloatArray) -> Sample:
    """Median of ``series`` in the usual sitting: all seated time of a long recording, else the last held stretch."""
    if not _is_long(take.motion):
        return held(take.motion, take.spans[-1], series)
    known = series[is_seated(take.motion) & np.isfinite(series)]
    return float(np.median(known)) if len(known) else Reason(code="movement_not_seen")


def _angle(code: str, series: str, *, straight: float | None = None) -> Recipe:
    """``series`` in the usual sitting, of the near limb if it is sided; as the angle inside, ``straight`` minus it."""

    def value(take: Take, side: LimbSide) -> Sample:
        name = series if series.startswith(("trunk", "neck")) else f"{side}_{series}"
        degrees = take.motion.angle(f"{name}_projection")
        return _usual(take, degrees if straight is None else straight - degrees)

    return Recipe(code, whole=value)


def _slump(take: Take, _side: LimbSide) -> Sample:
    """Growth of the outline's depth from tall to usual sitting, % of the hip-shoulder line."""
    long_enough = reading.settings("seated")["reference_s"]
    tall, usual = take.spans[0], take.spans[-1]
    if tall is usual or tall.end_s - tall.start_s < long_enough or _is_long(take.motion):
        return Reason(code="needs_tall_reference", values={"seconds": long_enough})
    depths = [reading.outline(take, span, "total") for span in (tall, usual)]
    for depth in depths:
        if isinstance(depth, Reason):
            return depth
    before, after = (
        held(take.motion, span, depth)
        for span, depth in zip((tall, usual), depths, strict=True)
        if not isinstance(depth, Reason)
    )
    return after - before


def _bout(take: Take, _side: LimbSide) -> Sample:
    """Longest time seated, minutes; shorter gaps than the data allow do not end it."""
    motion, rules = take.motion, reading.settings("seated")
    if not _is_long(motion):
        return Reason(code="needs_long_recording", values={"needed_min": rules["bout_least_min"]})
    seated, time_s = is_seated(motion), motion.time_s
    for gap in runs(~seated):
        inside = gap.start > 0 and gap.stop < len(seated)
        if inside and time_s[gap.stop] - time_s[gap.start - 1] < rules["bout_gap_s"]:
            seated[gap] = True
    bouts = [float(time_s[run.stop - 1] - time_s[run.start]) for run in runs(seated)]
    return max(bouts) / _PER_MIN if bouts else Reason(code="movement_not_seen")


def _variety(take: Take, _side: LimbSide) -> Sample:
    """SD of the trunk's inclination in ten minutes, degrees; the median over such windows."""
    motion, rules = take.motion, reading.settings("seated")
    if not _is_long(motion):
        return Reason(code="needs_long_recording", values={"needed_min": rules["bout_least_min"]})
    trunk = np.where(is_seated(motion), reading.trunk_inclination(motion), np.nan)
    window = np.floor((motion.time_s - motion.time_s[0]) / (_PER_MIN * rules["variety_window_min"]))
    spreads = [float(np.nanstd(trunk[window == w])) for w in np.unique(window) if np.isfinite(trunk[window == w]).any()]
    return float(np.median(spreads)) if spreads else Reason(code="movement_not_seen")


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


_BOTH = (
    _angle("sit.neck_flex", "neck_flexion"),
    _angle("sit.trunk", "trunk_inclination"),
    _angle("sit.hip", "hip_flexion", straight=180.0),
    _angle("sit.knee", "knee_flexion", straight=180.0),
    _angle("sit.feet", "foot_inclination"),
)

SITTING = MovementTest(
    id="sitting",
    views=("sagittal",),
    landmarks=("ear", "shoulder", "hip", "knee"),
    segment=_segment,
    needs_silhouette=True,
    min_repetitions=1,
    min_fps=0.0,
    allows_photo=True,
    recipes=(
        *_BOTH,
        Recipe("sit.slump", whole=_slump),
        Recipe("sit.bout", whole=_bout),
        Recipe("sit.var", whole=_variety),
    ),
)

DESK = MovementTest(
    id="desk",
    views=("sagittal",),
    landmarks=("ear", "shoulder", "hip"),
    segment=_segment,
    min_repetitions=1,
    min_fps=0.0,
    allows_photo=True,
    recipes=(
        *_BOTH,
        _angle("sit.elbow", "elbow_flexion", straight=180.0),
        Recipe("sit.screen", whole=_screen),
        Recipe("sit.screen_dist", whole=_in_cm(_screen_distance)),
        Recipe("sit.desk_height", whole=_in_cm(_elbow_over_desk)),
        Recipe("sit.seat_height", whole=_in_cm(_knee_over_seat)),
    ),
)
