"""Finds frames in which a pose model exchanged left and right of the legs, arms, hips or shoulders.

Each pair of limbs is followed by constant velocity. A true crossing of the legs goes on as predicted, in depth too; an
exchange makes both limbs jump to each other's place and, later, back. The cheapest sequence of exchanged and
unexchanged frames is found over the whole clip (Viterbi over the states of the last two frames), where every change of
state costs a penalty.
"""

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, MIRROR_INDEX, FloatArray
from taikan.knowledge.cleaning_settings import SwapSettings
from taikan.pose.filters import runs

GROUPS: tuple[tuple[str, ...], ...] = (
    ("knee", "ankle", "heel", "foot_index"),
    ("elbow", "wrist", "index", "pinky", "thumb"),
    ("hip",),
    ("shoulder",),
)
_AT = {name: i for i, name in enumerate(KEYPOINTS)}


def find_swaps(
    time_s: FloatArray,
    position_px: FloatArray,
    world_m: FloatArray,
    visibility: FloatArray,
    body_px: float,
    settings: SwapSettings,
) -> NDArray[np.bool_]:
    """(T, 33) true where a landmark carries the other side's place.

    ``position_px`` and ``world_m`` (T, 33, 3), NaN where missing; ``body_px`` is body height in pixels. Stretches with
    fewer than four frames and exchanges longer than ``longest_s`` or of hardly visible limbs are left alone.
    """
    swapped = np.zeros(position_px.shape[:2], dtype=bool)
    if not body_px > 0:
        return swapped
    for group in GROUPS:
        left, right = ([_AT[f"{side}_{part}"] for part in group] for side in ("left", "right"))
        limbs = _features(position_px, world_m, left, right, body_px, settings)
        known = np.flatnonzero(np.isfinite(limbs).all(axis=(1, 2, 3)))
        if len(known) < 4:
            continue
        state = _cheapest(time_s[known], limbs[known], settings)
        seen = visibility[known][:, left + right].mean(axis=1)
        frames = known[_kept_runs(time_s[known], state, seen, settings)]
        swapped[np.ix_(frames, np.array(left + right))] = True
    return swapped


def exchange(values: FloatArray, swapped: NDArray[np.bool_]) -> FloatArray:
    """(T, 33, ...) ``values`` with the sides of ``swapped`` (T, 33) landmarks exchanged."""
    mask = swapped.reshape(swapped.shape + (1,) * (values.ndim - 2))
    return np.where(mask, values[:, MIRROR_INDEX], values)


def _features(
    position: FloatArray, world: FloatArray, left: list[int], right: list[int], body_px: float, settings: SwapSettings
) -> FloatArray:
    """(T, 2, P, 6) left and right limb points in percent of body height, coordinates weighted."""
    metres = _trunk_length(world)
    pixels = _trunk_length(position)
    body_m = body_px * metres / pixels if pixels > 0 and metres > 0 else np.inf
    axes = np.array([1.0, 1.0, settings.depth_weight])
    picture, model = position / body_px * axes, world / body_m * axes * settings.world_weight
    both = np.concatenate([picture, np.where(np.isfinite(position), np.nan_to_num(model), np.nan)], axis=-1)
    return 100.0 * np.stack([both[:, left], both[:, right]], axis=1)


def _trunk_length(points: FloatArray) -> float:
    """Usual left shoulder-hip distance in the unit of ``points``; 0 where it is never known."""
    lengths = np.linalg.norm(points[:, _AT["left_shoulder"]] - points[:, _AT["left_hip"]], axis=-1)
    lengths = lengths[np.isfinite(lengths)]
    return float(np.median(lengths)) if len(lengths) else 0.0


def _cheapest(time_s: FloatArray, limbs: FloatArray, settings: SwapSettings) -> NDArray[np.bool_]:
    """(T,) the sequence of exchanged states with the least cost."""
    costs = _costs(time_s, limbs, settings.cap_percent)
    n = len(time_s)
    penalty, prior = settings.penalty_percent, settings.prior_percent
    change = penalty * np.array([[0.0, 1.0], [1.0, 0.0]])
    total = change + prior * np.add.outer([0.0, 1.0], [0.0, 1.0])
    back = np.zeros((n, 2, 2), dtype=np.int8)
    for t in range(2, n):
        paths = total[:, :, None] + costs[t] + change[None] + prior * np.array([0.0, 1.0])
        back[t] = np.argmin(paths, axis=0)
        total = np.min(paths, axis=0)
    state = np.zeros(n, dtype=bool)
    before, now = np.unravel_index(int(np.argmin(total)), (2, 2))
    for t in range(n - 1, 1, -1):
        state[t] = now
        before, now = back[t, before, now], before
    state[1], state[0] = now, before
    return state


def _costs(time_s: FloatArray, limbs: FloatArray, cap: float) -> FloatArray:
    """(T, 2, 2, 2) how far frame t lies from its prediction, for states of frames t-2, t-1, t; percent of height."""
    either = np.stack([limbs, limbs[:, ::-1]], axis=1)
    costs = np.zeros((len(time_s), 2, 2, 2))
    ratio = np.clip((time_s[2:] - time_s[1:-1]) / (time_s[1:-1] - time_s[:-2]), 0.0, 2.0)[:, None, None, None]
    for a in (0, 1):
        for b in (0, 1):
            predicted = either[1:-1, b] + ratio * (either[1:-1, b] - either[:-2, a])
            for c in (0, 1):
                off = np.linalg.norm(either[2:, c] - predicted, axis=-1)
                costs[2:, a, b, c] = np.minimum(off, cap).mean(axis=(1, 2))
    return costs


def _kept_runs(
    time_s: FloatArray, state: NDArray[np.bool_], seen: FloatArray, settings: SwapSettings
) -> NDArray[np.intp]:
    """Frames of the exchanged runs that are short, visible, and not the whole stretch."""
    kept: list[int] = []
    for run in runs(state):
        short = time_s[run.stop - 1] - time_s[run.start] <= settings.longest_s and run.stop - run.start < len(state)
        if short and seen[run].mean() >= settings.min_visibility:
            kept += range(run.start, run.stop)
    return np.array(kept, dtype=np.intp)
