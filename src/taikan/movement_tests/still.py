"""Stretches in which a person holds still: what posture tests read. A photo is one."""

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.filters import differentiate, runs
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading

_JOINTS = ("shoulder", "hip", "knee", "ankle")


def still_spans(motion: Motion, *, least_s: float | None = None) -> tuple[RepetitionSpan, ...]:
    """Stretches of at least ``least_s`` (default: data) in which no main joint moves faster than the data allow."""
    if len(motion.time_s) == 1:
        return (span_of(motion, 0, 0),)
    rules = reading.settings("still")
    needed_s = rules["least_s"] if least_s is None else least_s
    found = []
    for run in runs(is_still(motion)):
        if motion.time_s[run.stop - 1] - motion.time_s[run.start] >= needed_s:
            found.append(span_of(motion, run.start, run.stop - 1))
    return tuple(found)


def is_still(motion: Motion) -> NDArray[np.bool_]:
    """(T,) whether every main joint moves slower than the data allow; false where one is not known."""
    rules = reading.settings("still")
    limit = rules["most_percent_s"] / 100.0 * motion.scale.body_height_px
    window = max(1, round(rules["mean_s"] * motion.fps))
    places = np.concatenate([_smooth(motion.near(part), window) for part in _JOINTS], axis=1)
    velocity = differentiate(motion.time_s, places)
    with np.errstate(invalid="ignore"):
        speed = np.hypot(velocity[:, 0::2], velocity[:, 1::2])
        return np.asarray((speed <= limit).all(axis=1), dtype=np.bool_)


def span_of(motion: Motion, first: int, last: int) -> RepetitionSpan:
    """The frames ``first`` to ``last`` as a span that "turns" in its middle."""
    middle = (first + last) // 2
    start_s, middle_s, end_s = (float(motion.time_s[i]) for i in (first, middle, last))
    return RepetitionSpan(first, middle, last, start_s, middle_s, end_s)


def held(motion: Motion, span: RepetitionSpan, series: FloatArray) -> float:
    """Median of (T,) ``series`` over ``span``; NaN if nothing is known there."""
    return reading.median_between(motion, series, span.start_s, span.end_s)


def _smooth(points: FloatArray, window: int) -> FloatArray:
    """Moving mean of (T, 2) over ``window`` frames, shorter at both ends, so that tremble is no movement."""
    kernel = np.ones(min(window, len(points)))
    weight = np.convolve(np.ones(len(points)), kernel, mode="same")
    return np.stack([np.convolve(points[:, axis], kernel, mode="same") / weight for axis in (0, 1)], axis=1)
