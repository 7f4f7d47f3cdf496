"""Body height in pixels, and lengths in cm or percent of height.

Nose to heel in standing frames times 1.07 (clinical list 0.2); where nobody stands, the lengths of shank, thigh and
hip-shoulder line by their usual share of height.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, FloatArray
from taikan.knowledge.kinematics_settings import KinematicsSettings, ScaleSettings, load_kinematics_settings

if TYPE_CHECKING:
    import xarray as xr

_AT = {name: i for i, name in enumerate(KEYPOINTS)}


@dataclass(frozen=True)
class Scale:
    """Picture pixels against body height.

    ``body_height_px`` is NaN and ``source`` "none" where it cannot be told; else "standing" or "segments".
    ``height_cm`` is the stated height. ``sem_percent`` is the error of the scale in percent of any length.
    """

    body_height_px: float
    height_cm: float | None
    source: str
    sem_percent: float

    def to_cm(self, px: float) -> float | None:
        """``px`` in cm, or ``None`` without a stated height or a body height in the picture."""
        if self.height_cm is None or not np.isfinite(self.body_height_px):
            return None
        return float(px) / self.body_height_px * self.height_cm

    @overload
    def percent(self, px: float) -> float: ...
    @overload
    def percent(self, px: FloatArray) -> FloatArray: ...
    def percent(self, px: float | FloatArray) -> float | FloatArray:
        """``px`` in percent of body height; NaN where the height is unknown."""
        return px / self.body_height_px * 100.0


def estimate_scale(
    track: "xr.Dataset",
    height_cm: float | None = None,
    settings: KinematicsSettings | None = None,
    *,
    is_fast: bool = False,
) -> Scale:
    """The scale of one clip. ``height_cm`` is the person's stated height.

    ``is_fast``: in running nobody stands tall with a foot on the ground, so only the segments tell the height.

    Raises ``ValueError`` if a stated height is not positive.
    """
    if height_cm is not None and not height_cm > 0:
        raise ValueError("height_cm must be positive")
    settings = settings or load_kinematics_settings()
    rules, least = settings.scale, settings.view.min_visibility
    position, visibility = track["position"].to_numpy()[..., :2], track["visibility"].to_numpy()
    standing = _standing(position, visibility, least, rules) & ~_level(track["world"].to_numpy())
    tall = _nose_to_heel(position)[standing]
    # A photo is all there is of one.
    enough = max(1, min(rules.min_standing_frames, track.sizes["time"]))
    if len(tall) >= enough and not is_fast:
        tall = tall[tall >= rules.tall_share * np.percentile(tall, 95)]
        height = rules.nose_to_heel_factor * float(np.percentile(tall, rules.standing_percentile))
        return Scale(height, height_cm, "standing", rules.standing_sem_percent)
    height = _by_segments(position, visibility, least, rules, enough)
    if np.isfinite(height):
        return Scale(height, height_cm, "segments", rules.segment_sem_percent)
    return Scale(float("nan"), height_cm, "none", 100.0)


def _nose_to_heel(position: FloatArray) -> FloatArray:
    """(T,) picture height from the nose to the lower heel."""
    heels = np.fmax(position[:, _AT["left_heel"], 1], position[:, _AT["right_heel"], 1])
    down: FloatArray = heels - position[:, _AT["nose"], 1]
    return down


def _standing(position: FloatArray, visibility: FloatArray, least: float, rules: ScaleSettings) -> NDArray[np.bool_]:
    """(T,) frames with the trunk upright, at least one knee straight, and nose and a heel in sight."""
    heel = np.fmax(visibility[:, _AT["left_heel"]], visibility[:, _AT["right_heel"]])
    sight = (visibility[:, _AT["nose"]] >= least) & (heel >= least)
    trunk = _middle(position, "shoulder") - _middle(position, "hip")
    lean = np.degrees(np.arctan2(np.abs(trunk[:, 0]), -trunk[:, 1]))
    bend = np.fmin(_bend(position, "left"), _bend(position, "right"))
    with np.errstate(invalid="ignore"):
        upright = (lean <= rules.upright_trunk_deg) & (bend <= rules.straight_knee_deg)
        return sight & upright & (_nose_to_heel(position) > 0)


def _level(world: FloatArray) -> NDArray[np.bool_]:
    """(T,) frames with the trunk nearer to level than to upright: on all fours from behind, a picture looks upright."""
    trunk = _middle(world, "shoulder") - _middle(world, "hip")
    with np.errstate(invalid="ignore"):
        level: NDArray[np.bool_] = np.abs(trunk[:, 1]) < np.hypot(trunk[:, 0], trunk[:, 2])
    return level


def _bend(position: FloatArray, side: str) -> FloatArray:
    """(T,) unsigned knee bend in the picture, degrees."""
    hip, knee, ankle = (position[:, _AT[f"{side}_{p}"]] for p in ("hip", "knee", "ankle"))
    thigh, shank = knee - hip, ankle - knee
    cross = thigh[:, 0] * shank[:, 1] - thigh[:, 1] * shank[:, 0]
    bend: FloatArray = np.degrees(np.arctan2(np.abs(cross), (thigh * shank).sum(axis=1)))
    return bend


def _by_segments(
    position: FloatArray, visibility: FloatArray, least: float, rules: ScaleSettings, least_frames: int
) -> float:
    """Body height from the longest-usual lengths of trunk, thigh and shank of the better seen side.

    A segment that looks far too short against the others points at the camera and is left out. NaN where one is never
    seen.
    """
    sides = []
    for side in ("left", "right"):
        points = [_AT[f"{side}_{p}"] for p in ("shoulder", "hip", "knee", "ankle")]
        chain = np.where((visibility[:, points] >= least)[..., None], position[:, points], np.nan)
        lengths = np.linalg.norm(np.diff(chain, axis=1), axis=2)
        enough = np.isfinite(lengths).sum(axis=0) >= least_frames
        usual = np.nanpercentile(lengths, rules.segment_percentile, axis=0) if enough.all() else np.full(3, np.nan)
        sides.append((float(np.nanmean(visibility[:, points])) if len(visibility) else 0.0, _height(usual, rules)))
    known = [s for s in sides if np.isfinite(s[1])]
    return max(known)[1] if known else float("nan")


def _height(lengths: FloatArray, rules: ScaleSettings) -> float:
    """Body height from the (3,) lengths of trunk, thigh and shank."""
    shares = np.array(rules.segment_shares)
    each = lengths / shares
    shown = each >= rules.least_segment_share * each.max()
    return float(lengths[shown].sum() / shares[shown].sum()) if shown.any() else float("nan")


def _middle(position: FloatArray, part: str) -> FloatArray:
    middle: FloatArray = 0.5 * (position[:, _AT[f"left_{part}"]] + position[:, _AT[f"right_{part}"]])
    return middle
