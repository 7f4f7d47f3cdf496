"""Secrets that belong to one installation: made once, kept in the data folder, readable by its owner only."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def key_bytes(data: Path, name: str) -> bytes:
    """The 32 random bytes called ``name`` of the data folder, made when they are first asked for."""
    path = data / "keys" / f"{name}.key"
    if not path.exists():
        _make(path)
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def secret_key(data: Path) -> str:
    """What Django signs with."""
    return key_bytes(data, "django").hex()


def _make(path: Path) -> None:
    """Write a new key unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
