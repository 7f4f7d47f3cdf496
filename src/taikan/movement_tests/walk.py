"""Walking through the picture, or on a treadmill (clinical list 1.6).

A repetition is a stride: it starts at a contact, turns at toe-off and ends at the next contact of that ``side``. Feet
are compared with each other and with the pelvis, so direction changes no measure, and a belt only takes speed away.
"""

from collections.abc import Mapping

import numpy as np

from taikan.core.records import Phase, Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.gait_events import gait_events
from taikan.kinematics.motion import Motion
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests import gate, reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.walk_steps import SIDES, footfalls, steps, strides

NOT_SEEN = Reason(code="movement_not_seen")


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    return strides(motion, footfalls(motion))


def _phases(_motion: Motion, span: RepetitionSpan) -> tuple[Phase, ...]:
    return (
        Phase(name="stance", start_s=span.start_s, end_s=span.bottom_s),
        Phase(name="swing", start_s=span.bottom_s, end_s=span.end_s),
    )


def _speed(take: Take, _side: LimbSide) -> Sample:
    """Slope of mid-hip along the path, from the second contact to the last but one, m/s."""
    motion = take.motion
    if not gait_events(motion).is_travelling:
        return Reason(code="belt_sets_speed")
    contacts = sorted({t for span in take.spans for t in (span.start_s, span.end_s)})
    if len(contacts) >= 5:
        contacts = contacts[1:-1]
    frames = (motion.time_s >= contacts[0]) & (motion.time_s <= contacts[-1])
    along = motion.midpoint("hip")[:, 0]
    frames &= np.isfinite(along)
    if frames.sum() < 3:
        return NOT_SEEN
    slope = float(np.polyfit(motion.time_s[frames], along[frames], 1)[0])
    cm_s = motion.scale.to_cm(abs(slope))
    return Reason(code="needs_height") if cm_s is None else cm_s / 100.0


def _cadence(take: Take, _side: LimbSide) -> Sample:
    """60 over the mean step time. A mean, as single steps are only known to a frame and their median would jump."""
    times = [step.duration_s for step in steps(take.motion, footfalls(take.motion))]
    return 60.0 / float(np.mean(times)) if times else NOT_SEEN


def _step_length(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Mean of the steps that land within the stride, % of height."""
    landed = [s for s in steps(take.motion, footfalls(take.motion)) if span.start_s < s.contact_s <= span.end_s]
    known = [s.length_percent for s in landed if np.isfinite(s.length_percent)]
    return float(np.mean(known)) if known else NOT_SEEN


def _asymmetry(take: Take, _side: LimbSide) -> Sample:
    """Right-left difference over the mean of both, %, of step time and of step length: the larger."""
    needed = int(reading.settings("walk")["least_steps_a_side"])
    found = [s for s in steps(take.motion, footfalls(take.motion)) if np.isfinite(s.length_percent)]
    by_side = [[s for s in found if s.side == side] for side in SIDES]
    fewest = min(len(s) for s in by_side)
    if fewest < needed:
        return Reason(code="too_few_trials", values={"needed": needed, "found": fewest})
    left_s, right_s = (float(np.mean([s.duration_s for s in own])) for own in by_side)
    left_percent, right_percent = (float(np.mean([s.length_percent for s in own])) for own in by_side)
    return max(_apart_percent(left_s, right_s), _apart_percent(left_percent, right_percent))


def _apart_percent(a: float, b: float) -> float:
    return 100.0 * abs(a - b) / ((abs(a) + abs(b)) / 2.0)


def _hip_extension(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """How far the thigh trails behind the vertical late in stance, degrees: its largest value up to toe-off."""
    if span.side != side:
        return NOT_SEEN
    thigh = reading.limb_angle(take.motion, side, "thigh_inclination")
    late = thigh[(span.start_index + span.bottom_index) // 2 : span.bottom_index + 1]
    late = late[np.isfinite(late)]
    return -float(late.min()) if len(late) else NOT_SEEN


def _arm_swing(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Range of the line shoulder-wrist against the vertical in one stride, degrees."""
    shoulder, wrist = (take.motion.point(f"{side}_{part}") for part in ("shoulder", "wrist"))
    arm = (wrist - shoulder)[span.start_index : span.end_index + 1]
    angle = np.degrees(np.arctan2(arm[:, 0], -arm[:, 1]))
    return (
        float(np.ptp(angle)) if np.isfinite(angle).all() else Reason(code="landmarks_hidden", values={"part": "wrist"})
    )


def _arm_swing_asymmetry(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Right-left difference over the mean of both arms, %; needs the far wrist in sight as well."""
    columns = gate.keypoints(("wrist",), SIDES)
    seen = gate.visibility(take.motion, columns, gate.frames_of(take.motion, (span,)))
    if float(seen.min()) < load_knowledge().gate.min_visibility:
        return Reason(code="landmarks_hidden", values={"part": "wrist"})
    swings = [_arm_swing(take, span, side) for side in SIDES]
    known = [s for s in swings if not isinstance(s, Reason)]
    return (
        _apart_percent(known[0], known[1])
        if len(known) == 2
        else Reason(code="landmarks_hidden", values={"part": "wrist"})
    )


def _trunk_lean(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return float(np.nanmean(reading.trunk_inclination(take.motion)[span.start_index : span.end_index + 1]))


def _trunk_sway(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    lean = take.motion.angle("trunk_lateral_lean_projection")[span.start_index : span.end_index + 1]
    lean = lean[np.isfinite(lean)]
    return float(np.ptp(lean)) if len(lean) else NOT_SEEN


def _pelvic_drop(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Largest tilt of the hip line towards the swinging leg while ``side`` stands, degrees."""
    if span.side != side:
        return NOT_SEEN
    sign = 1.0 if side == "right" else -1.0
    drop = sign * take.motion.angle("pelvis_obliquity_projection")[span.start_index : span.bottom_index + 1]
    drop = drop[np.isfinite(drop)]
    return float(np.percentile(drop, reading.settings("reading")["extreme_percentile"])) if len(drop) else NOT_SEEN


def _contact_time(_take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return span.bottom_s - span.start_s if span.side == side else NOT_SEEN


WALK = MovementTest(
    id="walk",
    views=("sagittal", "posterior", "frontal"),
    landmarks=("shoulder", "hip", "knee", "ankle", "heel"),
    segment=_segment,
    phases=_phases,
    phase_names=("stance", "swing"),
    still_joint=None,
    follows_mover=True,
    min_repetitions=3,
    allow_partial=False,
    recipes=(
        Recipe("gait.speed", whole=_speed),
        Recipe("gait.cadence", whole=_cadence),
        Recipe("gait.step_len", _step_length),
        Recipe("gait.asym", whole=_asymmetry),
        Recipe("gait.hip_ext", _hip_extension),
        Recipe("gait.trunk_lean", _trunk_lean),
        Recipe("gait.arm_swing", _arm_swing),
        Recipe("gait.arm_swing_asym", _arm_swing_asymmetry),
        Recipe("gait.trunk_sway", _trunk_sway),
        Recipe("gait.pelvic_drop", _pelvic_drop),
        Recipe("gait.contact_time", _contact_time),
    ),
)
