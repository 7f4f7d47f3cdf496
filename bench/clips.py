"""Clips the benchmarks make from the reference recordings, kept in ``.cache/bench``."""

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

CACHE = Path(".cache/bench")


def reference(name: str) -> Path:
    """A reference recording by name; exits with a sentence where there is none."""
    folder = os.environ.get("TAIKAN_REFERENCE_DATA")
    path = Path(folder or "") / "videos" / name
    if not folder or not path.is_file():
        raise SystemExit("Set TAIKAN_REFERENCE_DATA to the folder of reference recordings.")
    return path


def looped(source: Path, width_px: int, height_px: int, duration_s: float) -> Path:
    """``source`` scaled and repeated to ``duration_s``, H.264, a keyframe every two seconds (as phones record)."""
    target = CACHE / f"{source.stem}_{width_px}x{height_px}_{duration_s:.0f}s.mp4"
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part.mp4")
    with av.open(str(source)) as clip, av.open(str(part), "w") as out:
        rate = Fraction(clip.streams.video[0].average_rate or 30)
        pictures = [f.reformat(width_px, height_px, "yuv420p").to_ndarray() for f in clip.decode(video=0)]
        stream = out.add_stream(
            "libx264", rate=rate, options={"preset": "veryfast", "crf": "20", "g": str(2 * round(rate))}
        )
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuv420p"
        for i in range(round(duration_s * rate)):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pictures[i % len(pictures)]), format="yuv420p")
            frame.pts, frame.time_base = i, 1 / rate
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    part.replace(target)
    return target
