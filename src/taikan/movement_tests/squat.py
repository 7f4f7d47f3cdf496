"""Squat: depth, trunk and shank from the side; knees and sideways shift from the front (clinical list 1.4)."""

from collections.abc import Mapping

import numpy as np

from taikan.core.records import Phase, Reason
from taikan.kinematics.events import CycleSettings, RepetitionSpan, find_repetitions, phases, tempo, whole_or_partial
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take


def _cycle() -> CycleSettings:
    return CycleSettings(min_amplitude=reading.settings("squat")["min_folding_deg"])


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    folding = reading.leg_folding(motion)
    found = whole_or_partial(find_repetitions(motion.time_s, folding, _cycle()))
    return tuple(reading.settled(span, folding, motion.time_s) for span in found)


def _phases(motion: Motion, span: RepetitionSpan) -> tuple[Phase, ...]:
    return phases(motion.time_s, reading.leg_folding(motion), span, _cycle())


def _depth(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return 90.0 - reading.at_bottom(take.motion, span, reading.limb_angle(take.motion, side, "thigh_inclination"))


def _trunk(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return reading.at_bottom(take.motion, span, reading.trunk_inclination(take.motion))


def _tibia(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return reading.at_bottom(take.motion, span, reading.limb_angle(take.motion, side, "shank_inclination"))


def _trunk_tibia(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    shank = reading.limb_angle(take.motion, side, "shank_inclination")
    return reading.at_bottom(take.motion, span, reading.trunk_inclination(take.motion) - shank)


def _heel(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    motion = take.motion
    heel, toe = motion.point(f"{side}_heel"), motion.point(f"{side}_foot_index")
    length = float(np.nanmedian(np.hypot(*(toe - heel).T)))
    rise = 100.0 * (heel - toe)[:, 1] / length
    return reading.largest(span, rise) - reading.while_standing(motion, span, rise)


def _buttwink(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Hollow of the lower outline lost between the last 20 degrees of hip flexion and the bottom, % of the hollow."""
    depth = reading.outline(take, span, "lower")
    if isinstance(depth, Reason):
        return depth
    numbers, motion = reading.settings("squat"), take.motion
    hip = reading.limb_angle(motion, side, "hip_flexion")
    deepest = reading.at_bottom(motion, span, hip)
    before = np.arange(span.start_index, span.bottom_index + 1)
    before = before[hip[before] <= deepest - numbers["wink_hip_deg"]]
    if not len(before):
        return Reason(code="movement_not_seen")
    entered_s = float(motion.time_s[before[-1]])
    half = reading.settings("reading")["bottom_half_window_s"]
    entry = reading.median_between(motion, depth, entered_s - half, entered_s + half)
    hollow = -reading.median_between(motion, depth, *reading.standing_window(span))
    lost = reading.at_bottom(motion, span, depth) - entry
    if not np.isfinite(lost + hollow):
        return Reason(code="contour_hidden")
    return 100.0 * lost / max(hollow, numbers["least_hollow_percent"])


def _fppa(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return reading.knee_valgus_at_depth(take.motion, span, side)


def _shift(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return reading.at_bottom(take.motion, span, reading.sideways_percent(take.motion))


def _seconds_down(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    seconds = tempo(_phases(take.motion, span), _cycle()).first_s
    return Reason(code="movement_not_seen") if seconds is None else seconds


def _seconds_up(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    seconds = tempo(_phases(take.motion, span), _cycle()).second_s
    return Reason(code="movement_not_seen") if seconds is None else seconds


SQUAT = MovementTest(
    id="squat",
    views=("sagittal", "frontal"),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    phases=_phases,
    needs_silhouette=True,
    recipes=(
        Recipe("mov.sq.depth", _depth),
        Recipe("mov.sq.trunk_tibia", _trunk_tibia),
        Recipe("mov.sq.trunk", _trunk),
        Recipe("mov.sq.tibia", _tibia),
        Recipe("mov.sq.heel", _heel),
        Recipe("mov.sq.buttwink", _buttwink),
        Recipe("mov.sq.fppa", _fppa),
        Recipe("mov.sq.shift", _shift),
        Recipe("mov.sq.speed", _seconds_down),
        Recipe("mov.sq.speed_up", _seconds_up),
        Recipe("mov.sq.reps", whole=reading.count_whole),
    ),
)
