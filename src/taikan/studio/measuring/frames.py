"""Looking at single pictures of a camera page: one checker is kept open; it is passed by while it looks."""

from functools import lru_cache
from io import BytesIO
from threading import Lock

import numpy as np
from PIL import Image, UnidentifiedImageError

from taikan.core.records import CaptureAdvice
from taikan.pose.recording import ModelName
from taikan.workflows.check import CaptureChecker

MOST_BYTES = 1_500_000
MOST_PIXELS = 2_500_000
MODEL: ModelName = "lite"
_looking = Lock()


class NotAPictureError(Exception):
    """What was sent is no JPEG, or one too large."""


def check_frame(jpeg: bytes, test: str) -> CaptureAdvice | None:
    """What one thing to change before ``test`` is filmed; ``None`` while another picture is being looked at.

    Raises ``NotAPictureError``, ``UnknownNameError`` for an unknown test, and ``MachineError`` without models.
    """
    picture = _decoded(jpeg)
    if not _looking.acquire(blocking=False):
        return None
    try:
        return _checker().check_picture(picture, test)
    finally:
        _looking.release()


def _decoded(jpeg: bytes) -> np.ndarray:
    if len(jpeg) > MOST_BYTES:
        raise NotAPictureError
    try:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as stored:
            if stored.width * stored.height > MOST_PIXELS:
                raise NotAPictureError
            return np.asarray(stored.convert("RGB"), dtype=np.uint8)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise NotAPictureError from problem


@lru_cache(maxsize=1)
def _checker() -> CaptureChecker:
    return CaptureChecker(MODEL)
