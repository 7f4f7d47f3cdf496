"""A client's file. Nothing in it is deleted by deleting something else."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from taikan.studio.accounts.models import Membership, Studio, User
from taikan.studio.vault.models import StoredFile


class Client(models.Model):
    """A person who trains. ``user`` is their login, if they have one; ``self_guided`` people have no trainer."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        ARCHIVED = "archived"

    class Sex(models.TextChoices):
        FEMALE = "female"
        MALE = "male"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="clients")
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="client")
    trainer = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="clients_trained"
    )
    clinicians = models.ManyToManyField(Membership, blank=True, related_name="clients_seen")
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=80, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    height_cm = models.FloatField(null=True, blank=True)
    mass_kg = models.FloatField(null=True, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="ja")
    goals = models.TextField(max_length=2000, blank=True)
    self_guided = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    phase = models.CharField(max_length=20, blank=True)
    last_session_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["studio", "status", "kana", "name"], name="clients_listed")]

    def __str__(self) -> str:
        return self.name

    def age_on(self, day: date) -> int | None:
        """Age in whole years, known to a year; ``None`` without a birth year."""
        return None if self.birth_year is None else max(day.year - self.birth_year, 0)


class Consent(models.Model):
    """What the client agreed to or took back. The newest row of a kind counts; none is ever changed."""

    class Kind(models.TextChoices):
        DATA = "data"
        RECORDING = "recording"
        RESEARCH = "research"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    given = models.BooleanField()
    text_version = models.CharField(max_length=20)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.given}"


class Note(models.Model):
    """A note of the staff about a client; the client sees it only when it is ``shared``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Note({self.id})"


class Message(models.Model):
    """A message between a client and their trainer. The id is the sender's own, so that sending twice is harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="messages")
    sender = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_client = models.BooleanField()
    text = models.TextField(max_length=2000)
    sent_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["client"], condition=Q(read_at__isnull=True), name="messages_unread"),
        ]

    def __str__(self) -> str:
        return f"Message({self.id})"


class Document(models.Model):
    """A file kept with the client: a letter, a return slip, a report."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    shared = models.BooleanField(default=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title


class TrialOutcome(models.Model):
    """How a trial session ended."""

    class Outcome(models.TextChoices):
        JOINED = "joined"
        THINKING = "thinking"
        NO = "no"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="trial_outcomes")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    remark = models.TextField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.outcome
