"""A copy of the whole studio while it runs, and bringing one back.

A backup is one zip: the database as SQLite's own backup copies it, the vault's files and the keys, and a list with the
checksum of each. Files are only ever added under new names, so copying the database first and the files after it gives
every file the copied rows speak of. It holds keys: keep it as safe as the studio itself.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from taikan import __version__
from taikan.core.errors import BackupDamagedError, DataFolderInUseError, FileMissingError, OutputExistsError

SCHEMA, LIST, DATABASE = "taikan.backup/1", "backup.json", "studio.sqlite3"
FOLDERS = ("vault", "keys", "tls")
BLOCK = 1 << 20


def back_up(data: Path, target: Path) -> int:
    """Write the studio in ``data`` to ``target`` and read it back to be sure; how many files it holds.

    Raises
    ------
    FileMissingError
        If there is no studio in ``data``.
    OutputExistsError
        If ``target`` is there already.
    BackupDamagedError
        If what was written does not read back as it should.
    """
    if not (data / DATABASE).exists():
        raise FileMissingError(path=str(data / DATABASE))
    if target.exists():
        raise OutputExistsError(path=str(target))
    draft = target.with_name(f".{target.name}.part")
    try:
        with TemporaryDirectory() as folder:
            copy = Path(folder) / DATABASE
            _copy_database(data / DATABASE, copy)
            count = _pack(data, copy, draft)
        verify(draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return count


def verify(backup: Path) -> dict[str, str]:
    """The names and checksums in ``backup``, each compared. Raises ``BackupDamagedError``, ``FileMissingError``."""
    if not backup.exists():
        raise FileMissingError(path=str(backup))
    try:
        with zipfile.ZipFile(backup) as archive:
            listed = json.loads(archive.read(LIST))
            files: dict[str, str] = dict(listed["files"])
            good = listed["schema"] == SCHEMA and all(_digest(archive, name) == sha for name, sha in files.items())
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as problem:
        raise BackupDamagedError(path=str(backup)) from problem
    if not good or any(Path(name).is_absolute() or ".." in Path(name).parts for name in files):
        raise BackupDamagedError(path=str(backup))
    return files


def restore(backup: Path, data: Path) -> int:
    """Bring ``backup`` into the new folder ``data``; how many files.

    Raises
    ------
    DataFolderInUseError
        If ``data`` holds anything.
    BackupDamagedError, FileMissingError
        If the backup is not whole; then nothing is written.
    """
    files = verify(backup)
    if data.exists() and any(data.iterdir()):
        raise DataFolderInUseError(path=str(data))
    data.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=data.parent, prefix=f".{data.name}-") as folder:
        new = Path(folder) / "new"
        with zipfile.ZipFile(backup) as archive:
            for name in files:
                archive.extract(name, new)
        for key in new.glob("*/*.key"):
            key.chmod(0o600)
        new.chmod(0o700)
        _check_database(new / DATABASE, backup)
        if data.exists():
            data.rmdir()
        shutil.move(new, data)
    return len(files)


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as running, closing(sqlite3.connect(target)) as copy:
        running.backup(copy)


def _check_database(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupDamagedError(path=str(backup))


def _pack(data: Path, database: Path, draft: Path) -> int:
    files = {}
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, path in [(DATABASE, database), *_kept(data)]:
            digest = hashlib.sha256()
            with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as to:
                while block := source.read(BLOCK):
                    digest.update(block)
                    to.write(block)
            files[name] = digest.hexdigest()
        about = {"schema": SCHEMA, "version": __version__, "made_at": datetime.now(UTC).isoformat(), "files": files}
        archive.writestr(LIST, json.dumps(about, indent=1))
    return len(files)


def _kept(data: Path) -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and path.suffix != ".part":
                yield path.relative_to(data).as_posix(), path


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
