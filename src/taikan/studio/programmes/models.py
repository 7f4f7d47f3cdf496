"""Programmes as they were made, changed and given to a client."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from taikan.studio.accounts.models import Studio, User
from taikan.studio.clients.models import Client


class ProgrammeVersion(models.Model):
    """One version of a client's programme: ``programme`` is a ``programme.records.Programme``, ``request`` its request.

    A version is never changed; an edit makes the next one. One at most is ``active``.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        ACTIVE = "active"
        REPLACED = "replaced"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="programmes")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    programme = models.JSONField()
    request = models.JSONField(default=dict)
    change = models.TextField(max_length=1000, blank=True)
    starts_on = models.DateField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "number"], name="one_programme_a_number"),
            models.UniqueConstraint(fields=["client"], condition=Q(status="active"), name="one_active_programme"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.status})"


class ProgrammeTemplate(models.Model):
    """A request or programme kept under a name, to start from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="programme_templates")
    name = models.CharField(max_length=120)
    content = models.JSONField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
