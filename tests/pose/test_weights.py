"""Model files are the recorded ones, or they are refused."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from taikan.core.errors import UnknownNameError, WeightsCorruptError, WeightsMissingError
from taikan.pose import weights


@pytest.fixture
def npm_tree(tmp_path: Path) -> Path:
    """A node_modules folder with the real files under the names the package gives them."""
    package = tmp_path / "node_modules" / weights.provenance().source.package
    package.mkdir(parents=True)
    for name, model in weights.provenance().models.items():
        shutil.copyfile(weights.path(name), package / model.source_file)
    return tmp_path / "node_modules"


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the module looks for its files during a test."""
    weights.provenance()
    folder = tmp_path / "weights"
    folder.mkdir()
    monkeypatch.setattr(weights, "_FOLDER", folder)
    weights.path.cache_clear()
    yield folder
    weights.path.cache_clear()


@pytest.mark.parametrize("name", ["detector", "lite", "full", "heavy"])
def test_every_model_is_installed_and_recorded(name: str) -> None:
    file = weights.path(name)
    assert file.suffix == ".tflite"
    assert file.stat().st_size == weights.provenance().models[name].size_bytes
    assert len(weights.sha256(name)) == 64


def test_licence_and_source_are_recorded() -> None:
    source = weights.provenance().source
    assert (source.package, source.version, source.licence) == ("@mediapipe/pose", "0.5.1675469404", "Apache-2.0")


def test_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="heavy"):
        weights.path("huge")


def test_missing_file(empty_folder: Path) -> None:
    with pytest.raises(WeightsMissingError) as caught:
        weights.path("full")
    assert caught.value.values["path"] == empty_folder / "pose_landmark_full.tflite"


def test_changed_file_is_refused(empty_folder: Path) -> None:
    (empty_folder / "pose_landmark_full.tflite").write_bytes(b"something else")
    with pytest.raises(WeightsCorruptError):
        weights.path("full")


def test_install_then_use(npm_tree: Path, empty_folder: Path) -> None:
    assert weights.main(["install", "--from", str(npm_tree)]) == 0
    assert {weights.path(name).parent for name in weights.model_names()} == {empty_folder}
    assert len(list(empty_folder.iterdir())) == len(weights.model_names())


def test_install_replaces_a_damaged_file(npm_tree: Path, empty_folder: Path) -> None:
    (empty_folder / "pose_landmark_lite.tflite").write_bytes(b"cut off")
    weights.install(npm_tree)
    assert weights.path("lite").stat().st_size == weights.provenance().models["lite"].size_bytes


def test_install_refuses_a_changed_source(
    npm_tree: Path, empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (npm_tree / "@mediapipe" / "pose" / "pose_solution_packed_assets.data").write_bytes(b"not the model")
    assert weights.main(["install", "--from", str(npm_tree)]) == 1
    assert "weights_corrupt" in capsys.readouterr().err
    assert list(empty_folder.iterdir()) == []


def test_install_without_the_package(tmp_path: Path, empty_folder: Path) -> None:
    with pytest.raises(WeightsMissingError):
        weights.install(tmp_path, empty_folder)
