"""Marks of posture pictures: the vertical through the ankle, and points a person has set with their names."""

import numpy as np

from taikan.report.drawing import ARC, INK, WHITE, ByteImage, FloatArray, LabelPainter, Pose, draw_line

_TEXT_PX = 20
_DASH = 10.0


def draw_plumb_line(image: ByteImage, pose: Pose, unit: float) -> None:
    """A dashed vertical through the near ankle (from the side) or mid-ankle, from the ground to above the head."""
    foot = pose.point("mid_ankle" if pose.near_side == "both" else f"{pose.near_side}_ankle")
    tops = pose.points[np.isfinite(pose.points).all(axis=1), 1]
    if not np.isfinite(foot).all() or not len(tops):
        return
    top, bottom = float(tops.min()) - 40.0 * unit, float(tops.max())
    dash = _DASH * unit
    for i in range(0, max(0, int((bottom - top) / dash)), 2):
        low, high = (np.array([foot[0], bottom - dash * (i + k)]) for k in (0, 1))
        draw_line(image, low, high, WHITE, 2.0 * unit)


def draw_points(
    image: ByteImage, points: tuple[tuple[str, FloatArray], ...], painter: LabelPainter, unit: float
) -> None:
    """A cross at each (label, (2,) px), with its label beside it."""
    arm = 9.0 * unit
    for label, at in points:
        for colour, width in ((INK, 5.0 * unit), (ARC, 2.5 * unit)):
            for direction in (np.array([arm, 0.0]), np.array([0.0, arm])):
                draw_line(image, at - direction, at + direction, colour, width)
        place = (float(at[0] + 1.6 * arm), float(at[1]))
        painter.draw(image, label, place, max(10, round(_TEXT_PX * unit)), chip=True)
