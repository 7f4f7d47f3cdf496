"""Raw landmarks to clean ones: sides put right, hidden points marked, short gaps filled, noise taken out.

Nothing is shifted in time: the low-pass runs forward and back. Nothing is invented: long gaps stay empty, nothing is
drawn beyond the first and last frame, and every point says by its ``PointState`` where it comes from. The caller keeps
the raw track.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, FloatArray, PointState, validate_pose_track
from taikan.core.records import Reason
from taikan.knowledge.cleaning_settings import (
    CleaningSettings,
    JitterSettings,
    OcclusionSettings,
    load_cleaning_settings,
)
from taikan.pose.clean_swaps import exchange, find_swaps
from taikan.pose.filters import butterworth, differentiate, fill_short_gaps, median_filter

if TYPE_CHECKING:
    import xarray as xr

_AT = {name: i for i, name in enumerate(KEYPOINTS)}
_JOINTS = [_AT[f"{side}_{part}"] for side in ("left", "right") for part in ("shoulder", "hip", "knee", "ankle")]


@dataclass(frozen=True)
class CleanedTrack:
    """A cleaned pose track and what was done to it.

    ``notes`` hold ``filled_gaps`` (``percent`` of points) and ``swaps_repaired`` (``count`` of frames) where it
    happened. ``jitter_percent`` is the SD of still, visible joints about their smoothed place in percent of body
    height, NaN where no joint was still.
    """

    track: "xr.Dataset"
    notes: tuple[Reason, ...]
    jitter_percent: float


def clean(
    track: "xr.Dataset", *, cutoff_hz: float | None = None, settings: CleaningSettings | None = None
) -> CleanedTrack:
    """Clean a raw pose track; the layout stays the same.

    ``cutoff_hz`` is the low-pass cutoff, by default that of slow movements (6 Hz; running wants 10-12). Visibility
    stays as the model gave it, with the sides of repaired frames exchanged. Hidden points keep the model's guess,
    marked OCCLUDED. Raises ``ValueError`` for a cutoff that is not positive.
    """
    settings = settings or load_cleaning_settings()
    cutoff = settings.smoothing.slow_cutoff_hz if cutoff_hz is None else cutoff_hz
    time = track["time"].to_numpy()
    position, world = track["position"].to_numpy(), track["world"].to_numpy()
    visibility, body_px = track["visibility"].to_numpy(), body_height_px(position, settings.jitter)
    swapped = find_swaps(time, position, world, visibility, body_px, settings.swaps)
    position, world, visibility = (exchange(values, swapped) for values in (position, world, visibility))
    missing = ~np.isfinite(position[..., 0])
    hidden = mark_hidden(visibility, position, (track.attrs["width_px"], track.attrs["height_px"]), settings.occlusion)
    position, world = (_filled(time, values, settings.gaps.longest_s) for values in (position, world))
    filled = missing & np.isfinite(position[..., 0])
    smooth = [_smoothed(time, values, settings.smoothing.median_width, cutoff) for values in (position, world)]
    state = np.where(hidden, PointState.OCCLUDED, PointState.MEASURED)
    state = np.where(filled, PointState.FILLED, np.where(missing, PointState.MISSING, state)).astype(np.int8)
    cleaned = track.assign(
        position=(track["position"].dims, smooth[0]),
        world=(track["world"].dims, smooth[1]),
        visibility=(track["visibility"].dims, visibility),
        state=(track["state"].dims, state),
        swapped=(track["swapped"].dims, swapped.any(axis=1)),
    )
    jitter = jitter_percent(time, position, smooth[0], state == PointState.MEASURED, settings.jitter)
    return CleanedTrack(validate_pose_track(cleaned), _notes(filled, swapped), jitter)


def mark_hidden(
    visibility: FloatArray, position: FloatArray, size_px: tuple[int, int], settings: OcclusionSettings
) -> NDArray[np.bool_]:
    """(T, 33) true where a landmark is a guess: visibility fell below one level and is not yet back above the other,
    or the point lies outside the picture of ``size_px`` (width, height)."""
    hidden = np.zeros(visibility.shape, dtype=bool)
    low, high = visibility < settings.hidden_below, visibility > settings.seen_above
    now = low[0] if len(low) else np.zeros(visibility.shape[1], dtype=bool)
    for t in range(len(visibility)):
        now = low[t] | (now & ~high[t])
        hidden[t] = now
    margin = settings.margin_percent / 100.0 * max(size_px)
    with np.errstate(invalid="ignore"):
        outside = (position[..., :2] < -margin) | (position[..., :2] > np.array(size_px) + margin)
    marked: NDArray[np.bool_] = hidden | outside.any(axis=-1)
    return marked


def body_height_px(position: FloatArray, settings: JitterSettings) -> float:
    """Body height in pixels from the usual longest hip-shoulder line; 0 where it was never seen."""
    lengths = [
        np.linalg.norm(position[:, _AT[f"{s}_shoulder"], :2] - position[:, _AT[f"{s}_hip"], :2], axis=-1)
        for s in ("left", "right")
    ]
    trunk = np.concatenate(lengths)
    trunk = trunk[np.isfinite(trunk)]
    return float(np.percentile(trunk, 75)) / settings.trunk_share if len(trunk) else 0.0


def jitter_percent(
    time_s: FloatArray,
    raw: FloatArray,
    smooth: FloatArray,
    measured: NDArray[np.bool_],
    settings: JitterSettings,
) -> float:
    """Median over the main joints of the SD of ``raw`` about ``smooth`` (T, 33, 3) while still, % of body height.

    The low-pass keeps the slow part of the jitter, so this is a lower bound. NaN where no joint was still long enough.
    """
    body = body_height_px(smooth, settings)
    if body <= 0 or len(time_s) < settings.min_frames:
        return float("nan")
    speed = np.linalg.norm(differentiate(time_s, smooth[:, _JOINTS, :2]), axis=-1) / body * 100.0
    off = (raw - smooth)[:, _JOINTS, :2] / body * 100.0
    with np.errstate(invalid="ignore"):
        still = (speed < settings.still_percent_s) & measured[:, _JOINTS] & np.isfinite(off).all(axis=-1)
    spreads = [
        float(np.sqrt((off[still[:, j], j] ** 2).mean()))
        for j in range(len(_JOINTS))
        if still[:, j].sum() >= settings.min_frames
    ]
    return float(np.median(spreads)) if spreads else float("nan")


def _filled(time_s: FloatArray, values: FloatArray, longest_s: float) -> FloatArray:
    out = values.copy()
    for index in np.ndindex(values.shape[1:]):
        column = (slice(None), *index)
        out[column] = fill_short_gaps(time_s, values[column], longest_s)
    return out


def _smoothed(time_s: FloatArray, values: FloatArray, width: int, cutoff_hz: float) -> FloatArray:
    return butterworth(time_s, median_filter(values, width), cutoff_hz)


def _notes(filled: NDArray[np.bool_], swapped: NDArray[np.bool_]) -> tuple[Reason, ...]:
    notes = []
    if filled.any():
        notes.append(Reason(code="filled_gaps", values={"percent": float(100.0 * filled.mean())}))
    if swapped.any():
        notes.append(Reason(code="swaps_repaired", values={"count": int(swapped.any(axis=1).sum())}))
    return tuple(notes)
