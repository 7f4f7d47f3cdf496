"""What a client did and how they are. Ids come from the phone, so that a log sent twice is kept once."""

import uuid
from typing import ClassVar

from django.db import models

from taikan.studio.accounts.models import User
from taikan.studio.clients.models import Client
from taikan.studio.programmes.models import ProgrammeVersion


class SessionLog(models.Model):
    """One session as it went: ``log`` is a ``programme.records.SessionLog``.

    ``performed_at`` is the phone's clock, ``received_at`` ours; ``sequence`` orders what one phone sent.
    """

    class Place(models.TextChoices):
        HOME = "home"
        GYM = "gym"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="session_logs")
    programme = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, null=True, related_name="logs")
    session = models.CharField(max_length=60)
    place = models.CharField(max_length=4, choices=Place.choices)
    log = models.JSONField()
    sequence = models.BigIntegerField(default=0)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    performed_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-performed_at"], name="logs_newest")]

    def __str__(self) -> str:
        return self.session


class CheckIn(models.Model):
    """Short answers of a day: the morning, the morning after a session, the week, a flare-up."""

    class Kind(models.TextChoices):
        MORNING = "morning"
        NEXT_MORNING = "next_morning"
        WEEKLY = "weekly"
        FLARE = "flare"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="check_ins")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    pain = models.FloatField(null=True)
    answers = models.JSONField(default=dict)
    log = models.ForeignKey(SessionLog, on_delete=models.PROTECT, null=True, related_name="check_ins")
    sequence = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "kind", "-at"], name="check_ins_newest")]

    def __str__(self) -> str:
        return self.kind
