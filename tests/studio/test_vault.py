"""Files at rest: what is written comes back, from any position, and nothing damaged passes."""

from pathlib import Path

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from taikan.studio.vault.cipher import BLOCK_BYTES, VaultFileError, plain_size, seal, unseal
from taikan.studio.vault.responses import send
from taikan.studio.vault.store import _path, keep, prepare, read, remove, sweep

KEY = bytes(range(32))
CONTENT = bytes(i % 251 for i in range(2 * BLOCK_BYTES + 77))


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "sealed"
    with path.open("wb") as file:
        seal([CONTENT[:100], CONTENT[100:]], KEY, file)
    return path


@given(st.integers(0, len(CONTENT)), st.integers(0, len(CONTENT) + 10))
def test_any_part_comes_back(tmp_path_factory: pytest.TempPathFactory, start: int, stop: int) -> None:
    path = tmp_path_factory.getbasetemp() / "parts"
    if not path.exists():
        with path.open("wb") as file:
            seal([CONTENT], KEY, file)
    assert b"".join(unseal(path, KEY, start, stop)) == CONTENT[start:stop]


@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1])
def test_sizes_around_a_block(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        assert seal([CONTENT[:size]], KEY, file).size == size
    assert plain_size(path) == size
    assert b"".join(unseal(path, KEY)) == CONTENT[:size]


def test_nothing_of_the_content_stands_in_the_file(sealed: Path) -> None:
    assert CONTENT[:64] not in sealed.read_bytes()


def damaged(content: bytes, how: str) -> bytes:
    block = BLOCK_BYTES + 16
    head, blocks = content[:20], content[20:]
    return {
        "a bit": content[:5000] + bytes([content[5000] ^ 1]) + content[5001:],
        "cut in a block": content[:-5],
        "cut between blocks": head + blocks[: 2 * block],
        "blocks swapped": head + blocks[block : 2 * block] + blocks[:block] + blocks[2 * block :],
        "no head": content[3:],
    }[how]


@pytest.mark.parametrize("how", ["a bit", "cut in a block", "cut between blocks", "blocks swapped", "no head"])
def test_damage_is_seen(sealed: Path, how: str) -> None:
    sealed.write_bytes(damaged(sealed.read_bytes(), how))
    with pytest.raises(VaultFileError):
        b"".join(unseal(sealed, KEY))


def test_another_key_opens_nothing(sealed: Path) -> None:
    with pytest.raises(VaultFileError):
        b"".join(unseal(sealed, bytes(32)))


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        (None, 200, CONTENT),
        ("bytes=0-9", 206, CONTENT[:10]),
        ("bytes=70000-", 206, CONTENT[70000:]),
        ("bytes=-5", 206, CONTENT[-5:]),
        ("bytes=5-4", 416, b""),
        ("bytes=999999-", 416, b""),
        ("bytes=0-1,4-5", 200, CONTENT),
        ("nonsense", 200, CONTENT),
    ],
)
@pytest.mark.django_db
def test_range_requests(rf: RequestFactory, asked: str | None, status: int, expected: bytes) -> None:
    stored = keep([CONTENT], "clip.mp4", "video/mp4")
    response = send(rf.get("/", headers={"range": asked} if asked else {}), stored)
    assert response.status_code == status
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert content == expected
    if status == 206:
        assert response["Content-Range"].endswith(f"/{len(CONTENT)}")


@pytest.mark.django_db
def test_a_report_is_shown_without_scripts(rf: RequestFactory) -> None:
    response = send(rf.get("/"), keep([b"<p>"], "report.html", "text/html"))
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script" not in response["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_removed_files_and_orphans_are_gone() -> None:
    stored = keep([b"a"], "a.bin", "x/y")
    path = _path(stored.pk)
    orphan = prepare([b"b"], "b.bin", "x/y")
    assert path.exists()
    remove(stored)
    assert not path.exists()
    assert sweep() == 0
    import time

    assert sweep(time.time() + 2 * 24 * 3600) >= 1
    assert not _path(orphan.id).exists()


@pytest.mark.django_db
def test_names_hold_no_folders() -> None:
    stored = keep([b"a"], "../../etc/passwd", "x/y")
    assert stored.name == "passwd"
    assert b"".join(read(stored)) == b"a"
