"""What the tests of sitting share: when a person sits, and how the usual sitting is read (clinical list 1.8)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, Recipe, Sample, Take
from taikan.movement_tests.still import held, still_spans

Frames = NDArray[np.bool_]
SECONDS_PER_MIN = 60.0


def is_seated(motion: Motion) -> Frames:
    """(T,) whether the near thigh is far from hanging down."""
    with np.errstate(invalid="ignore"):
        thigh = motion.angle(motion.near_series("thigh_inclination"))
        return np.asarray(thigh >= reading.settings("seated")["thigh_deg"], dtype=np.bool_)


def seated_spans(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    """Stretches held still while seated."""
    seated = is_seated(motion)
    return tuple(span for span in still_spans(motion) if seated[span.start_index : span.end_index + 1].mean() > 0.5)


def is_long(motion: Motion) -> bool:
    """Whether the recording is long enough for how long and how varied one sits."""
    return bool(motion.time_s[-1] - motion.time_s[0] >= reading.settings("seated")["bout_least_min"] * SECONDS_PER_MIN)


def usual(take: Take, series: FloatArray) -> Sample:
    """Median of ``series`` in the usual sitting: all seated time of a long recording, else the last held stretch."""
    if not is_long(take.motion):
        return held(take.motion, take.spans[-1], series)
    known = series[is_seated(take.motion) & np.isfinite(series)]
    return float(np.median(known)) if len(known) else Reason(code="movement_not_seen")


def usual_angle(code: str, series: str, *, straight: float | None = None) -> Recipe:
    """``series`` in the usual sitting, of the near limb if it is sided; as the angle inside, ``straight`` minus it."""

    def value(take: Take, side: LimbSide) -> Sample:
        name = series if series.startswith(("trunk", "neck")) else f"{side}_{series}"
        degrees = take.motion.angle(f"{name}_projection")
        return usual(take, degrees if straight is None else straight - degrees)

    return Recipe(code, whole=value)


SEATED_ANGLES = (
    usual_angle("sit.neck_flex", "neck_flexion"),
    usual_angle("sit.trunk", "trunk_inclination"),
    usual_angle("sit.hip", "hip_flexion", straight=180.0),
    usual_angle("sit.knee", "knee_flexion", straight=180.0),
    usual_angle("sit.feet", "foot_inclination"),
)
"""What a photo from the side shows of every way to sit."""
