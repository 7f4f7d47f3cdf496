"""Forward bend in standing: how far, how fast, and how the back's outline rounds on the way (clinical list 1.2)."""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.filters import butterworth, differentiate
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    forward = np.maximum(reading.trunk_inclination(motion), 0.0)
    return rom.excursions(motion, [("none", forward)], reading.settings("forward_bend")["min_lean_deg"])


def _fingertip_floor(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Height of the fingertip over the sole at the end of the bend, cm."""
    motion = take.motion
    if absent := rom.bent_knee(motion, span, side):
        return absent
    sole = np.minimum(motion.point(f"{side}_heel")[:, 1], motion.point(f"{side}_foot_index")[:, 1])
    return rom.in_cm(motion, reading.at_bottom(motion, span, rom.fingertip(motion, side)[:, 1] - sole))


def _speed_down(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    if span.partial == "ascent_only":
        return rom.NOT_SEEN
    return _peak_speed(take.motion, span.start_index, span.bottom_index)


def _speed_back(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    if span.partial == "descent_only":
        return rom.NOT_SEEN
    return _peak_speed(take.motion, span.bottom_index, span.end_index)


def _peak_speed(motion: Motion, first: int, last: int) -> float:
    """Peak angular speed of the trunk between two frames, deg/s: a high percentile, which spares single wild frames."""
    cutoff_hz = reading.settings("forward_bend")["speed_cutoff_hz"]
    lean = butterworth(motion.time_s, reading.trunk_inclination(motion), cutoff_hz)
    speed = np.abs(differentiate(motion.time_s, lean))[first : last + 1]
    known = speed[np.isfinite(speed)]
    return float(np.percentile(known, reading.settings("reading")["extreme_percentile"])) if len(known) else np.nan


def _time_to_60(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Seconds from upright to 60 degrees of trunk inclination plus from there back to upright."""
    motion = take.motion
    lean, level = reading.trunk_inclination(motion), reading.settings("forward_bend")["timed_deg"]
    deep = np.flatnonzero(lean[span.start_index : span.end_index + 1] >= level)
    if span.partial != "none" or not len(deep):
        return rom.NOT_SEEN
    down, back = (float(motion.time_s[span.start_index + i]) for i in (deep[0], deep[-1]))
    return (down - span.start_s) + (span.end_s - back)


def _rounding(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return reading.outline_growth(take, span, "total", reading.standing_window(span))


def _early_share(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Share of the rounding that is there at half of the trunk's way, %; high where the back rounds first."""
    depth, growth = reading.outline(take, span, "total"), _rounding(take, span, side)
    if isinstance(depth, Reason):
        return depth
    if isinstance(growth, Reason):
        return growth
    numbers, motion = reading.settings("forward_bend"), take.motion
    if span.partial == "ascent_only" or growth < numbers["least_rounding_percent"]:
        return rom.NOT_SEEN
    half_s = _half_way_s(motion, span, reading.trunk_inclination(motion))
    window = reading.settings("reading")["bottom_half_window_s"]
    there = reading.median_between(motion, depth, half_s - window, half_s + window)
    return 100.0 * (there - reading.while_standing(motion, span, depth)) / growth


def _half_way_s(motion: Motion, span: RepetitionSpan, lean: FloatArray) -> float:
    """When the trunk first reaches half of its inclination at the turning point."""
    half = 0.5 * (reading.while_standing(motion, span, lean) + reading.at_bottom(motion, span, lean))
    down = lean[span.start_index : span.bottom_index + 1]
    return float(motion.time_s[span.start_index + int(np.argmax(down >= half))])


FORWARD_BEND = MovementTest(
    id="forward_bend",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    checks=(in_position("standing"), rom.straight_knees),
    phase_names=("outward", "back"),
    needs_silhouette=True,
    recipes=(
        Recipe("rom.ftf", _fingertip_floor),
        Recipe("rom.speed", _speed_down),
        Recipe("rom.speed.back", _speed_back),
        Recipe("rom.speed.time", _time_to_60),
        Recipe("rom.lpr", whole=rom.by_hand),
        Recipe("rom.lpr.lumbar", whole=rom.by_hand),
        Recipe("rom.lpr.round", _rounding),
        Recipe("rom.lpr.early", _early_share),
    ),
)
