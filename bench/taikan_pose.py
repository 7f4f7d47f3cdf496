"""Runs in Taikan's environment: landmarks of every frame of a clip, timed. Prints one JSON line.

usage: python -m bench.taikan_pose CLIP OUT.npz [--mask | --floor | --floor-mask]

``--floor`` does no more than must be done: each core decodes its half of the clip and runs the landmark model once a
frame on a picture that never changes.
"""

import json
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from taikan.capture.video import VideoInfo, probe, read_frames
from taikan.pose import weights
from taikan.pose.landmarks import OUTPUTS, SILHOUETTE_OUTPUT
from taikan.pose.recording import track_people
from taikan.pose.runtimes.base import open_sessions
from taikan.pose.runtimes.openvino_runtime import import_openvino


def floor(info: VideoInfo, with_mask: bool) -> None:
    """Decode and run the model, nothing else, with one thread a core."""
    cores = os.cpu_count() or 1
    outputs = (*OUTPUTS, SILHOUETTE_OUTPUT) if with_mask else OUTPUTS
    keys = np.flatnonzero(info.keyframe)
    edges = [int(keys[np.argmin(np.abs(keys - info.frame_count * i / cores))]) for i in range(cores)]

    sessions = open_sessions(weights.path("full"), outputs, cores)

    def share(part: int) -> None:
        session = sessions[part]
        stop = edges[part + 1] if part + 1 < cores else info.frame_count
        for _ in read_frames(info, edges[part], stop):
            session.run(session.input)

    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(share, range(cores)))


def main() -> None:
    clip, out, *flags = sys.argv[1:]
    import_openvino()  # imports are not timed, for nobody
    started = time.perf_counter()
    info = probe(Path(clip))
    if flags and flags[0].startswith("--floor"):
        floor(info, flags[0] == "--floor-mask")
    else:
        recording = track_people(info, silhouettes="--mask" in flags)
        track = recording.track
        np.savez(out, position=track["position"].to_numpy()[..., :2], visibility=track["visibility"].to_numpy())
    seconds = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"frames": info.frame_count, "seconds": seconds, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
