"""Landmarks a second against mediapipe==0.10.21 and the floor, alternating in one run; writes docs/benchmarks.md.

usage: python -m bench.pose_speed [--rounds 5]

MediaPipe runs in an environment of its own (``.cache/bench/mediapipe``): full model, tracking on, smoothing off.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from bench.clips import CACHE, looped, reference
from bench.pages import write_section
from taikan.core.arrays import KEYPOINTS

MEDIAPIPE = "mediapipe==0.10.21"
MIN_VISIBILITY = 0.5
TORSO = [[KEYPOINTS.index(f"{s}_{j}") for s in ("left", "right")] for j in ("shoulder", "hip")]


@dataclass(frozen=True)
class Runner:
    """One way of getting landmarks: the command before CLIP and OUT, and flags after them."""

    name: str
    command: tuple[str, ...]
    flags: tuple[str, ...] = ()

    def run(self, clip: Path) -> tuple[float, Path]:
        """Frames a second, and the file with the landmarks."""
        out = CACHE / f"{self.name}.npz"
        done = subprocess.run(
            [*self.command, str(clip), str(out), *self.flags], check=True, capture_output=True, text=True
        )
        figures = json.loads(done.stdout.strip().splitlines()[-1])
        return figures["frames"] / figures["seconds"], out


def mediapipe_python() -> str:
    """The Python of MediaPipe's own environment, made on first use."""
    folder = CACHE / "mediapipe"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", MEDIAPIPE], check=True)
    return str(python)


def runners() -> tuple[Runner, ...]:
    """Everything compared; each round runs them in this order."""
    theirs = (mediapipe_python(), str(Path(__file__).with_name("mediapipe_pose.py")))
    ours = (sys.executable, "-m", "bench.taikan_pose")
    return (
        Runner("taikan", ours),
        Runner("mediapipe", theirs),
        Runner("floor", ours, ("--floor",)),
        Runner("taikan_mask", ours, ("--mask",)),
        Runner("mediapipe_mask", theirs, ("--mask",)),
        Runner("floor_mask", ours, ("--floor-mask",)),
    )


def difference_percent(ours: Path, theirs: Path) -> float:
    """Median over visible landmarks and frames of the distance between both, % of torso length."""
    a, b = np.load(ours), np.load(theirs)
    torso = b["position"][:, TORSO].mean(axis=2)
    length = np.hypot(*(torso[:, 0] - torso[:, 1]).T)
    distance = np.hypot(*np.moveaxis(a["position"] - b["position"], -1, 0)) / length[:, None]
    return float(100.0 * np.nanmedian(distance[b["visibility"] > MIN_VISIBILITY]))


def compare(clip: Path, rounds: int) -> tuple[dict[str, list[float]], float]:
    """Frames a second of every runner in every round, and how far our landmarks lie from MediaPipe's."""
    speeds: dict[str, list[float]] = {r.name: [] for r in runners()}
    files: dict[str, Path] = {}
    for round_number in range(rounds):
        for runner in runners():
            speed, files[runner.name] = runner.run(clip)
            speeds[runner.name].append(speed)
            print(f"{clip.name} round {round_number + 1}: {runner.name} {speed:.1f} frames/s", file=sys.stderr)
    return speeds, difference_percent(files["taikan"], files["mediapipe"])


def ratio(speeds: dict[str, list[float]], a: str, b: str) -> str:
    """Median (smallest to largest) of the ratio taken round by round."""
    pairs = [x / y for x, y in zip(speeds[a], speeds[b], strict=True)]
    return f"**{median(pairs):.2f}** ({min(pairs):.2f} to {max(pairs):.2f})"


def table(results: Sequence[tuple[str, dict[str, list[float]], float]], rounds: int) -> str:
    """The section of docs/benchmarks.md."""
    lines = [
        f"`make bench` or `python -m bench.pose_speed --rounds {rounds}`, {os.cpu_count()} cores "
        f"({platform.machine()}), every runner in turn, {rounds} rounds; frames a second are medians, ratios are taken "
        "round by round: median (smallest to largest). Times include opening the models, not starting Python.",
        "",
        "| clip | Taikan | MediaPipe | ratio | share of floor | floor to MediaPipe | difference |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, speeds, difference in results:
        for suffix, label in (("", "landmarks"), ("_mask", "with silhouettes")):
            ours, theirs, least = f"taikan{suffix}", f"mediapipe{suffix}", f"floor{suffix}"
            cells = (
                f"{name}, {label}",
                f"{median(speeds[ours]):.0f}",
                f"{median(speeds[theirs]):.0f}",
                ratio(speeds, ours, theirs),
                ratio(speeds, ours, least),
                ratio(speeds, least, theirs),
                "" if suffix else f"{difference:.2f} %",
            )
            lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        f"MediaPipe is `{MEDIAPIPE}` in its own environment: full model, tracking on, smoothing off. The floor decodes "
        "and runs the landmark model once a frame on the same cores and does nothing else. Difference: median over "
        "visible landmarks and frames of the distance to MediaPipe's landmarks, in percent of the torso's length.",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    squat = reference("squat_sagittal_2reps.mp4")
    clips = (("squat, 608 x 1080, 20 s", squat), ("the same at 1080 x 1920, 60 s", looped(squat, 1080, 1920, 60.0)))
    results = [(name, *compare(clip, rounds)) for name, clip in clips]
    write_section(Path("docs/benchmarks.md"), "pose-speed", "Landmarks a second", table(results, rounds))


if __name__ == "__main__":
    main()
