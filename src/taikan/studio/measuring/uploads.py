"""A recording that arrives in parts: each part says where it begins, so that a broken connection goes on, not anew.

Parts are gathered in a file of the data folder until the last one is there; then the vault takes it over.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

MOST_BYTES_A_PART = 1 << 20
READ_BYTES = 1 << 16
FORGOTTEN_AFTER_S = 24 * 3600
BYTES_PER_MB = 1_000_000


class GapError(Exception):
    """A part does not begin where the last one ended. ``expected`` is where to go on."""

    def __init__(self, expected: int) -> None:
        super().__init__(expected)
        self.expected = expected


class TooLargeError(Exception):
    """The recording is larger than the studio takes."""


def received(client_id: UUID, recording_id: UUID) -> int:
    """How many bytes are there."""
    path = _path(client_id, recording_id)
    return path.stat().st_size if path.exists() else 0


def append(client_id: UUID, recording_id: UUID, start: int, part: bytes) -> int:
    """Add ``part``, which begins at byte ``start``; returns how many bytes are there. A part sent twice counts once.

    Raises ``GapError`` and ``TooLargeError``.
    """
    there = received(client_id, recording_id)
    if start > there:
        raise GapError(there)
    if start + len(part) > settings.STUDIO.upload_mb * BYTES_PER_MB:
        raise TooLargeError
    new = part[there - start :]
    path = _path(client_id, recording_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab") as file:
        file.write(new)
    return there + len(new)


def parts_of(client_id: UUID, recording_id: UUID) -> Iterator[bytes]:
    """All that was received."""
    with _path(client_id, recording_id).open("rb") as file:
        while part := file.read(READ_BYTES):
            yield part


def forget(client_id: UUID, recording_id: UUID) -> None:
    """Delete what was gathered."""
    _path(client_id, recording_id).unlink(missing_ok=True)


def sweep(now: float | None = None) -> int:
    """Delete what nobody has gone on with for a day; how many there were."""
    removed = 0
    for path in _root().glob("*/*.part"):
        with suppress(FileNotFoundError):
            if (now or time.time()) - path.stat().st_mtime > FORGOTTEN_AFTER_S:
                path.unlink()
                removed += 1
    return removed


def _root() -> Path:
    return Path(settings.STUDIO.data) / "work" / "uploads"


def _path(client_id: UUID, recording_id: UUID) -> Path:
    return _root() / str(client_id) / f"{recording_id}.part"
