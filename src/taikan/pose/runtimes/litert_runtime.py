"""LiteRT (TensorFlow Lite) with its default XNNPACK kernels in float32."""

from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from taikan.pose.runtimes.base import Array, Outputs, fill, model_bytes, wanted_positions
from taikan.pose.runtimes.tflite_graph import TfliteGraph


class LiteRtSession:
    """One interpreter over a model cut to the wanted outputs."""

    name = "litert"

    def __init__(self, cut: bytes, output_names: tuple[str, ...], threads: int) -> None:
        self.output_names = output_names
        self._interpreter = Interpreter(model_content=cut, num_threads=threads)
        self._interpreter.allocate_tensors()
        source = self._interpreter.get_input_details()[0]
        self._input_index = source["index"]
        self._output_indices = tuple(detail["index"] for detail in self._interpreter.get_output_details())
        self.input: Array = np.zeros(source["shape"], dtype=np.float32)

    def run(self, x: Array) -> tuple[Array, ...]:
        """See ``Session.run``."""
        fill(self.input, x)
        self._interpreter.set_tensor(self._input_index, self.input)
        self._interpreter.invoke()
        return tuple(self._interpreter.get_tensor(index) for index in self._output_indices)


def open_sessions(model: bytes | Path, outputs: Outputs, count: int, threads: int) -> tuple[LiteRtSession, ...]:
    """Open ``model`` in LiteRT: cut once, one interpreter for each session."""
    graph = TfliteGraph(model_bytes(model))
    positions = wanted_positions(graph.output_names, outputs)
    cut = graph.cut(positions)
    output_names = tuple(graph.output_names[p] for p in positions)
    return tuple(LiteRtSession(cut, output_names, threads) for _ in range(count))
