"""Points set by a person on a photo: their place on the body, and the error that tapping brings into a measure."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import ManualPoint, Reason
from taikan.kinematics.motion import Motion, image_to_body
from taikan.knowledge.manual_points import load_points
from taikan.movement_tests.base import Take


def body_positions(motion: Motion, points: tuple[ManualPoint, ...]) -> Mapping[str, FloatArray]:
    """Name to (2,) body point; of a point set twice the last."""
    height_px = motion.track.attrs["height_px"]
    return {p.name: image_to_body(np.array([p.x_px, p.y_px]), height_px, motion.camera_roll_deg) for p in points}


def missing_point(needed: tuple[str, ...], take: Take) -> Reason | None:
    """Why a measure that needs points cannot be taken, or ``None``."""
    absent = [name for name in needed if name not in take.points]
    if absent:
        return Reason(code="needs_points", values={"part": f"point.{absent[0]}"})
    if needed and len(take.motion.time_s) > 1:
        return Reason(code="points_need_photo")
    return None


def tap_error(take: Take, measure: Callable[[Take], float]) -> float:
    """SEM that tapping brings into ``measure``, in its unit: each point moved by its SD in both directions in turn.

    0 where no point changes it.
    """
    if not take.points:
        return 0.0
    step = load_points().tap_sd_percent / 100.0 * take.motion.scale.body_height_px
    plain, squares = measure(take), 0.0
    for name, at in take.points.items():
        for direction in (np.array([step, 0.0]), np.array([0.0, step])):
            moved = measure(replace(take, points={**take.points, name: at + direction}))
            squares += (moved - plain) ** 2 if np.isfinite(moved - plain) else 0.0
    return float(np.sqrt(squares))
