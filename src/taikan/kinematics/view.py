"""From which side the camera sees the person: label, yaw and facing, over a whole clip.

Two independent signs of yaw are read in every upright frame: the model's depth (world landmarks of shoulders and hips)
and the width of shoulders and hips in the picture against the length of the trunk. Toes and nose decide which way a
person seen from the side looks, as the sides of a person in profile are what the model mixes up most.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, FloatArray
from taikan.core.records import ViewLabel
from taikan.knowledge.kinematics_settings import ViewSettings, load_kinematics_settings

if TYPE_CHECKING:
    import xarray as xr

_TENTH_TO_NINTH_IN_SD = 2.563
"""Distance between the 10th and 90th percentile of a normal distribution in standard deviations."""

_SIGN_DECIMALS = 6  # rounding must not tell a side where there is none
_LEAST_TRUNK_PX = 1.0
"""A trunk that points at the camera has no length in the picture to divide by."""

_AT = {name: i for i, name in enumerate(KEYPOINTS)}


@dataclass(frozen=True)
class View:
    """How the camera stands to the person.

    ``yaw_deg``: 0 facing the camera, +90 right side towards it, -90 left side, 180 back; ``yaw_sd_deg`` its error and
    spread over the clip. ``facing``: +1 looks to image-right, -1 to image-left, 0 to or from the camera.
    ``near_side`` is the side nearer to the camera. ``confidence`` 0..1.
    """

    label: ViewLabel
    yaw_deg: float
    yaw_sd_deg: float
    facing: int
    near_side: Literal["left", "right", "both"]
    confidence: float

    @property
    def is_sagittal(self) -> bool:
        """Whether the person is seen from the side."""
        return self.label in {"sagittal_left", "sagittal_right"}

    @property
    def right_sign(self) -> int:
        """Where the person's right side lies: +1 image-right, -1 image-left, 0 in profile or unknown."""
        if self.is_sagittal or self.label == "unknown":
            return 0
        return -1 if abs(self.yaw_deg) < 90.0 else 1


UNKNOWN_VIEW = View("unknown", 0.0, 180.0, 0, "both", 0.0)


def detect_view(track: "xr.Dataset", settings: ViewSettings | None = None, *, lying: bool = False) -> View:
    """The view of a raw or cleaned pose track; ``unknown`` with confidence 0 where too little is seen.

    ``lying``: the movement is done with a level trunk (lying, on all fours), so frames of standing do not count. Which
    side of the body the camera sees is then told as if the body were stood up in the picture.
    """
    settings = settings or load_kinematics_settings().view
    position, world = track["position"].to_numpy()[..., :2], track["world"].to_numpy()
    visibility = track["visibility"].to_numpy()
    seen = _trunk_seen(position, world, visibility, settings)
    used = _level(world, seen, settings) if lying else _upright(position, seen, settings)
    if used.sum() < max(1, min(settings.min_frames, len(used))):
        return UNKNOWN_VIEW
    position, world = position[used], world[used]
    if lying:
        slant = float(np.median(_out_of_picture_deg(world)))
        if settings.sagittal_within_deg < slant < 90.0 - settings.frontal_within_deg:
            return View("oblique", slant, settings.yaw_error_deg, 0, "both", float(seen.mean()) ** 0.5)
        position, world = _stood_up(position, world)
    by_depth, by_width = _yaw_by_depth(world), _yaw_by_width(position, settings)
    side = _looking_sign(position, by_depth, settings)
    agreed = _agreement(by_depth, side)
    depth = _fold(by_depth, side)
    width = (side or np.sign(np.round(by_depth, _SIGN_DECIMALS))) * by_width
    share = settings.image_weight
    both = _circular_mean(depth, width, share)
    yaw = _circular_median(both)
    low, high = np.percentile(_wrap(both - yaw), [10, 90])
    spread = float(high - low) / _TENTH_TO_NINTH_IN_SD
    apart = 0.5 * abs(float(_wrap(np.array(_circular_median(depth) - _circular_median(width)))))
    sd = float(np.sqrt(spread**2 + apart**2 + settings.yaw_error_deg**2))
    trust = float(seen.mean()) ** 0.5 * max(0.0, 1.0 - sd / 90.0) * (0.5 + 0.5 * agreed)
    return _view(float(yaw), sd, trust, settings)


def _view(yaw: float, sd: float, trust: float, settings: ViewSettings) -> View:
    off_side, off_front = abs(abs(yaw) - 90.0), min(abs(yaw), 180.0 - abs(yaw))
    near: Literal["left", "right", "both"] = "right" if yaw > 0 else "left"
    facing = 1 if yaw > 0 else -1
    label: ViewLabel = "oblique"
    squareness = 1.0
    if off_side <= settings.sagittal_within_deg:
        label = "sagittal_right" if yaw > 0 else "sagittal_left"
        squareness = float(np.cos(np.radians(off_side)))
    elif off_front <= settings.frontal_within_deg:
        label = "frontal" if abs(yaw) < 90.0 else "posterior"
        squareness = float(np.cos(np.radians(off_front)))
        near, facing = "both", 0
    confidence = min(1.0, max(0.0, trust * squareness))
    if sd > settings.max_yaw_sd_deg or confidence < settings.min_confidence:
        return View("unknown", yaw, sd, facing, near, confidence)
    return View(label, yaw, sd, facing, near, confidence)


def _trunk_seen(
    position: FloatArray, world: FloatArray, visibility: FloatArray, settings: ViewSettings
) -> NDArray[np.bool_]:
    """(T,) frames in which shoulders and hips have positions apart, and at least one side of them is visible."""
    corners = [_AT[f"{side}_{part}"] for side in ("left", "right") for part in ("shoulder", "hip")]
    there = np.isfinite(position[:, corners]).all(axis=(1, 2)) & np.isfinite(world[:, corners]).all(axis=(1, 2))
    left, right = visibility[:, corners[:2]].min(axis=1), visibility[:, corners[2:]].min(axis=1)
    there &= np.linalg.norm(_middle(position, "shoulder") - _middle(position, "hip"), axis=1) > 0
    seen: NDArray[np.bool_] = there & (np.maximum(left, right) >= settings.min_visibility)
    return seen


def _upright(position: FloatArray, seen: NDArray[np.bool_], settings: ViewSettings) -> NDArray[np.bool_]:
    """(T,) seen frames with the trunk upright, or all seen ones where the person is hardly ever upright."""
    trunk = _middle(position, "shoulder") - _middle(position, "hip")
    lean = np.degrees(np.arctan2(np.abs(trunk[:, 0]), -trunk[:, 1]))
    upright = seen & (lean <= settings.upright_trunk_deg)
    enough = upright.sum() >= max(settings.min_frames, settings.min_fraction * seen.sum())
    return upright if enough else seen


def _level(world: FloatArray, seen: NDArray[np.bool_], settings: ViewSettings) -> NDArray[np.bool_]:
    """(T,) seen frames with the trunk nearer to level than to upright, or all seen ones where it hardly ever is."""
    trunk = _middle(world, "shoulder") - _middle(world, "hip")
    with np.errstate(invalid="ignore"):
        level = seen & (np.abs(trunk[:, 1]) < np.hypot(trunk[:, 0], trunk[:, 2]))
    return level if level.sum() >= settings.min_frames else seen


def _out_of_picture_deg(world: FloatArray) -> FloatArray:
    """(T,) angle of the trunk to the picture plane, 0..90: how slantwise the camera sees a body that lies."""
    trunk = _middle(world, "shoulder") - _middle(world, "hip")
    angle: FloatArray = np.degrees(np.arctan2(np.abs(trunk[:, 2]), np.hypot(trunk[:, 0], trunk[:, 1])))
    return angle


def _stood_up(position: FloatArray, world: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same frames, each turned in the picture plane until the trunk points up.

    A trunk that points at or away from the camera (on all fours, from behind) has no direction in the picture; it is
    left alone, as its left-right axis is level already.
    """
    trunk = _middle(world, "shoulder") - _middle(world, "hip")
    shown = np.hypot(trunk[:, 0], trunk[:, 1]) > np.abs(trunk[:, 2])
    turn = np.where(shown, np.arctan2(trunk[:, 0], -trunk[:, 1]), 0.0)
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]

    def turned(points: FloatArray) -> FloatArray:
        x, y = points[..., 0], points[..., 1]
        rest = [points[..., i] for i in range(2, points.shape[-1])]
        return np.stack([cos * x + sin * y, cos * y - sin * x, *rest], axis=-1)

    return turned(position), turned(world)


def _yaw_by_depth(world: FloatArray) -> FloatArray:
    """(T,) yaw from the world shoulder and hip axes, left to right, summed; degrees."""
    shoulder, hip = (world[:, _AT[f"right_{p}"]] - world[:, _AT[f"left_{p}"]] for p in ("shoulder", "hip"))
    axis = shoulder + hip
    yaw: FloatArray = np.degrees(np.arctan2(-axis[:, 2], -axis[:, 0]))
    return yaw


def _yaw_by_width(position: FloatArray, settings: ViewSettings) -> FloatArray:
    """(T,) yaw 0..180 (no side) from picture widths of shoulders and hips over the longest usual trunk length."""
    trunk = np.linalg.norm(_middle(position, "shoulder") - _middle(position, "hip"), axis=1)
    length = np.maximum(np.maximum(trunk, np.percentile(trunk, 75)), _LEAST_TRUNK_PX)
    shoulder = position[:, _AT["left_shoulder"], 0] - position[:, _AT["right_shoulder"], 0]
    hip = position[:, _AT["left_hip"], 0] - position[:, _AT["right_hip"], 0]
    cosine = 0.5 * (shoulder / settings.shoulder_to_torso + hip / settings.hip_to_torso) / length
    yaw: FloatArray = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return yaw


def _looking_sign(position: FloatArray, by_depth: FloatArray, settings: ViewSettings) -> int:
    """+1 where toes, nose and depth together say image-right, -1 image-left, 0 where they say nothing."""
    trunk = float(np.median(np.linalg.norm(_middle(position, "shoulder") - _middle(position, "hip"), axis=1)))
    trunk = max(trunk, _LEAST_TRUNK_PX)
    toes = (_middle(position, "foot_index") - _middle(position, "heel"))[:, 0] / settings.toe_length_to_torso
    nose = (position[:, _AT["nose"]] - _middle(position, "ear"))[:, 0] / settings.nose_length_to_torso
    votes = [float(np.median(np.sin(np.radians(by_depth))))]
    for direction in (toes, nose):
        known = direction[np.isfinite(direction)]
        if len(known):
            votes.append(float(np.clip(np.median(known) / trunk, -1.0, 1.0)))
    return int(np.sign(np.round(sum(votes), _SIGN_DECIMALS)))


def _agreement(yaw: FloatArray, side: int) -> float:
    """Share of the frames seen from the side whose yaw has the sign ``side``; 1 where there is none."""
    sideways = np.sin(np.radians(yaw))
    told = np.abs(sideways) > 0.5
    return float(np.mean(np.sign(sideways[told]) == side)) if side and told.any() else 1.0


def _fold(yaw: FloatArray, side: int) -> FloatArray:
    """Yaw with the sign ``side`` says: a yaw on the other side is the mix-up of a person in profile."""
    if side == 0:
        return yaw
    towards_side: FloatArray = np.where(np.abs(np.abs(yaw) - 90.0) < 65.0, side * np.abs(yaw), yaw)
    return towards_side


def _middle(position: FloatArray, part: str) -> FloatArray:
    middle: FloatArray = 0.5 * (position[:, _AT[f"left_{part}"]] + position[:, _AT[f"right_{part}"]])
    return middle


def _circular_mean(a: FloatArray, b: FloatArray, share_b: float) -> FloatArray:
    x, y = (f(np.radians(a)) * (1 - share_b) + f(np.radians(b)) * share_b for f in (np.cos, np.sin))
    mean: FloatArray = np.degrees(np.arctan2(y, x))
    return mean


def _circular_median(yaw: FloatArray) -> float:
    x, y = (float(np.median(f(np.radians(yaw)))) for f in (np.cos, np.sin))
    return float(np.degrees(np.arctan2(y, x)))


def _wrap(degrees: FloatArray) -> FloatArray:
    wrapped: FloatArray = np.mod(degrees + 180.0, 360.0) - 180.0
    return wrapped
