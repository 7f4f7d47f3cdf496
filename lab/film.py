"""Writing a clip: H.264 without audio or any data about the machine."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def write_film(path: Path, pictures: Iterable[NDArray[np.uint8]], *, fps: float, crf: int) -> int:
    """Write (H, W, 3) RGB pictures to ``path``; returns how many."""
    count = 0
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        container.flags |= av.container.Flags.bitexact.value
        stream = None
        for picture in pictures:
            if stream is None:
                stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.thread_count = 1
                # x264's macroblock tree gives other bytes for the same pictures from run to run.
                stream.options = {"crf": str(crf), "preset": "veryfast", "x264-params": "threads=1:mbtree=0"}
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")))
            count += 1
        if stream is not None:
            container.mux(stream.encode())
    return count
