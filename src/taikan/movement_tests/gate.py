"""Whether a recording may be measured: checks before and after the repetitions are found. Pure; thresholds are data."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, FloatArray, PointState
from taikan.core.records import Reason, Side, ViewLabel
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.knowledge.models import Gate, ViewFamily
from taikan.movement_tests.base import MovementTest, TestInput

Frames = NDArray[np.bool_]
MIDLINE = frozenset({"nose"})


def view_family(label: ViewLabel) -> ViewFamily | None:
    """The kind of camera a view label belongs to; ``None`` for a slanted or unknown one."""
    families: dict[ViewLabel, ViewFamily] = {
        "sagittal_left": "sagittal",
        "sagittal_right": "sagittal",
        "frontal": "frontal",
        "posterior": "posterior",
    }
    return families.get(label)


def used_sides(motion: Motion, side: Side = "none") -> tuple[Side, ...]:
    """Sides whose landmarks count: ``side`` itself, else the near one, else both."""
    if side in {"left", "right"}:
        return (side,)
    near = motion.view.near_side
    return ("left", "right") if near == "both" else (near,)


def keypoints(parts: tuple[str, ...], sides: tuple[Side, ...]) -> list[int]:
    """Columns of ``parts`` (names without side) on ``sides``."""
    names = {part if part in MIDLINE else f"{side}_{part}" for part in parts for side in sides}
    return sorted(KEYPOINTS.index(name) for name in names)


def missing(motion: Motion, columns: list[int]) -> Frames:
    """(T,) frames in which any of the landmarks has no position."""
    lost = motion.track["state"].to_numpy()[:, columns] == PointState.MISSING
    unknown = np.isnan(motion.track["position"].to_numpy()[:, columns, 0])
    frames: Frames = (lost | unknown).any(axis=1)
    return frames


def visibility(motion: Motion, columns: list[int], frames: Frames) -> FloatArray:
    """Mean visibility of each landmark over ``frames``, 0..1, (K,)."""
    seen = motion.track["visibility"].to_numpy()[frames][:, columns]
    return np.asarray(np.nan_to_num(seen, nan=0.0).mean(axis=0) if len(seen) else np.zeros(len(columns)))


def frames_of(motion: Motion, spans: tuple[RepetitionSpan, ...]) -> Frames:
    """(T,) frames inside any of ``spans``, ends included."""
    inside = np.zeros(len(motion.time_s), dtype=bool)
    for span in spans:
        inside[span.start_index : span.end_index + 1] = True
    return inside


def problems_before(test: MovementTest, data: TestInput, gate: Gate) -> Iterator[Reason]:
    """What makes the recording useless whatever was done in it, worst first."""
    motion = data.motion
    time_s = motion.time_s
    is_photo = test.allows_photo and len(time_s) == 1
    if len(time_s) == 1 and not is_photo:
        yield Reason(code="single_frame")
        return
    if len(time_s) == 0 or missing(motion, keypoints(("hip",), ("left", "right"))).all():
        if data.quality is not None and data.quality.brightness.is_too_dark:
            yield Reason(code="too_dark")
        yield Reason(code="no_person")
        return
    if not is_photo:
        yield from _length_problems(test, motion, gate)
    if motion.scale.body_height_px < gate.min_height_px:
        yield Reason(code="person_too_small", values={"height_px": motion.scale.body_height_px})
    yield from _view_problems(test, motion)
    yield from _picture_problems(test, data, gate)


def _length_problems(test: MovementTest, motion: Motion, gate: Gate) -> Iterator[Reason]:
    duration = float(motion.time_s[-1] - motion.time_s[0])
    if duration < gate.min_duration_s:
        yield Reason(code="too_short", values={"found_s": duration, "needed_s": gate.min_duration_s})
    if motion.fps < test.min_fps:
        yield Reason(code="frame_rate_too_low", values={"found": motion.fps, "needed": test.min_fps})


def _view_problems(test: MovementTest, motion: Motion) -> Iterator[Reason]:
    view = motion.view
    if view_family(view.label) in test.views:
        return
    if view.label == "oblique":
        yield Reason(code="oblique_view", values={"yaw_deg": abs(view.yaw_deg), "needed": test.preferred_view})
    else:
        yield Reason(code="wrong_view", values={"needed": test.preferred_view, "seen": view.label})


def _picture_problems(test: MovementTest, data: TestInput, gate: Gate) -> Iterator[Reason]:
    quality = data.quality
    if quality is None:
        return
    if quality.is_still_image and not test.allows_photo:
        yield Reason(code="still_image")
    if quality.brightness.is_too_dark:
        yield Reason(code="too_dark")
    shake = quality.camera.shake_rms_percent or 0.0
    if quality.camera.kind in {"moved", "following"} or shake > gate.max_shake_percent:
        yield Reason(code="camera_moved")
    stretch = quality.longest_stretch
    if quality.cuts_s and (stretch is None or stretch.duration_s < gate.min_duration_s):
        yield Reason(code="cut_in_clip")


def problems_after(
    test: MovementTest, motion: Motion, spans: tuple[RepetitionSpan, ...], options: Mapping[str, str], gate: Gate
) -> Iterator[Reason]:
    """What is wrong with the movement itself or with how its landmarks were seen."""
    complete = sum(span.partial == "none" for span in spans)
    not_this_test = [reason for check in test.checks if (reason := check(motion, spans, options))][:1]
    if not spans:
        # What cannot be seen cannot be counted: say that first.
        yield from _landmark_problems(test, motion, np.ones(len(motion.time_s), dtype=bool), gate)
        yield from not_this_test or [Reason(code="not_still" if test.allows_photo else "no_repetitions")]
        return
    yield from not_this_test
    if complete < test.min_repetitions and not test.allow_partial:
        yield Reason(code="too_few_repetitions", values={"needed": test.min_repetitions, "found": complete})
    yield from _landmark_problems(test, motion, frames_of(motion, spans), gate)
    if hidden_share(test, motion, spans, gate) > gate.max_hidden_fraction:
        yield Reason(code="low_visibility", values={"part": str(test.still_joint)})
        return
    shake = jitter_percent(test, motion, spans, gate)
    if shake > gate.max_jitter_percent:
        yield Reason(code="jitter", values={"percent": shake})


def _landmark_problems(test: MovementTest, motion: Motion, frames: Frames, gate: Gate) -> Iterator[Reason]:
    sides = used_sides(motion)
    columns = keypoints(test.landmarks, sides)
    lost = float(missing(motion, columns)[frames].mean())
    if lost > gate.max_missing_fraction:
        yield Reason(code="missing_frames", values={"percent": 100.0 * lost})
    for part in test.landmarks:
        if _outside(motion, keypoints((part,), sides))[frames].mean() > gate.max_cut_off_fraction:
            yield Reason(code="person_cut_off", values={"part": part})
            return
    seen = visibility(motion, columns, frames)
    if float(seen.mean()) < gate.min_visibility:
        worst = KEYPOINTS[columns[int(np.argmin(seen))]]
        part = worst if worst in MIDLINE else worst.split("_", 1)[1]
        yield Reason(code="low_visibility", values={"part": part})


def _outside(motion: Motion, columns: list[int]) -> Frames:
    xy = motion.track["position"].to_numpy()[:, columns, :2]
    size = np.array([motion.track.attrs["width_px"], motion.track.attrs["height_px"]])
    with np.errstate(invalid="ignore"):
        return np.asarray(((xy < 0) | (xy > size)).any(axis=(1, 2)), dtype=np.bool_)


def hidden_share(test: MovementTest, motion: Motion, spans: tuple[RepetitionSpan, ...], gate: Gate) -> float:
    """Share of the repetitions' frames in which the test's still joint is hidden, 0..1; 0 without one.

    Behind weight plates the model guesses the legs, and with them hip and trunk: rendered ones were 25 to 60 deg off.
    """
    if test.still_joint is None:
        return 0.0
    frames, columns = frames_of(motion, spans), keypoints((test.still_joint,), used_sides(motion))
    seen = motion.track["visibility"].to_numpy()[frames][:, columns]
    return float((seen < gate.min_visibility).any(axis=1).mean()) if len(seen) else 0.0


def jitter_percent(test: MovementTest, motion: Motion, spans: tuple[RepetitionSpan, ...], gate: Gate) -> float:
    """How much the test's still joint trembles, % of body height: SD about its moving mean, median repetition.

    A slow drift of the joint is movement, not tremble, so a short moving mean is taken off. 0 without a still joint.
    Frames in which the joint is hidden do not count: it is guessed there from frame to frame.
    """
    if test.still_joint is None:
        return 0.0
    found = [_tremble(motion, test.still_joint, span, gate) for span in spans]
    known = [v for v in found if np.isfinite(v)]
    return 100.0 * float(np.median(known)) / motion.scale.body_height_px if known else 0.0


def _tremble(motion: Motion, joint: str, span: RepetitionSpan, gate: Gate) -> float:
    inside = slice(span.start_index, span.end_index + 1)
    points = motion.near(joint)[inside]
    width = max(3, int(gate.jitter_window_s * motion.fps) | 1)
    if len(points) <= width or not np.isfinite(points).all():
        return float("nan")
    columns = keypoints((joint,), used_sides(motion))
    hidden = motion.track["visibility"].to_numpy()[inside][:, columns].min(axis=1) < gate.min_visibility
    kernel = np.full(width, 1.0 / width)
    inner = points[width // 2 : len(points) - width // 2]
    smooth = np.stack([np.convolve(points[:, axis], kernel, mode="valid") for axis in (0, 1)], axis=1)
    seen = np.convolve(hidden, np.ones(width), mode="valid") == 0
    return float(np.sqrt(((inner - smooth) ** 2).sum(axis=1)[seen].mean())) if seen.mean() >= 0.5 else float("nan")
