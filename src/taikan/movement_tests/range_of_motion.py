"""What tests of range share: excursions of a limb or direction, lines against the floor, and what spoils a value."""

from collections.abc import Callable, Iterable, Mapping
from statistics import median

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason, Side
from taikan.kinematics.events import CycleSettings, RepetitionSpan, find_repetitions, whole_or_partial
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, Sample, Take

SIDES: tuple[LimbSide, LimbSide] = ("left", "right")
NOT_SEEN = Reason(code="movement_not_seen")

PerRepetition = Callable[[Take, RepetitionSpan, LimbSide], Sample]


Signal = tuple[Side, FloatArray]
"""The limb that moves, or the direction; and (T,) values that are larger towards the end of the range."""


def excursions(motion: Motion, signals: Iterable[Signal], least: float) -> tuple[RepetitionSpan, ...]:
    """Repetitions of every signal with its side, in order of time.

    ``least`` is the smallest excursion that counts, in the signals' unit.
    """
    found: list[RepetitionSpan] = []
    for side, signal in signals:
        cycle = CycleSettings(min_amplitude=least, side=side)
        spans = whole_or_partial(find_repetitions(motion.time_s, signal, cycle))
        found += (reading.settled(span, signal, motion.time_s) for span in spans)
    return tuple(sorted(found, key=lambda span: (span.start_s, span.side)))


def of_both_sides(motion: Motion, signal: Callable[[Motion, LimbSide], FloatArray]) -> list[Signal]:
    """``signal`` of the left and of the right limb."""
    return [(side, signal(motion, side)) for side in SIDES]


def while_lying(motion: Motion, series: FloatArray) -> FloatArray:
    """(T,) ``series`` where the person lies on the back, NaN elsewhere: getting down and up again is no repetition."""
    bands, trunk = reading.settings("position_supine"), reading.trunk_inclination(motion)
    with np.errstate(invalid="ignore"):
        return np.where((trunk >= bands["trunk_low"]) & (trunk <= bands["trunk_high"]), series, np.nan)


def own_side(take_value: PerRepetition) -> PerRepetition:
    """``take_value`` in repetitions of the measured side; the other side's repetitions say nothing about it."""

    def value(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
        return take_value(take, span, side) if span.side == side else NOT_SEEN

    return value


def side_difference(take_value: PerRepetition) -> Callable[[Take, LimbSide], Sample]:
    """How far the medians of left and right are apart; needs both sides in the recording.

    Repetitions of no side are done with both limbs at once.
    """

    def difference(take: Take, _side: LimbSide) -> Sample:
        medians = []
        for side in SIDES:
            own = [take_value(take, span, side) for span in take.spans if span.side in {side, "none"}]
            known = [v for v in own if not isinstance(v, Reason) and np.isfinite(v)]
            if not known:
                return Reason(code="both_sides_needed")
            medians.append(median(known))
        return abs(medians[1] - medians[0])

    return difference


def elevation(motion: Motion, side: LimbSide, start: str, end: str) -> FloatArray:
    """(T,) degrees of the line between two joints above the horizontal; 0 where it points where the toes would point
    in standing, which is towards the feet in lying on the back."""
    line = motion.point(f"{side}_{end}") - motion.point(f"{side}_{start}")
    return np.asarray(np.degrees(np.arctan2(line[:, 1], motion.view.facing * line[:, 0])))


def thigh_elevation(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) degrees of the thigh above the horizontal, lying on the back."""
    return elevation(motion, side, "hip", "knee")


def change(motion: Motion, span: RepetitionSpan, series: FloatArray) -> float:
    """``series`` at the turning point minus that of rest beside ``span``; NaN where not seen."""
    return reading.at_bottom(motion, span, series) - reading.while_standing(motion, span, series)


def largest_change(motion: Motion, span: RepetitionSpan, series: FloatArray) -> float:
    """The largest distance of ``series`` from rest up to the turning point of ``span``; NaN where not seen."""
    inside = series[span.start_index : span.bottom_index + 1] - reading.while_standing(motion, span, series)
    known = np.abs(inside[np.isfinite(inside)])
    return float(np.percentile(known, reading.settings("reading")["extreme_percentile"])) if len(known) else np.nan


def other(side: LimbSide) -> LimbSide:
    """The opposite limb."""
    return "left" if side == "right" else "right"


def spoiled(code: str, found: float, limit: float) -> Reason | None:
    """The reason ``code`` where ``found`` lies above ``limit`` (same unit) or is not known; else ``None``."""
    if not np.isfinite(found):
        return NOT_SEEN
    return Reason(code=code, values={"found": found, "limit": limit}) if found > limit else None


def bent_knee(motion: Motion, span: RepetitionSpan, side: LimbSide) -> Reason | None:
    """Why ``span`` cannot be used if the knee bends in it beyond the limit for straight-leg tests."""
    knee = change(motion, span, reading.limb_angle(motion, side, "knee_flexion"))
    return spoiled("knee_bent", knee, reading.settings("range")["straight_knee_deg"])


def straight_knees(motion: Motion, spans: tuple[RepetitionSpan, ...], _options: Mapping[str, str]) -> Reason | None:
    """A check: knees that bend far in most repetitions make it another movement (a squat, sitting down)."""
    knee = motion.angle(motion.near_series("knee_flexion"))
    bends = [abs(change(motion, span, knee)) for span in spans]
    known = [bend for bend in bends if np.isfinite(bend)]
    return spoiled("knee_bent", median(known), reading.settings("range")["bending_knee_deg"]) if known else None


def lifted_other_leg(motion: Motion, span: RepetitionSpan, side: LimbSide) -> Reason | None:
    """Why ``span`` cannot be used if the thigh that should lie flat leaves the floor beyond the limit."""
    lift = reading.at_bottom(motion, span, thigh_elevation(motion, other(side)))
    return spoiled("other_leg_lifted", lift, reading.settings("range")["flat_thigh_deg"])


def arched_back(take: Take, span: RepetitionSpan) -> Reason | None:
    """Why ``span`` cannot be used if the hollow of the lower back's outline grows beyond the limit.

    An outline that is hidden or unsure says nothing against it.
    """
    depth = reading.outline(take, span, "lower")
    if isinstance(depth, Reason):
        return None
    growth = -change(take.motion, span, depth)
    return spoiled("back_arched", growth, reading.settings("range")["hollow_growth_percent"])


def fingertip(motion: Motion, side: LimbSide) -> FloatArray:
    """(T, 2) pixels: the middle fingertip, a hand's length from the wrist along the line to the index landmark.

    That landmark is a knuckle; how far along the hand it lies differs between people and models, its direction hardly.
    """
    wrist = motion.point(f"{side}_wrist")
    along = motion.point(f"{side}_index") - wrist
    length = np.hypot(along[:, 0], along[:, 1])[:, None]
    hand = reading.settings("range")["hand_percent"] / 100.0 * motion.scale.body_height_px
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(wrist + hand * along / length)


def in_cm(motion: Motion, px: float) -> Sample:
    """``px`` in cm, or why it cannot be told."""
    cm = motion.scale.to_cm(px)
    return Reason(code="needs_height") if cm is None else cm


def by_hand(_take: Take, _side: LimbSide) -> Sample:
    """A measure that no camera takes: it is entered by hand."""
    return Reason(code="entered_by_hand")
