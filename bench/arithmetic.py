"""What bounds the landmark model's speed: its multiply-adds against what one core can do; writes docs/benchmarks.md.

usage: python -m bench.arithmetic

The core's rate is that of one large float32 matrix product in the same runtime, so no way of arranging the model's own
products can be expected to beat it.
"""

import platform
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench.pages import write_section
from taikan.pose import weights
from taikan.pose.landmarks import OUTPUTS
from taikan.pose.runtimes.base import open_session
from taikan.pose.runtimes.openvino_runtime import import_openvino

RUNS = 60
PRODUCT_SIDE = 1024
ONE_THREAD = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}


def multiply_adds(model: Any) -> int:
    """Multiply-adds of the convolutions that ``OUTPUTS`` need (everything else in the model is negligible)."""
    ov = import_openvino()
    names = [output.get_any_name() for output in model.outputs]
    cut = ov.Model([model.outputs[names.index(o)] for o in OUTPUTS], model.get_parameters())
    total = 0
    for op in cut.get_ordered_ops():
        if op.get_type_name() in {"Convolution", "GroupConvolution"}:
            _, _, height, width = op.output(0).get_shape()
            total += height * width * int(np.prod(op.input_value(1).get_shape()))
    return total


def product_seconds() -> list[float]:
    """Times of one square float32 matrix product on one thread of the runtime."""
    ov = import_openvino()
    a, b = (ov.opset13.parameter([PRODUCT_SIDE, PRODUCT_SIDE], np.float32) for _ in range(2))
    model = ov.Model([ov.opset13.matmul(a, b, False, False)], [a, b])
    request = ov.Core().compile_model(model, "CPU", ONE_THREAD).create_infer_request()
    inputs = [np.random.default_rng(0).random((PRODUCT_SIDE, PRODUCT_SIDE), dtype=np.float32)] * 2
    return _times(lambda: request.infer(inputs))


def model_seconds() -> list[float]:
    """Times of one look of the full landmark model on one thread, heat maps included."""
    session = open_session(weights.path("full"), OUTPUTS, "openvino")
    return _times(lambda: session.run(session.input))


def _times(call: Any) -> list[float]:
    call()
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return times


def main() -> None:
    work = multiply_adds(import_openvino().Core().read_model(weights.path("full")))
    product, model = product_seconds(), model_seconds()
    rate = 2 * PRODUCT_SIDE**3 / min(product) / 1e9
    least_ms = 2 * work / rate / 1e6
    share = least_ms / (1e3 * min(model))
    text = "\n".join(
        [
            f"`python -m bench.arithmetic`, one thread ({platform.machine()}), {RUNS} runs of each: median (fastest).",
            "",
            "| what | figure |",
            "|---|---|",
            f"| multiply-adds of the full model a frame, heat maps included | {work / 1e6:.0f} million |",
            f"| float32 rate of one core, a {PRODUCT_SIDE} x {PRODUCT_SIDE} matrix product | {rate:.0f} GFLOP/s |",
            f"| least time a frame at that rate | {least_ms:.1f} ms |",
            f"| measured time a frame | {1e3 * median(model):.1f} ms ({1e3 * min(model):.1f} ms) |",
            f"| share of the core's rate that is reached | **{100 * share:.0f} %** |",
        ]
    )
    print(text)
    write_section(Path("docs/benchmarks.md"), "arithmetic", "What bounds the landmark model", text)


if __name__ == "__main__":
    main()
