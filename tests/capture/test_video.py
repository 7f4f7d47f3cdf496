"""Reading clips: times, orientation, colours, stretches and every kind of bad file."""

import os
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from media import (
    COLOURS,
    corner_colours,
    pattern,
    read_index,
    replace_bytes,
    set_rotation,
    truncate,
    write_clip,
    write_numbered_clip,
    write_sound,
)
from taikan.capture.video import probe, read_frame_at, read_frames
from taikan.core.errors import (
    BrokenVideoError,
    FileEmptyError,
    FileIsDirectoryError,
    FileMissingError,
    FileNotPermittedError,
    FileProblemError,
    NotAVideoError,
    NoVideoStreamError,
    UnknownCodecError,
)

CODECS = [
    ("libx264", "yuv420p", "mp4"),
    ("libx264", "yuvj420p", "mp4"),
    ("libx264", "yuv422p", "mp4"),
    ("libx264", "yuv444p", "mkv"),
    ("libx264", "yuv420p10le", "mov"),
    ("libx265", "yuv420p", "mp4"),
    ("libx265", "yuv420p10le", "mov"),
    ("libvpx-vp9", "yuv420p", "webm"),
    ("libvpx-vp9", "yuv444p", "webm"),
    ("libsvtav1", "yuv420p", "mp4"),
    ("libsvtav1", "yuv420p10le", "mkv"),
    ("mpeg4", "yuv420p", "mp4"),
    ("mjpeg", "yuvj422p", "avi"),
    ("ffv1", "yuv420p", "mkv"),
    ("prores_ks", "yuv422p10le", "mov"),
]
CODEC_IDS = [f"{codec}-{pixels}-{box}" for codec, pixels, box in CODECS]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_numbered_clip(tmp_path / "clip.mp4", 12, options={"g": "4", "bf": "2"})


def crop_of(image: np.ndarray, matrix: np.ndarray, size: int) -> np.ndarray:
    return cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)


def assert_pattern_colours(image: np.ndarray, tolerance: float) -> None:
    for place, colour in corner_colours(image).items():
        np.testing.assert_allclose(colour, COLOURS[place], atol=tolerance, err_msg=place)


@pytest.mark.parametrize(("codec", "pixel_format", "container"), CODECS, ids=CODEC_IDS)
class TestEveryCodec:
    def make(self, folder: Path, codec: str, pixel_format: str, container: str) -> Path:
        path = folder / f"clip.{container}"
        return write_numbered_clip(path, 5, codec=codec, pixel_format=pixel_format)

    def test_shows_the_same_colours(self, tmp_path: Path, codec: str, pixel_format: str, container: str) -> None:
        info = probe(self.make(tmp_path, codec, pixel_format, container))
        frames = list(read_frames(info))
        assert [f.index for f in frames] == [0, 1, 2, 3, 4]
        assert [read_index(f.rgb()) for f in frames] == [0, 1, 2, 3, 4]
        for frame in (frames[0], frames[-1]):
            assert frame.rgb().shape == (96, 128, 3)
            assert_pattern_colours(frame.rgb(), 8)

    def test_crops_show_the_same_colours(self, tmp_path: Path, codec: str, pixel_format: str, container: str) -> None:
        info = probe(self.make(tmp_path, codec, pixel_format, container))
        crop = read_frame_at(info, 2).crop_rgb(np.array([[2.0, 0.0, 0.5], [0.0, 1.5, 0.25]]), 64)
        assert_pattern_colours(crop, 8)


class TestTimes:
    def test_even_rate(self, clip: Path) -> None:
        info = probe(clip)
        assert info.frame_count == 12
        np.testing.assert_allclose(info.time_s, np.arange(12) / 30, atol=1e-4)
        assert info.fps == pytest.approx(30, rel=1e-3)
        assert info.duration_s == pytest.approx(11 / 30, abs=1e-3)
        assert not info.is_variable_rate

    @pytest.mark.parametrize("fps", [23.976, 24, 25, 29.97, 50, 60, 120, 240])
    def test_rates(self, tmp_path: Path, fps: float) -> None:
        info = probe(write_numbered_clip(tmp_path / "clip.mp4", 8, fps=fps))
        assert info.fps == pytest.approx(fps, rel=2e-3)
        assert [read_index(f.rgb()) for f in read_frames(info)] == list(range(8))

    @pytest.mark.parametrize("container", ["mp4", "mkv"])
    def test_variable_rate_keeps_the_recorded_times(self, tmp_path: Path, container: str) -> None:
        times = np.cumsum([0, 0.033, 0.033, 0.05, 0.033, 0.2, 0.033, 0.016, 0.05, 0.033])
        path = write_numbered_clip(tmp_path / f"clip.{container}", 10, times=times.tolist(), options={"bf": "2"})
        info = probe(path)
        np.testing.assert_allclose(info.time_s, times, atol=1.1e-3)
        assert info.is_variable_rate
        frames = list(read_frames(info))
        assert [read_index(f.rgb()) for f in frames] == list(range(10))
        np.testing.assert_allclose([f.time_s for f in frames], times, atol=1.1e-3)

    def test_time_starts_at_the_first_picture(self, tmp_path: Path) -> None:
        path = write_numbered_clip(tmp_path / "clip.mkv", 6, times=[5 + i / 30 for i in range(6)])
        info = probe(path)
        np.testing.assert_allclose(info.time_s, np.arange(6) / 30, atol=1.1e-3)
        assert [read_index(f.rgb()) for f in read_frames(info, 2, 4)] == [2, 3]

    def test_times_rise_strictly(self, clip: Path) -> None:
        info = probe(clip)
        assert (np.diff(info.time_s) > 0).all()
        assert (np.diff(info.pts) > 0).all()


class TestRotation:
    @pytest.mark.parametrize("clockwise_deg", [0, 90, 180, 270])
    def test_flag_turns_the_picture_upright(self, tmp_path: Path, clockwise_deg: int) -> None:
        upright = [pattern(96, 128, i) for i in range(4)]
        stored = [np.rot90(image, clockwise_deg // 90) for image in upright]
        path = set_rotation(write_clip(tmp_path / "clip.mp4", stored), clockwise_deg)
        info = probe(path)
        assert (info.width_px, info.height_px) == (96, 128)
        assert info.rotation_deg == (360 - clockwise_deg) % 360
        frame = read_frame_at(info, 3)
        assert frame.rgb().shape == (128, 96, 3)
        assert read_index(frame.rgb()) == 3
        assert_pattern_colours(frame.rgb(), 8)
        thumbnail = frame.grey_thumbnail(64)
        assert thumbnail.shape == (64, 48)
        expected = cv2.resize(cv2.cvtColor(frame.rgb(), cv2.COLOR_RGB2GRAY), (48, 64), interpolation=cv2.INTER_AREA)
        assert np.corrcoef(thumbnail.ravel(), expected.ravel())[0, 1] > 0.98

    @pytest.mark.parametrize("clockwise_deg", [0, 90, 180, 270])
    def test_crop_equals_warping_the_upright_picture(self, tmp_path: Path, clockwise_deg: int) -> None:
        smooth = cv2.GaussianBlur(pattern(96, 128, 0b1010_0110), (0, 0), 5)
        stored = np.ascontiguousarray(np.rot90(smooth, clockwise_deg // 90))
        info = probe(set_rotation(write_clip(tmp_path / "clip.mp4", [stored]), clockwise_deg))
        frame = read_frame_at(info, 0)
        turn = np.radians(20)
        matrix = np.array([[np.cos(turn), -np.sin(turn), 30.0], [np.sin(turn), np.cos(turn), 20.0]])
        difference = np.abs(frame.crop_rgb(matrix, 56).astype(float) - crop_of(frame.rgb(), matrix, 56))
        assert difference.mean() < 2
        assert np.percentile(difference, 99) < 14


class TestCrop:
    @pytest.mark.parametrize(("width", "height"), [(128, 96), (1280, 720)])
    @pytest.mark.parametrize("pixel_format", ["yuv420p", "yuvj420p", "yuv444p"])
    def test_colours_agree_with_the_whole_picture(
        self, tmp_path: Path, width: int, height: int, pixel_format: str
    ) -> None:
        info = probe(
            write_numbered_clip(tmp_path / "clip.mp4", 1, width=width, height=height, pixel_format=pixel_format)
        )
        frame = read_frame_at(info, 0)
        matrix = np.array([[width / 96, 0.0, 0.0], [0.0, height / 96, 0.0]])
        whole, crop = corner_colours(frame.rgb()), corner_colours(frame.crop_rgb(matrix, 96))
        for place, colour in whole.items():
            np.testing.assert_allclose(crop[place], colour, atol=4, err_msg=place)

    @pytest.mark.parametrize("colorspace", [1, 6, 9])
    @pytest.mark.parametrize(("width", "height"), [(128, 96), (1280, 720)])
    def test_tagged_colours(self, tmp_path: Path, width: int, height: int, colorspace: int) -> None:
        image = pattern(width, height)
        frame = read_frame_at(probe(write_clip(tmp_path / "clip.mp4", [image], colorspace=colorspace)), 0)
        assert_pattern_colours(frame.rgb(), 6)
        assert_pattern_colours(frame.crop_rgb(np.array([[width / 96, 0.0, 0.0], [0.0, height / 96, 0.0]]), 96), 6)

    def test_outside_is_black(self, clip: Path) -> None:
        crop = read_frame_at(probe(clip), 0).crop_rgb(np.array([[1.0, 0.0, 500.0], [0.0, 1.0, 500.0]]), 16)
        assert crop.shape == (16, 16, 3)
        assert crop.max() <= 2

    def test_edge_can_be_repeated(self, clip: Path) -> None:
        matrix = np.array([[1.0, 0.0, 500.0], [0.0, 1.0, 500.0]])
        crop = read_frame_at(probe(clip), 0).crop_rgb(matrix, 16, repeat_edge=True)
        np.testing.assert_allclose(crop.reshape(-1, 3).mean(axis=0), COLOURS["bottom_right"], atol=8)


class TestSizes:
    @pytest.mark.parametrize(("width", "height"), [(127, 95), (101, 64), (66, 33), (130, 98)])
    def test_odd_sizes(self, tmp_path: Path, width: int, height: int) -> None:
        path = write_numbered_clip(tmp_path / "clip.mkv", 3, width=width, height=height, pixel_format="yuv444p")
        self.check(path, width, height)

    @pytest.mark.parametrize(("width", "height"), [(127, 95), (101, 64)])
    def test_odd_sizes_with_halved_colour(self, tmp_path: Path, width: int, height: int) -> None:
        path = tmp_path / "clip.mkv"
        write_numbered_clip(path, 3, width=width, height=height, codec="ffv1", pixel_format="yuv420p")
        self.check(path, width, height)

    def check(self, path: Path, width: int, height: int) -> None:
        info = probe(path)
        assert (info.width_px, info.height_px) == (width, height)
        frame = read_frame_at(info, 2)
        assert frame.rgb().shape == (height, width, 3)
        assert read_index(frame.rgb()) == 2
        assert_pattern_colours(frame.rgb(), 10)
        crop = frame.crop_rgb(np.array([[width / 64, 0.0, 0.0], [0.0, height / 64, 0.0]]), 64)
        assert_pattern_colours(crop, 10)

    def test_8k(self, tmp_path: Path) -> None:
        path = tmp_path / "clip.mp4"
        info = probe(write_numbered_clip(path, 1, width=7680, height=4320, codec="mpeg4", options={"q": "8"}))
        assert (info.width_px, info.height_px) == (7680, 4320)
        frame = read_frame_at(info, 0)
        assert frame.grey_thumbnail(320).shape == (180, 320)
        assert_pattern_colours(frame.crop_rgb(np.array([[120.0, 0.0, 0.0], [0.0, 67.5, 0.0]]), 64), 12)

    def test_thumbnail_never_enlarges(self, clip: Path) -> None:
        assert read_frame_at(probe(clip), 0).grey_thumbnail(4000).shape == (96, 128)

    def test_single_picture(self, tmp_path: Path) -> None:
        info = probe(write_numbered_clip(tmp_path / "clip.mp4", 1))
        assert (info.frame_count, info.fps, info.duration_s, info.is_variable_rate) == (1, 0.0, 0.0, False)
        assert [f.index for f in read_frames(info)] == [0]

    @pytest.mark.parametrize("ending", ["png", "jpg"])
    def test_still_image_is_one_frame(self, tmp_path: Path, ending: str) -> None:
        path = tmp_path / f"photo.{ending}"
        cv2.imwrite(str(path), pattern(128, 96)[..., ::-1])
        info = probe(path)
        assert (info.frame_count, info.width_px, info.height_px) == (1, 128, 96)
        assert_pattern_colours(read_frame_at(info, 0).rgb(), 8)

    def test_image_renamed_to_video_is_one_frame(self, tmp_path: Path) -> None:
        path = tmp_path / "photo.mp4"
        path.write_bytes(cv2.imencode(".png", pattern(128, 96)[..., ::-1])[1].tobytes())
        assert probe(path).frame_count == 1


class TestStretches:
    @pytest.mark.parametrize(("start", "stop"), [(0, 12), (0, 1), (3, 9), (4, 8), (7, 8), (11, 12), (5, 5)])
    def test_equal_sequential_reading(self, clip: Path, start: int, stop: int) -> None:
        info = probe(clip)
        whole = [f.rgb() for f in read_frames(info)]
        part = list(read_frames(info, start, stop))
        assert [f.index for f in part] == list(range(start, stop))
        for frame in part:
            assert np.array_equal(frame.rgb(), whole[frame.index])

    @pytest.mark.parametrize("codec", ["libx265", "libvpx-vp9", "libsvtav1", "mpeg4"])
    def test_any_codec_resumes_in_the_middle(self, tmp_path: Path, codec: str) -> None:
        path = tmp_path / ("clip.webm" if codec == "libvpx-vp9" else "clip.mp4")
        info = probe(write_numbered_clip(path, 20, codec=codec, options={"g": "6"}))
        whole = [f.rgb() for f in read_frames(info)]
        for start in (1, 6, 13, 19):
            part = list(read_frames(info, start, start + 3))
            assert [f.index for f in part] == list(range(start, min(start + 3, 20)))
            assert all(np.array_equal(f.rgb(), whole[f.index]) for f in part)

    def test_open_groups_of_pictures(self, tmp_path: Path) -> None:
        options = {"g": "6", "bf": "3", "x264-params": "open-gop=1:scenecut=0"}
        info = probe(write_numbered_clip(tmp_path / "clip.mp4", 24, options=options))
        for start in range(24):
            frame = read_frame_at(info, start)
            assert (frame.index, read_index(frame.rgb())) == (start, start)

    def test_threads_change_nothing(self, clip: Path) -> None:
        info = probe(clip)
        pairs = zip(read_frames(info, threads=1), read_frames(info, threads=2), strict=True)
        assert all(a.index == b.index and np.array_equal(a.rgb(), b.rgb()) for a, b in pairs)

    def test_frame_outlives_the_reader(self, clip: Path) -> None:
        frames = list(read_frames(probe(clip)))
        assert [read_index(f.rgb()) for f in frames] == list(range(12))


class TestBadFiles:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(FileMissingError):
            probe(tmp_path / "no.mp4")

    def test_missing_folder_and_overlong_name(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        for path in (tmp_path / "no" / "no.mp4", tmp_path / "file" / "no.mp4", tmp_path / ("x" * 400)):
            with pytest.raises(FileMissingError):
                probe(path)

    def test_directory(self, tmp_path: Path) -> None:
        with pytest.raises(FileIsDirectoryError):
            probe(tmp_path)

    def test_not_permitted(self, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        clip.chmod(0)
        if os.access(clip, os.R_OK):  # root may read anything

            def refuse(*_: object, **__: object) -> None:
                raise PermissionError(13, "Permission denied")

            monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(FileNotPermittedError):
            probe(clip)

    def test_empty(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.mp4"
        path.write_bytes(b"")
        with pytest.raises(FileEmptyError):
            probe(path)

    @pytest.mark.parametrize(
        "content",
        [b"hello, this is text\n" * 50, bytes(range(256)) * 20, b"\x00" * 5000],
        ids=["text", "bytes", "zeros"],
    )
    def test_not_a_video(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "notes.mp4"
        path.write_bytes(content)
        with pytest.raises(NotAVideoError):
            probe(path)

    def test_sound_only(self, tmp_path: Path) -> None:
        with pytest.raises(NoVideoStreamError):
            probe(write_sound(tmp_path / "voice.mp4"))

    def test_unknown_codec(self, clip: Path) -> None:
        replace_bytes(clip, b"avc1\x00\x00\x00", b"zzzz\x00\x00\x00")
        with pytest.raises(UnknownCodecError):
            probe(clip)

    def test_cut_off_before_the_index(self, clip: Path) -> None:
        with pytest.raises((BrokenVideoError, NotAVideoError)):
            probe(truncate(clip, 0.5))

    def test_every_truncation_is_reported_or_readable(self, clip: Path) -> None:
        whole = clip.read_bytes()
        for fraction in np.linspace(0.02, 0.98, 13):
            clip.write_bytes(whole[: int(len(whole) * fraction)])
            try:
                info = probe(clip)
            except FileProblemError:
                continue
            assert all(f.index < info.frame_count for f in read_frames(info))

    @pytest.mark.parametrize("container", ["mkv", "webm", "mp4"])
    def test_cut_off_in_the_middle_reads_up_to_the_damage(self, tmp_path: Path, container: str) -> None:
        path = tmp_path / f"clip.{container}"
        codec = "libvpx-vp9" if container == "webm" else "libx264"
        write_numbered_clip(path, 30, codec=codec, options={"g": "5"})
        if container == "mp4":
            path = self.with_index_first(path)
        info = probe(truncate(path, 0.6))
        indices = [read_index(f.rgb()) for f in read_frames(info)]
        assert 8 <= len(indices) < 30
        assert indices[:8] == list(range(8))
        assert indices == sorted(indices)

    def with_index_first(self, path: Path) -> Path:
        target = path.with_name("index_first.mp4")
        with av.open(str(path)) as source, av.open(str(target), "w", options={"movflags": "faststart"}) as sink:
            stream = sink.add_stream_from_template(source.streams.video[0])
            for packet in source.demux(source.streams.video[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    sink.mux(packet)
        return target

    def test_damage_in_the_middle_costs_only_its_own_pictures(self, tmp_path: Path) -> None:
        path = write_numbered_clip(tmp_path / "clip.mkv", 30, options={"g": "5", "bf": "0"})
        data = bytearray(path.read_bytes())
        middle = len(data) // 2
        data[middle : middle + 60] = bytes(60)
        path.write_bytes(data)
        frames = list(read_frames(probe(path)))
        right = [f for f in frames if read_index(f.rgb()) == f.index]
        assert len(right) >= 20
        assert right[0].index == 0
        assert right[-1].index == 29

    def test_errors_name_the_file(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblemError) as caught:
            probe(tmp_path / "no.mp4")
        assert str(caught.value.values["path"]).endswith("no.mp4")
