"""OpenVINO on the CPU, forced to float32."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np

from taikan.pose.runtimes.base import Array, Outputs, fill, model_bytes, wanted_positions

# Importing openvino also imports its model converter, which at once reports the import to a third party. Taikan has no
# use for the converter, and health software reports nothing to anyone.
_REPORTING_MODULES = ("openvino.tools.ovc", "openvino_telemetry")
_IMPORT_LOCK = Lock()


def import_openvino() -> ModuleType:
    """The ``openvino`` module, imported without its converter and its usage reporting."""
    with _IMPORT_LOCK:
        blocked = [name for name in _REPORTING_MODULES if name not in sys.modules]
        sys.modules.update(dict.fromkeys(blocked))  # type: ignore[arg-type]
        try:
            import openvino
        finally:
            for name in blocked:
                sys.modules.pop(name, None)
        return openvino  # type: ignore[no-any-return]


class OpenVinoSession:
    """One inference request of a compiled model, over fixed input memory."""

    name = "openvino"

    def __init__(self, compiled: Any, output_names: tuple[str, ...]) -> None:
        ov = import_openvino()
        self.output_names = output_names
        self.input: Array = np.zeros([int(n) for n in compiled.input(0).shape], dtype=np.float32)
        request = compiled.create_infer_request()
        request.set_input_tensor(ov.Tensor(self.input, shared_memory=True))
        self._request = request
        self._outputs: tuple[Array, ...] = tuple(request.get_output_tensor(i).data for i in range(len(output_names)))

    def run(self, x: Array) -> tuple[Array, ...]:
        """See ``Session.run``."""
        fill(self.input, x)
        self._request.start_async()
        self._request.wait()
        return self._outputs


def _settings(count: int, threads: int) -> dict[str, object]:
    return {
        # The default silently uses bfloat16 on some CPUs, which moves angles by degrees.
        "INFERENCE_PRECISION_HINT": "f32",
        "EXECUTION_MODE_HINT": "ACCURACY",
        "INFERENCE_NUM_THREADS": count * threads,
        "NUM_STREAMS": count,
        # Pinned threads of two worker processes would sit on the same core.
        "ENABLE_CPU_PINNING": False,
    }


@contextmanager
def _as_tflite_file(model: bytes | Path) -> Iterator[Path]:
    """OpenVINO reads TFLite models only from a file with that ending."""
    if isinstance(model, Path) and model.suffix == ".tflite":
        yield model
        return
    with TemporaryDirectory(prefix="taikan-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "model.tflite"
        file.write_bytes(model_bytes(model))
        yield file


def open_sessions(model: bytes | Path, outputs: Outputs, count: int, threads: int) -> tuple[OpenVinoSession, ...]:
    """Open ``model`` in OpenVINO: compiled once, with one stream for each session."""
    ov = import_openvino()
    core = ov.Core()
    with _as_tflite_file(model) as file:
        whole = core.read_model(file)
        names = tuple(output.get_any_name() for output in whole.outputs)
        positions = wanted_positions(names, outputs)
        cut = ov.Model([whole.outputs[p] for p in positions], whole.get_parameters())
        compiled = core.compile_model(cut, "CPU", _settings(count, threads))
    output_names = tuple(names[p] for p in positions)
    return tuple(OpenVinoSession(compiled, output_names) for _ in range(count))
