"""Makes small clips for tests: any codec, pixel format, size, timestamps and rotation, and broken ones."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

COLOURS = {
    "top_left": (200, 40, 40),
    "top_right": (40, 180, 60),
    "bottom_left": (50, 60, 200),
    "bottom_right": (210, 200, 60),
}
_INDEX_BITS = 8
_TIME_BASE = Fraction(1, 90_000)
_ENCODER_OPTIONS: dict[str, dict[str, str]] = {
    "libx264": {"preset": "ultrafast", "crf": "10"},
    "libx265": {"preset": "ultrafast", "crf": "10", "x265-params": "log-level=none"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "10", "b": "0"},
    "libsvtav1": {"preset": "12", "crf": "15", "svtav1-params": "lp=1"},
    "mpeg4": {"q": "2"},
}


def pattern(width: int, height: int, index: int = 0) -> Image:
    """RGB (height, width, 3): four coloured quarters, and a row of black and white cells telling ``index``."""
    image = np.zeros((height, width, 3), dtype=np.uint8)
    middle_x, middle_y = width // 2, height // 2
    image[:middle_y, :middle_x] = COLOURS["top_left"]
    image[:middle_y, middle_x:] = COLOURS["top_right"]
    image[middle_y:, :middle_x] = COLOURS["bottom_left"]
    image[middle_y:, middle_x:] = COLOURS["bottom_right"]
    for bit, (rows, columns) in enumerate(_cells(width, height)):
        image[rows, columns] = 235 if index >> bit & 1 else 16
    return image


def read_index(image: Image) -> int:
    """The ``index`` drawn by ``pattern``, from an RGB picture in the same orientation."""
    height, width = image.shape[:2]
    bits = [float(image[rows, columns].mean()) > 125 for rows, columns in _cells(width, height)]
    return sum(1 << bit for bit, is_set in enumerate(bits) if is_set)


def _cells(width: int, height: int) -> list[tuple[slice, slice]]:
    edges = np.linspace(width * 0.1, width * 0.9, _INDEX_BITS + 1).astype(int)
    rows = slice(int(height * 0.42), int(height * 0.58))
    return [(rows, slice(a, b)) for a, b in pairwise(edges)]


def corner_colours(image: Image) -> dict[str, NDArray[np.float64]]:
    """Mean colour well inside each quarter of ``image``."""
    height, width = image.shape[:2]
    rows = {"top": slice(height // 8, height // 4), "bottom": slice(3 * height // 4, 7 * height // 8)}
    columns = {"left": slice(width // 8, width // 4), "right": slice(3 * width // 4, 7 * width // 8)}
    return {
        f"{v}_{h}": image[rows[v], columns[h]].reshape(-1, 3).mean(axis=0)
        for v in ("top", "bottom")
        for h in ("left", "right")
    }


def write_clip(
    path: Path,
    images: Iterable[Image],
    *,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    fps: float = 30.0,
    times: Sequence[float] | None = None,
    options: dict[str, str] | None = None,
    colorspace: int | None = None,
) -> Path:
    """Encode RGB (or grey) ``images``, shown at ``times`` in seconds or at an even ``fps``.

    ``colorspace``: 1 (BT.709), 6 (BT.601) or 9 (BT.2020) to write that tag; None leaves the clip untagged.
    """
    with av.open(str(path), "w") as container:
        stream = None
        for i, image in enumerate(images):
            if stream is None:
                stream = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1001))
                stream.height, stream.width = image.shape[:2]
                stream.pix_fmt = pixel_format
                stream.codec_context.time_base = _TIME_BASE if codec != "mpeg4" else Fraction(1, 1000)
                stream.thread_count = 1
                if colorspace is not None:
                    stream.codec_context.colorspace = colorspace
                stream.options = _ENCODER_OPTIONS.get(codec, {}) | (options or {})
            rgb = image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24").reformat(
                format=pixel_format, dst_colorspace=_colorspace(image.shape[0], colorspace)
            )
            seconds = i / fps if times is None else times[i]
            frame.time_base = stream.codec_context.time_base
            frame.pts = round(seconds / frame.time_base)
            container.mux(stream.encode(frame))
        if stream is not None:
            container.mux(stream.encode(None))
    return path


def _colorspace(height: int, tag: int | None) -> int:
    """PyAV's number for the tag, or for what players assume of untagged video of this height."""
    assumed = 1 if height >= 720 else 5
    return {None: assumed, 6: 5}.get(tag, tag or assumed)


def write_numbered_clip(path: Path, count: int, *, width: int = 128, height: int = 96, **options: object) -> Path:
    """``count`` pictures of ``pattern``, numbered from 0."""
    return write_clip(path, (pattern(width, height, i) for i in range(count)), **options)  # type: ignore[arg-type]


def write_sound(path: Path, seconds: float = 0.3) -> Path:
    """A file with an audio stream only."""
    rate = 16_000
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=rate, layout="mono")
        wave = np.sin(np.arange(int(seconds * rate)) * 0.1).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def set_rotation(path: Path, clockwise_deg: int) -> Path:
    """Write the display matrix of an .mp4 so that players turn the picture by ``clockwise_deg``, as phones do."""
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd") + 4
    offset = start + (52 if data[start] == 1 else 40)
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[clockwise_deg]
    matrix = (cos << 16, sin << 16, 0, -sin << 16, cos << 16, 0, 0, 0, 1 << 30)
    data[offset : offset + 36] = b"".join(v.to_bytes(4, "big", signed=True) for v in matrix)
    path.write_bytes(data)
    return path


def replace_bytes(path: Path, old: bytes, new: bytes) -> Path:
    """Replace every ``old`` by ``new`` of the same length; it must occur."""
    data = path.read_bytes()
    assert old in data
    assert len(old) == len(new)
    path.write_bytes(data.replace(old, new))
    return path


def truncate(path: Path, fraction: float) -> Path:
    """Keep only the first ``fraction`` of the file."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * fraction)])
    return path


def room(width: int = 320, height: int = 240, seed: int = 0) -> Image:
    """A drawn grey room that differs by ``seed``: textured wall, floor, plumb and level edges, boxes and pictures."""
    rng = np.random.default_rng(seed)
    image = np.full((height, width), rng.integers(110, 190), dtype=np.float64)
    floor = int(height * rng.uniform(0.65, 0.8))
    image[floor:] = rng.integers(40, 90)
    for _ in range(12):
        x, y = rng.integers(0, width), rng.integers(0, floor)
        w, h = rng.integers(width // 12, width // 4), rng.integers(height // 8, height // 2)
        image[y : y + h, x : x + w] = rng.integers(20, 235)
    grain = cv2.GaussianBlur(rng.normal(0, 60, (height, width)), (0, 0), 1.5)
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def look(
    scene: Image, size: tuple[int, int], *, dx: float = 0.0, dy: float = 0.0, turn_deg: float = 0.0, zoom: float = 1.0
) -> Image:
    """The part of ``scene`` a camera of ``size`` (width, height) sees when its picture's content is moved by ``dx``,
    ``dy`` pixels, turned clockwise by ``turn_deg`` and enlarged by ``zoom`` about the scene's middle."""
    height, width = scene.shape[:2]
    middle = ((width - 1) / 2, (height - 1) / 2)
    matrix = cv2.getRotationMatrix2D(middle, -turn_deg, zoom)
    matrix[:, 2] += (size[0] - 1) / 2 - middle[0] + dx, (size[1] - 1) / 2 - middle[1] + dy
    seen = cv2.warpAffine(scene, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(seen, dtype=np.uint8)
