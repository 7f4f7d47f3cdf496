"""The sample clips kept with the project, made from ``samples.toml``: python -m lab samples."""

import argparse
import json
import shutil
import tempfile
import tomllib
from functools import lru_cache
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any
from zlib import crc32

from pydantic import BaseModel, ConfigDict

from lab.accuracy.spoil import spoil_clip
from lab.accuracy.true_measures import has_truth, true_value
from lab.accuracy.truth import ClipTruth, read_truth
from lab.camera import Camera
from lab.clip import ClipSpec, make_clip
from lab.clothes import Clothes
from lab.crossing import cross
from lab.persons import known_people
from lab.scene import Scene
from lab.script import FaultOrder
from taikan.workflows.analysis import Analysis, AnalyzeSettings
from taikan.workflows.analyze import analyze

FOLDER = Path(__file__).parents[1] / "samples"
INDEX = "index.json"
LARGEST_BYTES = 400_000


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sample(_Entry):
    """One clip; ``top`` the colour of what is worn there, ``taikan`` options of the test, ``crossed_by`` who walks
    through the picture, ``why_not`` the reason it must be refused for."""

    file: str
    movement: str
    test: str = ""
    person: str = ""
    yaw_deg: float | None = None
    options: dict[str, float] = {}
    faults: dict[str, float] = {}
    camera: dict[str, Any] = {}
    scene: dict[str, Any] = {}
    top: tuple[float, float, float] | None = None
    taikan: dict[str, str] = {}
    crossed_by: str = ""
    why_not: str | None = None


class Usual(_Entry):
    """What a clip is filmed with where it says nothing; ``options`` and ``cameras`` by movement."""

    person: str
    yaw_deg: float
    camera: dict[str, Any]
    scene: dict[str, Any]
    options: dict[str, dict[str, float]]
    cameras: dict[str, dict[str, Any]]


class Samples(_Entry):
    """The whole of ``samples.toml``."""

    seed: int
    usual: Usual
    clip: tuple[Sample, ...]


@lru_cache(maxsize=1)
def load_samples() -> Samples:
    """The list beside this file; raises ``pydantic.ValidationError`` if it is wrong."""
    return Samples.model_validate(tomllib.loads(files("lab").joinpath("samples.toml").read_text(encoding="utf-8")))


def spec_of(sample: Sample, samples: Samples) -> ClipSpec:
    """What to film for ``sample``; its chance depends on the seed and its file name only."""
    usual = samples.usual
    yaw_deg = usual.yaw_deg if sample.yaw_deg is None else sample.yaw_deg
    own = usual.cameras.get(sample.movement, {})
    seed = crc32(f"{samples.seed} {sample.file}".encode()) % 2**31
    return ClipSpec(
        movement=sample.movement,
        person=known_people()[sample.person or usual.person],
        seed=seed,
        test=sample.test,
        options=usual.options.get(sample.movement, {}) | sample.options,
        faults=tuple(FaultOrder(code, size) for code, size in sample.faults.items()),
        clothes=Clothes() if sample.top is None else Clothes(top=sample.top),
        scene=Scene(**(usual.scene | {"seed": seed} | sample.scene)),
        camera=Camera(**(usual.camera | {"yaw_deg": yaw_deg} | own | sample.camera)),
        measurable=sample.why_not is None,
        why_not=sample.why_not,
    )


def make_sample(sample: Sample, samples: Samples, folder: Path) -> dict[str, Any]:
    """Film ``sample`` into ``folder``, measure it, and give its line of the index.

    Raises ``ValueError`` if the file is too large, or if Taikan does not say what it must.
    """
    spec, target = spec_of(sample, samples), folder / sample.file
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        clip = make_clip(spec, made)
        spoil_clip(clip, spec.why_not, spec.camera.crf)
        if sample.crossed_by:
            cross(clip / "clip.mp4", spec, known_people()[sample.crossed_by])
        shutil.copyfile(clip / "clip.mp4", target)
        truth = read_truth(clip)
        person = spec.person
        settings = AnalyzeSettings(
            test=truth.test,
            height_cm=100.0 * truth.height_m,
            age=person.age,
            sex=person.sex,
            options=sample.taikan,
            workers=1,
        )
        analysis = analyze(target, settings)
        _check(sample, target, analysis)
        line: dict[str, Any] = {
            "file": sample.file,
            "test": truth.test,
            "person": person.id,
            "height_cm": round(100.0 * truth.height_m, 1),
            "age": person.age,
            "sex": person.sex,
            "view": analysis.result.view,
        }
        if sample.taikan:
            line["options"] = sample.taikan
        if sample.why_not:
            return line | {"refused": sample.why_not}
        return line | {"repetitions": len(truth.whole_repetitions), "truth": _truth(truth, analysis)}


def _check(sample: Sample, target: Path, analysis: Analysis) -> None:
    size = target.stat().st_size
    if size > LARGEST_BYTES:
        raise ValueError(f"{sample.file}: {size} bytes, at most {LARGEST_BYTES}")
    reasons = [reason.code for reason in analysis.result.verdict.reasons]
    if sample.why_not is None and not analysis.result.verdict.valid:
        raise ValueError(f"{sample.file} is refused: {', '.join(reasons)}")
    if sample.why_not is not None and sample.why_not not in reasons:
        raise ValueError(f"{sample.file} is not refused for {sample.why_not} but for {', '.join(reasons) or 'nothing'}")


def _truth(clip: ClipTruth, analysis: Analysis) -> list[dict[str, Any]]:
    """True values of the measures Taikan gives a value for, where the lab knows one."""
    given = [m for m in analysis.result.measures if m.value is not None and has_truth(m.code)]
    known = [(m, true_value(m.code, clip, m.side)) for m in given]
    return [
        {"code": m.code, "side": m.side, "unit": m.unit, "truth": round(truth, 3)}
        for m, truth in known
        if isfinite(truth)
    ]


def run(args: argparse.Namespace) -> int:
    """Make all clips, or those whose file name holds ``--only``; the index keeps the lines of the others."""
    samples, index = load_samples(), args.out / INDEX
    lines = {line["file"]: line for line in json.loads(index.read_text(encoding="utf-8"))} if index.exists() else {}
    problems = 0
    for sample in samples.clip:
        if args.only not in sample.file:
            continue
        try:
            lines[sample.file] = make_sample(sample, samples, args.out)
            print(sample.file)
        except ValueError as problem:
            problems += 1
            print(f"lab: {problem}")
    ordered = [lines[sample.file] for sample in samples.clip if sample.file in lines]
    text = ",\n".join(" " + json.dumps(line) for line in ordered)
    index.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    return 1 if problems else 0


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``samples`` to ``python -m lab``."""
    parser = commands.add_parser("samples", help="make the sample clips kept with the project")
    parser.add_argument("--only", default="", metavar="TEXT", help="those whose file name holds TEXT")
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.set_defaults(run=run)
