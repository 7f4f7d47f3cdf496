"""Recordings, what was measured in them, values entered by hand, and profiles."""

import uuid
from typing import ClassVar

from django.db import models

from taikan.studio.accounts.models import User
from taikan.studio.clients.models import Client, Consent
from taikan.studio.jobs.models import Job
from taikan.studio.vault.models import StoredFile


class Recording(models.Model):
    """A video or photo of a client. ``file`` is empty once it was deleted; the row stays as the record of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="recordings")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    test = models.CharField(max_length=40)
    side = models.CharField(max_length=5, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    blur_face = models.BooleanField(default=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    delete_on = models.DateField(null=True, db_index=True)
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.test} {self.side}".strip()


class Assessment(models.Model):
    """One recording, one test, one result (``taikan.result/1``). Made again, it is a new row that ``replaces`` it."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        UNUSABLE = "unusable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="assessments")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="assessments")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    test = models.CharField(max_length=40)
    side = models.CharField(max_length=5, blank=True)
    settings = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    result = models.JSONField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-created_at"], name="assessments_newest")]

    def __str__(self) -> str:
        return f"{self.test} {self.side}".strip()


class AssessmentFile(models.Model):
    """A picture, video, table or page made from one assessment, by its name (``report.html``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "name"], name="one_file_a_name")]

    def __str__(self) -> str:
        return self.name


class ManualMeasure(models.Model):
    """A value somebody measured by hand, in the measure's own unit. A new value is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="manual_measures")
    code = models.CharField(max_length=60)
    side = models.CharField(max_length=5, blank=True)
    value = models.FloatField()
    unit = models.CharField(max_length=20)
    pain_during = models.FloatField(null=True)
    method = models.CharField(max_length=40, default="manual")
    measured_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    measured_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class ProfileVersion(models.Model):
    """A factor profile (``taikan.profile/1``) as it was on that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="profiles")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "number"], name="one_profile_a_number")]

    def __str__(self) -> str:
        return f"{self.number}"
