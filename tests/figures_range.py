"""Stick figures doing the tests of range and movement control, lying, sitting, on hands and knees and standing.

Every maker gives a ``synthetic.Clip``. ``limb_by_limb`` does a movement with the right limb first, then with the left.
Angles are those of the body; the person's hips stay where they are unless the feet do.
"""

from collections.abc import Callable

import numpy as np

from synthetic import AT, Camera, Clip, Course, Posture, Rep, course, figure
from taikan.core.arrays import FloatArray

HOLD = Rep(down_s=1.5, bottom_pause_s=1.0, up_s=1.5, top_pause_s=0.8)
UPPER_BODY = [i for name, i in AT.items() if not any(p in name for p in ("hip", "knee", "ankle", "heel", "foot_index"))]

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
    """The body with its pelvis where it was in the first frame: lying on a table, sitting on a chair."""
    middle = 0.5 * (body[:, AT["left_hip"]] + body[:, AT["right_hip"]])
    return body - (middle - middle[0])[:, None]


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


MAKERS: dict[str, Callable[[Camera], Clip]] = {
    "forward_bend": lambda camera: forward_bend(camera=camera),
    "slr": lambda camera: slr(camera=camera),
}
