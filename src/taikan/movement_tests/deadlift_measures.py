"""What a pull from the floor adds to a hip hinge (clinical list 1.4, mov.deadlift)."""

import numpy as np

from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, Recipe, Sample, Take


def _missing_pull(take: Take, span: RepetitionSpan) -> Reason | None:
    """Why ``span`` holds no pull from the floor, or ``None``."""
    if take.options["variant"] != "deadlift":
        return Reason(code="not_in_this_variant", values={"needed": "deadlift"})
    return Reason(code="movement_not_seen") if span.partial == "descent_only" else None


def _pull_start(take: Take, span: RepetitionSpan) -> int:
    """Where the hips begin to rise for the last time before ``span`` ends: hips that shoot up tip the trunk further
    forward, so its largest inclination comes too late."""
    motion, numbers = take.motion, reading.settings("deadlift")
    first = span.start_index
    if span.partial == "ascent_only":
        first = int(np.searchsorted(motion.time_s, span.start_s - numbers["look_back_s"]))
    height = reading.hip_height_percent(motion)[first : span.end_index + 1]
    if not np.isfinite(height).all():
        return span.bottom_index
    level = height.min() + numbers["pull_begins_share"] * (height[-1] - height.min())
    return first + int(np.flatnonzero(height <= level)[-1])


def _start_back(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    if absent := _missing_pull(take, span):
        return absent
    start_s = float(take.motion.time_s[_pull_start(take, span)])
    window = 2 * reading.settings("reading")["bottom_half_window_s"]
    return reading.median_between(take.motion, reading.trunk_inclination(take.motion), start_s - window, start_s)


def _hips_shoot(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Rise of mid-hip over rise of mid-shoulder in the first part of the pull."""
    if absent := _missing_pull(take, span):
        return absent
    numbers, motion = reading.settings("deadlift"), take.motion
    begin = _pull_start(take, span)
    until_s = motion.time_s[begin] + numbers["early_share"] * (span.end_s - motion.time_s[begin])
    at = int(np.searchsorted(motion.time_s, until_s))
    hip, shoulder = (
        float(motion.scale.percent((motion.midpoint(part)[at] - motion.midpoint(part)[begin])[1]))
        for part in ("hip", "shoulder")
    )
    return hip / max(shoulder, numbers["least_rise_percent"])


def _lockout_hyper(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Largest backward inclination around the end of the pull, degrees; 0 if the trunk stays in front of vertical."""
    if absent := _missing_pull(take, span):
        return absent
    numbers, motion = reading.settings("deadlift"), take.motion
    start_s = span.end_s - numbers["top_share"] * (span.end_s - span.bottom_s)
    top = (motion.time_s >= start_s) & (motion.time_s <= span.end_s + numbers["top_after_s"])
    back = -reading.trunk_inclination(motion)[top]
    return max(0.0, float(np.nanmax(back))) if np.isfinite(back).any() else Reason(code="movement_not_seen")


def _bar_path(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """SD of the wrist's horizontal place during the pull, % of body height."""
    if absent := _missing_pull(take, span):
        return absent
    wrist = take.motion.point(f"{side}_wrist")[_pull_start(take, span) : span.end_index + 1, 0]
    return float(take.motion.scale.percent(float(np.nanstd(wrist))))


RECIPES = (
    Recipe("mov.deadlift.start_back", _start_back),
    Recipe("mov.deadlift.hips_shoot", _hips_shoot),
    Recipe("mov.deadlift.lockout_hyper", _lockout_hyper),
    Recipe("mov.deadlift.bar_path", _bar_path),
)
