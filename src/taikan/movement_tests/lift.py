"""Lifting a light box from the floor the usual way (clinical list 1.4, mov.lift).

No style of lifting is the safe one: what is graded is how far away the load is and whether it is jerked or twisted.
"""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Phase, Reason
from taikan.kinematics.events import CycleSettings, RepetitionSpan, phases, tempo
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.lifting_equation import recommended_weight_limit_kg
from taikan.movement_tests.positions import in_position


def _shoulder_drop(motion: Motion) -> FloatArray:
    """(T,) how far mid-shoulder is below its highest place over the ankles, % of height: any way of getting down."""
    height = motion.scale.percent((motion.midpoint("shoulder") - motion.midpoint("ankle"))[:, 1])
    known = height[np.isfinite(height)]
    return (float(np.percentile(known, reading.settings("reading")["tall_percentile"])) if len(known) else 0.0) - height


def _cycle() -> CycleSettings:
    return CycleSettings(min_amplitude=reading.settings("lift")["min_drop_percent"])


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return rom.excursions(motion, [("none", _shoulder_drop(motion))], _cycle().min_amplitude)


def _split(motion: Motion, span: RepetitionSpan) -> tuple[Phase, ...]:
    return phases(motion.time_s, _shoulder_drop(motion), span, _cycle())


def _trunk(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return reading.largest(span, reading.trunk_inclination(take.motion))


def _knee(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return reading.largest(span, reading.limb_angle(take.motion, side, "knee_flexion"))


def _hands_ahead(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) pixels of the wrist ahead of the middle of the ankles."""
    return np.asarray(motion.view.facing * (motion.point(f"{side}_wrist") - motion.midpoint("ankle"))[:, 0])


def _hand_height(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) pixels of the wrist above the sole."""
    sole = np.minimum(motion.point(f"{side}_heel")[:, 1], motion.point(f"{side}_foot_index")[:, 1])
    return np.asarray(motion.point(f"{side}_wrist")[:, 1] - sole)


def _hand_distance(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return rom.in_cm(take.motion, reading.at_bottom(take.motion, span, _hands_ahead(take.motion, side)))


def _twist(take: Take, span: RepetitionSpan, _side: LimbSide) -> float:
    """Largest turn of the shoulders against the hips, degrees, by how far apart both sides of each are seen."""
    numbers, motion = reading.settings("lift"), take.motion
    trunk = float(np.nanmedian(np.hypot(*(motion.midpoint("shoulder") - motion.midpoint("hip")).T)))
    turns = []
    for part in ("shoulder", "hip"):
        apart = np.hypot(*(motion.point(f"right_{part}") - motion.point(f"left_{part}")).T)
        whole = numbers[f"{part}_to_trunk"] * trunk
        turns.append(np.degrees(np.arcsin(np.clip(apart / whole, 0.0, 1.0))))
    return reading.largest(span, np.abs(turns[0] - turns[1]))


def _seconds_up(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """The way up without the pause in which the load is gripped."""
    seconds = tempo(_split(take.motion, span), _cycle()).second_s
    return rom.NOT_SEEN if seconds is None else seconds


def _weight_limit(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """NIOSH recommended weight for a lift from where the hands start to where they end, without twist, kg."""
    motion = take.motion
    height = _hand_height(motion, side)
    low = reading.at_bottom(motion, span, height)
    samples = (
        _hand_distance(take, span, side),
        rom.in_cm(motion, low),
        rom.in_cm(motion, float(height[span.end_index] - low)),
    )
    known = [s for s in samples if not isinstance(s, Reason)]
    if len(known) < len(samples):
        return Reason(code="needs_height")
    ahead, start, travel = known
    coupling = reading.settings("lift")["coupling"]
    return recommended_weight_limit_kg(ahead, max(0.0, start), max(0.0, travel), coupling=coupling)


def _score(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """0 to 2: one for a load held far away, one for a lift that is jerked or twisted."""
    numbers, distance = reading.settings("lift"), _hand_distance(take, span, side)
    seconds, twist = _seconds_up(take, span, side), _twist(take, span, side)
    if isinstance(distance, Reason):
        return distance
    if isinstance(seconds, Reason):
        return seconds
    rough = seconds < numbers["jerk_s"] or twist > numbers["twist_deg"]
    return float(distance > numbers["far_cm"]) + float(rough)


LIFT = MovementTest(
    id="lift",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle", "wrist"),
    segment=_segment,
    checks=(in_position("standing"),),
    phases=_split,
    needs_silhouette=True,
    recipes=(
        Recipe("mov.lift", _score),
        Recipe("mov.lift.trunk", _trunk),
        Recipe("mov.lift.knee", _knee),
        Recipe("mov.lift.hand_dist", _hand_distance),
        Recipe("mov.lift.twist", _twist),
        Recipe("mov.lift.time_up", _seconds_up),
        Recipe("mov.lift.weight_limit", _weight_limit),
        Recipe("mov.lift.reps", whole=reading.count_whole),
    ),
)
