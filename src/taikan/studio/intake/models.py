"""Rounds of questions, clearances and overrides: all the safety gate looks at, and its newest word for lists."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from taikan.studio.accounts.models import User
from taikan.studio.clients.models import Client


class IntakeSession(models.Model):
    """One round of questions. ``answers`` are saved after each one; ``revision`` counts the saves.

    A finished round stays as it is. ``full``: answered to its end, not broken off because of its answers.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        FINISHED = "finished"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="intakes")
    question_set = models.CharField(max_length=40, default="intake")
    language = models.CharField(max_length=2, default="ja")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    answers = models.JSONField(default=dict)
    skipped = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    full = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["started_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "question_set"], condition=Q(status="open"), name="one_open_round_a_set"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_set} ({self.status})"


class Clearance(models.Model):
    """A clinician's word that training may go on, as it was written down; see ``taikan.intake.records.Clearance``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="clearances")
    seen_at = models.DateTimeField()
    clinician = models.CharField(max_length=120)
    facility = models.CharField(max_length=120)
    said = models.TextField(max_length=2000)
    restrictions = models.JSONField(default=list)
    restrictions_text = models.TextField(max_length=1000, blank=True)
    covers = models.JSONField(default=list)
    role = models.CharField(max_length=10)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["recorded_at"]

    def __str__(self) -> str:
        return f"{self.facility}"


class Override(models.Model):
    """A trainer's decision that one caution does not apply, with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="overrides")
    rule = models.CharField(max_length=80)
    reason = models.TextField(max_length=1000)
    role = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return self.rule


class GateDecision(models.Model):
    """What the gate said after something changed. The newest one is what lists show; pages ask the gate itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="gate_decisions")
    level = models.CharField(max_length=4, blank=True)
    open = models.BooleanField()
    gate = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"], name="gate_newest")]

    def __str__(self) -> str:
        return self.level or "?"
