"""The back's outline in a side view: how far it bulges, frame by frame, and how that differs from the person's neutral.

What is measured is the shape of the silhouette's dorsal edge between hip and shoulder, never lumbar flexion: clothes
lie over it and half the spine's bend may hide in the pelvis. An absolute depth depends on the body, so only changes
from the same person's neutral in the same recording are read.
"""

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from taikan.kinematics.contour_confidence import combine, frame_doubts
from taikan.kinematics.contour_smoothing import smooth
from taikan.kinematics.spine_bend import BackShape, NeutralShape, back_shape, bend_from_neutral, neutral_shape
from taikan.kinematics.spine_curve import BackCurve, fit_curves
from taikan.kinematics.spine_edge import chords, find_edge, near_side, toes_agree
from taikan.kinematics.view import View
from taikan.knowledge.contour_settings import ContourSettings, RampName, load_contour_settings
from taikan.pose.silhouette import Silhouettes

FloatArray = NDArray[np.float64]

_MAD_TO_SD = 1.4826
_NORMAL_95 = 1.96
_SPEED_REACH_S = 0.15


@dataclass(frozen=True, eq=False)
class Neutral:
    """A person's own upright posture in this recording.

    Depths in % of chord with their standard errors; ``confidence`` 0..1; ``start_s, end_s`` first and last frame used;
    ``before_set`` false when no still moment lay before the set and one between repetitions had to do.
    """

    lower_percent: float
    upper_percent: float
    total_percent: float
    lower_se: float
    upper_se: float
    total_se: float
    confidence: float
    start_s: float
    end_s: float
    frame_count: int
    before_set: bool
    shape: NeutralShape | None = None


@dataclass(frozen=True, eq=False)
class SpineContour:
    """Back outline of T frames, smoothed over time without delay.

    ``lower_percent, upper_percent, total_percent`` (T,) signed depth of the outline outside its chord at the middle of
    the lower half, of the upper half and of the whole, % of the hip-shoulder distance, + bulging backwards (rounding),
    - hollow; ``*_se`` their standard errors. ``confidence`` (T,) 0..1. ``refusal`` (T,) reason code, empty where
    measured. NaN where refused. ``shape`` is the whole edge, for the bend in degrees. For drawing, upright image
    pixels, y down: ``edge_px`` (T, M, 2) found edge points
    that count, ``curve_px`` (T, M, 2) the fitted curve, both from hip to shoulder.
    """

    time_s: FloatArray
    lower_percent: FloatArray
    upper_percent: FloatArray
    total_percent: FloatArray
    lower_se: FloatArray
    upper_se: FloatArray
    total_se: FloatArray
    confidence: FloatArray
    refusal: NDArray[np.str_]
    edge_px: FloatArray
    curve_px: FloatArray
    neutral: Neutral | None = None
    shape: BackShape | None = None

    def main_refusal(self) -> str:
        """The commonest reason code of refused frames; empty when none is refused."""
        codes, counts = np.unique(self.refusal[self.refusal != ""], return_counts=True)
        return str(codes[counts.argmax()]) if len(codes) else ""


def measure_contour(
    track: xr.Dataset, silhouettes: Silhouettes, view: View, settings: ContourSettings | None = None
) -> SpineContour:
    """Measure the back's outline in every frame.

    Parameters
    ----------
    track : pose track (``core.arrays.pose_track``) with as many frames as ``silhouettes``.
    view : which way the camera looks; the back lies opposite to ``view.facing``.
    settings : default the shipped ``knowledge/spine_contour.toml``.

    Raises
    ------
    ValueError
        If track and silhouettes differ in length.
    """
    if track.sizes["time"] != len(silhouettes):
        raise ValueError("track and silhouettes must have the same frames")
    settings = settings or load_contour_settings()
    side = near_side(track, view.near_side)
    chord = chords(track, side, view.facing or 1)
    whole = find_edge(track, silhouettes, chord, settings)
    edge = whole.above(settings.sampling.below)
    curve = fit_curves(edge.s, edge.behind, ~edge.arm, settings.fit)
    doubts = {**_view_doubts(track, view, side), "visibility": chord.visibility, **frame_doubts(edge, curve)}
    points = chord.to_image(edge.s, np.where(curve.on_curve, edge.behind, np.nan))
    drawing = (points, chord.to_image(edge.s, curve.behind))
    contour = _assemble(track["time"].to_numpy(), curve, doubts, drawing, settings)
    weight = np.where(contour.refusal == "", contour.confidence, 0.0)
    shape = back_shape(contour.time_s, whole, np.hypot(*chord.along.T), weight, settings)
    return replace(contour, shape=shape)


def _view_doubts(track: xr.Dataset, view: View, side: str) -> dict[RampName, FloatArray]:
    """Degrees off the side view, the same for all frames; unknown when nobody can say where the back is."""
    off = abs(90.0 - abs(view.yaw_deg))
    if view.facing == 0 or not toes_agree(track, side, view.facing):
        off = np.nan
    count = track.sizes["time"]
    return {"view": np.full(count, off), "view_confidence": np.full(count, view.confidence)}


def _assemble(
    time_s: FloatArray,
    curve: BackCurve,
    doubts: dict[RampName, FloatArray],
    drawing: tuple[FloatArray, FloatArray],
    settings: ContourSettings,
) -> SpineContour:
    first, _ = combine(doubts, settings)
    trusted = first >= settings.refusal.below
    smoothed = smooth(time_s, curve.depth_percent, np.where(trusted, first, 0.0), settings.smoothing)
    flapping = np.where(trusted, smoothed.scatter, 0.0)
    confidence, refusal = combine({**doubts, "flapping": flapping}, settings)
    shown = refusal == ""
    depth = np.where(shown[:, None], smoothed.values, np.nan)
    noise = smoothed.scatter**2 / smoothed.count + settings.fit.model_error_percent**2
    error = np.where(shown[:, None], np.sqrt(curve.depth_se**2 + noise[:, None]), np.nan)
    edge_px, curve_px = (np.where(shown[:, None, None], points, np.nan) for points in drawing)
    return SpineContour(
        time_s=time_s,
        lower_percent=depth[:, 0],
        upper_percent=depth[:, 1],
        total_percent=depth[:, 2],
        lower_se=error[:, 0],
        upper_se=error[:, 1],
        total_se=error[:, 2],
        confidence=confidence,
        refusal=refusal,
        edge_px=edge_px,
        curve_px=curve_px,
    )


@dataclass(frozen=True, eq=False)
class ChangeSeries:
    """Change of depth from neutral per frame, (T,) each, % of chord, + more bulging, and the bend in degrees; NaN where
    not measured."""

    time_s: FloatArray
    lower_percent: FloatArray
    upper_percent: FloatArray
    total_percent: FloatArray
    lower_se: FloatArray
    upper_se: FloatArray
    total_se: FloatArray
    confidence: FloatArray
    bend_deg: FloatArray


@dataclass(frozen=True)
class BendChange:
    """Largest bend of the spine from neutral in a span, held for ``sustain_s``: degrees as the body lab reads outlines,
    their standard error, confidence 0..1, and the time in the middle of that moment."""

    deg: float
    se: float
    confidence: float
    peak_s: float


@dataclass(frozen=True)
class PartChange:
    """Largest change of one part in a span, held for ``sustain_s``: % of chord, its standard error, confidence 0..1 of
    the frames that show it and of the neutral, and the time in the middle of the moment it was held."""

    percent: float
    se: float
    confidence: float
    peak_s: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval, % of chord."""
        return self.percent - _NORMAL_95 * self.se, self.percent + _NORMAL_95 * self.se


@dataclass(frozen=True)
class ContourChange:
    """Largest changes from neutral within one repetition; ``measured_share`` 0..1 of its frames showed the outline.
    ``bend`` is None where the edge near the hip was not seen."""

    lower: PartChange
    upper: PartChange
    total: PartChange
    measured_share: float
    bend: BendChange | None = None


def find_neutral(
    contour: SpineContour,
    trunk_inclination_deg: FloatArray,
    *,
    before_s: float | None = None,
    within_s: tuple[float, float] | None = None,
    settings: ContourSettings | None = None,
) -> Neutral | None:
    """The person's own neutral: median outline of still, upright, well seen frames; None if there are too few.

    ``trunk_inclination_deg`` (T,) hip-shoulder line from vertical, + forward. Frames before ``before_s`` (the start of
    the set) are taken; without enough of them, still upright frames of the whole clip. ``within_s`` limits the search
    to a span, such as the tall-sitting reference of a sitting recording.
    """
    settings = settings or load_contour_settings()
    rule, time_s = settings.neutral, contour.time_s
    upright = np.abs(trunk_inclination_deg) <= rule.inclination_deg
    still = _speed(time_s, trunk_inclination_deg) <= rule.speed_deg_per_s
    usable = upright & still & (contour.confidence >= rule.least_confidence) & np.isfinite(contour.total_percent)
    if within_s is not None:
        usable &= (time_s >= within_s[0]) & (time_s <= within_s[1])
    early = usable & (time_s < before_s) if before_s is not None else usable
    for chosen, before_set in ((early, True), (usable, False)):
        if _shown_s(time_s, chosen) >= rule.least_s:
            return _neutral_of(contour, chosen, before_set, settings)
    return None


def change_from_neutral(
    contour: SpineContour, neutral: Neutral, settings: ContourSettings | None = None
) -> ChangeSeries:
    """Depth minus neutral depth in every frame; the errors of both add up, confidence is the lesser."""
    bend = np.full(len(contour.time_s), np.nan)
    if contour.shape is not None and neutral.shape is not None:
        bend = bend_from_neutral(contour.shape, neutral.shape, (settings or load_contour_settings()).bend)
    return ChangeSeries(
        time_s=contour.time_s,
        lower_percent=contour.lower_percent - neutral.lower_percent,
        upper_percent=contour.upper_percent - neutral.upper_percent,
        total_percent=contour.total_percent - neutral.total_percent,
        lower_se=np.hypot(contour.lower_se, neutral.lower_se),
        upper_se=np.hypot(contour.upper_se, neutral.upper_se),
        total_se=np.hypot(contour.total_se, neutral.total_se),
        confidence=np.minimum(contour.confidence, neutral.confidence),
        bend_deg=bend,
    )


def change_in_repetition(
    contour: SpineContour, neutral: Neutral, start_s: float, end_s: float, settings: ContourSettings | None = None
) -> ContourChange | None:
    """Largest changes from neutral between two times; None where the outline was never seen long enough."""
    settings = settings or load_contour_settings()
    span = (contour.time_s >= start_s) & (contour.time_s <= end_s)
    change = change_from_neutral(contour, neutral, settings)
    time_s, confidence = contour.time_s[span], change.confidence[span]
    parts = [
        _largest_held(time_s, values[span], error[span], confidence, settings)
        for values, error in (
            (change.lower_percent, change.lower_se),
            (change.upper_percent, change.upper_se),
            (change.total_percent, change.total_se),
        )
    ]
    lower, upper, total = parts
    if lower is None or upper is None or total is None:
        return None
    error = np.full(len(time_s), settings.bend.error_deg)
    held = _largest_held(time_s, change.bend_deg[span], error, confidence, settings)
    bend = None if held is None else BendChange(held.percent, held.se, held.confidence, held.peak_s)
    return ContourChange(lower, upper, total, float(np.isfinite(change.total_percent[span]).mean()), bend)


def _largest_held(
    time_s: FloatArray, values: FloatArray, error: FloatArray, confidence: FloatArray, settings: ContourSettings
) -> PartChange | None:
    """The highest level not left for ``sustain_s``, over windows in which enough frames are measured."""
    best: PartChange | None = None
    known = np.isfinite(values)
    stops = np.searchsorted(time_s, time_s + settings.change.sustain_s - 1e-9)
    for first, stop in enumerate(stops):
        if stop >= len(time_s):
            break
        window = slice(first, stop + 1)
        seen = known[window]
        if seen.mean() < settings.change.sustain_share:
            continue
        level = float(values[window][seen].min())
        if best is None or level > best.percent:
            se, sure = float(np.median(error[window][seen])), float(confidence[window][seen].mean())
            best = PartChange(level, se, sure, float((time_s[first] + time_s[stop]) / 2))
    return best


def _neutral_of(
    contour: SpineContour, chosen: NDArray[np.bool_], before_set: bool, settings: ContourSettings
) -> Neutral:
    times = contour.time_s[chosen]
    moments = max(_shown_s(contour.time_s, chosen) / (2 * settings.smoothing.sigma_s), 1.0)

    def middle(values: FloatArray) -> float:
        return float(np.median(values[chosen]))

    def error(values: FloatArray, se: FloatArray) -> float:
        spread = _MAD_TO_SD * float(np.median(np.abs(values[chosen] - middle(values))))
        return float(np.hypot(middle(se), spread / np.sqrt(moments)))

    return Neutral(
        lower_percent=middle(contour.lower_percent),
        upper_percent=middle(contour.upper_percent),
        total_percent=middle(contour.total_percent),
        lower_se=error(contour.lower_percent, contour.lower_se),
        upper_se=error(contour.upper_percent, contour.upper_se),
        total_se=error(contour.total_percent, contour.total_se),
        confidence=middle(contour.confidence),
        start_s=float(times[0]),
        end_s=float(times[-1]),
        frame_count=int(chosen.sum()),
        before_set=before_set,
        shape=None if contour.shape is None else neutral_shape(contour.shape, chosen),
    )


def _shown_s(time_s: FloatArray, chosen: NDArray[np.bool_]) -> float:
    """Seconds the chosen frames stand for; a gap in the recording counts as one usual frame."""
    if len(time_s) < 2:
        return 0.0
    step = np.diff(time_s, append=2 * time_s[-1] - time_s[-2])
    return float(np.minimum(step, 2 * np.median(step))[chosen].sum())


def _speed(time_s: FloatArray, angle_deg: FloatArray) -> FloatArray:
    """(T,) size of the turning speed, deg/s, over a third of a second; infinite where unknown."""
    known = np.isfinite(angle_deg)
    if known.sum() < 2:
        return np.full(len(time_s), np.inf)
    late = np.clip(time_s + _SPEED_REACH_S, time_s[0], time_s[-1])
    early = np.clip(time_s - _SPEED_REACH_S, time_s[0], time_s[-1])
    turned = np.interp(late, time_s[known], angle_deg[known]) - np.interp(early, time_s[known], angle_deg[known])
    return np.where(known, np.abs(turned) / np.maximum(late - early, 1e-9), np.inf)
