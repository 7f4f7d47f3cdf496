"""Read a ``.tflite`` model as a plain graph, and cut it to the operators that the wanted outputs need."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import tflite
from numpy.typing import NDArray

_OPERATOR_NAMES = {v: k for k, v in vars(tflite.BuiltinOperator).items() if isinstance(v, int)}
_DTYPES = {
    tflite.TensorType.FLOAT32: np.dtype(np.float32),
    tflite.TensorType.FLOAT16: np.dtype(np.float16),
    tflite.TensorType.INT32: np.dtype(np.int32),
}
_INDEX_VECTORS = {
    tflite.SparseIndexVector.Int32Vector: tflite.Int32Vector,
    tflite.SparseIndexVector.Uint16Vector: tflite.Uint16Vector,
    tflite.SparseIndexVector.Uint8Vector: tflite.Uint8Vector,
}
_UOFFSET_BYTES = 4


class UnsupportedModelError(ValueError):
    """The model uses something this reader does not know."""


@dataclass(frozen=True, eq=False)
class Operator:
    """One step: ``kind`` is TFLite's name (``CONV_2D``); ``inputs`` and ``outputs`` are tensor numbers, -1 for none."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    table: Any

    def options(self, kind: type) -> Any:
        """The operator's settings read as the ``tflite`` class ``kind``."""
        raw = self.table.BuiltinOptions()
        read = kind()
        read.Init(raw.Bytes, raw.Pos)
        return read


class TfliteGraph:
    """The main graph of a ``.tflite`` file."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 8 or content[4:8] != b"TFL3":
            raise UnsupportedModelError("not a TFLite model")
        self.content = content
        self._model = tflite.Model.GetRootAs(content, 0)
        self._graph = self._model.Subgraphs(0)
        self.inputs = tuple(int(i) for i in self._graph.InputsAsNumpy())
        self.outputs = tuple(int(i) for i in self._graph.OutputsAsNumpy())

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        """Names of the outputs, as the model declares them."""
        return tuple(self._graph.Tensors(i).Name().decode() for i in self.outputs)

    @cached_property
    def operators(self) -> tuple[Operator, ...]:
        """Every operator, in the order it runs."""
        return tuple(self._operator(i) for i in range(self._graph.OperatorsLength()))

    def _operator(self, index: int) -> Operator:
        table = self._graph.Operators(index)
        code = self._model.OperatorCodes(table.OpcodeIndex())
        kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        inputs = tuple(int(i) for i in table.InputsAsNumpy())
        outputs = tuple(int(i) for i in table.OutputsAsNumpy())
        return Operator(_OPERATOR_NAMES.get(kind, str(kind)), inputs, outputs, table)

    def shape(self, tensor: int) -> tuple[int, ...]:
        """Shape of a tensor; () for a scalar."""
        table = self._graph.Tensors(tensor)
        return tuple(int(n) for n in table.ShapeAsNumpy()) if table.ShapeLength() else ()

    def is_constant(self, tensor: int) -> bool:
        """Whether the tensor's values are stored in the file."""
        return bool(self._model.Buffers(self._graph.Tensors(tensor).Buffer()).DataLength())

    def constant(self, tensor: int) -> NDArray[Any]:
        """Stored values of a tensor, sparse ones filled out."""
        table = self._graph.Tensors(tensor)
        if table.Type() not in _DTYPES:
            raise UnsupportedModelError(f"constant {table.Name().decode()} has an unknown type")
        stored = self._model.Buffers(table.Buffer()).DataAsNumpy().view(_DTYPES[table.Type()])
        sparsity = table.Sparsity()
        return (
            stored.reshape(self.shape(tensor)) if sparsity is None else _densify(stored, sparsity, self.shape(tensor))
        )

    def live(self, outputs: Iterable[int]) -> tuple[int, ...]:
        """Positions of the operators that the tensors ``outputs`` depend on, in the order they run."""
        needed = set(outputs)
        kept = []
        for position in range(len(self.operators) - 1, -1, -1):
            operator = self.operators[position]
            if needed.intersection(operator.outputs):
                kept.append(position)
                needed.update(operator.inputs)
        return tuple(reversed(kept))

    def cut(self, positions: Iterable[int]) -> bytes:
        """The file with only the outputs at ``positions``, in that order, and only the operators they need.

        The two lists are shortened in place; what is no longer reachable stays in the file unused.
        """
        outputs = [self.outputs[p] for p in positions]
        edited = bytearray(self.content)
        output_list = self._vector_start("Outputs")
        struct.pack_into(f"<I{len(outputs)}i", edited, output_list - _UOFFSET_BYTES, len(outputs), *outputs)
        operator_list = self._vector_start("Operators")
        live = self.live(outputs)
        struct.pack_into("<I", edited, operator_list - _UOFFSET_BYTES, len(live))
        for slot, operator in enumerate(live):
            old, new = (operator_list + _UOFFSET_BYTES * i for i in (operator, slot))
            target = old + struct.unpack_from("<I", self.content, old)[0]
            struct.pack_into("<I", edited, new, target - new)
        return bytes(edited)

    def _vector_start(self, field: str) -> int:
        """Byte position of the first element of one of the graph's lists (places from the TFLite schema, v3)."""
        table = self._graph._tab
        slot = {"Outputs": 8, "Operators": 10}[field]
        return int(table.Vector(table.Offset(slot)))


def _densify(stored: NDArray[Any], sparsity: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """Fill out a sparse tensor (dense or compressed rows in each dimension, no blocks), as the TFLite format says."""
    order = [int(i) for i in sparsity.TraversalOrderAsNumpy()]
    if sparsity.BlockMapLength() or sorted(order) != list(range(len(shape))):
        raise UnsupportedModelError("sparse weights in blocks")
    rows = np.zeros((1, 0), dtype=np.int64)
    for dimension in range(len(order)):
        rows = _expand(rows, sparsity.DimMetadata(dimension))
    dense = np.zeros([shape[i] for i in order], dtype=stored.dtype)
    dense[tuple(rows.T)] = stored[: len(rows)]
    return dense.transpose(np.argsort(order))


def _expand(rows: NDArray[np.int64], metadata: Any) -> NDArray[np.int64]:
    """Add one dimension's coordinates to the (N, D) coordinates of the stored values so far."""
    if metadata.Format() == tflite.DimensionType.DENSE:
        size = metadata.DenseSize()
        return np.column_stack([np.repeat(rows, size, axis=0), np.tile(np.arange(size), len(rows))])
    segments = _index_vector(metadata.ArraySegments(), metadata.ArraySegmentsType())
    indices = _index_vector(metadata.ArrayIndices(), metadata.ArrayIndicesType())
    return np.column_stack([np.repeat(rows, np.diff(segments), axis=0), indices])


def _index_vector(raw: Any, kind: int) -> NDArray[np.int64]:
    vector = _INDEX_VECTORS[kind]()
    vector.Init(raw.Bytes, raw.Pos)
    return np.asarray(vector.ValuesAsNumpy(), dtype=np.int64)
