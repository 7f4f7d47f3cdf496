"""``taikan serve`` as one starts it: it answers, tells the link, and leaves no process behind."""

import time
from pathlib import Path

import pytest

from bench.studio_server import StudioServer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes by /proc"),
]


def test_it_starts_with_a_demo_and_stops_with_everything_it_started(tmp_path: Path) -> None:
    server = StudioServer(tmp_path / "data", "--demo", "--lang", "en")
    server.start()
    try:
        assert "demo studio is ready" in server.said()
        assert "/start/" in server.said()
        assert server.left(), "no worker"
    finally:
        status = server.stop()
    assert status == 0, server.said()
    assert server.all_gone(within_s=10)
    assert "Traceback" not in server.said()
    assert "The studio has stopped." in server.said()


def test_a_killed_server_leaves_no_worker_and_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    server = StudioServer(tmp_path / "data")
    server.start()
    first = set(server.left())
    assert server.kill_worker()
    assert _replaced(server, first)
    server.kill()
    assert server.all_gone(within_s=20)


def _replaced(server: StudioServer, first: set[int]) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if set(server.left()) - first:
            return True
        time.sleep(0.1)
    return False
