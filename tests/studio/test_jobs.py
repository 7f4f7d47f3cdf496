"""Jobs: taken once, taken again when their worker is gone, ended once with their result."""

from datetime import timedelta

import pytest
from django.utils import timezone
from world import World

from taikan.core.errors import NotAVideoError
from taikan.studio.clients.models import Note
from taikan.studio.jobs import queue, work
from taikan.studio.jobs.models import Job


@pytest.fixture
def job(world: World) -> Job:
    Job.objects.update(status="done")
    return queue.enqueue("analysis", world.studios["here"], {"assessment": "x"})


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_one_of_two_workers_gets_a_job(job: Job) -> None:
    taken = queue.take()
    assert taken is not None
    assert taken.pk == job.pk
    assert queue.take() is None


def test_a_job_read_by_two_workers_is_won_by_one(job: Job) -> None:
    seen = Job.objects.get(pk=job.pk)
    assert queue.take() is not None
    assert not queue._same(seen).update(attempts=9)


@pytest.mark.usefixtures("job")
def test_a_dead_workers_job_is_taken_again_and_its_result_refused(world: World) -> None:
    first = queue.take()
    assert first is not None
    expire(first)
    second = queue.take()
    assert second is not None
    assert second.lease_token != first.lease_token

    def commit() -> None:
        Note.objects.create(client=world.clients["hana"], author=world.users["tora"], text="result")

    with pytest.raises(queue.LeaseLostError):
        queue.finish(first, commit)
    queue.finish(second, commit)
    assert Note.objects.filter(text="result").count() == 1
    with pytest.raises(queue.LeaseLostError):
        queue.finish(second, commit)


def test_a_result_that_cannot_be_written_leaves_the_job_running(job: Job) -> None:
    taken = queue.take()
    assert taken is not None

    def broken() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        queue.finish(taken, broken)
    assert Job.objects.get(pk=job.pk).status == Job.Status.RUNNING


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(job: Job) -> None:
    for _ in range(job.most_attempts):
        taken = queue.take()
        assert taken is not None
        expire(taken)
    assert queue.take() is None
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Job.Status.FAILED, queue.GAVE_UP)


def test_cancelling_and_doing_again(job: Job) -> None:
    queue.cancel(job)
    assert queue.take() is None
    assert queue.retry(job)
    taken = queue.take()
    assert taken is not None
    queue.cancel(taken)
    assert not queue.is_wanted(taken)
    with pytest.raises(queue.LeaseLostError):
        queue.finish(taken, lambda: None)
    queue.cancelled(taken)
    job.refresh_from_db()
    assert job.status == Job.Status.CANCELLED
    assert not queue.retry(Job.objects.create(studio=job.studio, kind="x", status="done", run_after=timezone.now()))


@pytest.mark.parametrize(
    ("problem", "status", "code"),
    [
        (NotAVideoError(path="/secret/place/a.txt"), Job.Status.FAILED, "not_a_video"),
        (ZeroDivisionError(), Job.Status.WAITING, ""),
    ],
)
def test_what_cannot_work_is_not_tried_again(
    job: Job, monkeypatch: pytest.MonkeyPatch, problem: Exception, status: str, code: str
) -> None:
    def handler(_job: Job, _report: work.Report) -> work.Commit:
        raise problem

    monkeypatch.setattr(work, "_handler", lambda _kind: handler)
    taken = queue.take()
    assert taken is not None
    assert taken.lease_token is not None
    work.attempt(taken.pk, taken.lease_token)
    job.refresh_from_db()
    assert (job.status, job.error_code) == (status, code)
