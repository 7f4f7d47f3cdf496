"""Labelled arrays: landmarks over time (PoseTrack) and angles over time (angle table).

Both are xarray Datasets checked on construction, so a wrong shape fails where it is made and not three layers later.
Dimension names follow the ``movement`` package: ``time``, ``keypoint``, ``space``.
"""

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import xarray as xr

FloatArray = NDArray[np.float64]

KEYPOINTS: tuple[str, ...] = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)
"""BlazePose's 33 landmarks, in model order. ``hip`` is the femoral head region, not the iliac crest."""

SPACE: tuple[str, ...] = ("x", "y", "z")


class PointState(IntEnum):
    """Where a landmark's value comes from."""

    MEASURED = 0
    FILLED = 1
    OCCLUDED = 2
    MISSING = 3


def mirror_name(name: str) -> str:
    """The same name on the other side: ``left_hip`` to ``right_hip``, ``mouth_left`` to ``mouth_right``."""
    parts = name.split("_")
    swap = {"left": "right", "right": "left"}
    return "_".join(swap.get(p, p) for p in parts)


MIRROR_INDEX: NDArray[np.intp] = np.array([KEYPOINTS.index(mirror_name(k)) for k in KEYPOINTS])
"""``position[:, MIRROR_INDEX]`` exchanges the sides."""


def pose_track(
    *,
    time_s: FloatArray,
    position_px: FloatArray,
    world_m: FloatArray,
    visibility: FloatArray,
    presence: FloatArray,
    width_px: int,
    height_px: int,
    state: NDArray[np.int8] | None = None,
    swapped: NDArray[np.bool_] | None = None,
) -> "xr.Dataset":
    """Landmarks of one person over time.

    Parameters
    ----------
    time_s : (T,) seconds from the clip's first frame, strictly rising (real timestamps, not frame counts).
    position_px : (T, 33, 3) upright image pixels: x right, y **down**, z away from the camera in the scale of x
        with its origin at mid-hip; NaN where missing.
    world_m : (T, 33, 3) the model's metric guess, origin mid-hip, x right, y down, z away from the camera.
    visibility : (T, 33) 0..1.
    presence : (T,) 0..1, the model's confidence that a person is in its region; 0 where none was found.
    state : (T, 33) ``PointState``; default MEASURED, MISSING where ``position_px`` is NaN.
    swapped : (T,) true where left and right were exchanged by repair.

    Raises
    ------
    ValueError
        If a shape, the time order or a range is wrong.
    """
    import xarray as xr  # takes longer than everything that only lists or looks things up

    n = len(time_s)
    if state is None:
        state = np.where(np.isnan(position_px[..., 0]), PointState.MISSING, PointState.MEASURED).astype(np.int8)
    if swapped is None:
        swapped = np.zeros(n, dtype=bool)
    track = xr.Dataset(
        {
            "position": (("time", "keypoint", "space"), np.asarray(position_px, dtype=np.float64)),
            "world": (("time", "keypoint", "space"), np.asarray(world_m, dtype=np.float64)),
            "visibility": (("time", "keypoint"), np.asarray(visibility, dtype=np.float64)),
            "presence": (("time",), np.asarray(presence, dtype=np.float64)),
            "state": (("time", "keypoint"), np.asarray(state, dtype=np.int8)),
            "swapped": (("time",), np.asarray(swapped, dtype=bool)),
        },
        coords={"time": np.asarray(time_s, dtype=np.float64), "keypoint": list(KEYPOINTS), "space": list(SPACE)},
        attrs={"width_px": int(width_px), "height_px": int(height_px)},
    )
    return validate_pose_track(track)


def validate_pose_track(track: "xr.Dataset") -> "xr.Dataset":
    """Return ``track`` unchanged, or raise ``ValueError`` saying what is wrong with it."""
    time = track["time"].to_numpy()
    if len(time) and (not np.isfinite(time).all() or (np.diff(time) <= 0).any()):
        raise ValueError("time must be finite and strictly rising")
    if tuple(track["keypoint"].to_numpy()) != KEYPOINTS:
        raise ValueError("keypoints must be the 33 BlazePose landmarks in model order")
    for name in ("visibility", "presence"):
        values = track[name].to_numpy()
        if len(values) and not ((values >= 0) & (values <= 1)).all():
            raise ValueError(f"{name} must lie in 0..1")
    for attr in ("width_px", "height_px"):
        if track.attrs.get(attr, 0) <= 0:
            raise ValueError(f"attribute {attr} must be positive")
    return track


def angle_table(
    *, time_s: FloatArray, names: list[str], angle_deg: FloatArray, confidence: FloatArray | None = None
) -> "xr.Dataset":
    """Angles over time: ``angle_deg`` and ``confidence``, both (T, A), dims ``time, angle``; degrees, NaN if unknown.

    Raises ``ValueError`` if shapes disagree, a name repeats or a finite angle lies outside -360..360.
    """
    import xarray as xr

    if len(set(names)) != len(names):
        raise ValueError("angle names must be unique")
    finite = angle_deg[np.isfinite(angle_deg)]
    if finite.size and np.abs(finite).max() > 360.0:
        raise ValueError("angles must be degrees within -360..360")
    if confidence is None:
        confidence = np.isfinite(angle_deg).astype(np.float64)
    return xr.Dataset(
        {
            "angle_deg": (("time", "angle"), np.asarray(angle_deg, dtype=np.float64)),
            "confidence": (("time", "angle"), np.asarray(confidence, dtype=np.float64)),
        },
        coords={"time": np.asarray(time_s, dtype=np.float64), "angle": list(names)},
    )
