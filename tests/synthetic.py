"""Stick figures with known joint angles, as pose tracks: squat, hinge, sit-to-stand, walk, from any side.

    from synthetic import Camera, Rep, squat
    clip = squat([Rep(), Rep(depth=0.4), Rep(down_s=3.0, bottom_pause_s=2.0)], camera=Camera("sagittal_right"))
    clip.track      raw pose_track Dataset (see taikan.core.arrays), as a pose model would give it
    clip.truth      series name -> (T,) degrees, true in the person's own sagittal plane
    clip.turns_s    time of each deepest point (of each full stand in sit_to_stand)
    clip.starts_s, clip.ends_s   where each repetition leaves rest and is back
    clip.contacts_s, clip.toe_offs_s   (walk only) side -> times

Curves are half cosines, so speed is 0 at rest and at the turn. Getting ready comes first: ``Approach.UNRACK`` is one
small dip, ``Approach.WALK_IN`` steps on the way to the spot, ``Approach.ARMS`` swings the arms while standing.
``with_noise``, ``with_occlusion``, ``with_swaps`` and ``with_gap`` spoil a track; ``cut`` takes part of a clip.
All is deterministic: noise comes from a seed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np
import xarray as xr

from taikan.core.arrays import KEYPOINTS, MIRROR_INDEX, FloatArray, PointState, pose_track

AT = {name: i for i, name in enumerate(KEYPOINTS)}
HEIGHT_M = 1.70
SHANK, THIGH, TRUNK, ANKLE_UP = 0.246, 0.245, 0.288, 0.039
HEEL_BACK, TOE_AHEAD = 0.030, 0.075
SHOULDER_HALF, HIP_HALF = 0.104, 0.060
UPPER_ARM, FOREARM, HAND = 0.186, 0.146, 0.08
YAW = {"frontal": 0.0, "sagittal_right": 90.0, "sagittal_left": -90.0, "posterior": 180.0}
LEGS = tuple(f"{s}_{p}" for s in ("left", "right") for p in ("hip", "knee", "ankle", "heel", "foot_index"))


class Approach(Enum):
    """What the person does before the first repetition."""

    NONE = "none"
    UNRACK = "unrack"
    WALK_IN = "walk_in"
    ARMS = "arms"


@dataclass(frozen=True)
class Camera:
    """Where the camera stands. ``view`` is a label or a yaw in degrees; content is turned clockwise by ``roll_deg``."""

    view: str | float = "sagittal_right"
    width_px: int = 1280
    height_px: int = 1000
    body_px: float = 800.0
    roll_deg: float = 0.0
    far_visibility: float = 0.6

    @property
    def yaw_deg(self) -> float:
        return YAW[self.view] if isinstance(self.view, str) else float(self.view)


@dataclass(frozen=True)
class Rep:
    """One repetition: ``depth`` as a share of the full movement, then seconds."""

    depth: float = 1.0
    down_s: float = 1.2
    bottom_pause_s: float = 0.0
    up_s: float = 1.0
    top_pause_s: float = 0.5


@dataclass(frozen=True)
class Clip:
    """A pose track and the truth about it."""

    track: xr.Dataset
    truth: dict[str, FloatArray]
    turns_s: FloatArray
    starts_s: FloatArray
    ends_s: FloatArray
    contacts_s: dict[str, FloatArray] = field(default_factory=dict)
    toe_offs_s: dict[str, FloatArray] = field(default_factory=dict)

    @property
    def time_s(self) -> FloatArray:
        return self.track["time"].to_numpy()


@dataclass(frozen=True)
class Posture:
    """Angles over time, each (T,) or a number, degrees; lengths as a share of body height.

    ``thigh`` and ``shank`` are inclinations as in angles.toml, ``foot`` toes up; ``*_left`` defaults to the right side.
    ``shoulder`` is the arm against the trunk. ``knee_in`` moves both knees inwards. ``forward`` moves the whole body.
    ``lean_right`` tilts the trunk, ``pelvis_up_right`` the hips.
    """

    trunk: FloatArray | float = 0.0
    thigh: FloatArray | float = 0.0
    shank: FloatArray | float = 0.0
    foot: FloatArray | float = 0.0
    thigh_left: FloatArray | float | None = None
    shank_left: FloatArray | float | None = None
    foot_left: FloatArray | float | None = None
    shoulder: FloatArray | float = 0.0
    shoulder_left: FloatArray | float | None = None
    elbow: FloatArray | float = 10.0
    neck: FloatArray | float = 0.0
    knee_in: FloatArray | float = 0.0
    lean_right: FloatArray | float = 0.0
    pelvis_up_right: FloatArray | float = 0.0
    forward: FloatArray | float = 0.0


def figure(
    time_s: FloatArray,
    posture: Posture,
    camera: Camera,
    *,
    feet_planted: FloatArray | bool = True,
    bend: Callable[[FloatArray], FloatArray] | None = None,
) -> xr.Dataset:
    """The pose track of ``posture`` over ``time_s``.

    Where ``feet_planted`` (one flag or (T,)) the ankles stay put, else the pelvis does and the lower foot is grounded.
    ``bend`` changes the body, (T, 33, 3) in (forward, up, right) and body heights, before it is seen.
    """
    body = _body(len(time_s), posture, feet_planted)
    return _seen(time_s, body if bend is None else bend(body), camera)


def course(reps: Sequence[Rep] | int, fps: float = 30.0, lead_s: float = 1.0, tail_s: float = 1.0) -> "Course":
    """How far a movement is done over time, 0..1, and when its repetitions start, turn and end."""
    return _course(reps, fps, lead_s, tail_s, Approach.NONE)


def squat(
    reps: Sequence[Rep] | int = 5,
    *,
    camera: Camera | None = None,
    fps: float = 30.0,
    approach: Approach = Approach.NONE,
    lead_s: float = 1.0,
    tail_s: float = 1.0,
    thigh: float = 85.0,
    shank: float = 32.0,
    trunk: float = 38.0,
    knee_in: float = 0.0,
) -> Clip:
    """Squats; at ``depth`` 1 thigh, shank and trunk reach the given inclinations."""
    course = _course(reps, fps, lead_s, tail_s, approach)
    a = course.amount
    posture = Posture(thigh=thigh * a, shank=shank * a, trunk=4 + (trunk - 4) * a, shoulder=70 * a, knee_in=knee_in * a)
    return _clip(course, posture, camera, approach)


def hip_hinge(
    reps: Sequence[Rep] | int = 5,
    *,
    camera: Camera | None = None,
    fps: float = 30.0,
    approach: Approach = Approach.NONE,
    lead_s: float = 1.0,
    tail_s: float = 1.0,
    trunk: float = 75.0,
    thigh: float = 18.0,
    shank: float = 2.0,
) -> Clip:
    """Hip hinges: trunk forward, knees a little bent."""
    course = _course(reps, fps, lead_s, tail_s, approach)
    a = course.amount
    posture = Posture(thigh=thigh * a, shank=shank * a, trunk=2 + (trunk - 2) * a, shoulder=trunk * a)
    return _clip(course, posture, camera, approach)


def sit_to_stand(
    reps: Sequence[Rep] | int = 5,
    *,
    camera: Camera | None = None,
    fps: float = 30.0,
    lead_s: float = 1.0,
    tail_s: float = 1.0,
    ends_standing: bool = False,
    lean: float = 40.0,
) -> Clip:
    """Sit-to-stand from a chair: ``down_s`` of a Rep is the rise, ``up_s`` the way back, ``depth`` how far up."""
    course = _course(reps, fps, lead_s, tail_s, Approach.NONE)
    amount = course.amount
    if ends_standing:
        after = course.time_s >= course.turns_s[-1]
        amount = np.where(after, amount[np.searchsorted(course.time_s, course.turns_s[-1])], amount)
    seated = 1.0 - amount
    bow = lean * np.sin(np.pi * np.clip(amount, 0, 1)) ** 2
    posture = Posture(thigh=90 * seated, shank=4 * seated, trunk=2 + bow, shoulder=40.0, elbow=100.0)
    return _clip(replace(course, amount=amount), posture, camera, Approach.NONE)


def walk(
    *,
    camera: Camera | None = None,
    fps: float = 30.0,
    duration_s: float = 6.0,
    cadence_per_min: float = 110.0,
    speed_heights_s: float = 0.75,
    start_forward: float = -2.0,
    hip_swing: float = 24.0,
    arm_swing: float = 20.0,
    ready_s: float = 0.0,
) -> Clip:
    """Level walking, or on a treadmill with ``speed_heights_s=0``; ``ready_s`` of standing first.

    Heel contact is the foot's foremost point against the pelvis, toe-off its hindmost.
    """
    time = np.arange(round(duration_s * fps)) / fps
    stride_s = 120.0 / cadence_per_min
    phase = 2 * np.pi * np.clip(time - ready_s, 0, None) / stride_s
    moving = np.clip((time - ready_s) / 0.3, 0, 1) if ready_s else np.ones_like(time)
    right, left = _leg(phase, hip_swing, moving), _leg(phase + np.pi, hip_swing, moving)
    forward = start_forward + speed_heights_s * np.clip(time - ready_s, 0, None)
    posture = Posture(
        trunk=3.0,
        thigh=right[0],
        shank=right[1],
        thigh_left=left[0],
        shank_left=left[1],
        shoulder=-arm_swing * np.sin(phase) * moving,
        shoulder_left=arm_swing * np.sin(phase) * moving,
        forward=forward,
    )
    camera = camera or Camera()
    body = _body(len(time), posture, False)
    track = _seen(time, body, camera)
    contacts, toe_offs = {}, {}
    for side in ("left", "right"):
        contacts[side] = time[_extremes(body[:, AT[f"{side}_heel"], 0] - forward, 1)]
        toe_offs[side] = time[_extremes(body[:, AT[f"{side}_foot_index"], 0] - forward, -1)]
    empty = np.array([])
    return Clip(track, _truth(posture, len(time)), empty, empty, empty, contacts, toe_offs)


def with_noise(track: xr.Dataset, sd_px: float = 2.0, seed: int = 0) -> xr.Dataset:
    """White noise on every picture coordinate and, in proportion, on the world points."""
    rng = np.random.default_rng(seed)
    position, world = track["position"].to_numpy(), track["world"].to_numpy()
    scale = np.nanmedian(np.ptp(world[..., 1], axis=1)) / np.nanmedian(np.ptp(position[..., 1], axis=1))
    return _with(
        track,
        position=position + rng.normal(0, sd_px, position.shape),
        world=world + rng.normal(0, sd_px * scale, world.shape),
    )


def with_occlusion(
    track: xr.Dataset, points: Sequence[str], start_s: float, end_s: float, visibility: float = 0.05
) -> xr.Dataset:
    """``points`` hidden from ``start_s`` to ``end_s``: visibility falls and positions coast where they were."""
    time = track["time"].to_numpy()
    hidden = np.flatnonzero((time >= start_s) & (time < end_s))
    columns = [AT[p] for p in points]
    position, seen = track["position"].to_numpy().copy(), track["visibility"].to_numpy().copy()
    position[np.ix_(hidden, columns)] = position[hidden[0], columns]
    seen[np.ix_(hidden, columns)] = visibility
    return _with(track, position=position, visibility=seen)


def with_swaps(track: xr.Dataset, frames: Sequence[int], points: Sequence[str] = LEGS) -> xr.Dataset:
    """Left and right of ``points`` exchanged in ``frames``."""
    order = np.arange(len(KEYPOINTS))
    for p in points:
        order[AT[p]] = MIRROR_INDEX[AT[p]]
    changed = {}
    for name in ("position", "world", "visibility"):
        values = track[name].to_numpy().copy()
        values[list(frames)] = values[list(frames)][:, order]
        changed[name] = values
    return _with(track, **changed)


def with_gap(track: xr.Dataset, start_s: float, end_s: float) -> xr.Dataset:
    """Nobody found from ``start_s`` to ``end_s``."""
    time = track["time"].to_numpy()
    gone = (time >= start_s) & (time < end_s)
    position, world = track["position"].to_numpy().copy(), track["world"].to_numpy().copy()
    seen, presence = track["visibility"].to_numpy().copy(), track["presence"].to_numpy().copy()
    position[gone], world[gone], seen[gone], presence[gone] = np.nan, np.nan, 0.0, 0.0
    state = np.where(gone[:, None], PointState.MISSING, track["state"].to_numpy()).astype(np.int8)
    return _with(track, position=position, world=world, visibility=seen, presence=presence, state=state)


def cut(clip: Clip, start_s: float, end_s: float) -> Clip:
    """The part of ``clip`` from ``start_s`` to ``end_s``, with time starting at 0 and truth of what is left."""
    keep = (clip.time_s >= start_s) & (clip.time_s <= end_s)
    track = clip.track.isel(time=keep)
    shift = float(track["time"][0])
    track = track.assign_coords(time=track["time"].to_numpy() - shift)

    def inside(times: FloatArray) -> FloatArray:
        return times[(times >= start_s) & (times <= end_s)] - shift

    return Clip(
        track,
        {name: series[keep] for name, series in clip.truth.items()},
        inside(clip.turns_s),
        inside(clip.starts_s),
        inside(clip.ends_s),
        {side: inside(t) for side, t in clip.contacts_s.items()},
        {side: inside(t) for side, t in clip.toe_offs_s.items()},
    )


def mirrored(track: xr.Dataset) -> xr.Dataset:
    """The track of the mirrored picture, as a pose model would name it."""
    position, world = track["position"].to_numpy()[:, MIRROR_INDEX].copy(), track["world"].to_numpy()[:, MIRROR_INDEX]
    position[..., 0] = track.attrs["width_px"] - position[..., 0]
    world = world * np.array([-1.0, 1.0, 1.0])
    return _with(
        track,
        position=position,
        world=world,
        visibility=track["visibility"].to_numpy()[:, MIRROR_INDEX],
        state=track["state"].to_numpy()[:, MIRROR_INDEX],
    )


@dataclass(frozen=True)
class Course:
    """0..1 over time, with when each repetition leaves rest, turns and is back."""

    time_s: FloatArray
    amount: FloatArray
    starts_s: FloatArray
    turns_s: FloatArray
    ends_s: FloatArray
    ready_s: float


def _course(reps: Sequence[Rep] | int, fps: float, lead_s: float, tail_s: float, approach: Approach) -> Course:
    reps = [Rep()] * reps if isinstance(reps, int) else list(reps)
    ready = {Approach.NONE: 0.0, Approach.UNRACK: 2.5, Approach.WALK_IN: 4.0, Approach.ARMS: 2.0}[approach]
    knots: list[tuple[float, float]] = [(0.0, 0.0)]
    if approach is Approach.UNRACK:
        knots += [(0.5, 0.0), (1.0, 0.15), (1.5, 0.0)]
    at = ready + lead_s
    starts, turns, ends = [], [], []
    for rep in reps:
        starts.append(at)
        bottom = at + rep.down_s
        turns.append(bottom + rep.bottom_pause_s / 2)
        back = bottom + rep.bottom_pause_s + rep.up_s
        ends.append(back)
        knots += [(at, 0.0), (bottom, rep.depth), (bottom + rep.bottom_pause_s, rep.depth), (back, 0.0)]
        at = back + rep.top_pause_s
    time = np.arange(round((at + tail_s) * fps) + 1) / fps
    amount = _half_cosines(time, knots)
    return Course(time, amount, np.array(starts), np.array(turns), np.array(ends), ready)


def _half_cosines(time: FloatArray, knots: list[tuple[float, float]]) -> FloatArray:
    at, level = (np.array(v) for v in zip(*knots, strict=True))
    k = np.clip(np.searchsorted(at, time, side="right") - 1, 0, len(at) - 2)
    share = np.clip((time - at[k]) / np.maximum(at[k + 1] - at[k], 1e-9), 0, 1)
    return level[k] + (level[k + 1] - level[k]) * (1 - np.cos(np.pi * share)) / 2


def _clip(course: Course, posture: Posture, camera: Camera | None, approach: Approach) -> Clip:
    camera = camera or Camera()
    n, time = len(course.time_s), course.time_s
    planted: FloatArray | bool = True
    if approach is Approach.ARMS:
        swing = 60 * np.sin(2 * np.pi * 1.2 * time) * (time < course.ready_s)
        posture = replace(posture, shoulder=posture.shoulder + swing)
    if approach is Approach.WALK_IN:
        posture, planted = _walking_in(posture, time, course.ready_s), time >= course.ready_s
    track = figure(time, posture, camera, feet_planted=planted)
    return Clip(track, _truth(posture, n), course.turns_s, course.starts_s, course.ends_s)


def _walking_in(posture: Posture, time: FloatArray, until_s: float) -> Posture:
    fade = np.clip((until_s - time) / 0.4, 0, 1)
    phase = 2 * np.pi * time / 1.1
    right, left = _leg(phase, 22.0, fade), _leg(phase + np.pi, 22.0, fade)
    return replace(
        posture,
        thigh=posture.thigh + right[0],
        shank=posture.shank + right[1],
        thigh_left=posture.thigh + left[0],
        shank_left=posture.shank + left[1],
        forward=-0.7 * np.clip(until_s - time, 0, None),
    )


def _leg(phase: FloatArray, swing: float, moving: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Thigh and shank inclination of a walking leg: thigh forward and back, knee bending while it swings forward."""
    thigh = swing * np.sin(phase)
    from_mid_swing = np.mod(phase - 5.5 + np.pi, 2 * np.pi) - np.pi
    knee = 5 + 55 * np.exp(-((from_mid_swing / 0.75) ** 2))
    return thigh * moving, (knee - thigh) * moving


def _extremes(series: FloatArray, sign: int) -> FloatArray:
    s = sign * series
    return np.flatnonzero((s[1:-1] > s[:-2]) & (s[1:-1] >= s[2:])) + 1


def _truth(posture: Posture, n: int) -> dict[str, FloatArray]:
    truth: dict[str, FloatArray] = {"trunk_inclination_projection": _full(posture.trunk, n)}
    for side in ("right", "left"):
        thigh, shank, foot = (_of(posture, name, side, n) for name in ("thigh", "shank", "foot"))
        truth |= {
            f"{side}_thigh_inclination_projection": thigh,
            f"{side}_shank_inclination_projection": shank,
            f"{side}_foot_inclination_projection": foot,
            f"{side}_knee_flexion_projection": thigh + shank,
            f"{side}_hip_flexion_projection": thigh + _full(posture.trunk, n),
            f"{side}_ankle_dorsiflexion_projection": shank + foot,
            f"{side}_shoulder_flexion_projection": _of(posture, "shoulder", side, n),
            f"{side}_elbow_flexion_projection": _full(posture.elbow, n),
        }
    return truth


def _full(value: FloatArray | float, n: int) -> FloatArray:
    return np.broadcast_to(np.asarray(value, dtype=float), (n,)).copy()


def _of(posture: Posture, name: str, side: str, n: int) -> FloatArray:
    own = getattr(posture, f"{name}_left", None) if side == "left" else None
    return _full(getattr(posture, name) if own is None else own, n)


def _ray(forward_deg: FloatArray, up: bool) -> FloatArray:
    """Unit vectors (T, 3) in (forward, up, right), tilted forward from the vertical."""
    a = np.radians(forward_deg)
    return np.stack([np.sin(a), np.cos(a) if up else -np.cos(a), np.zeros_like(a)], axis=-1)


def _body(n: int, posture: Posture, planted: FloatArray | bool) -> FloatArray:
    """(T, 33, 3) landmarks in (forward, up, right), body heights, ground at 0."""
    at: dict[str, FloatArray] = {}
    right = np.array([0.0, 0.0, 1.0])
    tilt = np.radians(_full(posture.pelvis_up_right, n))
    pelvis_right = np.stack([np.zeros(n), np.sin(tilt), np.cos(tilt)], axis=-1)
    trunk_deg, lean = _full(posture.trunk, n), np.radians(_full(posture.lean_right, n))
    trunk = _ray(trunk_deg, True) * np.cos(lean)[:, None] + right * np.sin(lean)[:, None]
    for side, sign in (("right", 1.0), ("left", -1.0)):
        _put_leg(at, side, sign, posture, pelvis_right, n)
        shoulder = at["mid_hip"] + TRUNK * trunk + sign * SHOULDER_HALF * right
        arm = _ray(_of(posture, "shoulder", side, n) - trunk_deg, False)
        elbow = shoulder + UPPER_ARM * arm
        fore = _ray(_of(posture, "shoulder", side, n) - trunk_deg + _full(posture.elbow, n), False)
        wrist = elbow + FOREARM * fore
        at |= {f"{side}_shoulder": shoulder, f"{side}_elbow": elbow, f"{side}_wrist": wrist}
        for finger, reach in (("index", 1.0), ("pinky", 0.9), ("thumb", 0.5)):
            at[f"{side}_{finger}"] = wrist + reach * HAND * fore
    _put_head(at, trunk_deg + _full(posture.neck, n), trunk, right)
    body = np.stack([at[name] for name in KEYPOINTS], axis=1)
    return _on_ground(body, planted, _full(posture.forward, n))


def _put_leg(
    at: dict[str, FloatArray], side: str, sign: float, posture: Posture, pelvis_right: FloatArray, n: int
) -> None:
    at["mid_hip"] = np.zeros((n, 3))
    hip = sign * HIP_HALF * pelvis_right
    knee = hip + THIGH * _ray(_of(posture, "thigh", side, n), False)
    ankle = knee - SHANK * _ray(_of(posture, "shank", side, n), True)
    knee = knee - sign * _full(posture.knee_in, n)[:, None] * np.array([0.0, 0.0, 1.0])
    foot = np.radians(_of(posture, "foot", side, n))
    ahead = np.stack([np.cos(foot), np.sin(foot), np.zeros(n)], axis=-1)
    sole = ankle + ANKLE_UP * np.stack([np.sin(foot), -np.cos(foot), np.zeros(n)], axis=-1)
    at |= {f"{side}_hip": hip, f"{side}_knee": knee, f"{side}_ankle": ankle}
    at |= {f"{side}_heel": sole - HEEL_BACK * ahead, f"{side}_foot_index": sole + TOE_AHEAD * ahead}


def _put_head(at: dict[str, FloatArray], head_deg: FloatArray, trunk: FloatArray, right: FloatArray) -> None:
    up, ahead = _ray(head_deg, True), _ray(head_deg + 90.0, True)
    neck = at["mid_hip"] + TRUNK * trunk
    at["nose"] = neck + 0.1166 * up + 0.040 * ahead
    for side, sign in (("right", 1.0), ("left", -1.0)):
        at[f"{side}_ear"] = neck + 0.125 * up + sign * 0.042 * right
        at[f"mouth_{side}"] = neck + 0.100 * up + 0.030 * ahead + sign * 0.014 * right
        for name, out in (("eye_inner", 0.010), ("eye", 0.018), ("eye_outer", 0.026)):
            at[f"{side}_{name}"] = neck + 0.135 * up + 0.032 * ahead + sign * out * right


def _on_ground(body: FloatArray, planted: FloatArray | bool, forward: FloatArray) -> FloatArray:
    body = body.copy()
    ankles = 0.5 * (body[:, AT["left_ankle"]] + body[:, AT["right_ankle"]])
    to_ankles = np.stack([ankles[:, 0], ankles[:, 1] - ANKLE_UP], axis=-1)
    soles = [AT[f"{s}_{p}"] for s in ("left", "right") for p in ("heel", "foot_index")]
    to_floor = np.stack([np.zeros(len(body)), body[:, soles, 1].min(axis=1)], axis=-1)
    body[..., :2] -= np.where(_full(planted, len(body))[:, None] > 0, to_ankles, to_floor)[:, None]
    body[..., 0] += forward[:, None]
    return body


def _seen(time_s: FloatArray, body: FloatArray, camera: Camera) -> xr.Dataset:
    yaw = np.radians(camera.yaw_deg)
    forward, up, right = body[..., 0], body[..., 1], body[..., 2]
    x = forward * np.sin(yaw) - right * np.cos(yaw)
    z = -forward * np.cos(yaw) - right * np.sin(yaw)
    seen = np.stack([x, -up, z], axis=-1)
    middle = 0.5 * (seen[:, AT["left_hip"]] + seen[:, AT["right_hip"]])
    position = seen * camera.body_px
    position[..., 2] -= middle[:, None, 2] * camera.body_px
    position[..., 0] += camera.width_px / 2
    position[..., 1] += camera.height_px * 0.5 + camera.body_px * 0.5
    world = (seen - middle[:, None]) * HEIGHT_M
    roll = np.radians(camera.roll_deg)
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    centre = np.array([camera.width_px, camera.height_px]) / 2
    position[..., :2] = (position[..., :2] - centre) @ turn.T + centre
    world[..., :2] = world[..., :2] @ turn.T
    visibility = np.full(body.shape[:2], 0.99)
    hidden = camera.far_visibility + (1 - abs(np.sin(yaw))) * (0.99 - camera.far_visibility)
    for name in KEYPOINTS:
        if abs(np.sin(yaw)) > 0.3 and name.startswith("left_" if np.sin(yaw) > 0 else "right_"):
            visibility[:, AT[name]] = hidden
    return pose_track(
        time_s=time_s,
        position_px=position,
        world_m=world,
        visibility=visibility,
        presence=np.ones(len(time_s)),
        width_px=camera.width_px,
        height_px=camera.height_px,
    )


def _with(track: xr.Dataset, **values: FloatArray) -> xr.Dataset:
    return track.assign({name: (track[name].dims, array) for name, array in values.items()})
