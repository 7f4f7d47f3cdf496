"""Keeping files in the vault, reading and removing them."""

import contextlib
import mimetypes
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from taikan.studio.settings.keys import key_bytes
from taikan.studio.vault.cipher import BLOCK_BYTES, Sealed, seal, unseal
from taikan.studio.vault.models import StoredFile

KEY = "vault"
ORPHAN_AGE_S = 24 * 3600


@dataclass(frozen=True)
class Prepared:
    """A file that is sealed and safe on disk, and has no row yet; without one the sweep removes it."""

    id: uuid.UUID
    name: str
    content_type: str
    sealed: Sealed

    def adopt(self) -> StoredFile:
        """Make the row, in whatever transaction is open."""
        return StoredFile.objects.create(
            id=self.id,
            name=self.name,
            content_type=self.content_type,
            size=self.sealed.size,
            sha256=self.sealed.sha256,
        )


def prepare(parts: Iterable[bytes], name: str, content_type: str) -> Prepared:
    """Seal ``parts`` into a new file; once this returns, it survives a crash."""
    file_id = uuid.uuid4()
    path = _path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    try:
        with draft.open("wb") as target:
            sealed = seal(parts, _key(), target)
            target.flush()
            os.fsync(target.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return Prepared(file_id, Path(name).name[:200], content_type, sealed)


def prepare_file(path: Path, name: str | None = None) -> Prepared:
    """The same for a file on disk."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    with path.open("rb") as file:
        return prepare(iter(lambda: file.read(BLOCK_BYTES), b""), name or path.name, kind)


def keep(parts: Iterable[bytes], name: str, content_type: str) -> StoredFile:
    """A new file with its row."""
    return prepare(parts, name, content_type).adopt()


def read(stored: StoredFile, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The plain bytes of ``stored`` from ``start`` to ``stop``. Raises ``VaultFileError``."""
    return unseal(_path(stored.pk), _key(), start, stop)


@contextlib.contextmanager
def opened(stored: StoredFile, suffix: str = "") -> Iterator[Path]:
    """A plain copy of ``stored`` for programs that need a path; gone afterwards. The folder is the owner's only."""
    parent = Path(settings.STUDIO.data) / "work"
    parent.mkdir(mode=0o700, exist_ok=True)
    with TemporaryDirectory(dir=parent) as folder:
        path = Path(folder) / f"file{suffix}"
        with path.open("wb") as target:
            for part in read(stored):
                target.write(part)
        yield path


def remove(stored: StoredFile) -> None:
    """Delete the row now and the file once that is certain."""
    path = _path(stored.pk)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep(now: float | None = None) -> int:
    """Delete files no row speaks of, left by a crash between file and row; how many there were."""
    root, removed = _root(), 0
    known = {str(pk) for pk in StoredFile.objects.values_list("pk", flat=True)}
    for path in root.glob("*/*"):
        is_old = (now or time.time()) - path.stat().st_mtime > ORPHAN_AGE_S
        if path.stem not in known and is_old:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _root() -> Path:
    return Path(settings.STUDIO.data) / "vault"


def _path(file_id: uuid.UUID) -> Path:
    return _root() / file_id.hex[:2] / str(file_id)


def _key() -> bytes:
    return key_bytes(Path(settings.STUDIO.data), KEY)
