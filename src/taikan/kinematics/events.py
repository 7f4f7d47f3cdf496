"""Repetitions in a one-dimensional signal, their phases and tempo.

The signal leaves a resting level, turns and comes back: hip drop or knee flexion in a squat (rest is standing), hip
height in sit-to-stand (rest is the seat), with ``polarity=-1`` where the series falls instead of rising. Turning points
are taken by hysteresis: a swing counts when it is large enough in itself and against the largest swing of the clip. So
pauses, arm swing and small shifts change no count, and no tempo is assumed. Movements too small, or both small and
short at the beginning or end, are getting into position.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import FloatArray
from taikan.core.records import Phase, Side
from taikan.kinematics.filters import differentiate, fill_short_gaps, runs
from taikan.knowledge.event_settings import CycleRules, load_event_settings

Half = Literal["ascent", "descent"]
Partial = Literal["none", "ascent_only", "descent_only"]


@dataclass(frozen=True)
class CycleSettings:
    """What a repetition of one test is.

    ``min_amplitude`` in the signal's unit, ``min_duration_s`` from leaving rest to being back (default from
    ``events.toml``). ``polarity`` -1 for a signal that falls during the repetition. ``first_half`` is what the body
    does first: "descent" in a squat, "ascent" in sit-to-stand. ``side`` is handed on to the spans.
    """

    min_amplitude: float
    min_duration_s: float | None = None
    polarity: Literal[-1, 1] = 1
    first_half: Half = "descent"
    side: Side = "none"


@dataclass(frozen=True)
class RepetitionSpan:
    """One repetition as positions along time and seconds. ``bottom`` is the turning point: the lowest point of a squat,
    the full stand of sit-to-stand.

    ``partial`` names the half that was seen whole where the clip's edge (or a gap) cut the other one.
    """

    start_index: int
    bottom_index: int
    end_index: int
    start_s: float
    bottom_s: float
    end_s: float
    partial: Partial = "none"
    side: Side = "none"


@dataclass(frozen=True)
class Tempo:
    """Seconds of the way out, the turn and the way back; a half that was not seen is ``None``."""

    first_s: float | None
    turn_s: float
    second_s: float | None


def find_repetitions(
    time_s: FloatArray,
    signal: FloatArray,
    settings: CycleSettings,
    *,
    usable: NDArray[np.bool_] | None = None,
    rules: CycleRules | None = None,
) -> tuple[RepetitionSpan, ...]:
    """All repetitions of (T,) ``signal`` in order, whole and partial ones; ``whole_or_partial`` picks those to count.

    ``usable`` (T,) is false where the person does something else (walks). NaN gaps are bridged if short, else they cut
    the signal. Raises ``ValueError`` if shapes differ or ``min_amplitude`` is not positive.
    """
    if time_s.shape != signal.shape or (usable is not None and usable.shape != signal.shape):
        raise ValueError("time_s, signal and usable must have the same shape")
    if not settings.min_amplitude > 0:
        raise ValueError("min_amplitude must be positive")
    rules = rules or load_event_settings().cycles
    usable = np.ones(signal.shape, dtype=bool) if usable is None else usable
    level = fill_short_gaps(time_s, settings.polarity * signal, rules.max_gap_s)
    stretches = [s for s in runs(np.isfinite(level)) if s.stop - s.start >= 3]
    least = _least_swing(level, stretches, usable, settings, rules)
    cycles: list[_Cycle] = []
    for part in stretches:
        cycles += _cycles_of(time_s[part], level[part], part.start, least, rules)
    cycles = [c for c in cycles if _counts(c, time_s, usable, settings, rules)]
    cycles = _without_getting_ready(cycles, rules)
    return tuple(_span(c, time_s, settings) for c in cycles)


def whole_or_partial(spans: Sequence[RepetitionSpan]) -> tuple[RepetitionSpan, ...]:
    """The repetitions to count: the whole ones, or the partial ones where there is no whole one."""
    whole = tuple(s for s in spans if s.partial == "none")
    return whole or tuple(spans)


def phases(
    time_s: FloatArray,
    signal: FloatArray,
    span: RepetitionSpan,
    settings: CycleSettings,
    rules: CycleRules | None = None,
) -> tuple[Phase, ...]:
    """First half, turn and second half of ``span``: descent, bottom, ascent (or ascent, top, descent).

    The turn is the time around the extreme in which the signal stays near it and slow; a half that was cut off is left
    out. Ends meet: each phase begins where the one before it ends.
    """
    rules = rules or load_event_settings().cycles
    inside = slice(span.start_index, span.end_index + 1)
    level = fill_short_gaps(time_s, settings.polarity * signal, np.inf)[inside]
    speed, peak = np.abs(differentiate(time_s[inside], level)), span.bottom_index - span.start_index
    turn = [_reach_turn(level, speed, origin, peak, rules) for origin in (0, len(level) - 1)]
    first, last = (float(time_s[inside][i]) for i in turn)
    names = ("descent", "bottom", "ascent") if settings.first_half == "descent" else ("ascent", "top", "descent")
    second = _other(settings.first_half)
    found = [Phase(name=names[1], start_s=first, end_s=last)]
    if span.partial != f"{second}_only":
        found.insert(0, Phase(name=names[0], start_s=span.start_s, end_s=first))
    if span.partial != f"{settings.first_half}_only":
        found.append(Phase(name=names[2], start_s=last, end_s=span.end_s))
    return tuple(found)


def tempo(parts: Sequence[Phase], settings: CycleSettings) -> Tempo:
    """Seconds of each half and of the turn, from ``phases``."""
    lengths = {p.name: p.end_s - p.start_s for p in parts}
    first = settings.first_half
    return Tempo(lengths.get(first), lengths.get("bottom", lengths.get("top", 0.0)), lengths.get(_other(first)))


@dataclass(frozen=True)
class _Cycle:
    """A swing up and back, as positions in the whole signal; ``lost_*`` where that half is cut off."""

    start: int
    peak: int
    end: int
    amplitude: float
    moving_s: float
    lost_first: bool
    lost_second: bool


def _other(half: Half) -> Half:
    return "ascent" if half == "descent" else "descent"


def _least_swing(
    level: FloatArray,
    stretches: list[slice],
    usable: NDArray[np.bool_],
    settings: CycleSettings,
    rules: CycleRules,
) -> float:
    """The smallest swing that counts: absolute, and against the largest swing among usable frames."""
    largest = 0.0
    for part in stretches:
        kept = level[part][usable[part]]
        if len(kept):
            largest = max(largest, float(np.ptp(kept)))
    return max(settings.min_amplitude, rules.relative_amplitude * largest)


def _turning_points(level: FloatArray, least: float) -> list[tuple[int, bool]]:
    """Alternating extremes ``(index, is_peak)`` with swings of at least ``least``; [] if the signal never swings."""
    found: list[tuple[int, bool]] = []
    high = low = 0
    rising: bool | None = None
    for i in range(1, len(level)):
        high = i if level[i] > level[high] else high
        low = i if level[i] < level[low] else low
        if rising is not False and level[high] - level[i] >= least and high < i:
            if rising is None and level[high] - level[low] >= least and low < high:
                found.append((low, False))
            found.append((high, True))
            rising, low, high = False, i, i
        elif rising is not True and level[i] - level[low] >= least and low < i:
            if rising is None and level[high] - level[low] >= least and high < low:
                found.append((high, True))
            found.append((low, False))
            rising, low, high = True, i, i
    if rising is not None:
        found.append((high, True) if rising else (low, False))
    return found


def _merge_bounces(level: FloatArray, points: list[tuple[int, bool]], share: float) -> list[tuple[int, bool]]:
    """Drop valleys that come back by less than ``share`` of the smaller neighbouring peak's height over rest."""
    points = list(points)
    k = 1
    while k < len(points) - 1:
        index, is_peak = points[k]
        if is_peak:
            k += 1
            continue
        before, after = points[k - 1][0], points[k + 1][0]
        outer = [level[points[j][0]] for j in (k - 2, k + 2) if 0 <= j < len(points)]
        smaller = min(level[before], level[after])
        rest = min([*outer, level[index]])
        if smaller - level[index] < share * (smaller - rest):
            kept = before if level[before] >= level[after] else after
            points[k - 1 : k + 2] = [(kept, True)]
            k = max(1, k - 2)
        else:
            k += 1
    return points


def _cycles_of(time_s: FloatArray, level: FloatArray, offset: int, least: float, rules: CycleRules) -> list[_Cycle]:
    """The swings of one gapless stretch; ``offset`` is its position in the whole signal."""
    points = _merge_bounces(level, _turning_points(level, least), rules.return_fraction)
    speed = np.abs(differentiate(time_s, level))
    found = []
    for k, (peak, is_peak) in enumerate(points):
        if is_peak:
            left = points[k - 1][0] if k > 0 else None
            right = points[k + 1][0] if k + 1 < len(points) else None
            found.append(_cycle(time_s, level, speed, (left, peak, right), offset, rules))
    return found


def _cycle(
    time_s: FloatArray,
    level: FloatArray,
    speed: FloatArray,
    at: tuple[int | None, int, int | None],
    offset: int,
    rules: CycleRules,
) -> _Cycle:
    left, peak, right = at
    rests = [None if i is None else _rest_level(level, i, peak, rules) for i in (left, right)]
    amplitude = float(level[peak] - min(r for r in rests if r is not None))
    start = end = peak
    if left is not None and rests[0] is not None:
        start = _leave_rest(level, speed, peak, left, rests[0], rules)
    if right is not None and rests[1] is not None:
        end = _leave_rest(level, speed, peak, right, rests[1], rules)
    cut = [_is_cut(level, i, rest, amplitude, peak, rules) for i, rest in zip((left, right), rests, strict=True)]
    lost_first, lost_second = cut[0] and not cut[1], cut[1]
    if left is None:
        start = peak = _reach_turn(level, speed, end, peak, rules)
    elif right is None:
        end = peak = _reach_turn(level, speed, start, peak, rules)
    moving = _moving_s(time_s[start : end + 1], level[start : end + 1], level[peak] - rules.turn_region * amplitude)
    return _Cycle(start + offset, peak + offset, end + offset, amplitude, moving, lost_first, lost_second)


def _moving_s(time_s: FloatArray, level: FloatArray, turn_level: float) -> float:
    """Seconds of a repetition outside its turn, so that a pause at the bottom makes nothing longer."""
    steps = np.diff(time_s)
    return float(steps[0.5 * (level[1:] + level[:-1]) < turn_level].sum())


def _rest_level(level: FloatArray, valley: int, peak: int, rules: CycleRules) -> float:
    """The resting level at a valley: a low percentile of the samples between it and the peak that lie near it."""
    between = level[min(valley, peak) : max(valley, peak) + 1]
    near = between[between <= level[valley] + rules.rest_region * (level[peak] - level[valley])]
    return float(np.percentile(near, rules.rest_percentile))


def _leave_rest(level: FloatArray, speed: FloatArray, peak: int, valley: int, rest: float, rules: CycleRules) -> int:
    """Walk from the peak towards the valley to where the movement began (or ended)."""
    step = -1 if valley < peak else 1
    height = level[peak] - rest
    fastest = float(np.max(speed[min(valley, peak) : max(valley, peak) + 1]))
    i = peak
    while i != valley and level[i] > rest + rules.near_rest * height:
        i += step
    farthest = round(rules.onset_share * abs(i - peak))
    for _ in range(farthest):
        at_rest = level[i] <= rest + rules.at_rest * height or speed[i] <= rules.slow_share * fastest
        if i == valley or at_rest:
            break
        i += step
    return i


def _is_cut(
    level: FloatArray, valley: int | None, rest: float | None, amplitude: float, peak: int, rules: CycleRules
) -> bool:
    """Whether the stretch's edge hides this half: no valley at all, or one at the edge far above the other rest."""
    if valley is None or rest is None:
        return True
    at_edge = valley in {0, len(level) - 1}
    return at_edge and float(level[peak] - level[valley]) < (1.0 - rules.cut_fraction) * amplitude


def _reach_turn(level: FloatArray, speed: FloatArray, origin: int, peak: int, rules: CycleRules) -> int:
    """Walk from ``origin`` (at rest) to where the turn at ``peak`` begins: near the extreme and slow."""
    step = 1 if peak > origin else -1
    way = slice(min(origin, peak), max(origin, peak) + 1)
    fastest, height = float(np.nanmax(speed[way])), float(level[peak] - level[origin])
    i = origin
    while i != peak and level[i] < level[peak] - rules.turn_region * height:
        i += step
    while i != peak and speed[i] > rules.turn_speed * fastest:
        i += step
    return i


def _counts(
    cycle: _Cycle, time_s: FloatArray, usable: NDArray[np.bool_], settings: CycleSettings, rules: CycleRules
) -> bool:
    """Long enough and mostly on usable frames; a half needs half the time."""
    shortest = rules.min_duration_s if settings.min_duration_s is None else settings.min_duration_s
    needed = 0.5 * shortest if cycle.lost_first or cycle.lost_second else shortest
    unusable = 1.0 - float(usable[cycle.start : cycle.end + 1].mean())
    return float(time_s[cycle.end] - time_s[cycle.start]) >= needed and unusable <= rules.max_unusable


def _without_getting_ready(cycles: list[_Cycle], rules: CycleRules) -> list[_Cycle]:
    """Drop first and last movements that are both smaller and quicker than the usual one, as often as that holds."""
    cycles = list(cycles)
    whole = [c for c in cycles if not (c.lost_first or c.lost_second)]
    if len(whole) < 2:
        return cycles
    deep = [c for c in whole if c.amplitude >= rules.edge_amplitude * max(w.amplitude for w in whole)]
    amplitude = float(np.median([c.amplitude for c in deep]))
    moving_s = float(np.median([c.moving_s for c in deep]))

    def is_getting_ready(c: _Cycle) -> bool:
        quick = c.moving_s < min(rules.edge_duration * moving_s, rules.edge_longest_s)
        return quick and c.amplitude < rules.edge_amplitude * amplitude

    while cycles and is_getting_ready(cycles[0]):
        cycles.pop(0)
    while cycles and is_getting_ready(cycles[-1]):
        cycles.pop()
    return cycles


def _span(cycle: _Cycle, time_s: FloatArray, settings: CycleSettings) -> RepetitionSpan:
    partial: Partial = "none"
    if cycle.lost_second:
        partial = "descent_only" if settings.first_half == "descent" else "ascent_only"
    elif cycle.lost_first:
        partial = "ascent_only" if settings.first_half == "descent" else "descent_only"
    return RepetitionSpan(
        cycle.start,
        cycle.peak,
        cycle.end,
        float(time_s[cycle.start]),
        float(time_s[cycle.peak]),
        float(time_s[cycle.end]),
        partial,
        settings.side,
    )
