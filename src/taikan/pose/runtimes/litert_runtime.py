"""LiteRT (TensorFlow Lite) with its default XNNPACK kernels in float32."""

from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from taikan.pose.runtimes.base import Array, Outputs, fill, model_bytes, wanted_positions
from taikan.pose.runtimes.tflite_graph import TfliteGraph


class LiteRtSession:
    """One interpreter over a model cut to the wanted outputs."""

    name = "litert"

    def __init__(self, model: bytes, outputs: Outputs, threads: int) -> None:
        graph = TfliteGraph(model)
        positions = wanted_positions(graph.output_names, outputs)
        self.output_names = tuple(graph.output_names[p] for p in positions)
        self._interpreter = Interpreter(model_content=graph.cut(positions), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input_index = self._interpreter.get_input_details()[0]["index"]
        self._output_indices = tuple(detail["index"] for detail in self._interpreter.get_output_details())
        self.input: Array = np.zeros(graph.shape(graph.inputs[0]), dtype=np.float32)

    def run(self, x: Array) -> tuple[Array, ...]:
        """See ``Session.run``."""
        fill(self.input, x)
        self._interpreter.set_tensor(self._input_index, self.input)
        self._interpreter.invoke()
        return tuple(self._interpreter.get_tensor(index) for index in self._output_indices)


def open_session(model: bytes | Path, outputs: Outputs, threads: int) -> LiteRtSession:
    """Open ``model`` in LiteRT."""
    return LiteRtSession(model_bytes(model), outputs, threads)
