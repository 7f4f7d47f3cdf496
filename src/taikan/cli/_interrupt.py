"""Ctrl-C during long work: broken off between two frames, where every library is at rest.

Raised anywhere, as Python does by itself, the interruption may arrive inside a video or table library, which then loses
it or crashes.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from taikan.workflows.analysis import Progress, Stage


@contextmanager
def stoppable(progress: Progress | None) -> Iterator[Progress]:
    """A callback that reports to ``progress`` and raises ``KeyboardInterrupt`` once Ctrl-C was pressed.

    A second Ctrl-C does not wait for the next frame.
    """
    pressed = threading.Event()

    def press(_number: int, _frame: FrameType | None) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    def report(stage: Stage, done: int, total: int) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        if progress is not None:
            progress(stage, done, total)

    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, press) if is_main else None
    try:
        yield report
    finally:
        if is_main:
            signal.signal(signal.SIGINT, before)
