"""One-dimensional signals repetitions are found in, and when the person stands on the spot."""

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import FloatArray
from taikan.kinematics.filters import butterworth, differentiate
from taikan.kinematics.motion import Motion
from taikan.knowledge.event_settings import GaitRules, load_event_settings


def hip_height_percent(motion: Motion) -> FloatArray:
    """(T,) height of mid-hip over the lower ankle (so a lifted foot changes nothing), percent of body height."""
    ankle = np.minimum(motion.point("left_ankle")[:, 1], motion.point("right_ankle")[:, 1])
    return motion.scale.percent(motion.midpoint("hip")[:, 1] - ankle)


def hip_drop_percent(motion: Motion) -> FloatArray:
    """(T,) how far mid-hip is below its usual highest place over the lower ankle, percent of body height."""
    height = hip_height_percent(motion)
    known = height[np.isfinite(height)]
    return (float(np.percentile(known, 95)) if len(known) else np.nan) - height


def feet_planted(motion: Motion, rules: GaitRules | None = None) -> NDArray[np.bool_]:
    """(T,) true while both ankles stay in place: false while walking to the spot, true while squatting.

    Speeds are taken after smoothing over the length of a step, so a slip of a landmark does not count as one.
    """
    rules = rules or load_event_settings().gait
    planted = np.ones(len(motion.time_s), dtype=bool)
    for side in ("left", "right"):
        place = motion.scale.percent(motion.point(f"{side}_ankle"))
        smooth = butterworth(motion.time_s, place, 1.0 / (2.0 * rules.still_window_s))
        speed = np.linalg.norm(differentiate(motion.time_s, smooth), axis=1)
        planted &= np.nan_to_num(speed, nan=np.inf) <= rules.still_speed_percent_s
    return planted
