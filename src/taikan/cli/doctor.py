"""``taikan doctor``: what is installed, what is used and why, what is missing and how to get it."""

import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.util import find_spec
from typing import Any, Literal

import click

from taikan import __version__
from taikan.cli._language import lang_option
from taikan.core.errors import ExitStatus, RuntimeMissingError, WeightsCorruptError, WeightsMissingError
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.pose import weights
from taikan.pose.runtimes.base import RUNTIMES, best_runtime, open_session

State = Literal["ok", "warning", "problem"]

# Without these nothing can be measured; the other models are a choice.
_NEEDED_MODELS = ("detector", "full")
# FFmpeg's own "av1" needs a graphics card; these do not.
_DECODERS = {"h264": ("h264",), "hevc": ("hevc",), "vp9": ("vp9",), "av1": ("libdav1d", "libaom-av1")}
_ENCODERS = ("libx264", "libx265", "libsvtav1", "mpeg4")
_EXTENSION_GROUPS = ("taikan.movement_tests", "taikan.knowledge")
_SIGNS: dict[State, str] = {"ok": "○", "warning": "△", "problem": "×"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``subject``, ``says`` and ``advice`` name texts ``doctor.*``; ``facts`` fill ``says``.

    ``says`` empty: the fact called ``value`` is shown as it is. A ``problem`` keeps the main job from running.
    """

    subject: str
    state: State
    says: str = ""
    advice: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def examine() -> tuple[Finding, ...]:
    """Look at everything the main job needs."""
    return (
        _python(),
        Finding("cpu", "ok", facts={"value": _usable_cores(), "machine": platform.machine()}),
        *_runtimes(),
        _chosen_runtime(),
        *_models(),
        _video(),
        _fonts(),
        *_extensions(),
    )


def _python() -> Finding:
    is_new = sys.version_info >= (3, 11)
    facts = {"value": platform.python_version(), "executable": sys.executable}
    return Finding("python", "ok" if is_new else "problem", advice="" if is_new else "do_python", facts=facts)


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _runtimes() -> Iterator[Finding]:
    for runtime in RUNTIMES:
        if runtime.is_installed:
            yield Finding("runtime", "ok", facts={"name": runtime.name, "value": runtime.version or "?"})
        else:
            yield Finding("runtime", "warning", "missing", "do_setup", {"name": runtime.name})


def _chosen_runtime() -> Finding:
    """Name the runtime that will be used and run the detector once, because installed does not mean working."""
    try:
        name = best_runtime()
    except RuntimeMissingError:
        return Finding("chosen", "problem", "missing", "do_setup")
    try:
        model = weights.path("detector")
    except (WeightsMissingError, WeightsCorruptError):
        return Finding("chosen", "ok", "why_untested", facts={"name": name})
    try:
        session = open_session(model, (0, 1), name)
        session.run(session.input)
        start = time.perf_counter()
        session.run(session.input)
    except Exception as problem:  # noqa: BLE001
        return Finding("chosen", "problem", "why_broken", "do_reinstall", {"name": name, "problem": _line(problem)})
    milliseconds = round((time.perf_counter() - start) * 1000, 1)
    return Finding("chosen", "ok", "why_fastest", facts={"name": name, "ms": milliseconds})


def _models() -> Iterator[Finding]:
    for name in weights.model_names():
        facts: dict[str, Any] = {"name": name, "sha256": weights.sha256(name)}
        worst: State = "problem" if name in _NEEDED_MODELS else "warning"
        try:
            facts["path"] = str(weights.path(name))
        except WeightsMissingError:
            yield Finding("weights", worst, "missing", "do_setup", facts)
        except WeightsCorruptError:
            yield Finding("weights", worst, "corrupt", "do_setup", facts)
        else:
            yield Finding("weights", "ok", "installed", facts=facts)


def _video() -> Finding:
    try:
        import av
        import av.codec
    except ImportError as problem:
        facts = {"name": "PyAV", "problem": _line(problem)}
        return Finding("video", "problem", "why_broken", "do_reinstall", facts)
    decoders = [name for name, codecs in _DECODERS.items() if any(_has_codec(av, c, "r") for c in codecs)]
    encoders = [name for name in _ENCODERS if _has_codec(av, name, "w")]
    is_enough = "h264" in decoders and bool(encoders)
    return Finding(
        "video",
        "ok" if is_enough else "problem",
        "video_facts",
        "" if is_enough else "do_reinstall",
        {
            "pyav": av.__version__,
            "ffmpeg": av.ffmpeg_version_info,
            "libraries": {name: ".".join(map(str, number)) for name, number in av.library_versions.items()},
            "decoders": decoders,
            "encoders": encoders,
        },
    )


def _has_codec(av: Any, name: str, mode: str) -> bool:
    try:
        av.codec.Codec(name, mode)
    except ValueError:
        return False
    return True


def _fonts() -> Finding:
    try:
        found = version("matplotlib-fontja") if find_spec("matplotlib_fontja") else None
    except PackageNotFoundError:
        found = None
    if found is None:
        return Finding("fonts", "warning", "missing", "do_setup")
    return Finding("fonts", "ok", facts={"value": f"IPAexGothic (matplotlib-fontja {found})"})


def _extensions() -> Iterator[Finding]:
    entries = [entry for group in _EXTENSION_GROUPS for entry in entry_points(group=group)]
    if not entries:
        yield Finding("extensions", "ok", "none")
    for entry in entries:
        source = f" ({entry.dist.name} {entry.dist.version})" if entry.dist else ""
        facts: dict[str, Any] = {"name": entry.name, "group": entry.group}
        try:
            entry.load()
        except Exception as problem:  # noqa: BLE001
            facts["problem"] = _line(problem)
            yield Finding("extensions", "problem", "extension_broken", "do_extension", facts)
        else:
            yield Finding("extensions", "ok", facts={**facts, "value": f"{entry.group}{source}"})


def _line(problem: BaseException) -> str:
    """The first line of an error."""
    return f"{type(problem).__name__}: {problem}".splitlines()[0]


def describe(findings: tuple[Finding, ...], language: Language) -> list[str]:
    """One line a finding, its advice under it, and the judgement last."""
    texts = load_knowledge().texts

    def say(key: str, **facts: Any) -> str:
        shown = {k: ", ".join(v) if isinstance(v, list) else v for k, v in facts.items()}
        return texts[f"doctor.{key}"].format(**shown).in_language(language)

    lines = [f"Taikan {__version__}"]
    for finding in findings:
        name = finding.facts.get("name", "")
        subject = say(finding.subject) + (f" {name}" if name and finding.subject != "chosen" else "")
        value = say(finding.says, **finding.facts) if finding.says else str(finding.facts["value"])
        lines.append(f"{_SIGNS[finding.state]} {subject}: {value}")
        if finding.advice:
            lines.append(f"    → {say(finding.advice)}")
    return [*lines, say("ready" if is_ready(findings) else "not_ready")]


def is_ready(findings: tuple[Finding, ...]) -> bool:
    """Whether the main job can run."""
    return all(finding.state != "problem" for finding in findings)


@click.command(help="Say what is installed, which runtime is used, what is missing and how to get it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
@lang_option
def command(as_json: bool, lang: Language) -> int:
    """Exit status 0 if videos can be measured, 1 otherwise."""
    findings = examine()
    if as_json:
        document = {
            "schema": "taikan.doctor/1",
            "version": __version__,
            "ready": is_ready(findings),
            "weights_source": weights.provenance().source.model_dump(),
            "findings": [asdict(finding) for finding in findings],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(describe(findings, lang)))
    return ExitStatus.OK if is_ready(findings) else ExitStatus.MACHINE
