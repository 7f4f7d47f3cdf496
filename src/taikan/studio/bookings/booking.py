"""Making and changing appointments. Two people never get the same time of the same trainer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from taikan.studio.accounts.models import Membership, Studio, User
from taikan.studio.bookings.hours import HELD, LENGTHS, has_room, open_day, trainers_of
from taikan.studio.bookings.models import Booking
from taikan.studio.clients.models import Client

MOST_UPCOMING = 2
"""Trial sessions one contact may have ahead, so that a joker cannot fill the calendar."""


class NotFreeError(Exception):
    """The time is taken, in the past, or outside the opening hours."""


class TooManyError(Exception):
    """The contact has enough trial sessions ahead."""


def book(
    studio: Studio,
    kind: str,
    starts_at: datetime,
    *,
    trainer: Membership | None = None,
    client: Client | None = None,
    made_by: User | None = None,
    prospect: dict[str, Any] | None = None,
) -> Booking:
    """A new appointment. ``prospect``: ``prospect_name``, ``prospect_contact``, ``safety_answers`` of a new person.

    Raises
    ------
    NotFreeError
        If nobody is free then.
    TooManyError
        If the prospect has ``MOST_UPCOMING`` ahead.
    """
    ends_at = starts_at + LENGTHS[Booking.Kind(kind)]
    with transaction.atomic():
        Studio.objects.select_for_update().get(pk=studio.pk)  # one at a time; SQLite's writers wait anyway
        if prospect is not None:
            _check_number(studio, prospect["prospect_contact"])
        _check_free(studio, starts_at, ends_at, trainer)
        return Booking.objects.create(
            studio=studio,
            kind=kind,
            starts_at=starts_at,
            ends_at=ends_at,
            trainer=trainer,
            client=client,
            made_by=made_by,
            **(prospect or {}),
        )


def _check_free(studio: Studio, begin: datetime, end: datetime, trainer: Membership | None) -> None:
    hours = open_day(studio, timezone.localdate(begin))
    if hours.opens is None or hours.closes is None or begin < hours.opens or end > hours.closes:
        raise NotFreeError
    taken = Booking.objects.filter(studio=studio, status__in=HELD, starts_at__lt=end, ends_at__gt=begin)
    anybody = list(trainers_of(studio).values_list("pk", flat=True))
    wanted = [trainer.pk] if trainer else anybody
    # The whole gym must have room too: a booking without a trainer is owed one of them.
    if begin <= timezone.now() or not (has_room(taken, wanted, begin, end) and len(taken) < len(anybody)):
        raise NotFreeError


def _check_number(studio: Studio, contact: str) -> None:
    ahead = Booking.objects.filter(
        studio=studio, prospect_contact__iexact=contact, status=Booking.Status.BOOKED, starts_at__gt=timezone.now()
    )
    if ahead.count() >= MOST_UPCOMING:
        raise TooManyError
