"""Sit-to-stand: time of five, count in 30 s, and the way of rising (clinical list 1.4).

A repetition is one rise: it starts when the trunk begins to lean forward, its ``bottom`` is where the hips leave the
seat, and it ends at the first moment of the full stand. Sitting down again belongs to no repetition.
"""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import CycleSettings, RepetitionSpan, find_repetitions
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Option, Recipe, Sample, Take


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    height = reading.hip_height_percent(motion)
    numbers = reading.settings("sit_to_stand")
    cycle = CycleSettings(min_amplitude=numbers["min_rise_percent"], first_half="ascent")
    found = [s for s in find_repetitions(motion.time_s, height, cycle) if s.partial != "descent_only"]
    gains = np.array([height[s.bottom_index] - height[s.start_index] for s in found])
    if not len(gains):
        return ()
    full = [s for s, gain in zip(found, gains, strict=True) if gain >= numbers["least_gain_share"] * np.median(gains)]
    sat_down = [0, *(s.end_index for s in full)]
    return tuple(_rise(motion, height, span, earliest) for span, earliest in zip(full, sat_down, strict=False))


def _rise(motion: Motion, height: FloatArray, span: RepetitionSpan, earliest: int) -> RepetitionSpan:
    """The rise inside a seat-stand-seat cycle; the lean may not begin before ``earliest``."""
    seat_off = span.start_index
    # Who stays standing has no way back; the tallest point then lies somewhere in the rest of the clip.
    last = span.end_index if span.partial == "none" else len(height) - 1
    way = height[seat_off : last + 1]
    level = way[0] + reading.settings("sit_to_stand")["full_stand_share"] * (np.nanmax(way) - way[0])
    end = seat_off + int(np.argmax(way >= level))
    start = _lean_begins(motion, earliest, seat_off, end)
    at = motion.time_s
    return RepetitionSpan(start, seat_off, end, float(at[start]), float(at[seat_off]), float(at[end]))


def _lean_begins(motion: Motion, earliest: int, seat_off: int, end: int) -> int:
    """Where the forward lean that leads to the rise begins; the seat-off itself if no lean is seen."""
    numbers = reading.settings("sit_to_stand")
    lean = reading.trunk_inclination(motion)
    window = int(np.searchsorted(motion.time_s, motion.time_s[seat_off] - numbers["lean_window_s"]))
    first = min(seat_off, max(earliest, window))
    part = lean[first : end + 1]
    if not np.isfinite(part).all() or len(part) < 2:
        return seat_off
    furthest = int(np.argmax(part))
    lowest = float(part[: furthest + 1].min())
    begun = part[: furthest + 1] <= lowest + numbers["lean_begins_share"] * (part[furthest] - lowest)
    return min(seat_off, first + int(np.flatnonzero(begun)[-1]))


def _five(take: Take, _side: LimbSide) -> Sample:
    """Seconds from the first movement to the fifth full stand."""
    if take.options["protocol"] != "five":
        return Reason(code="not_in_this_variant", values={"needed": "five"})
    needed = int(reading.settings("sit_to_stand")["five"])
    if len(take.spans) < needed:
        return Reason(code="too_few_trials", values={"needed": needed, "found": len(take.spans)})
    return take.spans[needed - 1].end_s - take.spans[0].start_s


def _thirty(take: Take, _side: LimbSide) -> Sample:
    """Full stands within 30 s of the first movement; only from a clip that covers them."""
    if take.options["protocol"] != "thirty":
        return Reason(code="not_in_this_variant", values={"needed": "thirty"})
    needed = reading.settings("sit_to_stand")["thirty_s"]
    begun = take.spans[0].start_s
    covered = float(take.motion.time_s[-1]) - begun
    if covered < needed:
        return Reason(code="too_short", values={"needed_s": needed, "found_s": covered})
    return float(sum(span.end_s <= begun + needed for span in take.spans))


def _lean(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return reading.largest(span, reading.trunk_inclination(take.motion))


def _time(_take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return span.end_s - span.start_s


def _timing(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    motion = take.motion
    hip, knee = (
        _half_extended_s(motion, span, reading.limb_angle(motion, side, f"{j}_flexion")) for j in ("hip", "knee")
    )
    return hip - knee


def _half_extended_s(motion: Motion, span: RepetitionSpan, flexion: FloatArray) -> float:
    """When ``flexion`` has come half of its way from its largest value to that of standing; NaN if unknown."""
    settled_s = span.end_s + reading.settings("reading")["standing_window_s"]
    part = flexion[span.start_index : int(np.searchsorted(motion.time_s, settled_s)) + 1]
    if not np.isfinite(part).all():
        return float("nan")
    most = int(np.argmax(part))
    half = 0.5 * (part[most] + part[most:].min())
    return float(motion.time_s[span.start_index + most + int(np.argmax(part[most:] <= half))])


def _hand_use(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """1 if the wrist is by the thigh as the hips leave the seat and stays behind while they rise, otherwise 0."""
    motion, numbers = take.motion, reading.settings("sit_to_stand")
    wrist, hip, knee = (motion.point(f"{side}_{part}") for part in ("wrist", "hip", "knee"))
    off, half = span.bottom_index, (span.bottom_index + span.end_index) // 2
    away = motion.scale.percent(_distance_to_segment(wrist[off], hip[off], knee[off]))
    hand_rise, hip_rise = (float((p[half] - p[off])[1]) for p in (wrist, hip))
    if not np.isfinite(away + hand_rise + hip_rise):
        return Reason(code="landmarks_hidden", values={"part": "wrist"})
    near = away <= numbers["hand_near_percent"]
    return 1.0 if near and hand_rise < numbers["hand_rise_share"] * hip_rise else 0.0


def _distance_to_segment(point: FloatArray, start: FloatArray, end: FloatArray) -> float:
    along = end - start
    share = float(np.clip(np.dot(point - start, along) / max(float(np.dot(along, along)), 1e-9), 0.0, 1.0))
    return float(np.hypot(*(point - start - share * along)))


def _shift(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    offset = reading.sideways_percent(take.motion)[span.bottom_index : span.end_index + 1]
    if not np.isfinite(offset).any():
        return Reason(code="movement_not_seen")
    return float(offset[np.nanargmax(np.abs(offset))])


def _back_round(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    window = reading.settings("reading")["standing_window_s"]
    return reading.outline_growth(take, span, "total", (span.end_s, span.end_s + window))


SIT_TO_STAND = MovementTest(
    id="sit_to_stand",
    views=("sagittal", "frontal"),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    phase_names=("lean", "ascent"),
    needs_silhouette=True,
    options=(Option("protocol", ("five", "thirty")),),
    recipes=(
        Recipe("str.sts5", whole=_five),
        Recipe("str.sts30", whole=_thirty),
        Recipe("mov.sts_kin.lean", _lean),
        Recipe("mov.sts_kin.time", _time),
        Recipe("mov.sts_kin.timing", _timing),
        Recipe("mov.sts_kin.hand_use", _hand_use),
        Recipe("mov.sts_kin.shift", _shift),
        Recipe("mov.sts_kin.back_round", _back_round),
    ),
)
