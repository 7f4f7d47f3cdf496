"""The folder a job writes to: whether it may be written, and filling it whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from taikan.core.errors import DiskFullError, OutputExistsError, OutputNotWritableError

_FILES_OF_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_WRITABLE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EBUSY, errno.EXDEV, errno.ENAMETOOLONG}
)


@dataclass(frozen=True)
class OwnFiles:
    """What a job of ours leaves in its folder: ``marker`` always, more of ``files``, and folders of another job in
    the folders named by ``inner``."""

    marker: str
    files: frozenset[str]
    inner: Mapping[str, "OwnFiles"] = field(default_factory=dict)

    def fill(self, folder: Path) -> bool:
        """Whether ``folder`` holds such a result and nothing else."""
        names = _names(folder) if folder.is_dir() else set()
        is_ours = self.marker in names and names <= self.files | self.inner.keys()
        return is_ours and all(kind.fill(one) for name, kind in self.inner.items() for one in _folders(folder / name))


def _names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()} - _FILES_OF_SYSTEMS


def _folders(folder: Path) -> list[Path]:
    return [folder / name for name in _names(folder)] if folder.is_dir() else []


def free_folder(parent: Path, name: str) -> Path:
    """``parent/name``, or with the first free number behind it."""
    folder, number = parent / name, 2
    while folder.exists():
        folder, number = parent / f"{name}-{number}", number + 1
    return folder


def check_target(folder: Path, own: OwnFiles) -> None:
    """Whether ``folder`` can be written, before the long work begins.

    Raises
    ------
    OutputExistsError
        Unless it is absent, empty or holds an earlier result of that kind (``own``) and nothing else, to be replaced.
    OutputNotWritableError
        If it, or the nearest folder above it that exists, may not be written or replaced.
    """
    try:
        if folder.is_dir():
            if _names(folder) and not own.fill(folder):
                raise OutputExistsError(path=str(folder))
        elif folder.exists() or folder.is_symlink():
            raise OutputExistsError(path=str(folder))
    except OSError as error:
        raise OutputNotWritableError(path=str(folder)) from error
    place = folder.resolve()
    parent = next(p for p in place.parents if p.exists()) if place != place.parent else place
    if place.is_mount() or not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputNotWritableError(path=str(folder))


@contextmanager
def whole_or_nothing(folder: Path) -> Iterator[Path]:
    """A folder beside ``folder`` that takes its place when the block ends well; otherwise nothing new is left."""
    place = folder.resolve()
    new_parents = [parent for parent in place.parents if not parent.exists()]
    bench: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        bench = Path(mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        work = bench / "new"
        work.mkdir()
        yield work
        _take_place(work, place, bench / "old")
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise DiskFullError(path=str(folder)) from error
        if error.errno in _NOT_WRITABLE:
            raise OutputNotWritableError(path=str(folder)) from error
        raise
    finally:
        if bench is not None:
            shutil.rmtree(bench, ignore_errors=True)
        for parent in new_parents:
            with suppress(OSError):
                parent.rmdir()


def _take_place(work: Path, place: Path, old: Path) -> None:
    """Put ``work`` where ``place`` is; what was there goes to ``old``, and back if anything stops this."""
    if not place.exists():
        work.rename(place)
        return
    try:
        place.rename(old)
        work.rename(place)
    except BaseException:
        if old.exists() and not place.exists():
            old.rename(place)
        raise


def write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
