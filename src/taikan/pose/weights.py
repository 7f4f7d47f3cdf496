"""The model files: where they are, whether they are the recorded ones (``weights/provenance.toml``), installing them.

``python -m taikan.pose.weights install --from node_modules`` is what ``make setup`` runs.
"""

import argparse
import hashlib
import os
import shutil
import sys
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import BaseModel, ConfigDict

from taikan.core.errors import UnknownNameError, WeightsCorruptError, WeightsMissingError

_FOLDER = Path(__file__).with_name("weights")


class Source(BaseModel):
    """The package all models come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    package: str
    registry: str
    version: str
    licence: str
    author: str
    model_card: str
    purpose: str
    limits: str


class ModelFile(BaseModel):
    """One model file. ``source_file`` is its name in the package it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    source_file: str
    what: str
    sha256: str
    size_bytes: int


class Provenance(BaseModel):
    """Everything ``provenance.toml`` records; ``models`` by name: detector, lite, full, heavy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Source
    models: dict[str, ModelFile]


@lru_cache(maxsize=1)
def provenance() -> Provenance:
    """The recorded facts about the weights."""
    return Provenance.model_validate(tomllib.loads((_FOLDER / "provenance.toml").read_text(encoding="utf-8")))


def model_names() -> tuple[str, ...]:
    """Names that ``path`` accepts."""
    return tuple(provenance().models)


def sha256(name: str) -> str:
    """The recorded SHA-256 of a model file, in hexadecimal."""
    return _model(name).sha256


@lru_cache
def path(name: str) -> Path:
    """The installed model file called ``name`` (detector, lite, full, heavy).

    Raises ``WeightsMissingError`` if it is not installed and ``WeightsCorruptError`` if its content is not the recorded
    one; a good file is read and checked once in a process.
    """
    model = _model(name)
    return _checked(name, _FOLDER / model.file, model)


def install(packages: Path, folder: Path | None = None) -> tuple[Path, ...]:
    """Copy every model from the npm tree ``packages``, checked; files already right are left alone.

    ``folder`` is where ``path`` looks unless another is given. Raises like ``path``; nothing half-written stays.
    """
    source = packages / provenance().source.package
    target = folder or _FOLDER
    return tuple(_install_one(name, source / model.source_file, target) for name, model in provenance().models.items())


def _install_one(name: str, source: Path, folder: Path) -> Path:
    model = _model(name)
    target = folder / model.file
    if target.is_file() and _digest(target) == model.sha256:
        return target
    _checked(name, source, model)
    with NamedTemporaryFile(dir=folder, prefix=f".{model.file}.", delete=False) as copy:
        try:
            with source.open("rb") as original:
                shutil.copyfileobj(original, copy)
            copy.close()
            _checked(name, Path(copy.name), model)
            # The source's and a temporary file's own rights would keep other users out.
            os.chmod(copy.name, 0o644)
            os.replace(copy.name, target)
        except BaseException:
            copy.close()
            Path(copy.name).unlink(missing_ok=True)
            raise
    return target


def _model(name: str) -> ModelFile:
    models = provenance().models
    if name not in models:
        raise UnknownNameError(kind="model", name=name, suggestion=", ".join(models))
    return models[name]


def _checked(name: str, file: Path, model: ModelFile) -> Path:
    if not file.is_file():
        raise WeightsMissingError(name=name, path=file)
    if _digest(file) != model.sha256:
        raise WeightsCorruptError(name=name, path=file)
    return file


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Install the weights from an npm tree; status 1 and one sentence if that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m taikan.pose.weights", description="Install the model weights.")
    parser.add_argument("action", choices=["install"])
    parser.add_argument("--from", dest="packages", type=Path, required=True, help="the node_modules folder")
    options = parser.parse_args(arguments)
    try:
        files = install(options.packages)
    except (WeightsMissingError, WeightsCorruptError) as error:
        print(f"the model weights cannot be installed: {error}", file=sys.stderr)
        return 1
    print(f"model weights ready: {', '.join(file.name for file in files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
