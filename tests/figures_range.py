"""Stick figures doing the tests of range and movement control, lying, sitting, on hands and knees and standing.

Every maker gives a ``synthetic.Clip``. ``limb_by_limb`` does a movement with the right limb first, then with the left.
Angles are those of the body; the person's hips stay where they are unless the feet do.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from synthetic import AT, FOREARM, HAND, UPPER_ARM, Camera, Clip, Course, Posture, Rep, course, figure
from taikan.core.arrays import FloatArray

HOLD = Rep(down_s=1.5, bottom_pause_s=1.0, up_s=1.5, top_pause_s=0.8)
UPPER_BODY = [i for name, i in AT.items() if not any(p in name for p in ("hip", "knee", "ankle", "heel", "foot_index"))]

SITTING = Posture(trunk=2.0, thigh=90.0, shank=0.0, shoulder=40.0, elbow=100.0)
HAND_SHARE, ARM_SHARE = 0.108, 0.332

Bend = Callable[[FloatArray], FloatArray]


def clip_of(
    posture: Posture, plan: Course, camera: Camera | None, *, feet_planted: bool = False, bend: Bend | None = None
) -> Clip:
    track = figure(plan.time_s, posture, camera or Camera(), feet_planted=feet_planted, bend=bend)
    return Clip(track, {}, plan.turns_s, plan.starts_s, plan.ends_s)


def limb_by_limb(reps: int = 2, rep: Rep = HOLD, sides: tuple[str, ...] = ("right", "left")) -> dict[str, FloatArray]:
    """0..1 over time for each limb: ``reps`` with the right one, then as many with the left one."""
    plan = course([rep] * (reps * len(sides)))
    amounts = {side: np.zeros_like(plan.time_s) for side in ("right", "left")}
    for k, side in enumerate(sides):
        first, last = plan.starts_s[k * reps], plan.ends_s[(k + 1) * reps - 1]
        own = (plan.time_s >= first - 1e-9) & (plan.time_s <= last + 1e-9)
        amounts[side] = np.where(own, plan.amount, 0.0)
    return amounts


def both_limbs(reps: int, sides: tuple[str, ...] = ("right", "left")) -> tuple[Course, FloatArray, FloatArray]:
    """The plan of ``limb_by_limb`` and the amounts of the right and of the left limb."""
    amounts = limb_by_limb(reps, sides=sides)
    return course([HOLD] * (reps * len(sides))), amounts["right"], amounts["left"]


def hips_fixed(body: FloatArray) -> FloatArray:
    """The body with its pelvis in one place over the ground: lying on a table, sitting on a chair."""
    return body - mid_hip(body)[:, None] + np.array([0.0, 0.45, 0.0])


def mid_hip(body: FloatArray) -> FloatArray:
    middle: FloatArray = 0.5 * (body[:, AT["left_hip"]] + body[:, AT["right_hip"]])
    return middle


def forward_bend(reps: int = 3, camera: Camera | None = None, *, lean: float = 95.0, knee: float = 0.0) -> Clip:
    plan = course([HOLD] * reps)
    a = plan.amount
    posture = Posture(trunk=2 + (lean - 2) * a, thigh=knee / 2 * a, shank=knee / 2 * a, shoulder=lean * a, elbow=0.0)
    return clip_of(posture, plan, camera, feet_planted=True)


def slr(
    reps: int = 2,
    camera: Camera | None = None,
    *,
    right: float = 80.0,
    left: float = 65.0,
    knee: float = 0.0,
    other_lift: float = 0.0,
    sides: tuple[str, ...] = ("right", "left"),
) -> Clip:
    """Lying on the back; ``knee`` is the bend of the raised leg's knee, ``other_lift`` how far the other leg rises."""
    plan, a, b = both_limbs(reps, sides)
    up_right, up_left = right * a + other_lift * b, left * b + other_lift * a
    posture = Posture(
        trunk=-90.0,
        thigh=90.0 + up_right,
        shank=-90.0 - up_right + knee * a,
        thigh_left=90.0 + up_left,
        shank_left=-90.0 - up_left + knee * b,
        foot=90.0,
    )
    return clip_of(posture, plan, camera, bend=hips_fixed)


def knees_fixed(body: FloatArray) -> FloatArray:
    """The body with its knees where they were in the first frame: on hands and knees."""
    middle = 0.5 * (body[:, AT["left_knee"]] + body[:, AT["right_knee"]])
    return body - (middle - middle[0])[:, None]


def turned(body: FloatArray, points: list[int], about: FloatArray, angle_deg: FloatArray, plane: str) -> FloatArray:
    """``points`` turned about ``about`` (T, 3); in ``plane`` "front" upright leans to the right, in "floor" ahead
    turns to the right."""
    first = {"front": 1, "floor": 0}[plane]
    a = np.radians(angle_deg)[:, None]
    offset = body[:, points] - about[:, None]
    out = body.copy()
    out[:, points, first] = about[:, None, first] + offset[..., first] * np.cos(a) - offset[..., 2] * np.sin(a)
    out[:, points, 2] = about[:, None, 2] + offset[..., first] * np.sin(a) + offset[..., 2] * np.cos(a)
    return out


def side_bend(reps: int = 2, camera: Camera | None = None, *, right: float = 30.0, left: float = 24.0) -> Clip:
    plan, a, b = both_limbs(reps)
    lean = right * a - left * b

    def bend(body: FloatArray) -> FloatArray:
        leaning = turned(body, UPPER_BODY, mid_hip(body), lean, "front")
        for side in ("right", "left"):
            shoulder = AT[f"{side}_shoulder"]
            arm = [AT[f"{side}_{part}"] for part in ("elbow", "wrist", "index", "pinky", "thumb")]
            leaning[:, arm] = body[:, arm] + (leaning[:, shoulder] - body[:, shoulder])[:, None]
        return leaning

    return clip_of(Posture(elbow=0.0), plan, camera or Camera("frontal"), feet_planted=True, bend=bend)


def back_bend(reps: int = 3, camera: Camera | None = None, *, back: float = 30.0, glide: float = 5.0) -> Clip:
    plan = course([HOLD] * reps)
    a = plan.amount
    posture = Posture(trunk=-back * a, thigh=-glide * a, shank=glide * a, shoulder=-20.0, elbow=90.0)
    return clip_of(posture, plan, camera, feet_planted=True)


def _held_up(plan: Course, reps: int, ramp_s: float = 0.7) -> dict[str, FloatArray]:
    """0..1: which leg is held up over time, the right one for its repetitions, then the left one."""
    held = {}
    for k, side in enumerate(("right", "left")):
        start, end = plan.starts_s[k * reps], plan.ends_s[(k + 1) * reps - 1]
        up = np.clip((plan.time_s - (start - ramp_s)) / ramp_s, 0, 1)
        down = np.clip((end + ramp_s - plan.time_s) / ramp_s, 0, 1)
        held[side] = np.minimum(up, down)
    return held


def knee_extension(
    reps: int = 2, camera: Camera | None = None, *, right: float = 20.0, left: float = 40.0, thigh: float = 90.0
) -> Clip:
    """``right`` and ``left`` are what the knees lack to straight; ``thigh`` is how high the thigh is held."""
    plan, a, b = both_limbs(reps)
    held = _held_up(plan, reps)
    angles = []
    for side, amount, deficit in (("right", a, right), ("left", b, left)):
        up = 90.0 + thigh * held[side]
        knee = 90.0 * held[side] - (90.0 - deficit) * amount
        angles += [up, knee - up]
    posture = Posture(
        trunk=-90.0, thigh=angles[0], shank=angles[1], thigh_left=angles[2], shank_left=angles[3], foot=90.0
    )
    return clip_of(posture, plan, camera, bend=hips_fixed)


def thomas(
    reps: int = 2,
    camera: Camera | None = None,
    *,
    right: float = -8.0,
    left: float = 6.0,
    knee: float = 75.0,
    tip: float = 0.0,
    held: float = 115.0,
) -> Clip:
    """``right`` and ``left`` are the hanging thighs against the horizontal, ``tip`` how far the trunk's line tips."""
    plan, a, b = both_limbs(reps)
    legs = [
        (90.0 + held + (h - held) * amount, 110.0 + (knee - 110.0) * amount) for h, amount in ((right, a), (left, b))
    ]
    posture = Posture(
        trunk=-90.0 + tip * (a + b),
        thigh=legs[0][0],
        shank=legs[0][1] - legs[0][0],
        thigh_left=legs[1][0],
        shank_left=legs[1][1] - legs[1][0],
        foot=90.0,
    )
    return clip_of(posture, plan, camera, bend=hips_fixed)


def hip_rotation(
    reps: int = 2,
    camera: Camera | None = None,
    *,
    inward: tuple[float, float] = (38.0, 28.0),
    outward: tuple[float, float] = (40.0, 36.0),
    pelvis: float = 0.0,
) -> Clip:
    """Inward, then outward rotation, (right, left), of the right hip, then of the left; the pelvis tips with it."""
    plan = course([HOLD] * (4 * reps))
    part = np.clip(np.searchsorted(plan.ends_s + 0.4, plan.time_s), 0, 4 * reps - 1) // reps
    swing = {
        "right": plan.amount * np.select([part == 0, part == 1], [inward[0], -outward[0]], 0.0),
        "left": plan.amount * np.select([part == 2, part == 3], [inward[1], -outward[1]], 0.0),
    }

    def bend(body: FloatArray) -> FloatArray:
        body = hips_fixed(body)
        for side, sign in (("right", 1.0), ("left", -1.0)):
            foot = [AT[f"{side}_{p}"] for p in ("ankle", "heel", "foot_index")]
            # Turning the shank to the right about the knee carries a foot below it to the left.
            body = turned(body, foot, body[:, AT[f"{side}_knee"]], -sign * swing[side], "front")
        return body

    posture = Posture(trunk=2.0, thigh=90.0, shank=0.0, shoulder=20.0, pelvis_up_right=pelvis * plan.amount)
    return clip_of(posture, plan, camera or Camera("frontal"), bend=bend)


def hip_flexion(
    reps: int = 2,
    camera: Camera | None = None,
    *,
    right: float = 120.0,
    left: float = 104.0,
    knee: float = 120.0,
    other_lift: float = 0.0,
) -> Clip:
    plan, a, b = both_limbs(reps)
    up_right, up_left = right * a + other_lift * b, left * b + other_lift * a
    posture = Posture(
        trunk=-90.0,
        thigh=90.0 + up_right,
        shank=knee * a - 90.0 - up_right,
        thigh_left=90.0 + up_left,
        shank_left=knee * b - 90.0 - up_left,
        foot=90.0,
    )
    return clip_of(posture, plan, camera, bend=hips_fixed)


def ankle(
    reps: int = 2, camera: Camera | None = None, *, right: float = 42.0, left: float = 33.0, heel_up: float = 0.0
) -> Clip:
    """Lunges with the right foot ahead, then with the left one; ``heel_up`` is how far the front foot tips."""
    plan, a, b = both_limbs(reps)
    switch_s = 0.5 * (plan.ends_s[reps - 1] + plan.starts_s[reps])
    ahead = np.clip((switch_s - plan.time_s) / 0.3, -1, 1)
    posture = Posture(
        trunk=5.0,
        thigh=15.0 * ahead + 0.8 * right * a - 8.0 * b,
        shank=-15.0 * ahead + (right + 15.0) * a + 12.0 * b,
        foot=-heel_up * a,
        thigh_left=-15.0 * ahead + 0.8 * left * b - 8.0 * a,
        shank_left=15.0 * ahead + (left + 15.0) * b + 12.0 * a,
        foot_left=-heel_up * b,
    )
    return clip_of(posture, plan, camera, feet_planted=True)


def shoulder_flexion(
    reps: int = 3,
    camera: Camera | None = None,
    *,
    arm: float = 170.0,
    lean_back: float = 0.0,
    elbow: float = 5.0,
    lying: bool = False,
) -> Clip:
    plan = course([HOLD] * reps)
    trunk = -90.0 if lying else -lean_back * plan.amount
    legs = {"thigh": 140.0, "shank": -50.0, "foot": 0.0} if lying else {}
    posture = Posture(trunk=trunk, shoulder=arm * plan.amount, elbow=elbow, **legs)  # type: ignore[arg-type]
    return clip_of(posture, plan, camera, feet_planted=not lying, bend=hips_fixed if lying else None)


def apley(reps: int = 2, camera: Camera | None = None, *, right: float = 0.03, left: float = 0.09) -> Clip:
    """``right`` and ``left`` are the gaps with that hand on top, body heights; the lower fingertips lie at 0.66."""
    plan, a, b = both_limbs(reps)

    def bend(body: FloatArray) -> FloatArray:
        body = body.copy()
        for upper, lower, sign, amount, gap in (("right", "left", 1.0, a, right), ("left", "right", -1.0, b, left)):
            over, under = 0.66 + gap + HAND_SHARE, 0.66 - HAND_SHARE
            _move(body, f"{upper}_elbow", (0.0, 0.95, sign * 0.10), amount)
            _move(body, f"{upper}_wrist", (-0.06, over, 0.0), amount)
            _move(body, f"{upper}_index", (-0.06, over - HAND, 0.0), amount)
            _move(body, f"{lower}_elbow", (-0.04, 0.64, -sign * 0.17), amount)
            _move(body, f"{lower}_wrist", (-0.06, under, 0.0), amount)
            _move(body, f"{lower}_index", (-0.06, under + HAND, 0.0), amount)
        return body

    return clip_of(Posture(elbow=0.0), plan, camera or Camera("posterior"), feet_planted=True, bend=bend)


def _move(body: FloatArray, point: str, to: tuple[float, float, float], amount: FloatArray) -> None:
    """``point`` on its way to ``to`` (forward, up, right) by the share ``amount``, in place."""
    at = AT[point]
    body[:, at] += amount[:, None] * (np.array(to) - body[:, at])


def wall_slide(reps: int = 3, camera: Camera | None = None, *, right: float = 0.85, left: float = 0.85) -> Clip:
    """``right`` and ``left`` are the wrists over the shoulders at the top, as shares of the arm's length."""
    plan = course([HOLD] * reps)

    def bend(body: FloatArray) -> FloatArray:
        body = body.copy()
        for side, sign, share in (("right", 1.0, right), ("left", -1.0, left)):
            shoulder = body[:, AT[f"{side}_shoulder"]]
            height = FOREARM + (share * ARM_SHARE - FOREARM) * plan.amount
            out = sign * (UPPER_ARM - 0.08 * plan.amount)
            still = np.zeros_like(height)
            body[:, AT[f"{side}_wrist"]] = shoulder + np.stack([still, height, out], axis=-1)
            body[:, AT[f"{side}_elbow"]] = shoulder + np.stack([still, height - FOREARM, out], axis=-1)
            body[:, AT[f"{side}_index"]] = body[:, AT[f"{side}_wrist"]] + np.array([0.0, HAND, 0.0])
        return body

    return clip_of(Posture(), plan, camera or Camera("frontal"), feet_planted=True, bend=bend)


def thoracic_rotation(
    reps: int = 2, camera: Camera | None = None, *, right: float = 50.0, left: float = 38.0, pelvis: float = 0.0
) -> Clip:
    """Sitting; the upper body turns to the right, then to the left; ``pelvis`` degrees of it with the hips."""
    plan, a, b = both_limbs(reps)
    turn = right * a - left * b
    hips = [AT["left_hip"], AT["right_hip"]]

    def bend(body: FloatArray) -> FloatArray:
        body = hips_fixed(body)
        body = turned(body, UPPER_BODY, mid_hip(body), turn, "floor")
        return turned(body, hips, mid_hip(body), pelvis * (a + b), "floor")

    return clip_of(SITTING, plan, camera or Camera("frontal"), bend=bend)


def thoracic_extension(reps: int = 3, camera: Camera | None = None, *, back: float = 18.0, trunk: float = 0.0) -> Clip:
    """Sitting; the head's line goes back by ``back`` against the trunk's, which itself leans back by ``trunk``."""
    plan = course([HOLD] * reps)
    posture = replace(SITTING, trunk=2.0 - trunk * plan.amount, neck=-back * plan.amount)
    return clip_of(posture, plan, camera, bend=hips_fixed)


def sitting_knee_extension(
    reps: int = 2, camera: Camera | None = None, *, right: float = 25.0, left: float = 60.0, lean_back: float = 0.0
) -> Clip:
    """Sitting with hanging feet; ``right`` and ``left`` are what the knees lack to straight."""
    plan, a, b = both_limbs(reps)
    posture = replace(SITTING, trunk=2.0 - lean_back * (a + b), shank=(right - 90.0) * a, shank_left=(left - 90.0) * b)
    return clip_of(posture, plan, camera, bend=hips_fixed)


def rock_back(reps: int = 3, camera: Camera | None = None, *, back: float = 125.0, forward: float = 55.0) -> Clip:
    """On hands and knees; the hip flexes to ``back`` and opens to ``forward``, ``reps`` times."""
    time = np.arange(round((2.0 + 4.0 * reps) * 30)) / 30
    wave = np.sin(2 * np.pi * (time - 1.0) / 4.0) * ((time >= 1.0) & (time <= 1.0 + 4.0 * reps))
    thigh = np.where(wave > 0, (back - 90.0) * wave, (90.0 - forward) * wave)
    posture = Posture(trunk=90.0, thigh=thigh, shank=90.0, foot=-90.0, shoulder=90.0, elbow=0.0, neck=-10.0)
    track = figure(time, posture, camera or Camera(), feet_planted=False, bend=knees_fixed)
    empty = np.array([])
    return Clip(track, {"hip": 90.0 + thigh}, empty, empty, empty)


def prone_knee_bend(
    reps: int = 2, camera: Camera | None = None, *, right: float = 110.0, left: float = 100.0, rise: float = 0.0
) -> Clip:
    """``rise`` is how far the hips come off the floor, body heights."""
    plan, a, b = both_limbs(reps)

    def bend(body: FloatArray) -> FloatArray:
        body = hips_fixed(body)
        for side, amount in (("right", a), ("left", b)):
            body[:, AT[f"{side}_hip"], 1] += rise * amount
        return body

    posture = Posture(
        trunk=90.0, thigh=-90.0, shank=90.0 + right * a, shank_left=90.0 + left * b, foot=-60.0, shoulder=150.0
    )
    return clip_of(posture, plan, camera, bend=bend)


def standing(seconds: float = 6.0, camera: Camera | None = None, *, trunk: FloatArray | float = 0.0) -> Clip:
    time = np.arange(round(seconds * 30)) / 30
    empty = np.array([])
    return Clip(figure(time, Posture(trunk=trunk, elbow=90.0), camera or Camera()), {}, empty, empty, empty)


def overhead_squat(reps: int = 3, camera: Camera | None = None, *, arms: float = 12.0, up: float = 180.0) -> Clip:
    """``up`` is where the arms begin, ``arms`` how far they come forward on the way down."""
    plan = course([HOLD] * reps)
    a = plan.amount
    posture = Posture(thigh=85 * a, shank=32 * a, trunk=4 + 34 * a, shoulder=up - arms * a, elbow=5.0, knee_in=0.01 * a)
    return clip_of(posture, plan, camera, feet_planted=True)


def lift(
    reps: int = 3, camera: Camera | None = None, *, reach: float = 0.0, up_s: float = 1.5, twist: float = 0.0
) -> Clip:
    """Trunk to 75 degrees and knees bent by 70; the arms hang, or reach ahead by ``reach`` degrees."""
    plan = course([Rep(down_s=1.5, bottom_pause_s=1.0, up_s=up_s, top_pause_s=0.8)] * reps)
    a = plan.amount
    posture = Posture(trunk=75 * a, thigh=50 * a, shank=20 * a, shoulder=(75 + reach) * a, elbow=0.0)

    def bend(body: FloatArray) -> FloatArray:
        shoulders = [i for name, i in AT.items() if "shoulder" in name]
        middle = body[:, shoulders].mean(axis=1)
        return turned(body, shoulders, middle, twist * a, "front")

    return clip_of(posture, plan, camera, feet_planted=True, bend=bend)


MAKERS: dict[str, Callable[[Camera], Clip]] = {
    "ankle": lambda camera: ankle(camera=camera),
    "apley": lambda camera: apley(camera=camera),
    "back_bend": lambda camera: back_bend(camera=camera),
    "forward_bend": lambda camera: forward_bend(camera=camera),
    "hip_flexion": lambda camera: hip_flexion(camera=camera),
    "hip_rotation": lambda camera: hip_rotation(camera=camera),
    "knee_extension": lambda camera: knee_extension(camera=camera),
    "lift": lambda camera: lift(camera=camera),
    "overhead_squat": lambda camera: overhead_squat(camera=camera),
    "pelvic_tilt": lambda camera: standing(camera=camera),
    "prone_knee_bend": lambda camera: prone_knee_bend(camera=camera),
    "rock_back": lambda camera: rock_back(camera=camera),
    "scapular_wall_slide": lambda camera: wall_slide(camera=camera),
    "shoulder_flexion": lambda camera: shoulder_flexion(camera=camera),
    "side_bend": lambda camera: side_bend(camera=camera),
    "sitting_knee_extension": lambda camera: sitting_knee_extension(camera=camera),
    "slr": lambda camera: slr(camera=camera),
    "thomas": lambda camera: thomas(camera=camera),
    "thoracic_rotation": lambda camera: (
        thoracic_extension(camera=camera)
        if str(camera.view).startswith("sagittal")
        else thoracic_rotation(camera=camera)
    ),
}
"""A recording of each test, from the camera given."""
