"""The report of an analysis: pictures from the clip, charts and the page."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np

from taikan.capture.video import ByteImage, Frame, VideoInfo, read_frames
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.report.figures import Chart, clip_chart, repetition_charts
from taikan.report.html import ReportInput, render_report
from taikan.report.keyframes import KeyFrame, build_keyframes, typical_keyframe
from taikan.report.scene import Scene
from taikan.workflows.analysis import Analysis


class PictureReader:
    """Reads single pictures of a clip; asked in rising order it goes on decoding instead of seeking each time."""

    def __init__(self, info: VideoInfo) -> None:
        self._info = info
        self._frames: Iterator[Frame] = iter(())
        self._last: Frame | None = None

    def __call__(self, time_s: float) -> ByteImage:
        """The upright RGB picture (H, W, 3) nearest to ``time_s``."""
        index = int(np.argmin(np.abs(self._info.time_s - time_s)))
        if self._last is None or not self._can_go_on(index):
            self._frames = read_frames(self._info, index, threads=2)
            self._last = next(self._frames)
        while self._last.index < index and (following := next(self._frames, None)) is not None:
            self._last = following
        return self._last.rgb()

    def _can_go_on(self, index: int) -> bool:
        assert self._last is not None
        here = self._last.index
        return here <= index and not self._info.keyframe[here + 1 : index + 1].any()


def write_key_frame(analysis: Analysis, scene: Scene, path: Path, *, with_blurred_face: bool = False) -> None:
    """Write the picture this recording is compared by, a JPEG; nothing where there is none."""
    frame = typical_keyframe(scene, PictureReader(analysis.info), with_blurred_face=with_blurred_face)
    if frame is not None:
        path.write_bytes(frame.jpeg)


def write_report(
    analysis: Analysis, scene: Scene | None, path: Path, language: Language, *, with_blurred_face: bool = False
) -> None:
    """Write the self-contained page; without ``scene`` (nobody found) it has words only."""
    knowledge, result = load_knowledge(), analysis.result
    keyframes: tuple[KeyFrame, ...] = ()
    charts: tuple[Chart, ...] = ()
    if scene is not None and result.verdict.valid:
        reader = PictureReader(analysis.info)
        keyframes = build_keyframes(result, scene, reader, with_blurred_face=with_blurred_face)
        over_clip = clip_chart(scene, result.test, knowledge, language)
        charts = (*repetition_charts(scene, result.test, knowledge, language), *([over_clip] if over_clip else []))
    page = render_report(
        ReportInput(
            result=result,
            knowledge=knowledge,
            language=language,
            file_name=analysis.path.name,
            created_at=f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
            keyframes=keyframes,
            charts=charts,
        )
    )
    path.write_text(page, encoding="utf-8")
