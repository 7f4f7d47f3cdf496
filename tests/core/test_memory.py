"""Freed memory goes back to the system."""

import sys
from pathlib import Path

import pytest

from taikan.core.memory import give_back_unused


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_freed_blocks_do_not_stay_resident() -> None:
    blocks = [bytes(100_000) for _ in range(1_000)]
    held = blocks[-1]  # at the heap's end, so that nothing before it can go back by itself
    full = _resident_mb()
    del blocks
    give_back_unused()
    assert _resident_mb() < full - 50
    assert held
