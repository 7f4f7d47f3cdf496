"""Opening hours and appointments. Times are aware; opening hours are the gym's own clock."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from taikan.studio.accounts.models import Membership, Studio, User
from taikan.studio.clients.models import Client


class OpeningHours(models.Model):
    """When the gym is open on a weekday (0 Monday .. 6), or on one ``day``; without ``opens`` it is closed."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(null=True)
    day = models.DateField(null=True)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["studio", "weekday"], name="one_row_a_weekday"),
            models.UniqueConstraint(fields=["studio", "day"], name="one_row_a_day"),
            models.CheckConstraint(
                condition=Q(weekday__isnull=False) ^ Q(day__isnull=False), name="a_weekday_or_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day or self.weekday}"


class Booking(models.Model):
    """An appointment of a client, or of a prospect who has no file yet."""

    class Kind(models.TextChoices):
        TRIAL = "trial"
        CONSULTATION = "consultation"
        SESSION = "session"

    class Status(models.TextChoices):
        BOOKED = "booked"
        DONE = "done"
        CANCELLED = "cancelled"
        MISSED = "missed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="bookings")
    trainer = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="bookings")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="bookings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.BOOKED)
    prospect_name = models.CharField(max_length=80, blank=True)
    prospect_contact = models.CharField(max_length=120, blank=True)
    safety_answers = models.JSONField(default=dict)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["studio", "starts_at"], name="bookings_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}"
