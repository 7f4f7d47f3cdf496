"""Where the phone stands and what its lens does."""

from dataclasses import dataclass

import numpy as np

from lab.rotations import FloatArray, about, rotate, unit


@dataclass(frozen=True)
class Camera:
    """``yaw_deg`` as in the conventions: 0 the person faces it, +90 their right side does; ``yaw_error_deg`` is added.

    ``pitch_deg`` looking down is negative, ``roll_deg`` clockwise tilt of the phone positive. ``fov_deg`` is
    along the long side of the picture. ``crf`` is the compression (higher is worse), ``blur_samples`` moments averaged
    over the half frame the shutter is open, ``noise`` the sensor's SD in grey levels.
    Without ``pitch_deg`` it aims at the middle of the motion; without ``portrait`` it is held as the movement needs.
    ``distance_m`` is the least distance: it steps back until everything is in the picture.
    """

    yaw_deg: float = 90.0
    yaw_error_deg: float = 0.0
    pitch_deg: float | None = None
    roll_deg: float = 0.0
    height_m: float = 1.0
    distance_m: float = 2.5
    fov_deg: float = 62.0
    portrait: bool | None = None
    long_side_px: int = 480
    fps: float = 30.0
    crf: int = 22
    blur_samples: int = 1
    noise: float = 2.0

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height, even, 16:9."""
        short = round(self.long_side_px * 9 / 16 / 2) * 2
        return (short, self.long_side_px) if self.portrait else (self.long_side_px, short)


@dataclass(frozen=True, eq=False)
class View:
    """A camera put before a scene. ``right, up, back`` are its axes in the lab frame, ``position`` metres."""

    position: FloatArray
    right: FloatArray
    up: FloatArray
    back: FloatArray
    focal_px: float
    width_px: int
    height_px: int
    pitch_deg: float

    @property
    def vertical_fov_deg(self) -> float:
        return float(2 * np.degrees(np.arctan(self.height_px / 2 / self.focal_px)))

    def project(self, points: FloatArray) -> FloatArray:
        """(..., 2) image pixels, y down, of (..., 3) points; a pixel's centre is at half."""
        local = np.asarray(points) - self.position
        depth = -(local @ self.back)
        u = self.width_px / 2 + self.focal_px * (local @ self.right) / depth
        v = self.height_px / 2 - self.focal_px * (local @ self.up) / depth
        return np.stack([u, v], axis=-1)


def place_camera(camera: Camera, target: FloatArray) -> View:
    """``camera`` around ``target`` (3,), the middle of what is to be seen."""
    yaw = np.radians(camera.yaw_deg + camera.yaw_error_deg)
    position = np.array([np.cos(yaw), 0.0, np.sin(yaw)]) * camera.distance_m + [target[0], camera.height_m, target[2]]
    away = unit(np.array([target[0] - position[0], 0.0, target[2] - position[2]]))
    pitch = camera.pitch_deg
    if pitch is None:
        pitch = float(np.degrees(np.arctan2(target[1] - camera.height_m, camera.distance_m)))
    right = np.cross(away, [0.0, 1.0, 0.0])
    ahead = np.cos(np.radians(pitch)) * away + np.sin(np.radians(pitch)) * np.array([0.0, 1.0, 0.0])
    up = np.cross(right, ahead)
    roll = about(2, -camera.roll_deg)
    axes = np.stack([right, up, -ahead], axis=1)
    right, up, back = (rotate(axes, column) for column in roll.T)
    width, height = camera.size_px
    focal = camera.long_side_px / 2 / np.tan(np.radians(camera.fov_deg / 2))
    return View(position, right, up, back, float(focal), width, height, pitch)


def framed(camera: Camera, points: FloatArray, margin: float = 1.18) -> tuple[FloatArray, float]:
    """Target (3,) and distance from which all ``points`` (N, 3) fit with ``margin`` around them.

    The distance asked for is kept if everything fits from there already.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    target = (low + high) / 2
    yaw = np.radians(camera.yaw_deg + camera.yaw_error_deg)
    right = np.array([np.sin(yaw), 0.0, -np.cos(yaw)])
    towards = np.array([np.cos(yaw), 0.0, np.sin(yaw)])
    width, height = camera.size_px
    half = np.tan(np.radians(camera.fov_deg / 2)) / camera.long_side_px
    local = points - target
    near = (local @ towards).max()
    across = margin * np.abs(local @ right).max() / (half * width)
    upright = margin * (high[1] - low[1]) / 2 / (half * height)
    return target, float(max(camera.distance_m, near + across, near + upright))
