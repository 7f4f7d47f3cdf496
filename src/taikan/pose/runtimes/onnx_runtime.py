"""ONNX Runtime on the CPU; the model is converted when the session opens."""

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from taikan.pose.runtimes.base import Array, Outputs, fill, model_bytes, wanted_positions
from taikan.pose.runtimes.tflite_graph import TfliteGraph
from taikan.pose.runtimes.tflite_to_onnx import to_onnx


def import_onnxruntime() -> ModuleType:
    """The ``onnxruntime`` module, with its usage reporting off.

    Its official builds report to their maker, and keep an identifier of the machine in the home folder, as soon as they
    are imported; only this variable, set before, prevents both. The call stops what other builds may report later.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime  # type: ignore[no-any-return]


class OnnxSession:
    """One thread's view of an ONNX Runtime session, which several threads may call."""

    name = "onnxruntime"

    def __init__(self, shared: Any, output_names: tuple[str, ...]) -> None:
        self.output_names = output_names
        self._session = shared
        source = shared.get_inputs()[0]
        self.input: Array = np.zeros(source.shape, dtype=np.float32)
        self._feed = {source.name: self.input}

    def run(self, x: Array) -> tuple[Array, ...]:
        """See ``Session.run``."""
        fill(self.input, x)
        return tuple(self._session.run(None, self._feed))


def _configure(options: Any, threads: int) -> Any:
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def open_sessions(model: bytes | Path, outputs: Outputs, count: int, threads: int) -> tuple[OnnxSession, ...]:
    """Open ``model`` in ONNX Runtime: converted once, shared by all; a call runs in its caller's own thread."""
    onnxruntime = import_onnxruntime()
    graph = TfliteGraph(model_bytes(model))
    positions = wanted_positions(graph.output_names, outputs)
    options = _configure(onnxruntime.SessionOptions(), threads)
    shared = onnxruntime.InferenceSession(to_onnx(graph, positions), options, providers=["CPUExecutionProvider"])
    output_names = tuple(graph.output_names[p] for p in positions)
    return tuple(OnnxSession(shared, output_names) for _ in range(count))
