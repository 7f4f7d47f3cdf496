"""Photos as recordings of one picture: opened with Pillow, turned upright as their EXIF orientation says.

HEIC is refused by name: the packages that decode it carry libraries under copyleft licences.
"""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from taikan.capture.video import ByteImage, VideoInfo, check_file, probe
from taikan.core.errors import BrokenPhotoError, PhotoFormatError

PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_MOST_PIXELS = 120_000_000
"""More than any phone takes; a larger picture is not decoded, as it might fill the memory."""


def open_recording(path: Path) -> VideoInfo:
    """A photo or a clip, whatever ``path`` holds; what it is is read from its content, never from its name.

    Raises
    ------
    FileProblemError
        One of its kinds.
    """
    check_file(path)
    if _is_heif(path):
        raise PhotoFormatError(path=str(path), format="HEIC")
    return open_photo(path) if _is_photo(path) else probe(path)


def open_photo(path: Path) -> VideoInfo:
    """The photo at ``path`` as a recording of one frame at time 0; raises ``BrokenPhotoError``."""
    try:
        with Image.open(path, formats=PHOTO_FORMATS) as stored:
            if stored.width * stored.height > _MOST_PIXELS:
                raise BrokenPhotoError(path=str(path))
            upright = ImageOps.exif_transpose(stored).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise BrokenPhotoError(path=str(path)) from problem
    return as_recording(np.asarray(upright, dtype=np.uint8), path, str(stored.format).lower())


def as_recording(picture: ByteImage, path: Path = Path(), codec: str = "") -> VideoInfo:
    """An upright RGB ``picture`` (H, W, 3) as a recording of one frame at time 0; ``path`` is where it came from."""
    return VideoInfo(
        path=path,
        width_px=picture.shape[1],
        height_px=picture.shape[0],
        rotation_deg=0,
        codec=codec,
        pixel_format="rgb24",
        time_s=np.zeros(1),
        pts=np.zeros(1, dtype=np.int64),
        keyframe=np.ones(1, dtype=bool),
        picture=picture,
    )


def _is_photo(path: Path) -> bool:
    """Whether the file begins as a picture of one frame (JPEGs of phones may hold a preview besides)."""
    try:
        with Image.open(path, formats=PHOTO_FORMATS) as picture:
            return picture.format in {"JPEG", "MPO"} or getattr(picture, "n_frames", 1) == 1
    except Image.DecompressionBombError:
        return True
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False


def _is_heif(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS
