"""Background jobs. The row is the truth: what waits, who works on it until when, how far it is."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from taikan.studio.accounts.models import Studio, User


class Job(models.Model):
    """One job. ``lease_token`` belongs to whoever works on it now, until ``lease_until``; nobody else may finish it.

    ``client_id`` is kept as an id, so that jobs stand below the clients' own tables.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="jobs")
    client_id = models.UUIDField(null=True, db_index=True)
    kind = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    stage = models.CharField(max_length=20, blank=True)
    progress = models.FloatField(default=0.0)
    attempts = models.PositiveSmallIntegerField(default=0)
    most_attempts = models.PositiveSmallIntegerField(default=3)
    run_after = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    cancel_wanted = models.BooleanField(default=False)
    error_code = models.CharField(max_length=40, blank=True)
    error_values = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run_after"], condition=Q(status__in=["waiting", "running"]), name="jobs_to_do")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.status})"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.status in {self.Status.DONE, self.Status.FAILED, self.Status.CANCELLED}
