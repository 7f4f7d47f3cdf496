"""Reading numbers out of a repetition: at its bottom, while standing, its largest value. Pure; NaN where not seen."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import LimbSide, Sample, Take


def settings(test: str) -> Mapping[str, float]:
    """The numbers of ``knowledge/movement_tests.toml`` under ``test``."""
    return load_knowledge().test_settings[test]


def limb_angle(motion: Motion, side: LimbSide, series: str) -> FloatArray:
    """(T,) degrees of ``knee_flexion`` and the like on ``side``."""
    return motion.angle(f"{side}_{series}_projection")


def trunk_inclination(motion: Motion) -> FloatArray:
    """(T,) degrees of the hip-shoulder line from vertical, forward positive."""
    return motion.angle("trunk_inclination_projection")


def hip_height_percent(motion: Motion) -> FloatArray:
    """(T,) height of mid-hip above the lower ankle, % of body height; where that is unknown, of its own largest value.

    The lower ankle is the standing one, so a lifted foot on the way to the spot is no squat.
    """
    standing = np.minimum(motion.point("left_ankle")[:, 1], motion.point("right_ankle")[:, 1])
    height = motion.midpoint("hip")[:, 1] - standing
    whole = motion.scale.body_height_px
    if not np.isfinite(whole):
        whole = 2.0 * float(np.nanmax(height)) if np.isfinite(height).any() else 1.0
    return np.asarray(100.0 * height / whole)


def median_between(motion: Motion, series: FloatArray, start_s: float, end_s: float) -> float:
    """Median of (T,) ``series`` over a time window, ends included; NaN if nothing is known there."""
    inside = series[(motion.time_s >= start_s - 1e-9) & (motion.time_s <= end_s + 1e-9)]
    known = inside[np.isfinite(inside)]
    return float(np.median(known)) if len(known) else float("nan")


def at_bottom(motion: Motion, span: RepetitionSpan, series: FloatArray) -> float:
    """``series`` around the turning point of ``span``; on the side away from the way that was seen in a half one."""
    half = settings("reading")["bottom_half_window_s"]
    if span.partial == "ascent_only":
        return median_between(motion, series, span.bottom_s - 2 * half, span.bottom_s)
    if span.partial == "descent_only":
        return median_between(motion, series, span.bottom_s, span.bottom_s + 2 * half)
    return median_between(
        motion, series, max(span.start_s, span.bottom_s - half), min(span.end_s, span.bottom_s + half)
    )


def while_standing(motion: Motion, span: RepetitionSpan, series: FloatArray) -> float:
    """``series`` just before ``span`` begins, or just after it ends where its first half was not seen."""
    window = settings("reading")["standing_window_s"]
    if span.partial == "ascent_only":
        return median_between(motion, series, span.end_s, span.end_s + window)
    return median_between(motion, series, span.start_s - window, span.start_s)


def largest(span: RepetitionSpan, series: FloatArray) -> float:
    """A high percentile of ``series`` over ``span``; NaN if nothing is known there."""
    inside = series[span.start_index : span.end_index + 1]
    known = inside[np.isfinite(inside)]
    return float(np.percentile(known, settings("reading")["extreme_percentile"])) if len(known) else float("nan")


def leg_folding(motion: Motion) -> FloatArray:
    """(T,) how far the legs are folded, degrees: arc cosine of hip height over its height when standing.

    Hip height itself hardly changes as a squat begins and ends; this rises from the first bend. Seen from any side. NaN
    where the hips are never above the ankles, as in lying.
    """
    height = hip_height_percent(motion)
    if not np.isfinite(height).any():
        return height
    tall = float(np.nanpercentile(height, settings("reading")["tall_percentile"]))
    if tall <= 0:
        return np.full_like(height, np.nan)
    return np.asarray(np.degrees(np.arccos(np.clip(height / tall, -1.0, 1.0))))


def sideways_percent(motion: Motion) -> FloatArray:
    """(T,) offset of mid-hip from mid-ankle, % of body height, positive towards the person's right."""
    offset = (motion.midpoint("hip") - motion.midpoint("ankle"))[:, 0]
    return np.asarray(motion.view.right_sign * motion.scale.percent(offset))


def heel_rise_percent(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) height of the heel over the toes, % of foot length."""
    heel, toe = motion.point(f"{side}_heel"), motion.point(f"{side}_foot_index")
    length = float(np.nanmedian(np.hypot(*(toe - heel).T)))
    return np.asarray(100.0 * (heel - toe)[:, 1] / length)


def outline(take: Take, span: RepetitionSpan, part: str) -> FloatArray | Reason:
    """(T,) depth of the back's outline outside the chord in % of the chord (``part``: lower, upper, total).

    Frames that are not clear enough are NaN; a ``Reason`` if most of the repetition is not.
    """
    if take.contour is None:
        return Reason(code="contour_hidden")
    clear = take.contour.confidence >= load_knowledge().gate.min_contour_confidence
    depth = np.where(clear, getattr(take.contour, f"{part}_percent"), np.nan)
    if np.isfinite(depth[span.start_index : span.end_index + 1]).mean() < settings("reading")["least_outline_share"]:
        return Reason(code=take.contour.main_refusal() or "contour_hidden")
    return np.asarray(depth, dtype=np.float64)


def outline_growth(take: Take, span: RepetitionSpan, part: str, standing_s: tuple[float, float]) -> Sample:
    """Largest depth of the outline in ``span`` minus that in the standing window, % of the chord."""
    depth = outline(take, span, part)
    if isinstance(depth, Reason):
        return depth
    growth = largest(span, depth) - median_between(take.motion, depth, *standing_s)
    return growth if np.isfinite(growth) else Reason(code="contour_hidden")


def standing_window(span: RepetitionSpan) -> tuple[float, float]:
    """Start and end, in seconds, of the time next to ``span`` in which the person stands."""
    window = settings("reading")["standing_window_s"]
    if span.partial == "ascent_only":
        return span.end_s, span.end_s + window
    return span.start_s - window, span.start_s


def settled(span: RepetitionSpan, signal: FloatArray, time_s: FloatArray) -> RepetitionSpan:
    """A half repetition cut to where the turn really ends (or begins); whole ones as they are.

    ``signal`` (T,) is larger at the turn. The turn lasts while it is within a small share of its way from the extreme.
    """
    if span.partial == "none":
        return span
    forward = span.partial == "descent_only"
    order = np.arange(span.start_index, len(signal)) if forward else np.arange(span.end_index, -1, -1)
    gap = np.flatnonzero(~np.isfinite(signal[order]))
    order = order[: gap[0]] if len(gap) else order
    level = signal[order]
    way = level.max() - level[0]
    turn = int(order[np.argmax(level >= level.max() - settings("reading")["turn_share"] * way)])
    at_s = float(time_s[turn])
    if forward:
        return replace(span, bottom_index=turn, bottom_s=at_s, end_index=turn, end_s=at_s)
    return replace(span, bottom_index=turn, bottom_s=at_s, start_index=turn, start_s=at_s)


def knee_valgus_at_depth(motion: Motion, span: RepetitionSpan, side: LimbSide) -> Sample:
    """At the deepest frames, on both ways, in which the thigh is not yet foreshortened too much to have a direction.

    Absent from a slanted camera: a bent knee then looks turned in or out.
    """
    yaw_deg = abs(motion.view.yaw_deg)
    if min(yaw_deg, 180.0 - yaw_deg) > settings("squat")["fppa_within_deg"]:
        needed = "frontal" if yaw_deg < 90.0 else "posterior"
        return Reason(code="oblique_view", values={"yaw_deg": yaw_deg, "needed": needed})
    valgus = limb_angle(motion, side, "knee_valgus")
    length = np.hypot(*(motion.point(f"{side}_hip") - motion.point(f"{side}_knee")).T)
    least = settings("squat")["least_thigh_share"] * float(np.nanpercentile(length, 95.0))
    shown = np.arange(span.start_index, span.end_index + 1)
    shown = shown[length[shown] >= least]
    down, up = shown[shown <= span.bottom_index], shown[shown >= span.bottom_index]
    deepest = [valgus[way] for way in (*down[-1:], *up[:1])]
    return float(np.mean(deepest)) if deepest else Reason(code="movement_not_seen")


def count_whole(take: Take, _side: LimbSide) -> Sample:
    """How many whole repetitions were seen."""
    return float(sum(span.partial == "none" for span in take.spans))
