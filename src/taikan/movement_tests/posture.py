"""Standing posture from a photo or a short clip, from whichever of four sides it is filmed (clinical list 1.1).

A "repetition" is one stretch of standing still: march five steps, stand, march again. Static alignment says little
about pain; the list gives movement more weight.
"""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion, image_to_body
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.still import held, still_spans


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return still_spans(motion)


def _ahead_px(motion: Motion, side: LimbSide, upper: str, lower: str) -> FloatArray:
    """(T,) how far ``upper`` lies in front of ``lower``, pixels."""
    return np.asarray(motion.view.facing * (motion.point(f"{side}_{upper}") - motion.point(f"{side}_{lower}"))[:, 0])


def _trunk_px(motion: Motion, side: LimbSide) -> FloatArray:
    return np.asarray(np.hypot(*(motion.point(f"{side}_shoulder") - motion.point(f"{side}_hip")).T))


def _head_forward(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Ear ahead of the shoulder, % of the shoulder-hip line."""
    motion = take.motion
    return held(motion, span, 100.0 * _ahead_px(motion, side, "ear", "shoulder") / _trunk_px(motion, side))


def _shoulder_forward(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Shoulder ahead of the hip, less what the lean of the back's own outline makes of it, % of the trunk line."""
    if isinstance(clear := reading.outline(take, span, "total"), Reason):
        return clear
    assert take.contour is not None
    motion = take.motion
    back = take.contour.curve_px[:, -1] - take.contour.curve_px[:, 0]
    back = image_to_body(back, 0, motion.camera_roll_deg)
    lean = np.arctan2(motion.view.facing * back[:, 0], back[:, 1])
    expected = _trunk_px(motion, side) * np.sin(lean)
    ahead = _ahead_px(motion, side, "shoulder", "hip") - expected
    return held(motion, span, np.where(np.isfinite(clear), 100.0 * ahead / _trunk_px(motion, side), np.nan))


def _kyphosis_index(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Depth of the outline outside its upper chord, from the deepest hollow below to the shoulder, % of that chord."""
    if isinstance(clear := reading.outline(take, span, "upper"), Reason):
        return clear
    assert take.contour is not None
    index = np.array([_bulge_percent(curve, take.motion.view.facing) for curve in take.contour.curve_px])
    value = held(take.motion, span, np.where(np.isfinite(clear), index, np.nan))
    return value if np.isfinite(value) else Reason(code="contour_hidden")


def _bulge_percent(curve: FloatArray, facing: int) -> float:
    """Of one outline (M, 2), pixels y down, hip to shoulder: bulge of its upper part, % of that part's chord."""
    if not np.isfinite(curve).all():
        return float("nan")
    outside = _outside(curve, facing)
    lower = outside[: len(curve) // 2]
    first = int(np.argmin(lower)) if lower.min() < 0 else len(curve) // 2
    part = curve[first:]
    chord, whole = (float(np.hypot(*(c[-1] - c[0]))) for c in (part, curve))
    if chord < reading.settings("posture")["least_chord_share"] * whole:
        return float("nan")
    return 100.0 * float(_outside(part, facing).max()) / chord


def _outside(curve: FloatArray, facing: int) -> FloatArray:
    """(M,) signed distance of an outline's points from the line between its ends, pixels, + backwards."""
    x, y = (curve[-1] - curve[0]) / max(float(np.hypot(*(curve[-1] - curve[0]))), 1e-9)
    off = curve - curve[0]
    return np.asarray(facing * (y * off[:, 0] - x * off[:, 1]))


def _hollow_percent(take: Take, span: RepetitionSpan) -> Sample:
    """Hollow of the lower back's outline, % of the hip-shoulder line; negative where it bulges."""
    depth = reading.outline(take, span, "lower")
    return depth if isinstance(depth, Reason) else -held(take.motion, span, depth)


def _knee_back_deg(take: Take, span: RepetitionSpan, side: LimbSide) -> float:
    return -held(take.motion, span, reading.limb_angle(take.motion, side, "knee_flexion"))


def _knee_extension(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return _knee_back_deg(take, span, side)


def _arched_pattern(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """One point each: hollow lower back, knees straightened backwards, and (with both pelvic points) a steep pelvis.

    The list's fourth sign, the belly's edge ahead of the chest's, is not read: hanging arms cover both.
    """
    hollow = _hollow_percent(take, span)
    if isinstance(hollow, Reason):
        return hollow
    rules = reading.settings("posture")
    signs = [hollow > rules["hollow_percent"], _knee_back_deg(take, span, side) > rules["knee_back_deg"]]
    if {"asis", "s2_psis"} <= take.points.keys():
        signs.append(_slope_deg(take) > rules["pelvic_slope_deg"])
    return float(sum(signs))


def _flat_pattern(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """One point each: hips ahead of the ankles with the shoulders behind the hips; hardly any hollow."""
    hollow = _hollow_percent(take, span)
    if isinstance(hollow, Reason):
        return hollow
    motion, rules = take.motion, reading.settings("posture")
    hip = held(motion, span, motion.scale.percent(_ahead_px(motion, side, "hip", "ankle")))
    shoulder = held(motion, span, motion.scale.percent(_ahead_px(motion, side, "shoulder", "hip")))
    sways = hip > rules["sway_hip_percent"] and shoulder < -rules["sway_shoulder_percent"]
    return float(sways) + float(hollow < rules["flat_hollow_percent"])


def _plumb(part: str) -> Recipe:
    """``part`` ahead of the ankle's vertical, % of body height."""

    def offset(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
        motion = take.motion
        return held(motion, span, motion.scale.percent(_ahead_px(motion, side, part, "ankle")))

    return Recipe(f"post.plumb.{part}", offset)


def _trunk_lean(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return held(take.motion, span, reading.trunk_inclination(take.motion))


def _shoulder_level(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return held(take.motion, span, take.motion.angle("shoulder_obliquity_projection"))


def _pelvis_level(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return held(take.motion, span, take.motion.angle("pelvis_obliquity_projection"))


def _lateral_shift(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Mid-shoulder beside mid-hip, % of body height, + to the person's right."""
    motion = take.motion
    offset = (motion.midpoint("shoulder") - motion.midpoint("hip"))[:, 0]
    return held(motion, span, motion.view.right_sign * motion.scale.percent(offset))


def _knee_alignment(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return held(take.motion, span, reading.limb_angle(take.motion, side, "knee_valgus"))


def _place(take: Take, span: RepetitionSpan, side: LimbSide, part: str) -> FloatArray:
    """(2,) body point of a landmark while held."""
    xy = take.motion.point(f"{side}_{part}")
    return np.array([held(take.motion, span, xy[:, axis]) for axis in (0, 1)])


def _craniovertebral(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Line from C7 to the tragus (the ear landmark, if it was not set) above the horizontal, forward; degrees."""
    ear = take.points.get("tragus", _place(take, span, side, "ear"))
    across, up = ear - take.points["c7"]
    return float(np.degrees(np.arctan2(up, take.motion.view.facing * across)))


def _shoulder_c7(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Line from the shoulder to C7 against the horizontal, backwards; degrees, smaller is further forward."""
    back, up = take.points["c7"] - _place(take, span, side, "shoulder")
    return float(np.degrees(np.arctan2(up, -take.motion.view.facing * back)))


def _slope_deg(take: Take) -> float:
    """Line from the back to the front point of the pelvis below the horizontal: anterior tilt positive."""
    across, up = take.points["asis"] - take.points["s2_psis"]
    return float(np.degrees(np.arctan2(-up, take.motion.view.facing * across)))


def _pelvic_slope(take: Take, _span: RepetitionSpan, _side: LimbSide) -> Sample:
    return _slope_deg(take)


POSTURE = MovementTest(
    id="posture",
    views=("sagittal", "frontal", "posterior"),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=_segment,
    needs_silhouette=True,
    counts_repetitions=False,
    min_repetitions=1,
    allows_photo=True,
    recipes=(
        Recipe("post.fhp", _head_forward),
        Recipe("post.cva_m", _craniovertebral),
        Recipe("post.shoulder_prot", _shoulder_forward),
        Recipe("post.shoulder_prot_m", _shoulder_c7),
        Recipe("post.kyph_sil", _kyphosis_index),
        Recipe("post.lord_pattern", _arched_pattern),
        Recipe("post.pelvic_slope_m", _pelvic_slope),
        Recipe("post.flat_pattern", _flat_pattern),
        *(_plumb(part) for part in ("ear", "shoulder", "hip", "knee")),
        Recipe("post.trunk_lean", _trunk_lean),
        Recipe("post.knee_ext", _knee_extension),
        Recipe("post.shoulder_level", _shoulder_level),
        Recipe("post.pelvis_level", _pelvis_level),
        Recipe("post.lateral_shift", _lateral_shift),
        Recipe("post.knee_align", _knee_alignment),
    ),
)
