"""The annotated video: skeleton, angle arcs, back outline, repetition counter and phase, in H.264 without sound.

Frames keep their real timestamps. The file is written beside its final name and renamed when complete, so that an
interrupted run leaves nothing behind. It holds no sound, place, device or other metadata of the original.
"""

import errno
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import cv2
import numpy as np

from taikan.capture.video import Frame, VideoInfo, read_frames
from taikan.core.errors import DiskFullError
from taikan.core.records import Repetition
from taikan.report.drawing import ByteImage, LabelPainter, blur_face, shade_box, unit_px
from taikan.report.scene import Scene, draw_person

Progress = Callable[[int, int], None]

MAX_SIDE_PX = 1280
CLOCK_HZ = 90_000
BT601 = 6
"""What OpenCV's conversion to Y'CbCr uses, written into the file so that players show the same colours."""

ENCODER = {"crf": "23", "preset": "superfast"}


def write_overlay(
    info: VideoInfo, scene: Scene, target: Path, *, with_blurred_face: bool = False, progress: Progress | None = None
) -> None:
    """Write the annotated clip to ``target`` (``.mp4``).

    Frames without landmarks in ``scene`` (before its first or after its last time) are copied without drawing.
    ``with_blurred_face`` blurs the measured person's head; other people are not known and stay as they are.
    ``progress`` gets (frames written, frames in all).

    Raises
    ------
    DiskFullError
        If there is no room; nothing is left behind then or on any other error.
    """
    partial = target.with_name(f".{target.stem}.partial.mp4")
    try:
        _encode(info, scene, partial, with_blurred_face, progress)
        partial.replace(target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFullError(path=str(target)) from error
        raise
    finally:
        partial.unlink(missing_ok=True)


def _encode(info: VideoInfo, scene: Scene, path: Path, with_blurred_face: bool, progress: Progress | None) -> None:
    width, height = overlay_size(info.width_px, info.height_px)
    # bitexact keeps the muxer's name and the date out of the file
    with av.open(str(path), "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as container:
        stream: Any = container.add_stream("libx264", rate=max(1, round(info.fps)), options=ENCODER)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, CLOCK_HZ)
        stream.codec_context.thread_count = 0
        for tag in ("colorspace", "color_primaries", "color_trc"):
            setattr(stream.codec_context, tag, BT601)
        for done, (image, time_s) in enumerate(_pictures(info, scene, (width, height), with_blurred_face), start=1):
            picture = av.VideoFrame.from_ndarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420), format="yuv420p")
            picture.pts, picture.time_base = round(time_s * CLOCK_HZ), Fraction(1, CLOCK_HZ)
            container.mux(stream.encode(picture))
            if progress:
                progress(done, info.frame_count)
        container.mux(stream.encode())


def overlay_size(width_px: int, height_px: int) -> tuple[int, int]:
    """Even width and height with the longer side at most ``MAX_SIDE_PX``; never larger than the original."""
    scale = min(1.0, MAX_SIDE_PX / max(width_px, height_px))
    return max(2, 2 * round(width_px * scale / 2)), max(2, 2 * round(height_px * scale / 2))


def _pictures(
    info: VideoInfo, scene: Scene, size: tuple[int, int], with_blurred_face: bool
) -> Iterator[tuple[ByteImage, float]]:
    painter = LabelPainter()
    known = {round(float(t) * CLOCK_HZ): i for i, t in enumerate(scene.time_s)}
    for frame in read_frames(info, threads=2):
        image = _scaled(frame, size)
        index = known.get(round(frame.time_s * CLOCK_HZ))
        if index is not None:
            scale = size[0] / info.width_px
            if with_blurred_face:
                blur_face(image, scene.pose(index, scale))
            draw_person(image, scene, index, painter, scale=scale)
        draw_status(image, scene, frame.time_s, painter)
        yield image, frame.time_s


def _scaled(frame: Frame, size: tuple[int, int]) -> ByteImage:
    image = frame.rgb()
    if (image.shape[1], image.shape[0]) == size:
        return image
    # Area averaging is eight times slower and only needed where more than two pixels fall into one.
    way = cv2.INTER_AREA if image.shape[1] > 2 * size[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, size, interpolation=way), dtype=np.uint8)


def draw_status(image: ByteImage, scene: Scene, time_s: float, painter: LabelPainter) -> None:
    """Test, repetition counter with phase, and time, in the corners."""
    unit = unit_px(image)
    margin, text_px = round(18 * unit), round(26 * unit)
    words = [scene.words.get("title", "")]
    if scene.repetitions:
        words.append(_counter(scene, time_s))
    _panel(image, [w for w in words if w], (margin, margin), text_px, painter)
    clock = f"{time_s:.1f} {scene.words.get('seconds', 's')}"
    at = (float(image.shape[1] - margin - text_px // 4), float(image.shape[0] - margin - text_px // 2))
    painter.draw(image, clock, at, round(text_px * 0.85), anchor="right", chip=True)


def _counter(scene: Scene, time_s: float) -> str:
    """``2 / 5 · down``: repetitions begun so far of all, and the phase at ``time_s``."""
    counted = scene.counted_repetitions
    begun = sum(r.start_s <= time_s for r in counted)
    count = f"{begun} / {len(counted)} {scene.words.get('repetition', '')}".rstrip()
    phase = _phase(scene.repetitions, time_s)
    return f"{count} · {scene.words.get(phase, phase)}" if phase else count


def _phase(repetitions: tuple[Repetition, ...], time_s: float) -> str | None:
    return next((p.name for r in repetitions for p in r.phases if p.start_s <= time_s < p.end_s), None)


def _panel(image: ByteImage, lines: list[str], corner: tuple[int, int], text_px: int, painter: LabelPainter) -> None:
    if not lines:
        return
    pad, step = text_px // 2, round(text_px * 1.45)
    width = max(painter.size(line, text_px)[0] for line in lines)
    left, top = corner
    shade_box(image, (left, top, left + width + 2 * pad, top + step * len(lines) + pad))
    for i, line in enumerate(lines):
        painter.draw(image, line, (left + pad, top + pad / 2 + step * (i + 0.5)), text_px)
