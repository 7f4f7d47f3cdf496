"""Encryption of files in blocks, so that any part can be read without the rest.

A file is ``TKV1``, 16 bytes of salt, then blocks of 64 KiB, each sealed with AES-256-GCM (16 bytes more). The key of a
file is derived from the installation's key and the salt, so a block's number serves as its nonce. What is authenticated
with a block is its number and whether it is the last: blocks cannot be swapped, and a file cannot be cut off unseen.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"TKV1"
SALT_BYTES, TAG_BYTES, BLOCK_BYTES = 16, 16, 1 << 16
HEAD_BYTES = len(MAGIC) + SALT_BYTES


class VaultFileError(Exception):
    """A file of the vault that is damaged, cut off or was sealed with another key."""


@dataclass(frozen=True)
class Sealed:
    """Size and checksum of what was sealed."""

    size: int
    sha256: str


def seal(parts: Iterable[bytes], key: bytes, target: BinaryIO) -> Sealed:
    """Write ``parts`` encrypted to ``target``."""
    salt = secrets.token_bytes(SALT_BYTES)
    cipher, digest, size = _cipher(key, salt), hashlib.sha256(), 0
    target.write(MAGIC + salt)
    blocks = _blocks(parts)
    block, number = next(blocks, b""), 0
    while True:
        following = next(blocks, None)
        digest.update(block)
        size += len(block)
        target.write(cipher.encrypt(_nonce(number), block, _stamp(number, following is None)))
        if following is None:
            return Sealed(size, digest.hexdigest())
        block, number = following, number + 1


def unseal(path: Path, key: bytes, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The plain bytes ``start`` to ``stop`` (exclusive; the end if None) of the file at ``path``.

    Raises
    ------
    VaultFileError
        As soon as a block is not what was written.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if len(head) < HEAD_BYTES or not head.startswith(MAGIC):
            raise VaultFileError
        cipher, size, count = _cipher(key, head[len(MAGIC) :]), plain_size(path), _count(path)
        stop = size if stop is None else min(stop, size)
        number = start // BLOCK_BYTES
        file.seek(HEAD_BYTES + number * (BLOCK_BYTES + TAG_BYTES))
        while number < count and (number * BLOCK_BYTES < stop or size == 0):
            block = _opened(cipher, number, file.read(BLOCK_BYTES + TAG_BYTES), number == count - 1)
            first = number * BLOCK_BYTES
            yield block[max(start - first, 0) : stop - first]
            number += 1


def plain_size(path: Path) -> int:
    """How many bytes the file holds when it is open."""
    return path.stat().st_size - HEAD_BYTES - _count(path) * TAG_BYTES


def _count(path: Path) -> int:
    return max(-(-(path.stat().st_size - HEAD_BYTES) // (BLOCK_BYTES + TAG_BYTES)), 1)


def _opened(cipher: AESGCM, number: int, sealed: bytes, is_last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number), sealed, _stamp(number, is_last))
    except (InvalidTag, ValueError) as problem:
        raise VaultFileError from problem


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"taikan vault").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _stamp(number: int, is_last: bool) -> bytes:
    return number.to_bytes(8, "big") + bytes([is_last])


def _blocks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """``parts`` cut into blocks; only the last may be short."""
    kept = bytearray()
    for part in parts:
        kept += part
        while len(kept) >= BLOCK_BYTES:
            yield bytes(kept[:BLOCK_BYTES])
            del kept[:BLOCK_BYTES]
    if kept:
        yield bytes(kept)
