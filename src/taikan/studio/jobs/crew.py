"""The worker's loop: takes due jobs, lets each be done in a process of its own, keeps its lease while that runs."""

import logging
import multiprocessing
import time
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess

from django.db import DatabaseError, connection
from django.utils import timezone

from taikan.studio.accounts.models import Studio
from taikan.studio.jobs import queue
from taikan.studio.jobs.child import do
from taikan.studio.jobs.models import Job

RENEW_EVERY_S, TERMINATE_S, DATABASE_PAUSE_S = 4.0, 3.0, 1.0
HOUSEKEEPING = "housekeeping"
HOUSEKEEPING_EVERY = timedelta(hours=1)
PRELOADED = ["taikan.workflows.analyze", "taikan.workflows.outputs", "django.db.models"]
log = logging.getLogger("taikan.studio.jobs")


@dataclass
class _Running:
    """A job with the process that does it; ``renewed_at`` is the worker's own clock, seconds."""

    job: Job
    process: BaseProcess
    renewed_at: float


class Crew:
    """At most ``size`` jobs at a time."""

    def __init__(self, size: int) -> None:
        self._size, self._context = size, _context()
        self._running: list[_Running] = []
        self._tidied_at: float | None = None

    def step(self) -> None:
        """Look after what runs and take what is due. An error of the database is waited out."""
        try:
            for one in list(self._running):
                self._look_after(one)
            self._tidy()
            while len(self._running) < self._size and self._take():
                pass
        except DatabaseError:
            log.exception("database")
            connection.close()
            time.sleep(DATABASE_PAUSE_S)

    def stop(self) -> None:
        """Stop what runs; it is taken up again when its lease has ended."""
        for one in self._running:
            _kill(one.process)

    def _take(self) -> bool:
        job = queue.take()
        if job is None:
            return False
        process = self._context.Process(target=do, args=(job.pk, job.lease_token), daemon=True)
        process.start()
        log.info("job taken", extra={"job": str(job.pk), "kind": job.kind, "attempt": job.attempts})
        self._running.append(_Running(job, process, time.monotonic()))
        return True

    def _look_after(self, one: _Running) -> None:
        now = time.monotonic()
        if not one.process.is_alive():
            # A process that did not end its job itself was killed or crashed: the job may be tried again.
            self._running.remove(one)
            queue.fail(one.job, queue.GAVE_UP, {}, again=True)
        elif not queue.is_wanted(one.job):
            _kill(one.process)
            self._running.remove(one)
            queue.cancelled(one.job)
        elif now - one.renewed_at >= RENEW_EVERY_S:
            one.renewed_at = now
            queue.renew(one.job)

    def _tidy(self) -> None:
        now = time.monotonic()
        if self._tidied_at is not None and now - self._tidied_at < HOUSEKEEPING_EVERY.total_seconds():
            return
        self._tidied_at, studio = now, Studio.objects.order_by("created_at").first()
        since = timezone.now() - HOUSEKEEPING_EVERY / 2
        if studio is not None and not Job.objects.filter(kind=HOUSEKEEPING, made_at__gt=since).exists():
            queue.enqueue(HOUSEKEEPING, studio, {})


def _context() -> ForkServerContext | SpawnContext:
    """New processes come from a server that has loaded everything heavy, so that a job begins at once."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def _kill(process: BaseProcess) -> None:
    process.terminate()
    process.join(TERMINATE_S)
    if process.is_alive():
        process.kill()
        process.join()
