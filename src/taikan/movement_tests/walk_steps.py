"""Footfalls, strides and steps of a walk, from any side, in either direction, through the picture or on a treadmill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.filters import butterworth, fill_short_gaps, runs
from taikan.kinematics.gait_events import gait_events
from taikan.kinematics.motion import Motion
from taikan.knowledge.event_settings import load_event_settings
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests import gate, reading
from taikan.movement_tests.base import LimbSide

SIDES: tuple[LimbSide, LimbSide] = ("left", "right")


@dataclass(frozen=True)
class Footfalls:
    """Times, in seconds, at which each foot lands and leaves the ground, rising."""

    contact_s: Mapping[str, FloatArray]
    toe_off_s: Mapping[str, FloatArray]


@dataclass(frozen=True)
class Step:
    """From a contact of the other foot to the next one of ``side``: ``duration_s``, and how far ahead on the ground it
    lands, ``length_percent`` of height (NaN where the view or the picture's edge does not show it)."""

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
    """Strides of both feet in order of time; one without a toe-off, or with a missed contact inside, is left out.

    So are those in which the person is entering or leaving the picture, unless that leaves none.
    """
    found = [_stride(motion, events, side, *pair) for side in SIDES for pair in pairwise(events.contact_s[side])]
    whole = [span for span in found if span is not None]
    whole = [span for span in whole if _in_picture(motion, span)] or whole
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
    spans = strides(motion, events)
    belt = 0.0 if gait_events(motion).is_travelling else _belt_px_s(motion, spans)
    size = _size_over_time(motion, spans)
    return tuple(
        Step(side, at, at - before, _length_percent(motion, side, before, at, belt) / size((before + at) / 2.0))
        for (before, _), (at, side) in pairs
        if at - before <= longest
    )


def _stride(motion: Motion, events: Footfalls, side: LimbSide, start_s: float, end_s: float) -> RepetitionSpan | None:
    inside = [float(t) for t in events.toe_off_s[side] if start_s < t < end_s]
    if len(inside) != 1:
        return None
    first, turn, last = (int(np.abs(motion.time_s - t).argmin()) for t in (start_s, inside[0], end_s))
    return RepetitionSpan(first, turn, last, float(start_s), inside[0], float(end_s), side=side)


def _length_percent(motion: Motion, side: LimbSide, before_s: float, at_s: float, belt_px_s: float) -> float:
    """From where the other ankle was at its contact to where this one is at its own, % of height along the path.

    The distance between both ankles at one moment would be shorter: the heel behind has left the ground by then. A
    belt has carried the first footprint back by ``belt_px_s`` times the step.
    """
    other = "left" if side == "right" else "right"
    ahead = _ankle_x(motion, side, at_s) - _ankle_x(motion, other, before_s)
    return float(motion.scale.percent(motion.view.facing * ahead + belt_px_s * (at_s - before_s)))


def _ankle_x(motion: Motion, side: str, at_s: float) -> float:
    """Pixels to the right, median while the foot rests after its contact; NaN where it is at the picture's edge.

    At the contact itself the foot still moves as fast as the body, so being a frame early would count; and a glitch of
    the landmarks lasts a few frames only.
    """
    numbers = reading.settings("walk")
    frames = (motion.time_s >= at_s - 1e-9) & (motion.time_s <= at_s + numbers["flat_s"] + 1e-9)
    foot = gate.keypoints(("ankle", "heel", "foot_index"), ("left" if side == "left" else "right",))
    x = motion.track["position"].to_numpy()[frames][:, foot, 0]
    width = motion.track.attrs["width_px"]
    edge = numbers["edge_share"] * width
    if not len(x) or not ((x > edge) & (x < width - edge)).all():
        return float("nan")
    return float(np.median(motion.point(f"{side}_ankle")[frames, 0]))


def _belt_px_s(motion: Motion, spans: tuple[RepetitionSpan, ...]) -> float:
    """How fast the standing foot is carried back, pixels a second: median slope over the first halves of stance."""
    slopes = []
    for span in spans:
        flat = slice(span.start_index, (span.start_index + span.bottom_index) // 2 + 1)
        x = motion.point(f"{span.side}_ankle")[flat, 0]
        if len(x) >= 3 and np.isfinite(x).all():
            slopes.append(-motion.view.facing * float(np.polyfit(motion.time_s[flat], x, 1)[0]))
    return float(np.median(slopes)) if slopes else float("nan")


def _size_over_time(motion: Motion, spans: tuple[RepetitionSpan, ...]) -> Callable[[float], float]:
    """The person's size in the picture at a time, relative to the middle of the walk.

    A path that is not quite square to the camera makes the person grow or shrink; the trunk's length shows it.
    """
    frames = gate.frames_of(motion, spans)
    trunk = motion.midpoint("shoulder") - motion.midpoint("hip")
    length = np.hypot(trunk[:, 0], trunk[:, 1])
    frames &= np.isfinite(length)
    if frames.sum() < 3:
        return lambda _at_s: 1.0
    slope, start = np.polyfit(motion.time_s[frames], length[frames], 1)
    middle = float(np.median(start + slope * motion.time_s[frames]))
    return lambda at_s: float((start + slope * at_s) / middle)


def _in_picture(motion: Motion, span: RepetitionSpan) -> bool:
    """Whether the near side of the body stays inside the picture for nearly all of the stride."""
    columns = gate.keypoints(("shoulder", "hip", "knee", "ankle", "heel"), gate.used_sides(motion))
    xy = motion.track["position"].to_numpy()[span.start_index : span.end_index + 1, columns, :2]
    size = [motion.track.attrs["width_px"], motion.track.attrs["height_px"]]
    with np.errstate(invalid="ignore"):
        outside = ((xy < 0) | (xy > size)).any(axis=(1, 2))
    return float(outside.mean()) <= load_knowledge().gate.max_cut_off_fraction
