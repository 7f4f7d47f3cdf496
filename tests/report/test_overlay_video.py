"""The annotated video keeps time and leaves nothing half-written."""

import errno
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from report_samples import FRAMES, HEIGHT_PX, WIDTH_PX, blank_frame, make_angles, make_result, make_track

from taikan.capture.video import VideoInfo, probe, read_frame_at
from taikan.core.errors import DiskFullError
from taikan.knowledge.loader import load_knowledge
from taikan.report import overlay_video
from taikan.report.drawing import LabelPainter
from taikan.report.overlay_video import draw_status, overlay_size, write_overlay
from taikan.report.scene import Scene, build_scene

TIME_S = np.cumsum(np.tile([0.06, 0.08, 0.0675], 30))
TIME_S = TIME_S - TIME_S[0]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> VideoInfo:
    """A grey clip with uneven timestamps, sound and a place in its metadata."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "secret place"
        stream = container.add_stream("libx264", rate=15, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 90000)
        for time_s in TIME_S:
            frame = av.VideoFrame.from_ndarray(blank_frame(), format="rgb24")
            frame.pts, frame.time_base = round(time_s * 90000), Fraction(1, 90000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return probe(path)


def make_scene(clip: VideoInfo) -> Scene:
    track = make_track().assign_coords(time=clip.time_s)
    angles = make_angles().assign_coords(time=clip.time_s)
    return build_scene(make_result(), track, angles, "right", load_knowledge(), "ja")


def test_video_keeps_timestamps_and_carries_no_metadata(clip: VideoInfo, tmp_path: Path):
    assert clip.frame_count == FRAMES
    seen: list[tuple[int, int]] = []
    target = tmp_path / "overlay.mp4"
    write_overlay(clip, make_scene(clip), target, progress=lambda done, total: seen.append((done, total)))
    made = probe(target)
    assert (made.codec, made.pixel_format) == ("h264", "yuv420p")
    np.testing.assert_allclose(made.time_s, clip.time_s, atol=1e-4)
    assert seen[0] == (1, FRAMES)
    assert seen[-1] == (FRAMES, FRAMES)
    assert [p.name for p in tmp_path.iterdir()] == ["overlay.mp4"]
    with av.open(str(target)) as container:
        assert "secret" not in str(container.metadata)
        assert not container.streams.audio
    content = target.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_skeleton_is_on_the_picture_and_grey_stays_grey(clip: VideoInfo, tmp_path: Path):
    target = tmp_path / "overlay.mp4"
    scene = make_scene(clip)
    write_overlay(clip, scene, target)
    image = read_frame_at(probe(target), 1).rgb().astype(int)
    x, y = np.round(scene.points[1, 26]).astype(int)
    patch = image[y - 4 : y + 5, x - 4 : x + 5]
    assert (np.abs(patch - 90).max(axis=-1) > 40).any()
    assert np.abs(image[-40:-20, 20:60] - 90).max() < 8


def test_frames_outside_the_track_are_copied_without_drawing(clip: VideoInfo, tmp_path: Path):
    part = slice(40, 60)
    track = make_track().assign_coords(time=clip.time_s).isel(time=part)
    angles = make_angles().assign_coords(time=clip.time_s).isel(time=part)
    scene = build_scene(make_result(repetitions=(), faults=()), track, angles, "right", load_knowledge(), "en")
    write_overlay(clip, scene, tmp_path / "o.mp4", with_blurred_face=True)
    made = probe(tmp_path / "o.mp4")
    assert made.frame_count == FRAMES
    middle = read_frame_at(made, 10).rgb()[200:500]
    assert np.abs(middle.astype(int) - 90).max() < 12


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1920, 1080), (1280, 720)), ((607, 1081), (608, 1080)), ((4320, 7680), (720, 1280)), ((1, 1), (2, 2))],
)
def test_sizes_are_even_and_limited(size, expected):
    assert overlay_size(*size) == expected


def test_full_disk_is_said_and_leaves_nothing(clip: VideoInfo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*arguments):
        arguments[2].write_bytes(b"begun")
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(overlay_video, "_encode", full)
    with pytest.raises(DiskFullError):
        write_overlay(clip, make_scene(clip), tmp_path / "o.mp4")
    assert list(tmp_path.iterdir()) == []


def test_interruption_leaves_nothing(clip: VideoInfo, tmp_path: Path):
    def stop(done: int, _total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_overlay(clip, make_scene(clip), tmp_path / "o.mp4", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_status_changes_with_repetition_and_phase(clip: VideoInfo):
    scene = make_scene(clip)

    def status(time_s: float) -> bytes:
        image = blank_frame()
        draw_status(image, scene, time_s, LabelPainter())
        return image[:100].tobytes()

    descent, ascent, second = status(1.0), status(2.0), status(3.5)
    assert len({descent, ascent, second}) == 3
    assert status(1.1) == descent
