"""Looking at a recording, or at single pictures, before a test is measured: what one thing to change."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from taikan.capture.contrast import merged_percent
from taikan.capture.photo import as_recording, open_recording
from taikan.capture.quality import measure_brightness, measure_sharpness
from taikan.capture.settings import CaptureSettings, load_capture_settings
from taikan.capture.tilt import estimate_roll
from taikan.capture.video import ByteImage, Frame, VideoInfo, read_frames
from taikan.core.arrays import pose_track
from taikan.core.errors import BrokenVideoError
from taikan.core.records import CaptureAdvice
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.capture_check import Sight, judge_capture
from taikan.movement_tests.registry import movement_tests
from taikan.pose.crew import Worker, open_workers
from taikan.pose.glance import Glance, glance
from taikan.pose.recording import ModelName
from taikan.pose.runtimes.base import best_runtime

_PICTURES = 6
_FIRST_S = 2.0
_THUMBNAIL_PX = 320


class CaptureChecker:
    """Models kept open, for looking again and again; one thread at a time."""

    def __init__(self, model: ModelName = "full", runtime: str | None = None) -> None:
        """Raises ``MachineError`` if models or runtimes are missing."""
        self._worker: Worker = open_workers(model, 1, silhouettes=True, runtime=runtime or best_runtime())[0]

    def check_recording(self, path: Path, test: str) -> CaptureAdvice:
        """Look at a few frames of the clip, or at the photo, at ``path``.

        Raises ``UnknownNameError`` for an unknown test and ``FileProblemError`` for a file that cannot be read.
        """
        wanted = movement_tests().get(test)
        info = open_recording(path)
        frames = _few_frames(info)
        if not frames:
            raise BrokenVideoError(path=str(path))
        return self._judge(info, frames, wanted, None if info.is_photo else info.fps)

    def check_picture(self, picture: ByteImage, test: str) -> CaptureAdvice:
        """Look at one upright RGB ``picture`` (H, W, 3), as a camera page sends it; raises ``UnknownNameError``."""
        wanted = movement_tests().get(test)
        info = as_recording(picture)
        return self._judge(info, list(read_frames(info)), wanted, None)

    def _judge(self, info: VideoInfo, frames: Sequence[Frame], test: MovementTest, fps: float | None) -> CaptureAdvice:
        seen = glance(info, frames, self._worker, prefers_moving=test.follows_mover)
        return judge_capture(test, _sight(info, seen, fps, load_capture_settings()))


def _few_frames(info: VideoInfo) -> list[Frame]:
    """Frames over the whole clip where it can be entered at many places, else over its first seconds."""
    keys = np.flatnonzero(info.keyframe)
    if len(keys) >= _PICTURES:
        spread = {int(keys[round(i)]) for i in np.linspace(0, len(keys) - 1, _PICTURES)}
        return [frame for index in sorted(spread) for frame in read_frames(info, index, index + 1)]
    stop = max(1, int(np.searchsorted(info.time_s, _FIRST_S, side="right")))
    wanted = {round(i) for i in np.linspace(0, stop - 1, _PICTURES)}
    return [frame for frame in read_frames(info, 0, stop) if frame.index in wanted]


def _sight(info: VideoInfo, seen: Sequence[Glance], fps: float | None, settings: CaptureSettings) -> Sight:
    pictures = [g.frame.grey_thumbnail(_THUMBNAIL_PX) for g in seen]
    boxes = [g.box(info) for g in seen]
    outlines = [outline for g in seen if (outline := g.outline()) is not None]
    merged = [p for picture, mask in outlines if (p := merged_percent(picture, mask, settings.outline)) is not None]
    return Sight(
        track=_track(info, seen),
        seen=float(np.mean([g.pose is not None for g in seen])),
        people=max(g.people for g in seen),
        brightness=measure_brightness(pictures, boxes, settings.brightness),
        sharpness=float(np.median([measure_sharpness(picture) for picture in pictures])),
        roll=estimate_roll(pictures, boxes, settings.roll),
        merged_percent=float(np.median(merged)) if merged else None,
        fps=fps,
    )


def _track(info: VideoInfo, seen: Sequence[Glance]) -> xr.Dataset | None:
    """Landmarks of the pictures with the person in them."""
    found = [(g.frame.time_s, g.pose) for g in seen if g.pose is not None]
    if not found:
        return None
    return pose_track(
        time_s=np.array([time_s for time_s, _ in found]),
        position_px=np.array([pose.position_px for _, pose in found]),
        world_m=np.array([pose.world_m for _, pose in found]),
        visibility=np.array([pose.visibility for _, pose in found]),
        presence=np.array([pose.presence for _, pose in found]),
        width_px=info.width_px,
        height_px=info.height_px,
    )
