"""Figures of the holds, single-leg and running tests: lying, on all fours, on one leg, running; angles and times known.

    from figures_control import Course, plank
    track = plank(Course(held_s=12.0)).track        up for 12 s
    track = plank(Course(held_s=12.0), sag=lambda t: 15.0 * (t > 6)).track

A hold takes ``Course.ready_s`` of being ready, ``move_s`` to get into it and out of it, and ``held_s`` in between. A
body lying on its side is an upright one seen from the front or the back and turned in the picture.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

import synthetic
from synthetic import AT, Camera, Posture, figure
from taikan.core.arrays import FloatArray

Bend = Callable[[FloatArray], FloatArray]


def none(time_s: FloatArray) -> FloatArray:
    """No bend at any time."""
    return np.zeros_like(time_s)


@dataclass(frozen=True)
class Course:
    """When a pose is taken and left, seconds."""

    held_s: float = 8.0
    ready_s: float = 1.5
    move_s: float = 0.6
    after_s: float = 1.5
    fps: float = 30.0

    @property
    def time_s(self) -> FloatArray:
        last = self.ready_s + 2 * self.move_s + self.held_s + self.after_s
        return np.arange(round(last * self.fps) + 1) / self.fps

    @property
    def amount(self) -> FloatArray:
        """(T,) 0 ready, 1 in the pose."""
        up = np.clip((self.time_s - self.ready_s) / self.move_s, 0, 1)
        down = np.clip((self.time_s - self.ready_s - self.move_s - self.held_s) / self.move_s, 0, 1)
        return (1 - np.cos(np.pi * (up - down))) / 2

    @property
    def start_s(self) -> float:
        return self.ready_s + self.move_s

    def between(self, before: float, during: FloatArray | float) -> FloatArray:
        """From ``before`` when ready to ``during`` in the pose."""
        return before + (during - before) * self.amount


@dataclass(frozen=True)
class Held:
    track: xr.Dataset
    course: Course


def plank(course: Course | None = None, camera: Camera | None = None, *, sag: Bend = none, trunk: float = 83.0) -> Held:
    """From hands and knees; ``sag`` in degrees at the hip, positive sinking, negative piking."""
    course = course or Course()
    bend = -sag(course.time_s) / 2.0
    lean = course.between(75.0, trunk + bend)
    posture = Posture(
        trunk=lean,
        thigh=course.between(-5.0, -trunk + bend),
        shank=course.between(85.0, trunk),
        foot=course.between(-60.0, 0.0),
        shoulder=lean,
        elbow=90.0,
    )
    return Held(figure(course.time_s, posture, camera or Camera(), feet_planted=False), course)


def sorensen(course: Course | None = None, camera: Camera | None = None, *, drop: Bend = none) -> Held:
    """The trunk comes up from hanging down; ``drop`` in degrees below level."""
    course = course or Course()
    posture = Posture(
        trunk=course.between(150.0, 90.0 + drop(course.time_s)),
        thigh=-90.0,
        shank=90.0,
        shoulder=40.0,
        elbow=150.0,
        forward=-0.4,
    )
    camera = camera or Camera()
    track = figure(course.time_s, posture, camera)
    # On a bench, so that the trunk can hang down.
    return Held(_shifted(track, 1, -0.35 * camera.body_px), course)


def _shifted(track: xr.Dataset, axis: int, px: FloatArray | float) -> xr.Dataset:
    """The whole body moved in the picture by ``px`` (T,) pixels along ``axis``."""
    position = track["position"].to_numpy().copy()
    position[..., axis] += np.asarray(px)[..., None]
    return track.assign(position=(track["position"].dims, position))


def flexor_endurance(course: Course | None = None, camera: Camera | None = None, *, off: Bend = none) -> Held:
    """Leaning back 30 degrees from upright; before and after sitting up. ``off`` in degrees further back."""
    course = course or Course()
    posture = Posture(
        trunk=course.between(0.0, -30.0 - off(course.time_s)), thigh=120.0, shank=-30.0, shoulder=30.0, elbow=120.0
    )
    return Held(figure(course.time_s, posture, camera or Camera()), course)


def single_leg_bridge(
    course: Course | None = None, camera: Camera | None = None, *, side: str = "right", sink: Bend = none
) -> Held:
    """On the back, the leg of ``side`` standing, the other straight; ``sink`` in degrees at the hip."""
    course = course or Course()
    trunk = course.between(-90.0, -115.0)
    standing, straight = course.between(135.0, 115.0 + sink(course.time_s)), course.between(120.0, 118.0)
    legs = {"thigh": standing, "shank": -40.0, "thigh_left": straight, "shank_left": -straight}
    if side == "left":
        legs = {"thigh": straight, "shank": -straight, "thigh_left": standing, "shank_left": -40.0}
    posture = Posture(trunk=trunk, forward=0.25, **legs)
    camera = camera or Camera(far_visibility=0.9)
    return Held(figure(course.time_s, posture, camera, feet_planted=False), course)


def bird_dog(
    course: Course | None = None,
    camera: Camera | None = None,
    *,
    side: str = "right",
    leg: float = 0.0,
    arm: float = 0.0,
    drift: Bend = none,
    pelvis_up: float = 0.0,
) -> Held:
    """On hands and knees, the leg of ``side`` and the other arm lifted to ``leg`` and ``arm`` degrees over level."""
    course = course or Course(held_s=10.0)
    trunk = 85.0 + drift(course.time_s) * course.amount
    lifted, standing = course.between(0.0, -90.0 - leg), 0.0
    lifted_shank = course.between(88.0, 90.0 + leg)
    reach, support = course.between(85.0, 85.0 + 90.0 + arm), 85.0
    up = pelvis_up * course.amount
    right = side == "right"
    posture = Posture(
        trunk=trunk,
        thigh=lifted if right else standing,
        shank=lifted_shank if right else 88.0,
        thigh_left=standing if right else lifted,
        shank_left=88.0 if right else lifted_shank,
        foot=-60.0,
        shoulder=support if right else reach,
        shoulder_left=reach if right else support,
        elbow=0.0,
        pelvis_up_right=up if right else -up,
    )
    return Held(figure(course.time_s, posture, camera or Camera(far_visibility=0.9), feet_planted=False), course)


def aslr_load(
    course: Course | None = None,
    camera: Camera | None = None,
    *,
    side: str = "right",
    lift: float = 14.0,
    knee: float = 0.0,
) -> Held:
    """On the back; the straight leg of ``side`` goes up by ``lift`` degrees and down."""
    course = course or Course(held_s=1.0)
    thigh = course.between(90.0, 90.0 + lift)
    shank = course.between(-90.0, -90.0 - lift + knee)
    legs = {"thigh": thigh, "shank": shank, "thigh_left": 90.0, "shank_left": -90.0}
    if side == "left":
        legs = {"thigh": 90.0, "shank": -90.0, "thigh_left": thigh, "shank_left": shank}
    posture = Posture(trunk=-90.0, **legs)
    return Held(figure(course.time_s, posture, camera or Camera(far_visibility=0.9), feet_planted=False), course)


def single_leg_squat(
    reps: int = 3,
    camera: Camera | None = None,
    *,
    side: str = "right",
    knee: float = 60.0,
    knee_in: float = 0.0,
    drop: float = 0.0,
    lean: float = 0.0,
    lifted: bool = True,
) -> xr.Dataset:
    """Squats on the leg of ``side`` to ``knee`` degrees; ``drop`` of the pelvis towards the free leg at the bottom."""
    course = synthetic.squat(reps, tail_s=1.5)
    bend = course.truth["right_knee_flexion_projection"]
    amount = bend / bend.max()
    half = knee / 2.0 * amount
    free = (20.0 + half, 60.0 + half) if lifted else (half, half)
    right = side == "right"
    sign = 1.0 if right else -1.0
    posture = Posture(
        trunk=3.0 + 15.0 * amount,
        thigh=half if right else free[0],
        shank=half if right else free[1],
        thigh_left=free[0] if right else half,
        shank_left=free[1] if right else half,
        knee_in=knee_in * amount,
        pelvis_up_right=sign * drop * amount,
        lean_right=lean * amount,
        shoulder=35.0,
        elbow=80.0,
    )
    return figure(course.time_s, posture, camera or Camera("frontal"), feet_planted=False)


def single_leg_stance(
    held_s: tuple[float, ...] = (6.0,),
    camera: Camera | None = None,
    *,
    side: str = "right",
    shift_m: float = 0.05,
    lift: float = 40.0,
    ends_standing: bool = True,
) -> xr.Dataset:
    """Trials on the leg of ``side``, each after 1.5 s on both; the pelvis moves ``shift_m`` over the standing foot."""
    fps, pause_s, move_s = 30.0, 1.5, 0.3
    knots, level, at = [0.0], [0.0], 0.0
    for held in held_s:
        knots += [at + pause_s, at + pause_s + move_s, at + pause_s + move_s + held, at + pause_s + 2 * move_s + held]
        level += [0.0, 1.0, 1.0, 0.0]
        at = knots[-1]
    if not ends_standing:
        knots, level = knots[:-1], level[:-1]
    time = np.arange(round((knots[-1] + (pause_s if ends_standing else 0.0)) * fps) + 1) / fps
    amount = np.interp(time, knots, level)
    thigh, shank = lift * amount, 1.6 * lift * amount
    legs = {"thigh_left": thigh, "shank_left": shank} if side == "right" else {"thigh": thigh, "shank": shank}
    if side == "left":
        legs |= {"thigh_left": 0.0, "shank_left": 0.0}
    camera = camera or Camera("frontal")
    track = figure(time, Posture(**legs, shoulder=25.0, elbow=80.0), camera, feet_planted=False)
    return _moved_over(track, side, amount * shift_m / synthetic.HEIGHT_M * camera.body_px, camera)


def _moved_over(track: xr.Dataset, side: str, px: FloatArray, camera: Camera) -> xr.Dataset:
    """Everything but the standing foot moved sideways in the picture towards the standing leg."""
    right_at = -1.0 if camera.view == "frontal" else 1.0
    sign = right_at if side == "right" else -right_at
    position = track["position"].to_numpy().copy()
    kept = [AT[f"{side}_{p}"] for p in ("ankle", "heel", "foot_index")]
    moved = [i for i in range(position.shape[1]) if i not in kept]
    position[:, moved, 0] += sign * px[:, None]
    return track.assign(position=(track["position"].dims, position))


def side_bridge(
    course: Course | None = None, camera: Camera | None = None, *, side: str = "right", sag: Bend = none
) -> Held:
    """On the forearm of ``side``; lying at first with the hips down. ``sag`` in degrees at the hip."""
    course = course or Course()
    bend = course.between(30.0, sag(course.time_s))
    track = _on_its_side(course.time_s, camera or Camera("frontal"), side, tilt=18.0, arm_out=True)
    towards_floor = _floor_turn(track)
    return Held(turned(track, UPPER, "mid_hip", towards_floor * bend), course)


def side_abduction(
    course: Course | None = None,
    camera: Camera | None = None,
    *,
    side: str = "right",
    lift: float = 32.0,
    roll: Bend = none,
) -> Held:
    """Lying on the other side, the leg of ``side`` up by ``lift`` degrees; ``roll`` narrows the hips, % of width."""
    course = course or Course()
    under = "left" if side == "right" else "right"
    track = _on_its_side(course.time_s, camera or Camera("posterior"), under, tilt=0.0, arm_out=False)
    up = _floor_turn(track)
    leg = [f"{side}_{p}" for p in ("knee", "ankle", "heel", "foot_index")]
    track = turned(track, leg, f"{side}_hip", -up * course.between(0.0, lift))
    return Held(_narrowed(track, roll(course.time_s)), course)


UPPER = [n for n in AT if not any(p in n for p in ("hip", "knee", "ankle", "heel", "foot"))]


def _on_its_side(time_s: FloatArray, camera: Camera, under: str, *, tilt: float, arm_out: bool) -> xr.Dataset:
    """An upright body turned in the picture until the side ``under`` is below, the trunk ``tilt`` over level."""
    right_is_left = camera.view != "posterior"
    # Content turned clockwise brings what was at image-right down.
    clockwise = (under == "right") != right_is_left
    roll = (90.0 - tilt) * (1.0 if clockwise else -1.0)
    track = figure(time_s, Posture(), replace(camera, roll_deg=roll))
    if not arm_out:
        return track
    arm = [f"{under}_{p}" for p in ("elbow", "wrist", "index", "pinky", "thumb")]
    return turned(track, arm, f"{under}_shoulder", (-90.0 if clockwise else 90.0) * np.ones_like(time_s))


def _floor_turn(track: xr.Dataset) -> float:
    """+1 where turning the upper body clockwise in the picture about the hips lifts the head: the hips sink."""
    position = track["position"].to_numpy()[0]
    feet_right = position[AT["left_ankle"], 0] > position[AT["nose"], 0]
    return 1.0 if feet_right else -1.0


def turned(track: xr.Dataset, names: list[str], pivot: str, degrees: FloatArray) -> xr.Dataset:
    """``names`` turned about ``pivot`` in the picture, clockwise on screen, (T,) degrees; world points alike."""
    changed = {}
    angle = np.radians(degrees)[:, None]
    cos, sin = np.cos(angle), np.sin(angle)
    columns = [AT[n] for n in names]
    for name in ("position", "world"):
        values = track[name].to_numpy().copy()
        sides = [AT["left_hip"], AT["right_hip"]] if pivot == "mid_hip" else [AT[pivot]]
        centre = values[:, sides, :2].mean(axis=1, keepdims=True)
        away = values[:, columns, :2] - centre
        x, y = away[..., 0], away[..., 1]
        values[:, columns, :2] = centre + np.stack([cos * x - sin * y, sin * x + cos * y], axis=-1)
        changed[name] = (track[name].dims, values)
    return track.assign(changed)


def _narrowed(track: xr.Dataset, percent: FloatArray) -> xr.Dataset:
    position = track["position"].to_numpy().copy()
    hips = [AT["left_hip"], AT["right_hip"]]
    centre = position[:, hips].mean(axis=1, keepdims=True)
    position[:, hips] = centre + (position[:, hips] - centre) * (1 - percent / 100.0)[:, None, None]
    return track.assign(position=(track["position"].dims, position))


def trembling(track: xr.Dataset, start_s: float, end_s: float, percent: float, body_px: float = 800.0) -> xr.Dataset:
    """The whole body shaking up and down at 5 Hz with an RMS of ``percent`` of height."""
    time = track["time"].to_numpy()
    inside = (time >= start_s) & (time < end_s)
    shake = np.sqrt(2) * percent / 100.0 * body_px * np.sin(2 * np.pi * 5.0 * time) * inside
    return _shifted(track, 1, shake)


def run(
    camera: Camera | None = None,
    *,
    cadence_per_min: float = 170.0,
    fps: float = 60.0,
    duration_s: float = 6.0,
    bounce: float = 0.045,
    trunk: float = 6.0,
    reach: float = 0.0,
    drop: float = 0.0,
) -> xr.Dataset:
    """Running on a belt; ``bounce`` is the pelvis's way up and down, share of height, ``reach`` degrees of the shank
    ahead of the knee at contact, ``drop`` of the pelvis towards the swinging leg."""
    time = np.arange(round(duration_s * fps)) / fps
    phase = 2 * np.pi * time * cadence_per_min / 120.0
    right, left = _running_leg(phase, reach), _running_leg(phase + np.pi, reach)
    posture = Posture(
        trunk=trunk,
        thigh=right[0],
        shank=right[1],
        thigh_left=left[0],
        shank_left=left[1],
        shoulder=-25.0 * np.sin(phase),
        shoulder_left=25.0 * np.sin(phase),
        elbow=90.0,
        pelvis_up_right=drop * np.tanh(4.0 * np.cos(phase - RIGHT_MID_STANCE)),
    )
    camera = camera or Camera("sagittal_right", far_visibility=0.9)
    track = figure(time, posture, camera, feet_planted=False)
    # The lower foot is on the ground in a stick figure; in the two flights of a stride the whole body is lifted.
    flight = np.clip(np.cos(2 * (phase - RIGHT_MID_STANCE) + np.pi), 0, None)
    return _shifted(track, 1, -bounce * camera.body_px * flight)


RIGHT_MID_STANCE = 2.7
"""Phase at which the right foot is under the body."""


def _running_leg(phase: FloatArray, reach: float) -> tuple[FloatArray, FloatArray]:
    """Thigh and shank inclination: the thigh swings, the knee folds far while it comes forward."""
    thigh = 3.0 + 22.0 * np.sin(phase)
    from_mid_swing = np.mod(phase - 5.6 + np.pi, 2 * np.pi) - np.pi
    knee = 25.0 - reach + 75.0 * np.exp(-((from_mid_swing / 0.8) ** 2))
    return thigh, knee - thigh


def _with_both_sides_seen(camera: Camera) -> Camera:
    return replace(camera, far_visibility=0.9)


MAKERS: dict[str, Callable[[Camera], xr.Dataset]] = {
    "run": lambda camera: run(_with_both_sides_seen(camera)),
    "plank": lambda camera: plank(camera=camera).track,
    "side_bridge": lambda camera: side_bridge(camera=camera).track,
    "sorensen": lambda camera: sorensen(camera=camera).track,
    "flexor_endurance": lambda camera: flexor_endurance(camera=camera).track,
    "single_leg_bridge": lambda camera: single_leg_bridge(camera=_with_both_sides_seen(camera)).track,
    "bird_dog": lambda camera: bird_dog(camera=_with_both_sides_seen(camera)).track,
    "aslr_load": lambda camera: aslr_load(camera=_with_both_sides_seen(camera)).track,
    "side_abduction": lambda camera: side_abduction(camera=camera).track,
    "single_leg_squat": lambda camera: single_leg_squat(camera=camera, knee_in=0.01),
    "single_leg_stance": lambda camera: single_leg_stance((4.0, 6.0), camera),
}
"""A recording of each of these tests, from the camera given, for the contract every test keeps."""
