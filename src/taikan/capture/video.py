"""Reading ordinary video: real timestamps, upright pictures, any codec and pixel format PyAV decodes.

A clip is described once by :func:`probe` (packets are read, not decoded) and then read in stretches by
:func:`read_frames`. Frames hand out pixels lazily: cropping samples the luma and chroma planes directly, so a full-size
RGB picture is only made when somebody asks for one.
"""

import errno
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import av.error
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from taikan.core.errors import (
    BrokenVideoError,
    FileEmptyError,
    FileIsDirectoryError,
    FileMissingError,
    FileNotPermittedError,
    NotAVideoError,
    NoVideoStreamError,
    UnknownCodecError,
)

ByteImage = NDArray[np.uint8]
Matrix = NDArray[np.float64]

# Colour samples are sited at the left of each pair of pixels and between two lines (the MPEG default).
_TO_CHROMA: Matrix = np.array([[0.5, 0.0, 0.0], [0.0, 0.5, -0.25]])
_EVERY_SECOND: Matrix = np.array([[2.0, 0.0, 0.5], [0.0, 2.0, 0.5]])
_PLANAR_420 = frozenset({"yuv420p", "yuvj420p"})
_BT709_MIN_HEIGHT_PX = 720  # untagged HD video is BT.709 by convention, smaller is BT.601
_LUMA_WEIGHTS = {
    Colorspace.ITU601: (0.299, 0.114),
    Colorspace.ITU709: (0.2126, 0.0722),
    Colorspace.BT2020: (0.2627, 0.0593),
}
# Matrix coefficients of ITU-T H.273, the numbers streams carry.
_TAGGED = {
    1: Colorspace.ITU709,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}


@dataclass(frozen=True, eq=False)
class VideoInfo:
    """What a clip is, without its pixels.

    ``time_s`` (N,) are presentation times in seconds from the first frame, ``pts`` (N,) the same in the stream's time
    base, ``keyframe`` (N,) where decoding may start. ``width_px`` and ``height_px`` are of the upright picture;
    ``rotation_deg`` is how far the stored picture is turned counter-clockwise to become upright (0, 90, 180, 270).
    ``picture`` (H, W, 3) is a photo's one picture, upright RGB; None for clips, whose pixels are read from the file.
    """

    path: Path
    width_px: int
    height_px: int
    rotation_deg: int
    codec: str
    pixel_format: str
    time_s: NDArray[np.float64]
    pts: NDArray[np.int64]
    keyframe: NDArray[np.bool_]
    picture: ByteImage | None = None

    @property
    def is_photo(self) -> bool:
        """Whether it is a photo, not a clip."""
        return self.picture is not None

    @property
    def frame_count(self) -> int:
        """Number of pictures in the clip."""
        return len(self.pts)

    @cached_property
    def fps(self) -> float:
        """Frames per second from the median interval; 0 for a single picture."""
        return float(1.0 / np.median(np.diff(self.time_s))) if self.frame_count > 1 else 0.0

    @cached_property
    def duration_s(self) -> float:
        """Time from the first to the last picture."""
        return float(self.time_s[-1]) if self.frame_count else 0.0

    @cached_property
    def is_variable_rate(self) -> bool:
        """True when more than 2 % of the intervals differ from the median by over a tenth."""
        if self.frame_count < 3:
            return False
        step = np.diff(self.time_s)
        return bool((np.abs(step / np.median(step) - 1.0) > 0.1).mean() > 0.02)


class Frame:
    """One decoded picture. ``index`` and ``time_s`` are those of :class:`VideoInfo`."""

    def __init__(self, picture: "av.VideoFrame", index: int, time_s: float, rotation_deg: int) -> None:
        self._picture = picture
        self.index = index
        self.time_s = time_s
        self._turns = rotation_deg // 90

    def rgb(self) -> ByteImage:
        """The upright picture, (H, W, 3) uint8."""
        image = self._picture.to_ndarray(format="rgb24", src_colorspace=self._colorspace)
        return np.ascontiguousarray(np.rot90(image, self._turns))

    def grey_thumbnail(self, max_side: int) -> ByteImage:
        """The upright luma, reduced so that its longer side is at most ``max_side``."""
        luma = self._planes[0]
        scale = min(1.0, max_side / max(luma.shape))
        size = (max(1, round(luma.shape[1] * scale)), max(1, round(luma.shape[0] * scale)))
        small = cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(np.rot90(small, self._turns))

    def crop_rgb(self, to_image: Matrix, size: int, *, repeat_edge: bool = False) -> ByteImage:
        """A (size, size, 3) uint8 crop, bilinear; outside the picture black, or its edge pixels repeated.

        ``to_image`` (2, 3) maps crop pixel centres (x, y) to upright image pixels; ``size`` is even.
        """
        luma, blue, red = self._planes
        matrix = _after(self._upright_to_stored, to_image)
        black = 0 if self._is_full_range else 16
        border = cv2.BORDER_REPLICATE if repeat_edge else cv2.BORDER_CONSTANT
        # Colour is stored at half the resolution, so half of it is resampled and then doubled.
        chroma = _after(_after(_TO_CHROMA, matrix), _EVERY_SECOND)
        blue, red = (_doubled(_warp(plane, chroma, size // 2, border, 128)) for plane in (blue, red))
        crop = cv2.merge((_warp(luma, matrix, size, border, black), blue, red))
        return np.asarray(cv2.transform(crop, self._to_rgb), dtype=np.uint8)

    @cached_property
    def _planes(self) -> tuple[ByteImage, ByteImage, ByteImage]:
        picture = self._picture
        if picture.format.name not in _PLANAR_420:
            space = self._colorspace
            picture = picture.reformat(
                format="yuv420p", src_colorspace=space, dst_colorspace=space, dst_color_range=ColorRange.MPEG
            )
        planes = [_plane_view(p) for p in picture.planes]
        return planes[0], planes[1], planes[2]

    @cached_property
    def _is_full_range(self) -> bool:
        is_jpeg = int(self._picture.color_range) == 2
        kept = self._picture.format.name in _PLANAR_420
        return self._picture.format.name == "yuvj420p" or (is_jpeg and kept)

    @cached_property
    def _colorspace(self) -> Colorspace:
        is_hd = self._picture.height >= _BT709_MIN_HEIGHT_PX
        return _TAGGED.get(int(self._picture.colorspace), Colorspace.ITU709 if is_hd else Colorspace.ITU601)

    @cached_property
    def _to_rgb(self) -> Matrix:
        return _yuv_to_rgb_matrix(*_LUMA_WEIGHTS[self._colorspace], is_full_range=self._is_full_range)

    @cached_property
    def _upright_to_stored(self) -> Matrix:
        """(2, 3): upright pixel centre to stored pixel centre."""
        w, h = self._picture.width - 1, self._picture.height - 1
        return np.array(
            {
                0: [[1, 0, 0], [0, 1, 0]],
                1: [[0, -1, w], [1, 0, 0]],
                2: [[-1, 0, w], [0, -1, h]],
                3: [[0, 1, 0], [-1, 0, h]],
            }[self._turns],
            dtype=np.float64,
        )


def _plane_view(plane: Any) -> ByteImage:
    data = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return data[: plane.height, : plane.width]


def _after(outer: Matrix, inner: Matrix) -> Matrix:
    """(2, 3): first ``inner``, then ``outer``."""
    joined: Matrix = outer[:, :2] @ inner
    joined[:, 2] += outer[:, 2]
    return joined


def _doubled(plane: ByteImage) -> ByteImage:
    size = (2 * plane.shape[1], 2 * plane.shape[0])
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _warp(plane: ByteImage, matrix: Matrix, size: int, border: int, outside: int) -> ByteImage:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(plane, matrix, (size, size), flags=flags, borderMode=border, borderValue=(outside,))
    return np.asarray(warped, dtype=np.uint8)


def _yuv_to_rgb_matrix(red_weight: float, blue_weight: float, *, is_full_range: bool) -> Matrix:
    """(3, 4) from Y'CbCr bytes to R'G'B' bytes (ITU-R BT.601/709/2020)."""
    green_weight = 1.0 - red_weight - blue_weight
    luma, chroma, offset = (1.0, 1.0, 0.0) if is_full_range else (255 / 219, 255 / 224, 16.0)
    r_cr = 2 * (1 - red_weight) * chroma
    b_cb = 2 * (1 - blue_weight) * chroma
    g_cb = -b_cb * blue_weight / green_weight
    g_cr = -r_cr * red_weight / green_weight
    linear = np.array([[luma, 0, r_cr], [luma, g_cb, g_cr], [luma, b_cb, 0]])
    return np.hstack([linear, -linear @ np.array([[offset], [128.0], [128.0]])])


def probe(path: Path) -> VideoInfo:
    """Describe the clip at ``path``; reads packets, decodes one picture.

    Raises
    ------
    FileProblemError
        One of its kinds: missing, a directory, not permitted, empty, not a video, sound only, unknown codec, broken.
    """
    with _open(path) as container:
        stream = _video_stream(container, path)
        pts, keyframe = _packet_times(container, stream)
        codec = stream.codec_context.name
        pixel_format = str(stream.codec_context.pix_fmt)
        time_base = float(stream.time_base or 1)
    first = _first_picture(path)
    turns = round(first.rotation / 90) % 4
    size = (first.width, first.height) if turns % 2 == 0 else (first.height, first.width)
    if len(pts) == 0:
        pts, keyframe = np.zeros(1, dtype=np.int64), np.ones(1, dtype=bool)
    return VideoInfo(
        path=path,
        width_px=size[0],
        height_px=size[1],
        rotation_deg=turns * 90,
        codec=codec,
        pixel_format=pixel_format,
        time_s=(pts - pts[0]) * time_base,
        pts=pts,
        keyframe=keyframe,
    )


def read_frames(
    info: VideoInfo, start_index: int = 0, stop_index: int | None = None, *, threads: int = 1
) -> Iterator[Frame]:
    """Decode pictures ``start_index`` up to (not including) ``stop_index``, in order of presentation.

    Damaged pictures are left out, so indices may skip. ``threads`` is the decoder's own.
    """
    stop_index = info.frame_count if stop_index is None else stop_index
    if info.picture is not None:
        if start_index < 1 <= stop_index:
            yield Frame(av.VideoFrame.from_ndarray(info.picture, format="rgb24"), 0, 0.0, 0)
        return
    # Containers seek by decoding time: asked for the picture itself, they may land on a keyframe shown after it.
    keyframe = int(np.flatnonzero(info.keyframe[: start_index + 1]).max(initial=0))
    for picture in _decode(info.path, int(info.pts[keyframe]) if keyframe > 0 else None, threads):
        stamp = picture.pts if picture.pts is not None else picture.dts
        index = 0 if stamp is None else int(np.searchsorted(info.pts, stamp))
        if index >= stop_index:
            return
        if index >= start_index and (stamp is None or info.pts[index] == stamp):
            yield Frame(picture, index, float(info.time_s[index]), info.rotation_deg)


def read_ahead(frames: Iterator[Frame], depth: int = 2) -> Iterator[Frame]:
    """The same frames, decoded up to ``depth`` ahead in a thread of their own while the caller works on the last."""
    with ThreadPoolExecutor(1, thread_name_prefix="taikan-decode") as pool:
        coming = deque(pool.submit(next, frames, None) for _ in range(depth))
        while (frame := coming.popleft().result()) is not None:
            coming.append(pool.submit(next, frames, None))
            yield frame


def read_frame_at(info: VideoInfo, index: int) -> Frame:
    """The picture at ``index``, or the nearest later one that can be decoded; raises ``BrokenVideoError``."""
    for frame in read_frames(info, index):
        return frame
    raise BrokenVideoError(path=str(info.path))


def _open(path: Path) -> Any:
    check_file(path)
    try:
        return av.open(str(path), metadata_errors="ignore")
    except PermissionError as error:
        raise FileNotPermittedError(path=str(path)) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise NotAVideoError(path=str(path)) from error


def check_file(path: Path) -> None:
    """Raise the kind of ``FileProblemError`` that says why ``path`` cannot be read at all, if it cannot."""
    try:
        status = path.stat()
        if path.is_dir():
            raise FileIsDirectoryError(path=str(path))
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise FileMissingError(path=str(path)) from error
    except PermissionError as error:
        raise FileNotPermittedError(path=str(path)) from error
    except OSError as error:
        if error.errno in {errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP}:
            raise FileMissingError(path=str(path)) from error
        raise
    if status.st_size == 0:
        raise FileEmptyError(path=str(path))


def _video_stream(container: Any, path: Path) -> Any:
    streams = [s for s in container.streams.video if not _is_cover_art(s)]
    if not streams:
        raise NoVideoStreamError(path=str(path))
    stream = streams[0]
    if stream.codec_context is None:
        raise UnknownCodecError(path=str(path), codec="?")
    return stream


def _is_cover_art(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _packet_times(container: Any, stream: Any) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Presentation stamps in rising order, and which of them are keyframes; what follows damage is left out."""
    stamps: dict[int, bool] = {}
    try:
        for packet in container.demux(stream):
            stamp = packet.pts if packet.pts is not None else packet.dts
            if stamp is not None and packet.size and not packet.is_discard:
                stamps[stamp] = packet.is_keyframe
    except av.error.FFmpegError:
        if not stamps:
            raise
    order = sorted(stamps)
    return np.array(order, dtype=np.int64), np.array([stamps[p] for p in order], dtype=bool)


def _first_picture(path: Path) -> Any:
    for picture in _decode(path, None, threads=1):
        return picture
    raise BrokenVideoError(path=str(path))


def _decode(path: Path, from_pts: int | None, threads: int) -> Iterator[Any]:
    with _open(path) as container:
        stream = _video_stream(container, path)
        stream.codec_context.thread_count = threads
        stream.thread_type = "AUTO" if threads > 1 else "NONE"
        if from_pts is not None:
            container.seek(from_pts, backward=True, stream=stream)
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets)
                yield from packet.decode()
            except StopIteration:
                return
            except av.error.FFmpegError:
                continue  # a damaged packet costs its own pictures only; a damaged container has no next packet
