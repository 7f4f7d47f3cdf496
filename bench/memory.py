"""Peak memory of analysing a ten-minute 1080p clip, stage by stage; writes a section of docs/benchmarks.md.

usage: python -m bench.memory [--minutes 10]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av

from bench.clips import CACHE, looped, reference
from bench.pages import write_section
from taikan.workflows.analysis import AnalyzeSettings, Stage
from taikan.workflows.analyze import analyze
from taikan.workflows.outputs import write_outputs

LIMIT_MB = 700
SOURCE_S = 60.0
NAMES = {
    "start": "Python and Taikan loaded",
    "landmarks": "landmarks and silhouettes of every frame",
    "measuring": "measures, faults, back outline",
    "files": "tables, OpenSim files, report",
}


def repeated(clip: Path, times: int) -> Path:
    """``clip`` behind itself, its packets copied, so that nothing is encoded and nothing large is held."""
    target = CACHE / f"{clip.stem}_x{times}.mp4"
    if target.is_file():
        return target
    part = target.with_suffix(".part.mp4")
    with av.open(str(part), "w") as out:
        shift, stream = 0, None
        for _ in range(times):
            with av.open(str(clip)) as source:
                video = source.streams.video[0]
                stream = stream or out.add_stream_from_template(video)
                for packet in source.demux(video):
                    if packet.dts is not None:
                        packet.pts, packet.dts, packet.stream = packet.pts + shift, packet.dts + shift, stream
                        out.mux(packet)
                shift += video.duration
    part.replace(target)
    return target


def peak_mb() -> float:
    """Most memory this process ever had resident (not what it inherited from the one that started it)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("Peak memory can be read on Linux only.")


def measure(clip: Path) -> None:
    """Analyse ``clip`` in this process; prints one JSON line: peak MB after each stage, seconds."""
    peaks = {"start": peak_mb()}
    told = 0.0

    def progress(stage: Stage, done: int, total: int) -> None:
        nonlocal told
        if stage != "landmarks":
            peaks.setdefault("landmarks", peak_mb())
        elif time.monotonic() - told > 30:
            told = time.monotonic()
            print(f"{done} of {total} frames, peak {peak_mb():.0f} MB", file=sys.stderr, flush=True)

    started = time.perf_counter()
    analysis = analyze(clip, AnalyzeSettings(test="squat"), progress)
    peaks["measuring"] = peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        write_outputs(analysis, Path(folder) / "out", "en", with_video=False)
    peaks["files"] = peak_mb()
    seconds = time.perf_counter() - started
    print(json.dumps({"peaks": peaks, "seconds": seconds, "frames": analysis.info.frame_count}))


def section(figures: dict[str, float], frames: int, seconds: float, minutes: int) -> str:
    """The text of docs/benchmarks.md."""
    rows = [f"| {NAMES[stage]} | {peak:.0f} MB |" for stage, peak in figures.items()]
    return "\n".join(
        [
            f"`python -m bench.memory --minutes {minutes}`, {os.cpu_count()} cores ({platform.machine()}): "
            f"`taikan analyze --test squat --no-video` on a clip of {minutes} minutes at 1080 x 1920 "
            f"({frames} frames, the squat recording repeated), {seconds:.0f} s.",
            "",
            "| up to and including | most memory resident |",
            "|---|---|",
            *rows,
            "",
            f"Limit: {LIMIT_MB} MB.",
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure)
        return 0
    source = looped(reference("squat_sagittal_2reps.mp4"), 1080, 1920, SOURCE_S)
    clip = repeated(source, max(1, round(arguments.minutes * 60 / SOURCE_S)))
    command = [sys.executable, "-m", "bench.memory", "--measure", str(clip)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    peaks = result["peaks"]
    print(json.dumps(peaks, indent=2))
    text = section(peaks, result["frames"], result["seconds"], arguments.minutes)
    write_section(Path("docs/benchmarks.md"), "memory", "Memory", text)
    return 0 if max(peaks.values()) < LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
