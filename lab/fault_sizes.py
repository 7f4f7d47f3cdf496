"""How large an ordered fault became and when it shows: the same performance with it and without it, compared.

Sizes are in the unit Taikan judges the fault in, so an order in degrees of a joint may become percent of a foot.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lab.kinematics import landmarks, place_bones
from lab.performance import InjectedFault, Performance
from lab.rotations import FloatArray
from lab.script import Movement, Script
from lab.skeleton import Skeleton
from lab.stand import stature
from taikan.core.arrays import KEYPOINTS

_SHOWS_SHARE = 0.3
"""Of its largest effect: from here on a fault counts as showing."""
_EARLY_SHARE, _LEAST_THIGH_SHARE = 0.3, 0.5
"""Of the way up, where early hip rise is looked for; of its length the thigh must show from the front."""


@dataclass(frozen=True, eq=False)
class _Pair:
    """Landmarks (T, 33, 3) with and without one fault."""

    skeleton: Skeleton
    with_it: FloatArray
    without: FloatArray


def measured_faults(skeleton: Skeleton, movement: Movement, script: Script, done: Performance) -> Performance:
    """``done`` with the size and time of every fault as they came out."""
    found: list[InjectedFault] = []
    points = landmarks(skeleton, place_bones(skeleton, done))
    for code in dict.fromkeys(fault.code for fault in done.faults):
        others = tuple(order for order in script.faults if order.code != code)
        clean = movement.build(skeleton, replace(script, faults=others))
        own = [fault for fault in done.faults if fault.code == code]
        if len(clean.time_s) != len(done.time_s):
            found += own
            continue
        pair = _Pair(skeleton, points, landmarks(skeleton, place_bones(skeleton, clean)))
        found += [_measured(fault, done, clean, pair) for fault in own]
    return replace(done, faults=tuple(found))


def _measured(fault: InjectedFault, done: Performance, clean: Performance, pair: _Pair) -> InjectedFault:
    spans = [(r.start_s, r.end_s) for r in done.repetitions if r.index == fault.repetition]
    start_s, end_s = spans[0] if spans else (fault.start_s, fault.end_s)
    inside = (done.time_s >= start_s) & (done.time_s <= end_s)
    effect = np.abs(pair.with_it - pair.without).max(axis=(1, 2))
    effect = effect + np.abs(done.spine_flexion_deg - clean.spine_flexion_deg).max(axis=1) / 300.0
    shows = inside & (effect >= _SHOWS_SHARE * effect[inside].max()) if inside.any() else inside
    if not shows.any() or not effect[inside].max():
        return fault
    first, last = np.flatnonzero(shows)[[0, -1]]
    size, unit = fault.size, fault.unit
    if fault.code in _SIZES:
        size, unit = _SIZES[fault.code](pair, inside)
    return replace(
        fault, start_s=float(done.time_s[first]), end_s=float(done.time_s[last]), size=round(size, 3), unit=unit
    )


def _at(points: FloatArray, name: str) -> FloatArray:
    return points[:, KEYPOINTS.index(name)]


def _middle(points: FloatArray, part: str) -> FloatArray:
    return (_at(points, f"left_{part}") + _at(points, f"right_{part}")) / 2


def _fppa(points: FloatArray, side: str) -> FloatArray:
    """(T,) knee turned inwards as seen from the front, degrees."""
    sign = 1.0 if side == "right" else -1.0
    hip, knee, ankle = (_at(points, f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    upper = np.arctan2(sign * (hip - knee)[:, 2], (hip - knee)[:, 1])
    lower = np.arctan2(sign * (knee - ankle)[:, 2], (knee - ankle)[:, 1])
    return np.asarray(np.degrees(upper - lower))


def _knee_valgus(pair: _Pair, inside: NDArray[np.bool_]) -> tuple[float, str]:
    sizes = []
    for side in ("left", "right"):
        thigh = (_at(pair.with_it, f"{side}_hip") - _at(pair.with_it, f"{side}_knee"))[:, 1:]
        shown = inside & (np.linalg.norm(thigh, axis=1) >= _LEAST_THIGH_SHARE * pair.skeleton.thigh_m)
        more = _fppa(pair.with_it, side) - _fppa(pair.without, side)
        sizes.append(float(more[shown].max()))
    return max(sizes), "deg"


def _heel_rise(pair: _Pair, inside: NDArray[np.bool_]) -> tuple[float, str]:
    rise = (_at(pair.with_it, "right_heel") - _at(pair.without, "right_heel"))[:, 1]
    return float(100.0 * rise[inside].max() / pair.skeleton.foot_m), "%"


def _trunk_lean(pair: _Pair, inside: NDArray[np.bool_]) -> tuple[float, str]:
    leans = []
    for points in (pair.with_it, pair.without):
        way = _middle(points, "shoulder") - _middle(points, "hip")
        leans.append(np.degrees(np.arctan2(way[:, 0], way[:, 1])))
    return float((leans[0] - leans[1])[inside].max()), "deg"


def _asym_shift(pair: _Pair, inside: NDArray[np.bool_]) -> tuple[float, str]:
    offset = (_middle(pair.with_it, "hip") - _middle(pair.with_it, "ankle"))[inside, 2]
    return float(100.0 * np.abs(offset).max() / stature(pair.skeleton)), "%"


def _hips_shoot(pair: _Pair, inside: NDArray[np.bool_]) -> tuple[float, str]:
    """Hip rise over shoulder rise in the first part of the way up."""
    hip, shoulder = (_middle(pair.with_it, part)[inside, 1] for part in ("hip", "shoulder"))
    bottom = int(hip.argmin())
    goal = hip[bottom] + _EARLY_SHARE * (hip[-1] - hip[bottom])
    early = bottom + int(np.argmax(hip[bottom:] >= goal))
    rise = max(float(shoulder[early] - shoulder[bottom]), 0.005)
    return float(hip[early] - hip[bottom]) / rise, "1"


_SIZES: dict[str, Callable[[_Pair, NDArray[np.bool_]], tuple[float, str]]] = {
    "knee_valgus": _knee_valgus,
    "heel_rise": _heel_rise,
    "trunk_lean": _trunk_lean,
    "asym_shift": _asym_shift,
    "hips_shoot": _hips_shoot,
}
