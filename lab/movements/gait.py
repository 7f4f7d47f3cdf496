"""Walking and running, across the picture or on a belt, with set cadence, step length and asymmetry.

Feet land at given places and times and stay there; between, the ankle swings from one place to the next. The pelvis
rides at a height both legs can reach.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, minimum_filter1d

from lab.performance import Arm, Contact, InjectedFault, Leg, Performance, Repetition
from lab.reach import span_of
from lab.rotations import FloatArray, about, rotate
from lab.script import Movement, Script
from lab.skeleton import SIDE_SIGN, SIDES, Skeleton
from lab.stand import Stance, arms, standing
from lab.timing import minimum_jerk

_FAULTS = {"overstride": "%", "pelvis_drop": "deg", "trunk_lean": "deg", "guarding": "%", "low_cadence": "%"}
_OPTIONS = ("steps", "cadence", "step_m", "asymmetry_percent", "travel", "hip_drop_deg", "trunk_deg", "arm_swing_deg")


_SWING_SLOPE = 0.3
"""Speed of a foot at both ends of its swing, as a share of its mean."""


@dataclass(frozen=True)
class _Style:
    """What tells walking from running. ``duty`` share of a stride a foot stands, ``land_ahead``
    share of a step the ankle lands before the hips; pitches of the foot in degrees."""

    cadence: float
    step_of_leg: float
    duty: float
    land_ahead: float
    contact_pitch: float
    leave_pitch: float
    lift: float
    bounce_m: float
    trunk_deg: float
    arm_swing_deg: float
    elbow_deg: float
    stance_knee_deg: float


_WALKING = _Style(112.0, 0.78, 0.61, 0.5, -16.0, 58.0, 0.05, 0.0, 2.5, 20.0, 18.0, 8.0)
_RUNNING = _Style(168.0, 1.15, 0.36, 0.2, -4.0, 55.0, 0.32, 0.03, 8.0, 32.0, 85.0, 48.0)


@dataclass(frozen=True)
class _Step:
    """One foot's time on the ground: where the ankle is flat, from ``land_s`` to ``leave_s``."""

    side: str
    land_s: float
    leave_s: float
    ankle_x_m: float


@dataclass(frozen=True)
class _Walk:
    steps: tuple[_Step, ...]
    speed: float
    stride_s: float

    def of(self, side: str) -> tuple[_Step, ...]:
        """The steps of one foot."""
        return tuple(step for step in self.steps if step.side == side)


def _plan(skeleton: Skeleton, script: Script, style: _Style, rng: np.random.Generator) -> _Walk:
    """Places and times of all steps; asymmetry makes right steps longer in time and way."""
    slow = 1.0 - 0.4 * script.size("guarding", 1) / 100.0
    cadence = script.option("cadence", style.cadence * rng.uniform(0.93, 1.07)) * (
        1.0 - script.size("low_cadence", 1) / 100.0
    )
    leg = skeleton.thigh_m + skeleton.shank_m
    usual = style.step_of_leg * leg * rng.uniform(0.92, 1.08) * slow
    length = script.option("step_m", usual)
    uneven = script.option("asymmetry_percent", 0.0) / 200.0
    # The body passes over a foot in the middle of its stance; overstriding lands the foot further ahead.
    ahead = style.land_ahead * length + script.size("overstride", 1) / 100.0 * leg
    steps, at, x = [], 0.0, 0.0
    stride = 2 * 60.0 / cadence
    for i in range(int(script.option("steps", 5 if style is _WALKING else 12)) + 4):
        side = SIDES[i % 2]
        share = 1.0 + uneven * SIDE_SIGN[side]
        at += 60.0 / cadence * share
        x += length * share
        steps.append(_Step(side, at, at + style.duty * stride, x))
    speed = 2 * length / stride
    shift = speed * steps[0].land_s + ahead - steps[0].ankle_x_m
    return _Walk(tuple(replace(s, ankle_x_m=s.ankle_x_m + shift) for s in steps), speed, stride)


def _build(skeleton: Skeleton, script: Script, style: _Style) -> Performance:
    rng = script.rng()
    walk = _plan(skeleton, script, style, rng)
    # Filmed while in full stride: the first and last two steps are not seen.
    first, last = walk.steps[1].land_s - 0.1, walk.steps[-3].leave_s
    time_s = np.arange(round((last - first) * script.fps)) / script.fps
    clock = time_s + first
    stance = Stance(0.045 if style is _WALKING else 0.03, 6.0)
    still = standing(skeleton, stance, time_s)
    legs = {side: _leg(skeleton, still.legs[side], walk, side, style, clock) for side in SIDES}
    ahead = walk.speed * clock
    if style.bounce_m:
        height = _bouncing_height(skeleton, walk, clock, style)
    else:
        on = {side: _standing_on(walk, side, clock) for side in SIDES}
        height = _riding_height(skeleton, legs, on, ahead, style.stance_knee_deg, script.fps)
    phase = 2 * np.pi * (clock - walk.of("right")[0].land_s) / walk.stride_s
    done = replace(
        still,
        pelvis_m=np.stack([ahead, height, 0.02 * np.cos(phase - 1.0)], axis=1),
        **_swaying(script, style, phase, rng),
        legs=legs,
        arms=_swinging_arms(script, style, phase),
        repetitions=_strides(walk, first, float(time_s[-1])),
        faults=(),
        contacts=tuple(
            Contact(s.side, "foot", max(s.land_s - first, 0.0), min(s.leave_s - first, float(time_s[-1])))
            for s in walk.steps
            if s.leave_s > first and s.land_s - first < time_s[-1]
        ),
    )
    done = replace(done, faults=_faults_of(script, done))
    return done if script.option("travel", 1.0 if style is _WALKING else 0.0) else _on_belt(done, ahead)


def _leg(skeleton: Skeleton, still: Leg, walk: _Walk, side: str, style: _Style, clock: FloatArray) -> Leg:
    """(T,) ankle and pitch of one foot over all its steps."""
    steps = walk.of(side)
    flat = np.array([0.0, skeleton.ankle_height_m, still.ankle_m[0, 2]])
    ankle, pitch = np.zeros((len(clock), 3)), np.zeros(len(clock))
    for step, following in zip((None, *steps), (*steps, None), strict=True):
        if step is not None:
            on = (clock >= step.land_s) & (clock <= step.leave_s)
            share = (clock[on] - step.land_s) / (step.leave_s - step.land_s)
            pitch[on] = _stance_pitch(share, style)
            ankle[on] = _rolled(skeleton, side, pitch[on]) + flat + [step.ankle_x_m, 0.0, 0.0]
        if following is None:
            continue
        begin_s = step.leave_s if step is not None else following.land_s - (1 - style.duty) * walk.stride_s
        from_x = step.ankle_x_m if step is not None else following.ankle_x_m - walk.speed * walk.stride_s
        air = (clock > begin_s) & (clock < following.land_s)
        share = (clock[air] - begin_s) / (following.land_s - begin_s)
        start = _rolled(skeleton, side, np.array([style.leave_pitch]))[0] + flat + [from_x, 0.0, 0.0]
        end = _rolled(skeleton, side, np.array([style.contact_pitch]))[0] + flat + [following.ankle_x_m, 0.0, 0.0]
        pitch[air] = style.leave_pitch + (style.contact_pitch - style.leave_pitch) * minimum_jerk(share / 0.75)
        ankle[air] = start + (end - start) * _swing_way(share)[:, None]
        ankle[air, 1] += style.lift * (skeleton.thigh_m + skeleton.shank_m) * np.sin(np.pi * share**0.75) ** 2
    return replace(still, ankle_m=ankle, heel_up_deg=pitch)


def _standing_on(walk: _Walk, side: str, clock: FloatArray) -> NDArray[np.bool_]:
    """(T,) whether a foot is on the ground."""
    return np.any([(clock >= s.land_s) & (clock <= s.leave_s) for s in walk.of(side)], axis=0)


def _swing_way(share: FloatArray) -> FloatArray:
    """The foot is already moving as it leaves and hardly moves as it lands."""
    return np.asarray(share**2 * (3 - 2 * share) + _SWING_SLOPE * share * (1 - share) * (1 - 2 * share))


def _stance_pitch(share: FloatArray, style: _Style) -> FloatArray:
    """Heel first, flat, then over the toes."""
    landing = style.contact_pitch * (1.0 - minimum_jerk(share / 0.18))
    leaving = style.leave_pitch * np.clip((share - 0.45) / 0.55, 0.0, 1.0) ** 2.2
    return np.asarray(landing + leaving)


def _rolled(skeleton: Skeleton, side: str, heel_up_deg: FloatArray) -> FloatArray:
    """(T, 3) how far the ankle moves from its flat place when the foot pitches over its toes or its heel."""
    foot = skeleton.joint[f"{side}_foot"]
    toes = skeleton.joint[f"{side}_toes"] * [1.0, 0.0, 1.0] - foot
    heel = skeleton.landmark[f"{side}_heel"][1] * [1.0, 0.0, 1.0] - foot
    pivot = np.where((heel_up_deg > 0)[:, None], toes, heel)
    return np.asarray(pivot - rotate(about(2, -heel_up_deg), pivot))


def _riding_height(
    skeleton: Skeleton,
    legs: dict[str, Leg],
    on: dict[str, NDArray[np.bool_]],
    ahead: FloatArray,
    knee_deg: float,
    fps: float,
) -> FloatArray:
    """(T,) walking: as high as every standing leg reaches, smoothed: highest over a foot, lowest between two."""
    reach = float(span_of(skeleton.thigh_m, skeleton.shank_m, np.array(knee_deg)))
    heights = [
        np.where(
            on[side], leg.ankle_m[:, 1] + np.sqrt(np.maximum(reach**2 - (leg.ankle_m[:, 0] - ahead) ** 2, 0.05)), np.inf
        )
        for side, leg in legs.items()
    ]
    lowest = np.minimum(*heights)
    known = np.isfinite(lowest)
    lowest = np.interp(np.arange(len(lowest)), np.flatnonzero(known), lowest[known])
    lowest = minimum_filter1d(lowest, max(round(0.1 * fps), 1), mode="nearest")
    return np.asarray(gaussian_filter1d(lowest, 0.04 * fps, mode="nearest"))


def _bouncing_height(skeleton: Skeleton, walk: _Walk, clock: FloatArray, style: _Style) -> FloatArray:
    """(T,) running: lowest in the middle of a stance, highest in flight."""
    low = skeleton.ankle_height_m + float(span_of(skeleton.thigh_m, skeleton.shank_m, np.array(style.stance_knee_deg)))
    middle = walk.steps[0].land_s + style.duty * walk.stride_s / 2
    swing = 1.0 - np.cos(2 * np.pi * (clock - middle) / (walk.stride_s / 2))
    return np.asarray(low + style.bounce_m * swing)


def _swaying(script: Script, style: _Style, phase: FloatArray, rng: np.random.Generator) -> dict[str, FloatArray]:
    """Pelvis and trunk: turning with the steps, dropping to the swinging side, leaning."""
    count = len(phase)
    drop = script.option("hip_drop_deg", float(rng.uniform(2.0, 4.5))) + script.size("pelvis_drop", 1)
    trunk = script.option("trunk_deg", style.trunk_deg * rng.uniform(0.6, 1.4)) + script.size("trunk_lean", 1)
    turn = 5.0 * np.cos(phase)
    # Right stance is centred about 0.3 of a stride after its landing: then the left side is down, the right up.
    listing = drop * np.cos(phase - 2 * np.pi * 0.28)
    side = np.zeros((count, 5))
    side[:, 1:3] = (0.45 * listing)[:, None]
    twist = np.zeros((count, 5))
    twist[:, 2:] = (-2.0 * turn / 3)[:, None]
    return {
        "pelvis_tilt_deg": np.full(count, trunk),
        "pelvis_list_deg": listing,
        "pelvis_turn_deg": turn,
        "spine_side_deg": side,
        "spine_turn_deg": twist,
        "neck_flexion_deg": np.full(count, -0.5 * trunk),
    }


def _swinging_arms(script: Script, style: _Style, phase: FloatArray) -> dict[str, Arm]:
    swing = script.option("arm_swing_deg", style.arm_swing_deg)
    count = len(phase)
    out = {}
    for side in SIDES:
        # An arm is forward when its own leg lands behind the other: half a stride off.
        own = -swing * np.cos(phase) * SIDE_SIGN[side]
        both = arms(
            count, flexion_deg=own - 2.0, abduction_deg=8.0, elbow_deg=style.elbow_deg + 0.35 * np.maximum(own, 0)
        )
        out[side] = both[side]
    return out


def _strides(walk: _Walk, first: float, last: float) -> tuple[Repetition, ...]:
    """Every stride seen whole: contact, toe-off, next contact of the same foot."""
    found = []
    for side in SIDES:
        steps = walk.of(side)
        for step, following in pairwise(steps):
            start, off, end = step.land_s - first, step.leave_s - first, following.land_s - first
            if start >= 0 and end <= last:
                found.append((start, off, end, side))
    return tuple(Repetition(i + 1, start, off, end, side) for i, (start, off, end, side) in enumerate(sorted(found)))


def _faults_of(script: Script, done: Performance) -> tuple[InjectedFault, ...]:
    return tuple(
        InjectedFault(code, r.index, r.start_s, r.end_s, script.size(code, 1), unit)
        for code, unit in _FAULTS.items()
        if script.size(code, 1)
        for r in done.repetitions
    )


def _on_belt(done: Performance, ahead: FloatArray) -> Performance:
    """The same on a treadmill: everything moves back as fast as it goes forward."""
    shift = np.zeros((len(ahead), 3))
    shift[:, 0] = ahead
    legs = {side: replace(leg, ankle_m=leg.ankle_m - shift) for side, leg in done.legs.items()}
    return replace(done, pelvis_m=done.pelvis_m - shift, legs=legs)


def _walking(skeleton: Skeleton, script: Script) -> Performance:
    return _build(skeleton, script, _WALKING)


def _running(skeleton: Skeleton, script: Script) -> Performance:
    return _build(skeleton, script, _RUNNING)


WALK = Movement("walk", "walk", _walking, _OPTIONS, _FAULTS, portrait=None)
RUN = Movement("run", "run", _running, _OPTIONS, _FAULTS, portrait=None)
