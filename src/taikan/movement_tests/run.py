"""Running on a treadmill or through the picture (clinical list 1.7).

A repetition is a stride: it starts at a contact, turns at toe-off and ends at the next contact of that ``side``.
"""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Phase, Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests import gate, reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.run_steps import cadence_per_min, mid_stance, running_strides, step_times
from taikan.movement_tests.walk_steps import SIDES, footfalls

NOT_SEEN = Reason(code="movement_not_seen")


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return running_strides(motion)


def _phases(_motion: Motion, span: RepetitionSpan) -> tuple[Phase, ...]:
    return (
        Phase(name="stance", start_s=span.start_s, end_s=span.bottom_s),
        Phase(name="swing", start_s=span.bottom_s, end_s=span.end_s),
    )


def _at_contact(motion: Motion, span: RepetitionSpan, series: FloatArray) -> float:
    """(T,) ``series`` at the moment of contact, between frames by a straight line; NaN if unknown."""
    return float(np.interp(span.start_s, motion.time_s, series))


def _cadence(take: Take, _side: LimbSide) -> Sample:
    """By the foot's foremost place, which is clearer than its contact and as regular."""
    return cadence_per_min(footfalls(take.motion))


def _overstride(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Ankle ahead of the hip at contact, share of leg length."""
    if span.side != side:
        return NOT_SEEN
    motion = take.motion
    hip, knee, ankle = (motion.point(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    leg = sum(float(np.nanmedian(np.hypot(*(a - b).T))) for a, b in ((hip, knee), (knee, ankle)))
    return _at_contact(motion, span, motion.view.facing * (ankle - hip)[:, 0]) / leg


def _shank(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    if span.side != side:
        return NOT_SEEN
    return -_at_contact(take.motion, span, reading.limb_angle(take.motion, side, "shank_inclination"))


def _foot(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Foot line at contact against that of the foot flat on the ground, as the line heel-toe is not the sole."""
    if span.side != side:
        return NOT_SEEN
    foot = reading.limb_angle(take.motion, side, "foot_inclination")
    return _at_contact(take.motion, span, foot) - mid_stance(take.motion, span, foot)


def _knee_at_contact(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    if span.side != side:
        return NOT_SEEN
    return _at_contact(take.motion, span, reading.limb_angle(take.motion, side, "knee_flexion"))


def _knee_in_stance(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return _extreme(_stance(span, side, reading.limb_angle(take.motion, side, "knee_flexion")), 1)


def _hip_extension(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """How far the thigh points behind the vertical at most, up to toe-off."""
    return _extreme(_stance(span, side, reading.limb_angle(take.motion, side, "thigh_inclination")), -1)


def _stance(span: RepetitionSpan, side: LimbSide, series: FloatArray) -> FloatArray:
    part = series[span.start_index : span.bottom_index + 1] if span.side == side else series[:0]
    return part[np.isfinite(part)]


def _extreme(values: FloatArray, sign: int) -> Sample:
    return float(np.max(sign * values)) if len(values) else NOT_SEEN


def _trunk(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return mid_stance(take.motion, span, reading.trunk_inclination(take.motion))


def _lumbar_extension(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """1 if the trunk leans back at mid-stance while the outline of the lower back is hollow, otherwise 0."""
    hollow = reading.outline(take, span, "lower")
    if isinstance(hollow, Reason):
        return hollow
    lean, depth = _trunk(take, span, side), mid_stance(take.motion, span, hollow)
    if isinstance(lean, Reason) or not np.isfinite(lean + depth):
        return Reason(code="contour_hidden")
    return 1.0 if lean < 0.0 and -depth > reading.settings("run")["hollow_percent"] else 0.0


def _oscillation(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Highest minus lowest mid-hip in a stride, cm."""
    height = take.motion.midpoint("hip")[span.start_index : span.end_index + 1, 1]
    cm = take.motion.scale.to_cm(float(np.ptp(height)))
    return Reason(code="needs_height") if cm is None else cm


def _pelvic_drop(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Tilt of the hip line towards the swinging leg at mid-stance on ``side``, degrees."""
    if span.side != side:
        return NOT_SEEN
    sign = 1.0 if side == "right" else -1.0
    return mid_stance(take.motion, span, sign * take.motion.angle("pelvis_obliquity_projection"))


def _crossover(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """How far the standing foot is outwards of the body's middle at mid-stance, cm; negative where it crosses."""
    if span.side != side:
        return NOT_SEEN
    motion = take.motion
    outwards = motion.view.right_sign * (1.0 if side == "right" else -1.0)
    away = (motion.point(f"{side}_ankle") - motion.midpoint("hip"))[:, 0]
    cm = motion.scale.to_cm(outwards * mid_stance(motion, span, away))
    return Reason(code="needs_height") if cm is None else cm


def _contact_time(_take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return span.bottom_s - span.start_s if span.side == side else NOT_SEEN


def _asymmetry(take: Take, _side: LimbSide) -> Sample:
    """Right-left difference over the mean of both, %, of step time and, from a fast camera, contact time: the larger.

    Needs both feet well in sight.
    """
    numbers = reading.settings("run")
    feet = gate.keypoints(("heel", "foot_index"), SIDES)
    seen = gate.visibility(take.motion, feet, gate.frames_of(take.motion, take.spans))
    if float(seen.min()) < load_knowledge().gate.min_visibility:
        return Reason(code="landmarks_hidden", values={"part": "heel"})
    times = step_times(footfalls(take.motion))
    fewest, needed = min(len(t) for t in times.values()), int(numbers["least_steps_a_side"])
    if fewest < needed:
        return Reason(code="too_few_trials", values={"needed": needed, "found": fewest})
    compared = [[float(np.mean(times[side])) for side in SIDES]]
    if take.motion.fps >= numbers["contact_fps"]:
        contacts = [[s.bottom_s - s.start_s for s in take.spans if s.side == side] for side in SIDES]
        if all(contacts):
            compared.append([float(np.mean(c)) for c in contacts])
    return max(100.0 * abs(left - right) / ((left + right) / 2.0) for left, right in compared)


RUN = MovementTest(
    id="run",
    views=("sagittal", "posterior"),
    landmarks=("shoulder", "hip", "knee", "ankle", "heel", "foot_index"),
    segment=_segment,
    phases=_phases,
    phase_names=("stance", "swing"),
    still_joint=None,
    follows_mover=True,
    is_fast=True,
    needs_silhouette=True,
    min_repetitions=4,
    allow_partial=False,
    recipes=(
        Recipe("run.cadence", whole=_cadence),
        Recipe("run.overstride", _overstride),
        Recipe("run.shank", _shank),
        Recipe("run.foot_incl", _foot),
        Recipe("run.knee_ic", _knee_at_contact),
        Recipe("run.knee_ms", _knee_in_stance),
        Recipe("run.trunk", _trunk),
        Recipe("run.lumbar_ext", _lumbar_extension),
        Recipe("run.hip_ext", _hip_extension),
        Recipe("run.pelvic_drop", _pelvic_drop),
        Recipe("run.vert_osc", _oscillation),
        Recipe("run.crossover", _crossover),
        Recipe("run.contact_time", _contact_time),
        Recipe("run.asym", whole=_asymmetry),
    ),
)
