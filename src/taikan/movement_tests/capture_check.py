"""What to change before a test is recorded, judged on a few pictures or one. Pure; order and limits are data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from taikan.capture.quality import Brightness
from taikan.capture.settings import CaptureSettings, load_capture_settings
from taikan.capture.tilt import RollEstimate
from taikan.core.arrays import KEYPOINTS
from taikan.core.records import CaptureAdvice, CaptureFinding, Reason
from taikan.kinematics.motion import Motion, build_motion
from taikan.knowledge.capture_check import CheckName, CheckRules, load_check_rules
from taikan.knowledge.kinematics_settings import load_kinematics_settings
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Knowledge, ViewFamily
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.gate import MIDLINE, keypoints, used_sides, view_family, visibility

if TYPE_CHECKING:
    import xarray as xr

_TURNED = {"sagittal": 90.0, "frontal": 0.0, "posterior": 180.0}
_EDGES = ("edge_left", "edge_top", "edge_right", "edge_bottom")


@dataclass(frozen=True, eq=False)
class Sight:
    """What a few pictures show.

    ``track`` holds raw landmarks of the pictures in which the person is, or is None where nobody was found. ``seen`` is
    the share of pictures with the person, 0..1; ``people`` how many there are at most in one. ``merged_percent`` is of
    ``capture.contrast``. ``fps`` is None for photos.
    """

    track: "xr.Dataset | None"
    seen: float
    people: int
    brightness: Brightness
    sharpness: float
    roll: RollEstimate | None = None
    merged_percent: float | None = None
    fps: float | None = None


@dataclass(frozen=True)
class _Look:
    """What a finding is made of; ``motion`` is None where nobody was found."""

    sight: Sight
    motion: Motion | None
    test: MovementTest
    rules: CheckRules
    capture: CaptureSettings
    knowledge: Knowledge


_Judge = Callable[[_Look], CaptureFinding]


def judge_capture(test: MovementTest, sight: Sight, knowledge: Knowledge | None = None) -> CaptureAdvice:
    """Every finding in order of importance, and of those that need a change the first."""
    knowledge, rules = knowledge or load_knowledge(), load_check_rules()
    motion = None if sight.track is None else build_motion(sight.track, lying=test.lying, is_fast=test.is_fast)
    look = _Look(sight, motion, test, rules, load_capture_settings(), knowledge)
    findings = tuple(_JUDGES[name](look) for name in rules.priority)
    first = next((f for f in findings if f.state == "change"), None)
    if first is None or first.reason is None:
        return CaptureAdvice(
            test=test.id,
            ok=True,
            text=knowledge.texts["check.ok"],
            action=knowledge.texts["check.go"],
            findings=findings,
        )
    return CaptureAdvice(
        test=test.id,
        ok=False,
        code=first.name,
        text=knowledge.reason_sentence(first.reason),
        action=knowledge.reason_action(first.reason),
        findings=findings,
    )


def _finding(
    name: CheckName,
    value: float | None,
    unit: str,
    *,
    low: float | None = None,
    high: float | None = None,
    error: float | None = None,
    is_bad: bool | None = None,
    reason: str | None = None,
    values: Mapping[str, str | float] | None = None,
) -> CaptureFinding:
    """A finding; without a value nothing is said, unless ``is_bad`` says otherwise."""
    if is_bad is None and value is not None:
        is_bad = (low is not None and value < low) or (high is not None and value > high)
    state: Literal["ok", "change", "unknown"] = "unknown" if is_bad is None else "change" if is_bad else "ok"
    told = Reason(code=reason or f"check_{name}", values=dict(values or {})) if is_bad else None
    return CaptureFinding(name=name, state=state, value=value, unit=unit, error=error, low=low, high=high, reason=told)


def _person(look: _Look) -> CaptureFinding:
    return _finding("person", 100.0 * look.sight.seen, "%", low=50.0)


def _light(look: _Look) -> CaptureFinding:
    light, limits = look.sight.brightness, look.capture.brightness
    if light.person is None:
        return _finding("light", 100.0 * light.mean, "%", low=100.0 * limits.too_dark_scene)
    return _finding("light", 100.0 * light.person, "%", low=100.0 * limits.too_dark_person)


def _backlight(look: _Look) -> CaptureFinding:
    """Brightness of the person in percent of that of the surroundings."""
    light = look.sight.brightness
    if light.person is None or not light.surroundings:
        return _finding("backlight", None, "%")
    share = 100.0 * light.person / light.surroundings
    low = 100.0 * look.capture.brightness.backlit_ratio
    return _finding("backlight", share, "%", low=low, is_bad=light.is_backlit)


def _framing(look: _Look) -> CaptureFinding:
    """The least room between a landmark the test uses and an edge, percent of the picture's side; median picture."""
    if look.motion is None:
        return _finding("framing", None, "%")
    track = look.motion.track
    size = np.array([track.attrs["width_px"], track.attrs["height_px"]])
    columns = keypoints(look.test.landmarks, used_sides(look.motion))
    place = track["position"].to_numpy()[:, columns, :2] / size
    margins = 100.0 * np.median(np.concatenate([place, 1.0 - place], axis=2), axis=0)  # (K, 4) left, top, right, bottom
    column, edge = np.unravel_index(int(np.argmin(margins)), margins.shape)
    part = _part(columns[int(column)])
    limit = look.rules.least_margin.value
    return _finding("framing", float(margins.min()), "%", low=limit, values={"part": part, "edge": _EDGES[int(edge)]})


def _part(column: int) -> str:
    name = KEYPOINTS[column]
    return name if name in MIDLINE else name.split("_", 1)[1]


def _distance(look: _Look) -> CaptureFinding:
    height = float("nan") if look.motion is None else look.motion.scale.body_height_px
    if look.motion is None or not np.isfinite(height):
        return _finding("distance", None, "[px]")
    error = look.motion.scale.sem_percent / 100.0 * height
    return _finding(
        "distance", height, "[px]", low=look.rules.least_body_px.value, error=error, values={"height_px": height}
    )


def _view(look: _Look) -> CaptureFinding:
    """How far the body is turned from the nearest view the test can use, degrees."""
    if look.motion is None:
        return _finding("view", None, "deg")
    view, settings = look.motion.view, load_kinematics_settings().view
    off = {family: _off_deg(view.yaw_deg, family) for family in look.test.views}
    nearest = min(off, key=lambda family: (off[family], look.test.views.index(family)))
    high = settings.sagittal_within_deg if nearest == "sagittal" else settings.frontal_within_deg
    seen = view_family(view.label)
    return _finding(
        "view",
        off[nearest],
        "deg",
        high=high,
        error=view.yaw_sd_deg,
        is_bad=seen not in look.test.views,
        reason="check_slant" if view.label == "oblique" else None,
        values={"needed": nearest, "seen": view.label, "off_deg": off[nearest]},
    )


def _off_deg(yaw_deg: float, family: ViewFamily) -> float:
    return abs(abs(yaw_deg) - _TURNED[family])


def _level(look: _Look) -> CaptureFinding:
    roll = look.sight.roll
    if roll is None:
        return _finding("level", None, "deg")
    size, limit = abs(roll.roll_deg), look.rules.most_roll_deg.value
    is_bad = size > max(limit, 2.0 * roll.sd_deg)
    return _finding(
        "level",
        roll.roll_deg,
        "deg",
        low=-limit,
        high=limit,
        error=roll.sd_deg,
        is_bad=is_bad,
        values={"roll_deg": size},
    )


def _tilt(look: _Look) -> CaptureFinding:
    roll, limit = look.sight.roll, look.rules.most_tilt_deg.value
    tilt = None if roll is None else roll.looks_down_deg(look.capture.roll)
    if tilt is None:
        return _finding("tilt", None, "deg")
    return _finding("tilt", tilt, "deg", low=-limit, high=limit, values={"tilt_deg": abs(tilt)})


def _hidden(look: _Look) -> CaptureFinding:
    """Visibility, 0..1, of the least visible landmark the test uses; the mean over all decides, as in the gate."""
    if look.motion is None:
        return _finding("hidden", None, "1")
    columns = keypoints(look.test.landmarks, used_sides(look.motion))
    seen = visibility(look.motion, columns, np.ones(len(look.motion.time_s), dtype=bool))
    worst = _part(columns[int(np.argmin(seen))])
    return _finding("hidden", float(seen.mean()), "1", low=look.knowledge.gate.min_visibility, values={"part": worst})


def _sharpness(look: _Look) -> CaptureFinding:
    return _finding("sharpness", look.sight.sharpness, "1", low=look.capture.sharpness.blurred_below)


def _contrast(look: _Look) -> CaptureFinding:
    percent, limit = look.sight.merged_percent, look.rules.most_merged_percent.value
    return _finding("contrast", percent, "%", high=limit, values={"percent": percent or 0.0})


def _frame_rate(look: _Look) -> CaptureFinding:
    fps, needed = look.sight.fps, look.test.min_fps
    return _finding("frame_rate", fps, "Hz", low=needed, values={"found": fps or 0.0, "needed": needed})


def _others(look: _Look) -> CaptureFinding:
    return _finding("others", float(look.sight.people), "{count}", high=1.0, values={"count": look.sight.people})


_JUDGES: Mapping[CheckName, _Judge] = {
    "person": _person,
    "light": _light,
    "backlight": _backlight,
    "framing": _framing,
    "distance": _distance,
    "view": _view,
    "level": _level,
    "tilt": _tilt,
    "hidden": _hidden,
    "sharpness": _sharpness,
    "contrast": _contrast,
    "frame_rate": _frame_rate,
    "others": _others,
}
