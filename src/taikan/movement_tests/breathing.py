"""Quiet breathing while sitting still: its rate, and how far the shoulders rise with it (clinical list 1.3).

Read from the height of the shoulders over the hips. Belly against chest, and paradoxical breathing, are found with the
hands and entered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.still import still_spans

_GRID_HZ = 10.0
_PER_MIN = 60.0


@dataclass(frozen=True)
class Breath:
    """``per_min`` breaths; ``rise_percent`` from lowest to highest shoulder in a breath, % of the trunk's length."""

    per_min: float
    rise_percent: float


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    """The longest stretch of sitting still."""
    spans = still_spans(motion, least_s=reading.settings("breathing")["least_s"])
    return (max(spans, key=lambda span: span.end_s - span.start_s),) if spans else ()


def find_breath(time_s: FloatArray, height_percent: FloatArray) -> Breath | Reason:
    """The breath in (T,) shoulder height, % of the trunk's length; a ``Reason`` where no rhythm stands out."""
    rules = reading.settings("breathing")
    grid = np.arange(time_s[0], time_s[-1], 1.0 / _GRID_HZ)
    smooth = np.interp(grid, time_s, _moving_mean(height_percent, _frames_in(time_s, rules["smooth_s"])))
    wave = smooth - _moving_mean(smooth, round(rules["trend_s"] * _GRID_HZ))
    rate, share, power_share = _peak(wave)
    halves = [_peak(half)[0] for half in np.array_split(wave, 2)]
    if share < rules["least_peak_share"] or max(abs(h - rate) for h in halves) > rules["halves_differ_share"] * rate:
        return Reason(code="breath_not_seen")
    return Breath(rate, float(2.0 * np.sqrt(2.0 * np.var(wave) * power_share)))


def _peak(wave: FloatArray) -> tuple[float, float, float]:
    """Rate a minute at the peak; its share of the band's power times rate; its share of all power.

    Times the rate, or the slow sway of a sitting body would look like slow breathing: with the limits of the data, 1 in
    75 made-up recordings of noise or sway alone, 60 s long, passes, and no true breath of 1 % is missed.
    """
    rules, length = reading.settings("breathing"), 4 * len(wave)
    per_min = _PER_MIN * np.fft.rfftfreq(length, 1.0 / _GRID_HZ)
    power = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), length)) ** 2
    band = (per_min >= rules["slowest_per_min"]) & (per_min <= rules["fastest_per_min"])
    weighed = np.where(band, power * per_min, 0.0)
    rate = float(per_min[np.argmax(weighed)])
    # A peak is as wide as the recording is short; breaths also differ from each other.
    near = band & (np.abs(per_min - rate) <= max(2.0 * _PER_MIN * _GRID_HZ / len(wave), 0.15 * rate))
    share, power_share = (float(p[near].sum() / max(float(p.sum()), 1e-12)) for p in (weighed, power))
    return rate, share, power_share


def _frames_in(time_s: FloatArray, seconds: float) -> int:
    return max(1, round(seconds / float(np.median(np.diff(time_s)))))


def _moving_mean(values: FloatArray, width: int) -> FloatArray:
    kernel = np.ones(min(width, len(values)))
    return np.asarray(np.convolve(values, kernel, "same") / np.convolve(np.ones(len(values)), kernel, "same"))


def _breath(take: Take, span: RepetitionSpan) -> Breath | Reason:
    motion, frames = take.motion, slice(span.start_index, span.end_index + 1)
    trunk = (motion.midpoint("shoulder") - motion.midpoint("hip"))[frames]
    length = float(np.nanmedian(np.hypot(*trunk.T)))
    known = np.isfinite(trunk[:, 1])
    return find_breath(motion.time_s[frames][known], 100.0 * trunk[known, 1] / length)


def _rate(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    breath = _breath(take, span)
    return breath if isinstance(breath, Reason) else breath.per_min


def _rise(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    breath = _breath(take, span)
    return breath if isinstance(breath, Reason) else breath.rise_percent


def _pattern(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """One point for a quick rate, one for shoulders that rise."""
    breath, rules = _breath(take, span), reading.settings("breathing")
    if isinstance(breath, Reason):
        return breath
    return float(breath.per_min > rules["rate_amber_per_min"]) + float(
        breath.rise_percent > rules["rise_amber_percent"]
    )


BREATHING = MovementTest(
    id="breathing",
    views=("frontal", "sagittal"),
    landmarks=("shoulder", "hip"),
    segment=_segment,
    phase_names=("breathing", "breathing"),
    still_joint=None,
    counts_repetitions=False,
    min_repetitions=1,
    recipes=(
        Recipe("ctrl.breath", _pattern),
        Recipe("ctrl.breath.rate", _rate),
        Recipe("ctrl.breath.rise", _rise),
    ),
)
