"""Taking, keeping and ending jobs. Every step is one conditional change of the row, so that two workers never both win.

Whoever takes a job gets a lease: a token and a time until which nobody else touches it. The worker renews the lease
while it works; a worker that was killed does not, and the job is taken again. A result is written in the same
transaction that checks the token and ends the job, so a job is never done twice.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from taikan.studio.accounts.models import Studio, User
from taikan.studio.jobs.models import Job

LEASE = timedelta(seconds=20)
RETRY_AFTER = timedelta(seconds=5)
GAVE_UP = "job_gave_up"
WAITING, RUNNING = Job.Status.WAITING, Job.Status.RUNNING


class LeaseLostError(Exception):
    """The job was given to another worker, cancelled or ended meanwhile."""


def enqueue(
    kind: str, studio: Studio, values: dict[str, Any], *, client_id: UUID | None = None, made_by: User | None = None
) -> Job:
    """A new job, to be done as soon as a worker is free."""
    return Job.objects.create(
        kind=kind, studio=studio, values=values, client_id=client_id, made_by=made_by, run_after=timezone.now()
    )


def take() -> Job | None:
    """The job that has waited longest, now leased to the caller; one whose worker died counts as waiting."""
    for job in _due()[:5]:
        if job.attempts >= job.most_attempts:
            _end(_same(job), Job.Status.FAILED, GAVE_UP)
            continue
        token = uuid4()
        won = _same(job).update(
            status=RUNNING,
            attempts=job.attempts + 1,
            lease_token=token,
            lease_until=timezone.now() + LEASE,
            stage="",
            progress=0.0,
        )
        if won:
            return Job.objects.select_related("studio", "made_by").get(pk=job.pk)
    return None


def is_wanted(job: Job) -> bool:
    """Whether whoever holds ``job`` shall go on: the lease is theirs and nobody wants it cancelled."""
    return _held(job).filter(cancel_wanted=False).exists()


def renew(job: Job) -> None:
    """Keep the lease of ``job``, if it is still held."""
    _held(job).update(lease_until=timezone.now() + LEASE)


def report(job: Job, stage: str, progress: float) -> None:
    """Say how far ``job`` is, 0..1. Raises ``LeaseLostError``."""
    if not _held(job).update(stage=stage, progress=progress):
        raise LeaseLostError


def finish(job: Job, commit: Callable[[], None]) -> None:
    """End ``job`` and write its result with ``commit``, both or neither. Raises ``LeaseLostError``."""
    with transaction.atomic():
        if not _end(_held(job).filter(cancel_wanted=False), Job.Status.DONE):
            raise LeaseLostError
        commit()


def fail(job: Job, code: str, values: dict[str, Any], *, again: bool) -> bool:
    """End a try: ``again`` lets it be tried later, while tries are left. Whether the job is over."""
    if again and job.attempts < job.most_attempts:
        _held(job).update(status=WAITING, run_after=timezone.now() + RETRY_AFTER, lease_token=None, lease_until=None)
        return False
    return bool(_end(_held(job), Job.Status.FAILED, code, values))


def cancel(job: Job) -> None:
    """Stop ``job``: at once where it waits, by its worker where it runs."""
    if not _end(Job.objects.filter(pk=job.pk, status=WAITING), Job.Status.CANCELLED):
        Job.objects.filter(pk=job.pk, status=RUNNING).update(cancel_wanted=True)


def cancelled(job: Job) -> None:
    """The worker says that it has stopped ``job`` because it shall be cancelled."""
    _end(_held(job).filter(cancel_wanted=True), Job.Status.CANCELLED)


def retry(job: Job) -> bool:
    """Let an ended job that is not done run again; whether it will."""
    ended = Job.objects.filter(pk=job.pk, status__in=[Job.Status.FAILED, Job.Status.CANCELLED])
    return bool(
        ended.update(
            status=WAITING,
            attempts=0,
            progress=0.0,
            stage="",
            error_code="",
            error_values={},
            cancel_wanted=False,
            run_after=timezone.now(),
            finished_at=None,
        )
    )


def _due() -> QuerySet[Job]:
    now = timezone.now()
    return Job.objects.filter(Q(status=WAITING, run_after__lte=now) | Q(status=RUNNING, lease_until__lt=now)).order_by(
        "run_after", "made_at"
    )


def _same(job: Job) -> QuerySet[Job]:
    """``job``, if nobody has changed whose it is since it was read."""
    return Job.objects.filter(pk=job.pk, status=job.status, lease_token=job.lease_token, attempts=job.attempts)


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, status=RUNNING, lease_token=job.lease_token)


def _end(jobs: QuerySet[Job], status: Job.Status, code: str = "", values: dict[str, Any] | None = None) -> int:
    return jobs.update(
        status=status,
        error_code=code,
        error_values=values or {},
        finished_at=timezone.now(),
        lease_token=None,
        lease_until=None,
        progress=1.0 if status == Job.Status.DONE else 0.0,
    )
