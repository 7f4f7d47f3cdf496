"""What a kind of job does, and one try of one job. This runs in a process of its own, which may be killed at any time.

A handler does the long work and returns what writes the result; that is called in the transaction that ends the job.
"""

import logging
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from uuid import UUID

from taikan.core.errors import ExitStatus, TaikanError
from taikan.studio.jobs import queue
from taikan.studio.jobs.models import Job

Commit = Callable[[], None]
Report = Callable[[str, int, int], None]
Handler = Callable[[Job, Report], Commit]
HANDLERS: Mapping[str, str] = {
    "analysis": "taikan.studio.assessments.analysis:run",
    "housekeeping": "taikan.studio.jobs.housekeeping:run",
}
"""Where the handler of each kind is: ``module:function``."""
REPORT_EVERY_S = 0.5
log = logging.getLogger("taikan.studio.jobs")


def attempt(job_id: UUID, token: UUID) -> None:
    """Do ``job_id``, if ``token`` still holds its lease, and end it one way or the other."""
    job = Job.objects.select_related("studio", "made_by").filter(pk=job_id, lease_token=token).first()
    if job is None:
        return
    try:
        handler = _handler(job.kind)
        queue.finish(job, handler(job, _reporter(job)))
    except queue.LeaseLostError:
        log.info("lease lost", extra={"job": str(job.pk), "kind": job.kind})
    except TaikanError as problem:
        _fail(job, problem.code, {k: str(v) for k, v in problem.values.items()}, problem.exit_status)
    except Exception:
        log.exception("job failed", extra={"job": str(job.pk), "kind": job.kind, "attempt": job.attempts})
        _fail(job, "internal", {}, ExitStatus.MACHINE)


def _fail(job: Job, code: str, values: dict[str, str], status: ExitStatus) -> None:
    """A machine may do better next time; a file that cannot be read stays unreadable."""
    queue.fail(job, code, values, again=status == ExitStatus.MACHINE)


def _reporter(job: Job) -> Report:
    """A progress callback that writes to the row, but not for every frame."""
    said_at, said_stage = 0.0, ""

    def report(stage: str, done: int, total: int) -> None:
        nonlocal said_at, said_stage
        now = time.monotonic()
        if stage != said_stage or now - said_at >= REPORT_EVERY_S:
            said_at, said_stage = now, stage
            queue.report(job, stage, done / total if total else 0.0)

    return report


def _handler(kind: str) -> Handler:
    module, name = HANDLERS[kind].split(":")
    found: Handler = getattr(import_module(module), name)
    return found
