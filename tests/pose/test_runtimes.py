"""All inference runtimes give the same numbers, and a cut model the same as the whole one."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest
import tflite
from numpy.typing import NDArray

from taikan.core.errors import RuntimeMissingError, UnknownNameError
from taikan.pose import weights
from taikan.pose.runtimes import Session, available_runtimes, base, best_runtime, open_session, open_sessions
from taikan.pose.runtimes.tflite_graph import TfliteGraph, UnsupportedModelError

Array = NDArray[np.float32]

LANDMARK_MODELS = ("lite", "full", "heavy")
MODELS = (*LANDMARK_MODELS, "detector")
RUNTIMES = ("openvino", "onnxruntime", "litert")
LANDMARKS, PRESENCE, SILHOUETTE, HEATMAP, WORLD = range(5)
# Largest differences allowed: pixels of a 256-pixel crop (and logits), fractions, metres. Real body joints move by
# more than this between two frames of someone standing still.
TOLERANCE_PX = 0.05
TOLERANCE_FRACTION = 0.005
TOLERANCE_M = 1e-4


@lru_cache(maxsize=4)
def session(runtime: str, model: str, outputs: tuple[int, ...]) -> Session:
    return open_session(weights.path(model), outputs, runtime)


def all_outputs(model: str) -> tuple[int, ...]:
    return (0, 1) if model == "detector" else (0, 1, 2, 3, 4)


def noise(size: int) -> Array:
    return np.random.default_rng(7).random((1, size, size, 3), dtype=np.float32)


def picture(size: int) -> Array:
    """Smooth areas and one hard edge, as in a photograph."""
    small = np.random.default_rng(8).random((9, 9, 3), dtype=np.float32)
    image = np.clip(cv2.resize(small, (size, size), interpolation=cv2.INTER_CUBIC), 0, 1)
    image[:, : size // 3] *= 0.3
    return np.asarray(image[None], dtype=np.float32)


def sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -50, 50))), dtype=np.float32)


def assert_same(model: str, actual: tuple[Array, ...], expected: tuple[Array, ...]) -> None:
    close = np.testing.assert_allclose
    close(actual[0], expected[0], atol=TOLERANCE_PX, rtol=0)
    if model == "detector":
        close(sigmoid(actual[1]), sigmoid(expected[1]), atol=TOLERANCE_FRACTION, rtol=0)
        return
    close(actual[PRESENCE], expected[PRESENCE], atol=TOLERANCE_FRACTION, rtol=0)
    close(sigmoid(actual[SILHOUETTE]), sigmoid(expected[SILHOUETTE]), atol=TOLERANCE_FRACTION, rtol=0)
    close(sigmoid(actual[HEATMAP]), sigmoid(expected[HEATMAP]), atol=TOLERANCE_FRACTION, rtol=0)
    close(actual[WORLD], expected[WORLD], atol=TOLERANCE_M, rtol=0)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("runtime", ["openvino", "onnxruntime"])
def test_runtimes_agree(runtime: str, model: str) -> None:
    outputs = all_outputs(model)
    reference, other = session("litert", model, outputs), session(runtime, model, outputs)
    for make in (noise, picture):
        x = make(reference.input.shape[1])
        assert_same(model, other.run(x), reference.run(x))


@pytest.mark.reference
def test_runtimes_agree_on_a_person(reference_data: Path) -> None:
    video = cv2.VideoCapture(str(reference_data / "videos" / "squat_sagittal_2reps.mp4"))
    video.set(cv2.CAP_PROP_POS_FRAMES, 300)
    is_read, frame = video.read()
    assert is_read
    # Pad to a square: the whole body, upright, in the middle.
    height, width = frame.shape[:2]
    square = cv2.copyMakeBorder(frame, 0, 0, (height - width) // 2, (height - width) // 2, cv2.BORDER_CONSTANT)
    rgb = cv2.cvtColor(cv2.resize(square, (256, 256), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
    x = (rgb.astype(np.float32) / 255)[None]
    results = {runtime: session(runtime, "full", all_outputs("full")).run(x) for runtime in RUNTIMES}
    assert results["litert"][PRESENCE].item() > 0.5
    assert_same("full", results["openvino"], results["litert"])
    assert_same("full", results["onnxruntime"], results["litert"])


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("outputs", [(LANDMARKS, PRESENCE, WORLD), (PRESENCE,), (SILHOUETTE, LANDMARKS)])
def test_cut_model_gives_what_the_whole_one_gives(runtime: str, outputs: tuple[int, ...]) -> None:
    x = picture(256)
    whole = session(runtime, "lite", all_outputs("lite")).run(x)
    cut = open_session(weights.path("lite"), outputs, runtime).run(x)
    assert len(cut) == len(outputs)
    for values, position in zip(cut, outputs, strict=True):
        np.testing.assert_allclose(values, whole[position], atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_outputs_by_name_in_the_order_asked(runtime: str) -> None:
    opened = open_session(weights.path("lite"), ("Identity_4", "Identity"), runtime)
    world, landmarks = opened.run(noise(256))
    assert opened.name == runtime
    assert opened.output_names == ("Identity_4", "Identity")
    assert (world.shape, landmarks.shape) == ((1, 117), (1, 195))
    assert world.dtype == landmarks.dtype == np.float32


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_same_input_same_numbers(runtime: str) -> None:
    opened = session(runtime, "lite", (LANDMARKS,))
    kept = opened.run(noise(256))[0].copy()
    (other,) = opened.run(picture(256))
    assert not np.array_equal(kept, other)
    opened.input[:] = noise(256)
    (again,) = opened.run(opened.input)
    np.testing.assert_array_equal(again, kept)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_sessions_side_by_side_give_the_same_numbers(runtime: str) -> None:
    """Each thread gets the answers to its own pictures, equal to those of a session alone."""
    pictures = [noise(256), picture(256), picture(256)[:, :, ::-1].copy()]
    alone = [session(runtime, "lite", (LANDMARKS,)).run(x)[0].copy() for x in pictures]
    together = open_sessions(weights.path("lite"), (LANDMARKS,), len(pictures), runtime)
    with ThreadPoolExecutor(len(pictures)) as pool:
        jobs = [
            pool.submit(lambda s, x: [s.run(x)[0].copy() for _ in range(8)], s, x)
            for s, x in zip(together, pictures, strict=True)
        ]
        for job, expected in zip(jobs, alone, strict=True):
            for values in job.result():
                np.testing.assert_array_equal(values, expected)


def test_model_may_be_given_as_bytes() -> None:
    x = noise(256)
    for runtime in RUNTIMES:
        (from_bytes,) = open_session(weights.path("lite").read_bytes(), (0,), runtime).run(x)
        (from_file,) = session(runtime, "lite", (0,)).run(x)
        np.testing.assert_array_equal(from_bytes, from_file)


@pytest.mark.parametrize("model", LANDMARK_MODELS)
def test_cut_drops_the_silhouette_head(model: str) -> None:
    whole = TfliteGraph(weights.path(model).read_bytes())
    cut = TfliteGraph(whole.cut((LANDMARKS, PRESENCE, WORLD)))
    assert cut.output_names == ("Identity", "Identity_1", "Identity_4")
    assert cut.live(cut.outputs) == tuple(range(len(cut.operators)))
    mask = whole.outputs[SILHOUETTE]
    assert any(mask in operator.outputs for operator in whole.operators)
    assert not any(mask in operator.outputs for operator in cut.operators)


@pytest.mark.parametrize("outputs", [(), (5,), (-1,), ("Identity_9",)])
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_outputs_that_are_not_there(runtime: str, outputs: tuple[str | int, ...]) -> None:
    with pytest.raises(ValueError, match="output"):
        open_session(weights.path("lite"), outputs, runtime)


def test_unknown_operator_is_named() -> None:
    content = bytearray(weights.path("lite").read_bytes())
    model = tflite.Model.GetRootAs(content, 0)
    for i in range(model.OperatorCodesLength()):
        code = model.OperatorCodes(i)
        if tflite.BuiltinOperator.LOGISTIC in (code.BuiltinCode(), code.DeprecatedBuiltinCode()):
            for field in (4, 10):
                if offset := code._tab.Offset(field):
                    content[code._tab.Pos + offset] = tflite.BuiltinOperator.TANH
    with pytest.raises(UnsupportedModelError, match="TANH"):
        open_session(bytes(content), (PRESENCE,), "onnxruntime")


@pytest.mark.parametrize("content", [b"", b"not a model at all"])
@pytest.mark.parametrize("runtime", ["onnxruntime", "litert"])
def test_bytes_that_are_no_model(runtime: str, content: bytes) -> None:
    with pytest.raises(UnsupportedModelError):
        open_session(content, (0,), runtime)


def test_fastest_installed_runtime_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available_runtimes() == RUNTIMES
    assert best_runtime() == "openvino"
    monkeypatch.setattr(base, "find_spec", lambda name: object() if name == "ai_edge_litert" else None)
    assert best_runtime() == "litert"
    with pytest.raises(RuntimeMissingError):
        open_session(b"", (0,), "openvino")


def test_no_runtime_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "find_spec", lambda _name: None)
    with pytest.raises(RuntimeMissingError):
        best_runtime()


def test_unknown_runtime_lists_the_known() -> None:
    with pytest.raises(UnknownNameError, match="openvino"):
        open_session(weights.path("lite"), (0,), "torch")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_nothing_is_reported_to_anyone(runtime: str, tmp_path: Path) -> None:
    """No reporting package is imported (a stand-in would leave a mark) and no identifier is kept in the home folder."""
    reporter = tmp_path / "path" / "openvino_telemetry"
    reporter.mkdir(parents=True)
    marker = tmp_path / "imported"
    (reporter / "__init__.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
    home = tmp_path / "home"
    home.mkdir()
    code = (
        "import sys; from taikan.pose import weights; from taikan.pose.runtimes import open_session\n"
        f"s = open_session(weights.path('lite'), (0,), {runtime!r}); s.run(s.input)\n"
        "sys.exit(any('telemetry' in name for name in sys.modules))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(reporter.parent), "HOME": str(home), "CI": "", "XDG_CACHE_HOME": ""}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not marker.exists()
    assert list(home.iterdir()) == []
