"""What an inference runtime offers: open a ``.tflite`` model cut to the wanted outputs, and run it frame by frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from taikan.core.errors import RuntimeMissingError, UnknownNameError

Array = NDArray[np.float32]
Outputs = tuple[str | int, ...]


class Session(Protocol):
    """One loaded model. Not safe to share between threads; each worker opens its own.

    ``input`` is a preallocated (1, H, W, 3) float32 array. Filling it and calling ``run(session.input)`` saves a copy;
    any other array of that shape is copied into it.
    """

    name: str
    input: Array
    output_names: tuple[str, ...]

    def run(self, x: Array) -> tuple[Array, ...]:
        """Outputs for the picture ``x``, in the order they were asked for; valid until the next run, copy to keep."""
        ...


class Opener(Protocol):
    """Opens ``count`` sessions of one model in one runtime; a runtime's module offers it as ``open_sessions``."""

    def __call__(self, model: bytes | Path, outputs: Outputs, count: int, threads: int) -> tuple[Session, ...]: ...


@dataclass(frozen=True)
class Runtime:
    """An inference package that may be installed. ``module`` holds its ``Opener``, ``package`` is what it needs."""

    name: str
    package: str
    import_name: str
    module: str

    @property
    def is_installed(self) -> bool:
        """Whether the package can be imported (it is not imported here)."""
        try:
            return find_spec(self.import_name) is not None
        except (ImportError, ValueError):
            return False

    @property
    def version(self) -> str | None:
        """The installed package's version, or None."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


# Fastest first, as measured (docs/decisions.md).
RUNTIMES: tuple[Runtime, ...] = (
    Runtime("openvino", "openvino", "openvino", "taikan.pose.runtimes.openvino_runtime"),
    Runtime("onnxruntime", "onnxruntime", "onnxruntime", "taikan.pose.runtimes.onnx_runtime"),
    Runtime("litert", "ai-edge-litert", "ai_edge_litert", "taikan.pose.runtimes.litert_runtime"),
)


def available_runtimes() -> tuple[str, ...]:
    """Names of the installed runtimes, fastest first."""
    return tuple(r.name for r in RUNTIMES if r.is_installed)


def best_runtime() -> str:
    """The fastest installed runtime; raise ``RuntimeMissingError`` if there is none."""
    names = available_runtimes()
    if not names:
        raise RuntimeMissingError()
    return names[0]


def open_session(
    model: bytes | Path, outputs: Sequence[str | int], runtime: str | None = None, threads: int = 1
) -> Session:
    """Load ``model`` so that only ``outputs`` (names, or positions among the model's outputs) are computed.

    ``runtime`` is a name from ``available_runtimes()``; None means the fastest. Every runtime computes in float32.
    """
    return open_sessions(model, outputs, 1, runtime, threads)[0]


def open_sessions(
    model: bytes | Path, outputs: Sequence[str | int], count: int, runtime: str | None = None, threads: int = 1
) -> tuple[Session, ...]:
    """``count`` sessions of one model, for as many threads of this process; the model is prepared only once.

    ``threads`` is what each session may use. They give the same numbers as sessions opened one by one.
    """
    name = runtime or best_runtime()
    known = {r.name: r for r in RUNTIMES}
    if name not in known:
        raise UnknownNameError(kind="runtime", name=name, suggestion=", ".join(known))
    if not known[name].is_installed:
        raise RuntimeMissingError(name=name)
    opener: Opener = import_module(known[name].module).open_sessions
    return opener(model, tuple(outputs), count, threads)


def model_bytes(model: bytes | Path) -> bytes:
    """The content of a model given as content or as a file."""
    return model.read_bytes() if isinstance(model, Path) else model


def wanted_positions(names: Sequence[str], outputs: Outputs) -> tuple[int, ...]:
    """Positions of ``outputs`` among a model's output ``names``; raise ``ValueError`` for one that is not there."""
    if not outputs:
        raise ValueError("ask for at least one output")
    positions = tuple(names.index(o) if isinstance(o, str) and o in names else o for o in outputs)
    for asked, position in zip(outputs, positions, strict=True):
        if not isinstance(position, int) or not 0 <= position < len(names):
            raise ValueError(f"the model has no output {asked!r}; it has {', '.join(names)}")
    return tuple(int(p) for p in positions)


def fill(target: Array, x: Array) -> None:
    """Put ``x`` into a session's input unless it already is that array."""
    if x is not target:
        np.copyto(target, x)
