"""Walking through the picture, or on a treadmill: strides from one contact to the next of the same foot (list 1.6).

A repetition is a stride: it starts at a contact, turns at toe-off and ends at the next contact of that ``side``. Only
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Phase, Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.filters import butterworth, fill_short_gaps, runs
from taikan.kinematics.gait_events import gait_events
from taikan.kinematics.motion import Motion
from taikan.knowledge.event_settings import load_event_settings
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests import gate, reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take

SIDES: tuple[LimbSide, LimbSide] = ("left", "right")
NOT_SEEN = Reason(code="movement_not_seen")


@dataclass(frozen=True)
class Footfalls:
    """Times, in seconds, at which each foot lands and leaves the ground, rising."""

    contact_s: Mapping[str, FloatArray]
    toe_off_s: Mapping[str, FloatArray]


@dataclass(frozen=True)
class Step:
    """From a contact of the other foot to the next one of ``side``: ``duration_s``, and ``length_percent`` of height
    between the ankles along the path at that contact (NaN where the view does not show it)."""

    side: LimbSide
    contact_s: float
    duration_s: float
    length_percent: float


def footfalls(motion: Motion) -> Footfalls:
    """Contacts and toe-offs: from the side by the feet's travel, from the front or behind by their height."""
    if motion.view.is_sagittal:
        events = gait_events(motion)
        return Footfalls(events.contact_s, events.toe_off_s)
    return _by_foot_height(motion)


def _by_foot_height(motion: Motion) -> Footfalls:
    """A foot is lifted while its ankle is the higher one: it leaves and lands where both ankles are level.

    Double support is not seen this way, so times are good for rhythm and for telling the standing leg, not for
    contact times.
    """
    rules = load_event_settings().gait
    right, left = motion.point("right_ankle")[:, 1], motion.point("left_ankle")[:, 1]
    leg = motion.midpoint("hip")[:, 1] - (right + left) / 2.0
    lifted = fill_short_gaps(motion.time_s, 100.0 * (right - left) / leg, rules.max_gap_s)
    lifted = butterworth(motion.time_s, lifted, rules.cutoff_hz)
    least = reading.settings("walk")["least_lift_percent"]
    contact: dict[str, list[float]] = {"left": [], "right": []}
    toe_off: dict[str, list[float]] = {"left": [], "right": []}
    for part in runs(np.isfinite(lifted)):
        for at_s, up, down in _level_crossings(motion.time_s[part], lifted[part], least):
            toe_off[up].append(at_s)
            contact[down].append(at_s)
    return Footfalls({s: np.array(contact[s]) for s in SIDES}, {s: np.array(toe_off[s]) for s in SIDES})


def _level_crossings(time_s: FloatArray, lifted: FloatArray, least: float) -> list[tuple[float, LimbSide, LimbSide]]:
    """(time, foot that lifts, foot that has landed) wherever one foot after the other is clearly lifted."""
    clear = np.where(lifted > least, 1, np.where(lifted < -least, -1, 0))
    known = np.flatnonzero(clear)
    found: list[tuple[float, LimbSide, LimbSide]] = []
    for a, b in pairwise(known):
        if clear[a] != clear[b]:
            at_s = float(np.interp(0.0, clear[b] * lifted[[a, b]], time_s[[a, b]]))
            found.append((at_s, "right", "left") if clear[b] > 0 else (at_s, "left", "right"))
    return found


def strides(motion: Motion, events: Footfalls) -> tuple[RepetitionSpan, ...]:
    """Strides of both feet in order of time; one without a toe-off, or with a missed contact inside, is left out."""
    found = [_stride(motion, events, side, *pair) for side in SIDES for pair in pairwise(events.contact_s[side])]
    whole = [span for span in found if span is not None]
    if not whole:
        return ()
    usual = float(np.median([s.end_s - s.start_s for s in whole]))
    longest = load_event_settings().gait.max_step_factor * usual
    return tuple(sorted((s for s in whole if s.end_s - s.start_s <= longest), key=lambda s: s.start_s))


def steps(motion: Motion, events: Footfalls) -> tuple[Step, ...]:
    """Steps in order of time: neighbouring contacts of different feet, without those over a missed contact."""
    contacts = sorted((float(t), side) for side in SIDES for t in events.contact_s[side])
    pairs = [(a, b) for a, b in pairwise(contacts) if a[1] != b[1]]
    if not pairs:
        return ()
    longest = load_event_settings().gait.max_step_factor * float(np.median([b[0] - a[0] for a, b in pairs]))
    return tuple(
        Step(side, at, at - before, _between_ankles(motion, side, at))
        for (before, _), (at, side) in pairs
        if at - before <= longest
    )


def _stride(motion: Motion, events: Footfalls, side: LimbSide, start_s: float, end_s: float) -> RepetitionSpan | None:
    inside = [float(t) for t in events.toe_off_s[side] if start_s < t < end_s]
    if len(inside) != 1:
        return None
    first, turn, last = (int(np.abs(motion.time_s - t).argmin()) for t in (start_s, inside[0], end_s))
    return RepetitionSpan(first, turn, last, start_s, inside[0], end_s, side=side)


def _between_ankles(motion: Motion, side: LimbSide, at_s: float) -> float:
    """Ankle of ``side`` ahead of the other one, % of height; NaN where a foot is at the edge of the picture."""
    feet = gate.keypoints(("ankle", "heel", "foot_index"), SIDES)
    xy = motion.track["position"].to_numpy()[int(np.abs(motion.time_s - at_s).argmin()), feet, :2]
    if not ((xy > 0) & (xy < [motion.track.attrs["width_px"], motion.track.attrs["height_px"]])).all():
        return float("nan")
    other = "left" if side == "right" else "right"
    ahead = (motion.point(f"{side}_ankle") - motion.point(f"{other}_ankle"))[:, 0] * motion.view.facing
    percent = np.asarray(motion.scale.percent(ahead))
    known = np.isfinite(percent)
    return float(np.interp(at_s, motion.time_s[known], percent[known]))


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


def _cadence(_take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return 120.0 / (span.end_s - span.start_s)


def _step_length(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    """Between the ankles at the contacts of the stride, the mean."""
    side: LimbSide = "left" if span.side == "left" else "right"
    lengths = [_between_ankles(take.motion, side, t) for t in (span.start_s, span.end_s)]
    known = [length for length in lengths if np.isfinite(length)]
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
        Recipe("gait.cadence", _cadence),
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
    fault_ids=("trunk_lean", "trunk_side_lean", "pelvis_drop"),
)
