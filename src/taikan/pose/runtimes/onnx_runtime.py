"""ONNX Runtime on the CPU; the model is converted when the session opens."""

from pathlib import Path

import numpy as np
import onnxruntime

from taikan.pose.runtimes.base import Array, Outputs, fill, model_bytes, wanted_positions
from taikan.pose.runtimes.tflite_graph import TfliteGraph
from taikan.pose.runtimes.tflite_to_onnx import to_onnx


class OnnxSession:
    """One ONNX Runtime session over a converted model."""

    name = "onnxruntime"

    def __init__(self, model: bytes, outputs: Outputs, threads: int) -> None:
        # Builds for some systems report usage; nothing is reported from here.
        onnxruntime.disable_telemetry_events()
        graph = TfliteGraph(model)
        positions = wanted_positions(graph.output_names, outputs)
        self.output_names = tuple(graph.output_names[p] for p in positions)
        self._session = onnxruntime.InferenceSession(
            to_onnx(graph, positions), _settings(threads), providers=["CPUExecutionProvider"]
        )
        self.input: Array = np.zeros(graph.shape(graph.inputs[0]), dtype=np.float32)
        self._feed = {self._session.get_inputs()[0].name: self.input}

    def run(self, x: Array) -> tuple[Array, ...]:
        """See ``Session.run``."""
        fill(self.input, x)
        return tuple(self._session.run(None, self._feed))


def _settings(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def open_session(model: bytes | Path, outputs: Outputs, threads: int) -> OnnxSession:
    """Open ``model`` in ONNX Runtime."""
    return OnnxSession(model_bytes(model), outputs, threads)
