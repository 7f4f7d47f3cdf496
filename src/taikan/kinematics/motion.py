"""One person's movement as the movement tests read it: gravity-aligned points, angles, view and scale."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from taikan.core.arrays import KEYPOINTS, FloatArray
from taikan.kinematics.angles import compute_angles, midpoint, point_confidence
from taikan.kinematics.scale import Scale, estimate_scale
from taikan.kinematics.view import View, detect_view
from taikan.knowledge.angle_table import AngleDefinition
from taikan.knowledge.kinematics_settings import KinematicsSettings, load_kinematics_settings

if TYPE_CHECKING:
    import xarray as xr

_AT = {name: i for i, name in enumerate(KEYPOINTS)}


@dataclass(frozen=True)
class Motion:
    """A cleaned track with what follows from it. Build it with ``build_motion``.

    ``camera_roll_deg`` is positive where the picture's content is turned clockwise. ``fps`` is the median frame rate.
    ``near_weight`` is the near side's weight in ``midpoint``.
    """

    track: "xr.Dataset"
    angles: "xr.Dataset"
    view: View
    scale: Scale
    camera_roll_deg: float
    fps: float
    near_weight: float = 0.5

    @property
    def time_s(self) -> FloatArray:
        """(T,) seconds from the clip's first frame."""
        time: FloatArray = self.track["time"].to_numpy()
        return time

    def angle(self, name: str) -> FloatArray:
        """(T,) degrees of series ``name`` (``right_knee_flexion_projection``); ``KeyError`` if there is none."""
        series: FloatArray = self.angles["angle_deg"].sel(angle=name).to_numpy()
        return series

    def confidence(self, name: str) -> FloatArray:
        """(T,) 0..1, the confidence of series ``name``."""
        series: FloatArray = self.angles["confidence"].sel(angle=name).to_numpy()
        return series

    @cached_property
    def points(self) -> FloatArray:
        """(T, 33, 2) body points in pixels: x right, y up, turned so that gravity points down."""
        return body_points(self.track, self.camera_roll_deg)

    def point(self, keypoint: str) -> FloatArray:
        """(T, 2) body point of ``keypoint``, pixels."""
        return self.points[:, _AT[keypoint]]

    def midpoint(self, part: str) -> FloatArray:
        """(T, 2) middle of both sides of ``part`` ("hip"); from the side the near one weighs more."""
        left, right = self.point(f"left_{part}"), self.point(f"right_{part}")
        return midpoint(left, right, self.view.near_side, self.near_weight)

    def near(self, part: str) -> FloatArray:
        """(T, 2) ``part`` of the side nearer to the camera; the mean of both where neither is nearer."""
        left, right = self.point(f"left_{part}"), self.point(f"right_{part}")
        return midpoint(left, right, self.view.near_side, 1.0)

    def near_series(self, series: str) -> str:
        """The full name of a sided series on the near side: ``knee_flexion`` to ``left_knee_flexion_projection``.

        Where neither side is nearer, the side with the higher mean confidence.
        """
        names = {side: f"{side}_{series}_projection" for side in ("left", "right")}
        if self.view.near_side != "both":
            return names[self.view.near_side]
        return max(names.values(), key=lambda name: (float(self.confidence(name).mean()), name))


def build_motion(
    track: "xr.Dataset",
    *,
    height_cm: float | None = None,
    camera_roll_deg: float = 0.0,
    view: View | None = None,
    lying: bool = False,
    is_fast: bool = False,
    table: tuple[AngleDefinition, ...] | None = None,
    settings: KinematicsSettings | None = None,
) -> Motion:
    """Angles, view and scale of a cleaned ``track``; ``view`` overrides what would be detected.

    ``lying``: the view is read from frames with a level trunk (lying, on all fours). ``is_fast``: running, in which
    nobody stands and the scale is read from the segments.

    Raises ``ValueError`` for a height that is not positive.
    """
    settings = settings or load_kinematics_settings()
    view = view or detect_view(track, settings.view, lying=lying)
    time_s = track["time"].to_numpy()
    confidence = point_confidence(track["visibility"].to_numpy(), track["state"].to_numpy(), settings.confidence)
    angles = compute_angles(
        time_s,
        body_points(track, camera_roll_deg),
        confidence,
        facing=view.facing,
        right_sign=view.right_sign,
        near_side=view.near_side,
        near_weight=settings.side_view.near_weight,
        table=table,
    )
    steps = np.diff(time_s)
    return Motion(
        track=track,
        angles=angles,
        view=view,
        scale=estimate_scale(track, height_cm, settings, is_fast=is_fast),
        camera_roll_deg=camera_roll_deg,
        fps=float(1.0 / np.median(steps)) if len(steps) else 0.0,
        near_weight=settings.side_view.near_weight,
    )


def body_points(track: "xr.Dataset", camera_roll_deg: float = 0.0) -> FloatArray:
    """(T, 33, 2) pixels, x right, y up from the picture's lower edge, turned counter-clockwise by the camera roll."""
    return image_to_body(track["position"].to_numpy()[..., :2], track.attrs["height_px"], camera_roll_deg)


def image_to_body(xy: FloatArray, height_px: int, camera_roll_deg: float = 0.0) -> FloatArray:
    """(..., 2) points of the upright picture, y down, as body points; ``height_px`` is the picture's."""
    up = np.stack([xy[..., 0], height_px - xy[..., 1]], axis=-1)
    if camera_roll_deg == 0.0:
        return up
    angle = np.radians(camera_roll_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned: FloatArray = up @ turn.T
    return turned
