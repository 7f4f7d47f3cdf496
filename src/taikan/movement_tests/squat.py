"""Squat: depth, trunk and shank from the side; knees and sideways shift from the front (clinical list 1.4)."""

from collections.abc import Mapping

import numpy as np

from taikan.core.records import Phase, Reason
from taikan.kinematics.events import CycleSettings, RepetitionSpan, find_repetitions, phases, tempo, whole_or_partial
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _cycle() -> CycleSettings:
    return CycleSettings(min_amplitude=reading.settings("squat")["min_folding_deg"])


def segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    """Repetitions by how far the legs fold, seen from any side."""
    folding = reading.leg_folding(motion)
    found = whole_or_partial(find_repetitions(motion.time_s, folding, _cycle()))
    return tuple(reading.settled(span, folding, motion.time_s) for span in found)


def split(motion: Motion, span: RepetitionSpan) -> tuple[Phase, ...]:
    """Descent, bottom and ascent of one squat."""
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
    rise = reading.heel_rise_percent(take.motion, side)
    return reading.largest(span, rise) - reading.while_standing(take.motion, span, rise)


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
    seconds = tempo(split(take.motion, span), _cycle()).first_s
    return Reason(code="movement_not_seen") if seconds is None else seconds


def _seconds_up(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    seconds = tempo(split(take.motion, span), _cycle()).second_s
    return Reason(code="movement_not_seen") if seconds is None else seconds


def squat_recipes(family: str) -> tuple[Recipe, ...]:
    """What every squat measures, under the codes of ``family``."""
    return (
        Recipe(f"{family}.depth", _depth),
        Recipe(f"{family}.trunk_tibia", _trunk_tibia),
        Recipe(f"{family}.trunk", _trunk),
        Recipe(f"{family}.tibia", _tibia),
        Recipe(f"{family}.heel", _heel),
        Recipe(f"{family}.buttwink", _buttwink),
        Recipe(f"{family}.fppa", _fppa),
        Recipe(f"{family}.shift", _shift),
        Recipe(f"{family}.speed", _seconds_down),
        Recipe(f"{family}.speed_up", _seconds_up),
        Recipe(f"{family}.reps", whole=reading.count_whole),
    )


SQUAT = MovementTest(
    id="squat",
    views=("sagittal", "frontal"),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=segment,
    checks=(in_position("standing"),),
    phases=split,
    needs_silhouette=True,
    recipes=squat_recipes("mov.sq"),
)
