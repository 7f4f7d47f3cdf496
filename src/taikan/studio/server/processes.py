"""The worker beside the pages: started with them, started again when it dies, stopped with them."""

import os
import subprocess
import sys
import threading
from types import TracebackType

PAUSE_S = 2.0
PATIENCE_S = 10.0


class Worker:
    """A context that keeps one worker process running."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def __enter__(self) -> "Worker":
        self._keeper.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        self._keeper.join(PATIENCE_S)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen([sys.executable, "-m", "taikan.studio.jobs.worker", str(os.getpid())])
            if self._stopping.is_set():
                self._process.terminate()
            self._process.wait()
            self._stopping.wait(PAUSE_S)
