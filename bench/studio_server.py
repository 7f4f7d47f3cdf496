"""A real ``taikan serve`` in processes of its own, for measurements and for tests that kill it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

STARTS_WITHIN_S = 90.0
START = "import sys; from taikan.cli.main import main; sys.argv = ['taikan', *sys.argv[1:]]; main()"
WORKER = "taikan.studio.jobs.worker"


class StudioServer:
    """``taikan serve --no-https`` of the data folder ``data``. Needs /proc to find its processes."""

    def __init__(self, data: Path, *more: str) -> None:
        self.data, self._more, self.port = data, more, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it answers. Raises ``TimeoutError``."""
        where = ["--data", str(self.data), "--host", "127.0.0.1", "--port", str(self.port)]
        command = [sys.executable, "-c", START, "serve", "--no-https", *where, *self._more]
        with (self.data.parent / "serve.log").open("a") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, text=True)
        until = time.monotonic() + STARTS_WITHIN_S
        while not self.is_healthy():
            if time.monotonic() > until or self.process.poll() is not None:
                raise TimeoutError(self.said())
            time.sleep(0.1)

    def is_healthy(self) -> bool:
        """Whether ``/health/`` answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/health/", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def said(self) -> str:
        """All it has printed."""
        return (self.data.parent / "serve.log").read_text(encoding="utf-8")

    def kill(self) -> None:
        """kill -9, as by a power cut of this one process."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def kill_worker(self) -> bool:
        """kill -9 of a worker, if there is one now."""
        found = [pid for pid in self.left() if WORKER in _read(pid, "cmdline")]
        for pid in found[:1]:
            os.kill(pid, signal.SIGKILL)
        return bool(found)

    def stop(self) -> int:
        """SIGTERM, as an operating system stops it; returns its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def left(self) -> list[int]:
        """Processes of this studio besides the server: its worker and whatever that has started."""
        mark = f"TAIKAN_DATA={self.data}\0"
        pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        return [pid for pid in pids if pid != os.getpid() and mark in _read(pid, "environ")]

    def all_gone(self, within_s: float) -> bool:
        """Whether nothing of the studio runs any more, after ``within_s`` at most."""
        until = time.monotonic() + within_s
        while self.left() and time.monotonic() < until:
            time.sleep(0.1)
        return not self.left()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _read(pid: int, name: str) -> str:
    """A file of /proc; empty where the process is gone, a zombie or somebody else's."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace") + "\0"
    except OSError:
        return ""
