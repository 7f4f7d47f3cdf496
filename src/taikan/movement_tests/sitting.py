"""Sitting as usual (clinical list 1.8): a side photo, a short clip, or a webcam over an hour.

No single way to sit is known to prevent back pain, so variety and breaks weigh more than angles. In a short clip the
first stretch held still is the person's tall sitting, the last one the usual.
"""

import numpy as np

from taikan.core.records import Reason
from taikan.kinematics.filters import runs
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.seated import SEATED_ANGLES, SECONDS_PER_MIN, is_long, is_seated, seated_spans
from taikan.movement_tests.still import held


def _slump(take: Take, _side: LimbSide) -> Sample:
    """Growth of the outline's depth from tall to usual sitting, % of the hip-shoulder line."""
    long_enough = reading.settings("seated")["reference_s"]
    tall, usual = take.spans[0], take.spans[-1]
    if tall is usual or tall.end_s - tall.start_s < long_enough or is_long(take.motion):
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
    if not is_long(motion):
        return Reason(code="needs_long_recording", values={"needed_min": rules["bout_least_min"]})
    seated, time_s = is_seated(motion), motion.time_s
    for gap in runs(~seated):
        inside = gap.start > 0 and gap.stop < len(seated)
        if inside and time_s[gap.stop] - time_s[gap.start - 1] < rules["bout_gap_s"]:
            seated[gap] = True
    bouts = [float(time_s[run.stop - 1] - time_s[run.start]) for run in runs(seated)]
    return max(bouts) / SECONDS_PER_MIN if bouts else Reason(code="movement_not_seen")


def _variety(take: Take, _side: LimbSide) -> Sample:
    """SD of the trunk's inclination in ten minutes, degrees; the median over such windows."""
    motion, rules = take.motion, reading.settings("seated")
    if not is_long(motion):
        return Reason(code="needs_long_recording", values={"needed_min": rules["bout_least_min"]})
    trunk = np.where(is_seated(motion), reading.trunk_inclination(motion), np.nan)
    window = np.floor((motion.time_s - motion.time_s[0]) / (SECONDS_PER_MIN * rules["variety_window_min"]))
    spreads = [float(np.nanstd(trunk[window == w])) for w in np.unique(window) if np.isfinite(trunk[window == w]).any()]
    return float(np.median(spreads)) if spreads else Reason(code="movement_not_seen")


SITTING = MovementTest(
    id="sitting",
    views=("sagittal",),
    landmarks=("ear", "shoulder", "hip", "knee"),
    segment=seated_spans,
    needs_silhouette=True,
    counts_repetitions=False,
    min_repetitions=1,
    min_fps=0.0,
    allows_photo=True,
    recipes=(
        *SEATED_ANGLES,
        Recipe("sit.slump", whole=_slump),
        Recipe("sit.bout", whole=_bout),
        Recipe("sit.var", whole=_variety),
    ),
)
