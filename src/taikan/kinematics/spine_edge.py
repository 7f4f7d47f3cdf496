"""Where the back's edge lies in each silhouette: distance behind the near hip-shoulder line, sampled along it.

Lengths are fractions of the chord (near hip to near shoulder landmark, upright image pixels); along it 0 is the hip and
1 the shoulder, behind it (dorsal) is positive. Turning, moving, scaling or mirroring the picture changes none of them.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS
from taikan.knowledge.contour_settings import ArmSettings, ContourSettings, SamplingSettings
from taikan.pose.silhouette import Silhouettes

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_ARM = ("shoulder", "elbow", "wrist", "index")
_STEPS_PER_BONE = 8
_FRAMES_AT_ONCE = 1000  # every edge point against every arm point: all frames of a long clip would fill the memory
_LEAST_FOOT_VISIBILITY = 0.5


@dataclass(frozen=True, eq=False)
class Chords:
    """The near hip-shoulder line of each frame.

    ``hip, along, behind`` (T, 2) image pixels: origin, chord vector, and the dorsal normal of the same length, so that
    a point is ``hip + s * along + r * behind``. NaN where a landmark is missing. ``visibility`` (T,) is the lesser of
    the two landmarks'; ``side`` the near side.
    """

    hip: FloatArray
    along: FloatArray
    behind: FloatArray
    visibility: FloatArray
    side: str

    def to_chord(self, points_px: FloatArray) -> FloatArray:
        """(T, N, 2) image pixels to (T, N, 2) chord coordinates (s, r)."""
        delta = points_px - self.hip[:, None]
        square = (self.along**2).sum(axis=1)[:, None]
        s = (delta * self.along[:, None]).sum(axis=2) / square
        r = (delta * self.behind[:, None]).sum(axis=2) / square
        return np.stack([s, r], axis=2)

    def to_image(self, s: FloatArray, r: FloatArray) -> FloatArray:
        """Chord coordinates, s (M,) and r (T, M), to (T, M, 2) image pixels."""
        at = self.hip[:, None] + s[None, :, None] * self.along[:, None]
        return np.asarray(at + r[..., None] * self.behind[:, None], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class BackEdge:
    """Edge samples of T frames at M places along the chord.

    ``s`` (M,); ``behind`` (T, M) distance behind the chord, NaN where no edge was met; ``sharpness`` (T, M) fall of the
    mask's probability per mask pixel there; ``inside`` (T,) mean probability between chord and edge, NaN without a
    mask; ``chord_mask_px`` (T,) chord length in mask pixels; ``arm`` (T, M) true where the edge is an arm's.
    """

    s: FloatArray
    behind: FloatArray
    sharpness: FloatArray
    inside: FloatArray
    chord_mask_px: FloatArray
    arm: BoolArray

    def above(self, first: int) -> "BackEdge":
        """The same without its lowest ``first`` places."""
        part = (slice(None), slice(first, None))
        return replace(
            self, s=self.s[first:], behind=self.behind[part], sharpness=self.sharpness[part], arm=self.arm[part]
        )


def near_side(track: xr.Dataset, named: str) -> str:
    """``left`` or ``right``: the named near side, or the better seen one when ``named`` is neither."""
    if named in ("left", "right"):
        return named
    seen = {side: _visibility(track, side).mean() if track.sizes["time"] else 0.0 for side in ("left", "right")}
    return max(seen, key=lambda side: seen[side])


def chords(track: xr.Dataset, side: str, facing: int) -> Chords:
    """Hip-shoulder line of ``side`` in every frame of a pose track.

    ``facing`` +1 towards image-right, -1 image-left: a person upright and facing right has the back on the left, and
    the dorsal normal turns with the trunk, so a bent or four-footed position needs no other rule.
    """
    position = track["position"].to_numpy()[..., :2]
    hip = position[:, KEYPOINTS.index(f"{side}_hip")]
    along = position[:, KEYPOINTS.index(f"{side}_shoulder")] - hip
    along = np.where((np.abs(along).sum(axis=1) > 0)[:, None], along, np.nan)
    behind = facing * np.stack([along[:, 1], -along[:, 0]], axis=1)
    return Chords(hip, along, behind, _visibility(track, side), side)


def toes_agree(track: xr.Dataset, side: str, facing: int) -> bool:
    """False when the near foot clearly points the other way than ``facing`` for most of the clip.

    Toes lie on the ventral side of the shank in every posture, so the sign of shank x foot tells the facing even in a
    bent or lying body.
    """
    position = track["position"].to_numpy()[..., :2]
    points = {name: KEYPOINTS.index(f"{side}_{name}") for name in ("knee", "ankle", "heel", "foot_index")}
    seen = (track["visibility"].to_numpy()[:, list(points.values())] >= _LEAST_FOOT_VISIBILITY).all(axis=1)
    shank = position[:, points["ankle"]] - position[:, points["knee"]]
    foot = position[:, points["foot_index"]] - position[:, points["heel"]]
    size = np.hypot(*shank.T) * np.hypot(*foot.T)
    with np.errstate(invalid="ignore", divide="ignore"):
        turn = (shank[:, 1] * foot[:, 0] - shank[:, 0] * foot[:, 1]) / size
    turn = turn[seen & np.isfinite(turn)]
    return turn.size == 0 or bool(np.median(turn) * facing > -np.sin(np.radians(20.0)))


def find_edge(track: xr.Dataset, silhouettes: Silhouettes, chord: Chords, settings: ContourSettings) -> BackEdge:
    """Sample every silhouette along the chord's dorsal normals and find where the body ends, to a part of a pixel."""
    sampling = settings.sampling
    step = (sampling.end - sampling.start) / (sampling.positions - 1)
    places = np.arange(-sampling.below, sampling.positions)
    s: FloatArray = np.asarray(sampling.start + step * places, dtype=np.float64)
    r = np.linspace(0.0, sampling.reach, sampling.steps)
    count = track.sizes["time"]
    behind = np.full((count, len(s)), np.nan)
    sharpness = np.full((count, len(s)), np.nan)
    inside = np.full(count, np.nan)
    chord_mask_px = np.full(count, np.nan)
    for index in range(count):
        mask = silhouettes.mask(index) if np.isfinite(chord.along[index]).all() else None
        if mask is None:
            continue
        grid, scale = _mask_grid(chord, index, silhouettes.to_image(index), s, r)
        profile = cv2.remap(mask, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        behind[index], sharpness[index], inside[index] = _crossing(profile, r, sampling)
        chord_mask_px[index] = scale
    sharpness /= chord_mask_px[:, None]
    behind[~_in_picture(track, chord.to_image(s, behind))] = np.nan
    arm = _arm_points(track, chord, s, behind, settings.arm)
    return BackEdge(s, behind, sharpness, inside, chord_mask_px, arm)


def _visibility(track: xr.Dataset, side: str) -> FloatArray:
    columns = [KEYPOINTS.index(f"{side}_hip"), KEYPOINTS.index(f"{side}_shoulder")]
    return np.asarray(track["visibility"].to_numpy()[:, columns].min(axis=1), dtype=np.float64)


def _mask_grid(
    chord: Chords, index: int, to_image: FloatArray, s: FloatArray, r: FloatArray
) -> tuple[NDArray[np.float32], float]:
    """(M, K, 2) mask pixel coordinates of the rays, and the chord's length in mask pixels."""
    back = np.linalg.inv(to_image[:, :2])
    origin = back @ (chord.hip[index] - to_image[:, 2])
    along, behind = back @ chord.along[index], back @ chord.behind[index]
    grid = origin + s[:, None, None] * along + r[None, :, None] * behind
    return grid.astype(np.float32), float(np.hypot(*along))


def _crossing(
    profile: NDArray[np.float32], r: FloatArray, sampling: SamplingSettings
) -> tuple[FloatArray, FloatArray, float]:
    """Edge distance and fall of probability per chord length (M,), and mean probability inside, of (M, K) ray profiles.

    The edge is where a ray that has been inside the body first leaves it for ``bridge`` samples: an arm held off the
    back, with background in between, is not reached.
    """
    is_in = profile >= sampling.level
    first_in = is_in.argmax(axis=1)
    entered = is_in.any(axis=1) & (r[first_in] <= sampling.entry)
    gone = ~is_in
    for step in range(1, sampling.bridge):
        gone[:, :-step] &= ~is_in[:, step:]
    gone &= np.arange(len(r)) > first_in[:, None]
    out = gone.argmax(axis=1)
    found = entered & gone.any(axis=1)
    rows = np.arange(len(profile))
    last, after = profile[rows, out - 1].astype(np.float64), profile[rows, out].astype(np.float64)
    step_r = r[1] - r[0]
    fall = np.where(found, last - after, np.nan)
    part = (last - sampling.level) / np.where(fall > 0, fall, np.nan)
    inside = (np.arange(len(r)) >= first_in[:, None]) & (np.arange(len(r)) < out[:, None] - 2) & found[:, None]
    mean_inside = float(profile[inside].mean()) if inside.any() else np.nan
    return r[out - 1] + part * step_r, fall / step_r, mean_inside


def _in_picture(track: xr.Dataset, points_px: FloatArray) -> BoolArray:
    limit = np.array([track.attrs["width_px"], track.attrs["height_px"]]) - 1.0
    with np.errstate(invalid="ignore"):
        return np.asarray(((points_px >= 0.5) & (points_px <= limit - 0.5)).all(axis=2))


def _arm_points(track: xr.Dataset, chord: Chords, s: FloatArray, behind: FloatArray, arm: ArmSettings) -> BoolArray:
    """(T, M) true where an arm lies at the edge or behind it.

    Once an elbow makes the edge, so does the upper arm with its sleeve from there up to the shoulder. The far arm
    counts however little of it is seen: where the model guesses it behind the back it mostly is.
    """
    hit = np.zeros(behind.shape, dtype=bool)
    for side in ("left", "right"):
        joints = _arm_joints(track, side)
        reach = arm.reach + _bend(joints) * (arm.bent_reach - arm.reach)
        path = chord.to_chord(_along_bones(joints))
        for start in range(0, len(hit), _FRAMES_AT_ONCE):
            part = slice(start, start + _FRAMES_AT_ONCE)
            hit[part] |= _arm_hits(path[part], reach[part], s, behind[part], arm)
    return hit


def _arm_hits(path: FloatArray, reach: FloatArray, s: FloatArray, behind: FloatArray, arm: ArmSettings) -> BoolArray:
    """(T, M) for one arm's points ``path`` (T, N, 2) along and behind the chord, each reaching ``reach`` (T,) back."""
    with np.errstate(invalid="ignore"):
        near = np.abs(path[:, None, :, 0] - s[None, :, None]) <= arm.half_width
        makes_edge = near & (path[:, None, :, 1] + reach[:, None, None] >= behind[:, :, None])
        elbow = makes_edge[:, :, _STEPS_PER_BONE - 1].any(axis=1)
        above_elbow = s[None, :] >= path[:, _STEPS_PER_BONE - 1, 0, None] - arm.half_width
    hits: BoolArray = makes_edge.any(axis=2) | (np.asarray(elbow)[:, None] & above_elbow)
    return hits


def _arm_joints(track: xr.Dataset, side: str) -> FloatArray:
    """(T, 4, 2) shoulder, elbow, wrist and index finger in image pixels."""
    columns = [KEYPOINTS.index(f"{side}_{name}") for name in _ARM]
    return np.asarray(track["position"].to_numpy()[:, columns, :2], dtype=np.float64)


def _bend(joints: FloatArray) -> FloatArray:
    """(T,) 0 for a straight elbow, 1 from a right angle on, as the picture shows it."""
    upper, fore = joints[:, 1] - joints[:, 0], joints[:, 2] - joints[:, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = (upper * fore).sum(axis=1) / (np.hypot(*upper.T) * np.hypot(*fore.T))
    return np.asarray(np.nan_to_num(np.clip(1.0 - cosine, 0.0, 1.0)), dtype=np.float64)


def _along_bones(joints: FloatArray) -> FloatArray:
    """(T, N, 2) points along upper arm, forearm and hand."""
    share = np.linspace(0.0, 1.0, _STEPS_PER_BONE)[:, None]
    bones = [joints[:, k, None] * (1 - share) + joints[:, k + 1, None] * share for k in range(len(_ARM) - 1)]
    return np.concatenate(bones, axis=1)
