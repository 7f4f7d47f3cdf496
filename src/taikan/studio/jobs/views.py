"""How far a job is, and stopping or repeating it. Pages include ``studio/jobs/state.html``, which asks by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from taikan.studio.access import Action
from taikan.studio.guard import opens
from taikan.studio.jobs import queue
from taikan.studio.jobs.models import Job
from taikan.studio.jobs.wording import error_words


@require_GET
@opens(Job, "job")
def job_state(request: HttpRequest, job: Job) -> HttpResponse:
    """The state of a job as a part of a page. When it is over, the page around it is loaded again."""
    response = _state(request, job)
    if job.is_over and request.htmx:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


@require_POST
@opens(Job, "job", Action.EDIT)
def cancel_job(request: HttpRequest, job: Job) -> HttpResponse:
    """Stop a job."""
    queue.cancel(job)
    job.refresh_from_db()
    return _state(request, job)


@require_POST
@opens(Job, "job", Action.EDIT)
def retry_job(request: HttpRequest, job: Job) -> HttpResponse:
    """Do a job again that failed or was stopped."""
    queue.retry(job)
    job.refresh_from_db()
    return _state(request, job)


def _state(request: HttpRequest, job: Job) -> HttpResponse:
    return render(request, "studio/jobs/state.html", {"job": job, "error": error_words(job)})
