"""A tiny clip and, in place of the pose models, a drawn figure in it: the whole pipeline without inference."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from media import write_clip
from synthetic import Camera, Clip, Rep, squat
from taikan.pose.recording import PersonSummary, PoseRecording

SIZE = (240, 320)
BODY_PX = 280.0


def small_camera(view: str | float = "sagittal_right", body_px: float = BODY_PX) -> Camera:
    """A camera whose picture is as small as the clips here."""
    return Camera(view, width_px=SIZE[0], height_px=SIZE[1], body_px=body_px)


def small_squat(view: str | float = "sagittal_right", body_px: float = BODY_PX) -> Clip:
    """Two quick squats, about four seconds at 15 fps."""
    reps = [Rep(down_s=0.8, up_s=0.8, bottom_pause_s=0.3)] * 2
    return squat(reps, camera=small_camera(view, body_px), fps=15.0, lead_s=0.6, tail_s=0.6)


def quick_squat(view: str | float = "sagittal_right", **angles: float) -> Clip:
    """``small_squat`` with angles of its own, see ``synthetic.squat``."""
    reps = [Rep(down_s=0.8, up_s=0.8, bottom_pause_s=0.3)] * 2
    return squat(reps, camera=small_camera(view), fps=15.0, lead_s=0.6, tail_s=0.6, **angles)


def write_scene(path: Path, clip: Clip) -> Path:
    """A clip of noise with as many frames, at the same times, as ``clip`` has."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 255, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    times = [float(t) for t in clip.time_s]
    return write_clip(path, (noise for _ in times), times=times, fps=15.0)


def see(monkeypatch: pytest.MonkeyPatch, clip: Clip) -> None:
    """Make every analysis find ``clip``'s figure, whatever the video shows."""
    see_each(monkeypatch, lambda _path: clip)


def see_each(monkeypatch: pytest.MonkeyPatch, figure: Callable[[Path], Clip]) -> None:
    """Make the analysis of a file find ``figure`` of its path, whatever the video shows."""
    monkeypatch.setattr("taikan.workflows.analyze.track_people", lambda info, **_options: _recording(figure(info.path)))


def _recording(clip: Clip) -> PoseRecording:
    person = PersonSummary(1, 0.0, (0.0, 0.0, float(SIZE[0]), float(SIZE[1])))
    return PoseRecording(
        is_mixed_up=False,
        track=clip.track,
        silhouettes=None,
        people=(person,),
        chosen=1,
        start_index=0,
        thumbnail_s=np.empty(0),
        thumbnails=(),
        runtime="drawn",
        model="lite",
        model_sha256="0" * 64,
        detector_sha256="0" * 64,
    )
