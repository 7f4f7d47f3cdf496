"""Turn BlazePose's ``.tflite`` models into ONNX: exactly the operators they use, all in float32.

Pictures are NHWC in TFLite and NCHW in ONNX: tensors of four dimensions are kept NCHW inside, and turned only where
they enter, leave, or are reshaped. Constant float16 and sparse weights are unpacked.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
import tflite
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from taikan.pose.runtimes.tflite_graph import Operator, TfliteGraph, UnsupportedModelError

_OPSET = 17
# ONNX Runtime refuses files newer than it knows; this one fits the operator set above.
_IR_VERSION = 8
_TO_NCHW = (0, 3, 1, 2)
_TO_NHWC = (0, 2, 3, 1)
_NCHW_AXIS = (0, 2, 3, 1)
"""Where an NHWC axis stands in NCHW."""


class _Converter:
    """Builds the ONNX nodes of one graph, operator by operator."""

    def __init__(self, graph: TfliteGraph, positions: Sequence[int]) -> None:
        self.graph = graph
        self.positions = positions
        self.nodes: list[Any] = []
        self.constants: dict[str, NDArray[Any]] = {}
        self.folded: dict[int, NDArray[Any]] = {}

    def model(self) -> bytes:
        """The finished ONNX file."""
        graph = self.graph
        outputs = [graph.outputs[p] for p in self.positions]
        for tensor in graph.inputs:
            self.add("Transpose", [f"input_{tensor}"], _name(tensor), perm=_TO_NCHW)
        for position in graph.live(outputs):
            self.convert(graph.operators[position])
        for tensor in outputs:
            is_picture = len(graph.shape(tensor)) == 4
            settings: dict[str, Any] = {"perm": _TO_NHWC} if is_picture else {}
            self.add("Transpose" if is_picture else "Identity", [_name(tensor)], f"output_{tensor}", **settings)
        whole = helper.make_graph(
            self.nodes,
            "blazepose",
            [_value(f"input_{t}", graph.shape(t)) for t in graph.inputs],
            [_value(f"output_{t}", graph.shape(t)) for t in outputs],
            [numpy_helper.from_array(value, name) for name, value in self.constants.items()],
        )
        model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())

    def convert(self, operator: Operator) -> None:
        """Add what one TFLite operator does."""
        if operator.kind not in _CONVERSIONS:
            raise UnsupportedModelError(f"no ONNX conversion for the TFLite operator {operator.kind}")
        _CONVERSIONS[operator.kind](self, operator)

    def add(self, kind: str, inputs: Sequence[str], output: str, **settings: Any) -> None:
        """Add one ONNX node."""
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **settings))

    def values(self, tensor: int) -> NDArray[Any]:
        """Values of a constant tensor, unpacked ones included."""
        if tensor in self.folded:
            return self.folded[tensor]
        if not self.graph.is_constant(tensor):
            raise UnsupportedModelError(f"tensor {tensor} should be constant")
        return self.graph.constant(tensor)

    def keep(self, name: str, value: NDArray[Any]) -> str:
        """Store a constant in the ONNX file and give its name back."""
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def add_activated(self, kind: str, inputs: Sequence[str], output: str, activation: int, **settings: Any) -> None:
        """Add a node and the activation TFLite fuses into it."""
        functions = tflite.ActivationFunctionType
        if activation == functions.NONE:
            self.add(kind, inputs, output, **settings)
            return
        self.add(kind, inputs, f"{output}_linear", **settings)
        if activation == functions.RELU:
            self.add("Relu", [f"{output}_linear"], output)
        elif activation == functions.RELU6:
            low = self.keep("zero", np.array(0, dtype=np.float32))
            high = self.keep("six", np.array(6, dtype=np.float32))
            self.add("Clip", [f"{output}_linear", low, high], output)
        else:
            raise UnsupportedModelError(f"unknown activation {activation}")

    def require_picture(self, tensor: int) -> None:
        """Raise unless the tensor has four dimensions."""
        if len(self.graph.shape(tensor)) != 4:
            raise UnsupportedModelError(f"tensor {tensor} should have four dimensions")


def _unpack(converter: _Converter, operator: Operator) -> None:
    """DEQUANTIZE and DENSIFY, of constants only."""
    values = converter.values(operator.inputs[0])
    converter.folded[operator.outputs[0]] = values.astype(np.float32) if operator.kind == "DEQUANTIZE" else values


def _convolution(converter: _Converter, operator: Operator) -> None:
    source, weight_tensor, bias_tensor = operator.inputs
    output = operator.outputs[0]
    is_depthwise = operator.kind == "DEPTHWISE_CONV_2D"
    settings = operator.options(tflite.DepthwiseConv2DOptions if is_depthwise else tflite.Conv2DOptions)
    weights = converter.values(weight_tensor)
    # TFLite: (out, h, w, in), or (1, h, w, out) by depth; ONNX: (out, in per group, h, w).
    weights = weights.transpose((3, 0, 1, 2) if is_depthwise else _TO_NCHW)
    kernel, stride = weights.shape[2:], (settings.StrideH(), settings.StrideW())
    dilation = (settings.DilationHFactor(), settings.DilationWFactor())
    names = [_name(source), converter.keep(_name(weight_tensor), weights)]
    names.append(converter.keep(_name(bias_tensor), converter.values(bias_tensor)))
    converter.add_activated(
        "Conv",
        names,
        _name(output),
        settings.FusedActivationFunction(),
        strides=stride,
        dilations=dilation,
        group=converter.graph.shape(source)[3] if is_depthwise else 1,
        pads=_pads(converter.graph.shape(source)[1:3], kernel, stride, dilation, settings.Padding()),
    )


def _max_pool(converter: _Converter, operator: Operator) -> None:
    settings = operator.options(tflite.Pool2DOptions)
    kernel = (settings.FilterHeight(), settings.FilterWidth())
    stride = (settings.StrideH(), settings.StrideW())
    size = converter.graph.shape(operator.inputs[0])[1:3]
    converter.add_activated(
        "MaxPool",
        [_name(operator.inputs[0])],
        _name(operator.outputs[0]),
        settings.FusedActivationFunction(),
        kernel_shape=kernel,
        strides=stride,
        pads=_pads(size, kernel, stride, (1, 1), settings.Padding()),
    )


def _pads(
    size: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int], padding: int
) -> list[int]:
    """ONNX pads for TFLite's SAME (the odd pixel goes below and right) or VALID padding."""
    if padding == tflite.Padding.VALID:
        return [0, 0, 0, 0]
    before, after = [], []
    for n, k, s, d in zip(size, kernel, stride, dilation, strict=True):
        total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        before.append(total // 2)
        after.append(total - total // 2)
    return before + after


def _add(converter: _Converter, operator: Operator) -> None:
    if any(converter.graph.is_constant(i) or i in converter.folded for i in operator.inputs):
        raise UnsupportedModelError("ADD of a constant")
    activation = operator.options(tflite.AddOptions).FusedActivationFunction()
    converter.add_activated("Add", [_name(i) for i in operator.inputs], _name(operator.outputs[0]), activation)


def _pad(converter: _Converter, operator: Operator) -> None:
    source, amounts = operator.inputs
    converter.require_picture(source)
    pads = converter.values(amounts)[list(_TO_NCHW)].T.reshape(-1).astype(np.int64)
    name = converter.keep(f"pads_{operator.outputs[0]}", pads)
    converter.add("Pad", [_name(source), name], _name(operator.outputs[0]))


def _resize(converter: _Converter, operator: Operator) -> None:
    settings = operator.options(tflite.ResizeBilinearOptions)
    mode = "half_pixel" if settings.HalfPixelCenters() else "asymmetric"
    if settings.AlignCorners():
        mode = "align_corners"
    shape = converter.graph.shape(operator.outputs[0])
    sizes = converter.keep(f"sizes_{operator.outputs[0]}", np.array([shape[i] for i in _TO_NCHW], dtype=np.int64))
    names = [_name(operator.inputs[0]), "", "", sizes]
    converter.add("Resize", names, _name(operator.outputs[0]), mode="linear", coordinate_transformation_mode=mode)


def _reshape(converter: _Converter, operator: Operator) -> None:
    source, output = operator.inputs[0], operator.outputs[0]
    name = _name(source)
    if len(converter.graph.shape(source)) == 4:
        name = f"{name}_for_{output}"
        converter.add("Transpose", [_name(source)], name, perm=_TO_NHWC)
    shape = converter.graph.shape(output)
    sizes = converter.keep(f"sizes_{output}", np.array(shape, dtype=np.int64))
    is_picture = len(shape) == 4
    converter.add("Reshape", [name, sizes], f"{_name(output)}_nhwc" if is_picture else _name(output))
    if is_picture:
        converter.add("Transpose", [f"{_name(output)}_nhwc"], _name(output), perm=_TO_NCHW)


def _concatenate(converter: _Converter, operator: Operator) -> None:
    settings = operator.options(tflite.ConcatenationOptions)
    rank = len(converter.graph.shape(operator.outputs[0]))
    axis = settings.Axis() % rank
    axis = _NCHW_AXIS[axis] if rank == 4 else axis
    names = [_name(i) for i in operator.inputs]
    converter.add_activated("Concat", names, _name(operator.outputs[0]), settings.FusedActivationFunction(), axis=axis)


def _logistic(converter: _Converter, operator: Operator) -> None:
    converter.add("Sigmoid", [_name(operator.inputs[0])], _name(operator.outputs[0]))


def _depth_to_space(converter: _Converter, operator: Operator) -> None:
    size = operator.options(tflite.DepthToSpaceOptions).BlockSize()
    converter.add("DepthToSpace", [_name(operator.inputs[0])], _name(operator.outputs[0]), blocksize=size, mode="DCR")


_CONVERSIONS: dict[str, Callable[[_Converter, Operator], None]] = {
    "ADD": _add,
    "CONCATENATION": _concatenate,
    "CONV_2D": _convolution,
    "DENSIFY": _unpack,
    "DEPTHWISE_CONV_2D": _convolution,
    "DEPTH_TO_SPACE": _depth_to_space,
    "DEQUANTIZE": _unpack,
    "LOGISTIC": _logistic,
    "MAX_POOL_2D": _max_pool,
    "PAD": _pad,
    "RESHAPE": _reshape,
    "RESIZE_BILINEAR": _resize,
}


def _name(tensor: int) -> str:
    return f"t{tensor}"


def _value(name: str, shape: Sequence[int]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


def to_onnx(graph: TfliteGraph, positions: Sequence[int]) -> bytes:
    """An ONNX file that takes the same NHWC picture and gives the outputs at ``positions``, in that order.

    Raises ``UnsupportedModelError`` for an operator or setting that BlazePose's models do not use.
    """
    return _Converter(graph, positions).model()
