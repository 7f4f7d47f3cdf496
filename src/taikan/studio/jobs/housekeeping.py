"""What is tidied up once an hour: recordings past their time, files without a row, old jobs, expired logins."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from taikan.studio.jobs.models import Job
from taikan.studio.jobs.work import Commit, Report
from taikan.studio.measuring import uploads
from taikan.studio.vault.store import sweep

JOBS_KEPT = timedelta(days=30)


def run(_job: Job, _report: Report) -> Commit:
    """Tidy up; the database's part is written at the end."""
    from taikan.studio.assessments.recordings import delete_expired

    delete_expired()
    sweep()
    uploads.sweep()

    def commit() -> None:
        now = timezone.now()
        Session.objects.filter(expire_date__lt=now).delete()
        Job.objects.filter(kind="housekeeping", finished_at__lt=now - JOBS_KEPT).delete()

    return commit
