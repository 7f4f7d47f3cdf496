"""``taikan doctor`` tells what is there, what is not, and what to do."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from taikan.cli import doctor
from taikan.cli.main import main
from taikan.core.texts import LANGUAGES
from taikan.knowledge.loader import load_knowledge
from taikan.pose import weights
from taikan.pose.runtimes import base


@pytest.fixture
def no_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine on which the weights were never installed."""
    weights.provenance()
    monkeypatch.setattr(weights, "_FOLDER", tmp_path)
    weights.path.cache_clear()
    yield tmp_path
    weights.path.cache_clear()


def report(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    status = main(["doctor", "--json"])
    return status, json.loads(capsys.readouterr().out)


def findings(document: dict[str, Any], subject: str) -> list[dict[str, Any]]:
    return [f for f in document["findings"] if f["subject"] == subject]


def test_a_complete_installation_is_ready(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = report(capsys)
    assert (status, document["ready"], document["schema"]) == (0, True, "taikan.doctor/1")
    assert [f["facts"]["name"] for f in findings(document, "runtime")] == ["openvino", "onnxruntime", "litert"]
    (chosen,) = findings(document, "chosen")
    assert chosen["facts"]["name"] == "openvino"
    assert chosen["facts"]["ms"] > 0
    (video,) = findings(document, "video")
    assert {"h264", "hevc", "vp9", "av1"} <= set(video["facts"]["decoders"])
    assert "libx264" in video["facts"]["encoders"]
    assert document["weights_source"]["licence"] == "Apache-2.0"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--lang", language]) == 0
    shown = capsys.readouterr().out
    assert load_knowledge().texts["doctor.ready"].in_language("ja" if language == "ja" else "en") in shown
    assert "openvino" in shown
    assert "{" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_weights_and_how_to_get_them(
    language: str, no_weights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--lang", language]) == 1
    shown = capsys.readouterr().out
    assert shown.count("make setup") == len(weights.model_names())
    assert "×" in shown
    assert not list(no_weights.iterdir())


def test_a_changed_model_is_told_from_a_missing_one(no_weights: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (no_weights / "pose_landmark_full.tflite").write_bytes(b"cut off")
    status, document = report(capsys)
    says = {f["facts"]["name"]: (f["says"], f["state"]) for f in findings(document, "weights")}
    assert status == 1
    assert says["full"] == ("corrupt", "problem")
    assert says["detector"] == ("missing", "problem")
    assert says["heavy"] == ("missing", "warning")


def test_no_runtime(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(base, "find_spec", lambda _name: None)
    status, document = report(capsys)
    assert status == 1
    assert findings(document, "chosen")[0]["advice"] == "do_setup"


def test_a_slower_runtime_is_enough(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(base, "find_spec", lambda name: object() if name == "ai_edge_litert" else None)
    status, document = report(capsys)
    assert status == 0
    assert findings(document, "chosen")[0]["facts"]["name"] == "litert"


def test_a_runtime_that_is_installed_but_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("illegal instruction\nmore lines")

    monkeypatch.setattr(doctor, "open_session", broken)
    assert main(["doctor", "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "RuntimeError: illegal instruction" in shown
    assert "more lines" not in shown


def test_extensions_are_listed_and_tried(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def load_broken() -> None:
        raise ImportError("no module named gym")

    package = SimpleNamespace(name="taikan-gym", version="1.2")
    good = SimpleNamespace(name="lunge", group="taikan.movement_tests", dist=package, load=lambda: None)
    bad = SimpleNamespace(name="plank", group="taikan.movement_tests", dist=package, load=load_broken)
    monkeypatch.setattr(doctor, "entry_points", lambda group: [good, bad] if group == "taikan.movement_tests" else [])
    assert main(["doctor", "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "lunge: taikan.movement_tests (taikan-gym 1.2)" in shown
    assert "no module named gym" in shown
