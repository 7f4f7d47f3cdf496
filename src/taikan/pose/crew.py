"""The threads that track one clip. Decoding, inference and resampling all release Python's lock, so threads keep every
core busy and, unlike processes, start at once and share the models' memory (figures in docs/decisions.md)."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Lock
from types import TracebackType
from typing import TypeVar

import cv2

from taikan.pose import weights
from taikan.pose.detector import Detector
from taikan.pose.landmarks import OUTPUTS, SILHOUETTE_OUTPUT, LandmarkModel
from taikan.pose.runtimes.base import open_sessions

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[int, int], None]
"""Called with (frames done, frames in all), from any thread."""


@dataclass(frozen=True)
class Worker:
    """The models of one thread."""

    detector: Detector
    model: LandmarkModel


def open_workers(model: str, count: int, *, silhouettes: bool, runtime: str) -> list[Worker]:
    """Models for ``count`` threads, each prepared once and shared; both are prepared side by side."""
    outputs = (*OUTPUTS, SILHOUETTE_OUTPUT) if silhouettes else OUTPUTS
    wanted = ((weights.path("detector"), ("Identity", "Identity_1")), (weights.path(model), outputs))
    with ThreadPoolExecutor(len(wanted)) as pool:
        detectors, landmarks = pool.map(lambda w: open_sessions(w[0], w[1], count, runtime), wanted)
    return [
        Worker(Detector(d), LandmarkModel(m, has_silhouette=silhouettes))
        for d, m in zip(detectors, landmarks, strict=True)
    ]


def usual_size(stretch_count: int) -> int:
    """One worker a core; one more where there are stretches enough that nobody is left over at the end.

    While the extra one waits its turn, the others compute; measured, that saves a tenth of a long clip's time and costs
    a tenth of a short one's.
    """
    cores = os.cpu_count() or 1
    return cores + 1 if stretch_count >= 4 * cores else cores


class Crew:
    """A fixed number of workers, a queue of tasks and a count of what is done. Use as a context manager."""

    def __init__(
        self, model: str, *, silhouettes: bool, runtime: str, size: int, progress: Progress | None, total: int
    ) -> None:
        self._progress, self._total = progress, total
        self._done, self._lock, self._stopped = 0, Lock(), Event()
        count = size
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="taikan-pose")
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in open_workers(model, count, silhouettes=silhouettes, runtime=runtime):
            self._idle.put(worker)

    def __enter__(self) -> "Crew":
        # OpenCV's own threads would only take cores from ours.
        self._opencv_threads = cv2.getNumThreads()
        cv2.setNumThreads(1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        cv2.setNumThreads(self._opencv_threads)

    def map(self, task: Callable[[Worker, T], R], items: Iterable[T]) -> list[R]:
        """``task(worker, item)`` for every item, side by side; results in the order of the items."""
        return list(self._pool.map(lambda item: self._run(task, item), items))

    def _run(self, task: Callable[[Worker, T], R], item: T) -> R:
        worker = self._idle.get()
        try:
            return task(worker, item)
        finally:
            self._idle.put(worker)

    def advance(self) -> bool:
        """Count one frame as done; False when the work was broken off and the caller should stop."""
        if self._progress is not None:
            with self._lock:
                self._done = min(self._done + 1, self._total)
                self._progress(self._done, self._total)
        return not self._stopped.is_set()
