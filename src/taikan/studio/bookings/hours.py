"""When the gym is open, and which times of a day are free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

import holidays
from django.db.models import QuerySet
from django.utils import timezone

from taikan.studio.accounts.models import STAFF, Membership, Studio
from taikan.studio.bookings.models import Booking, OpeningHours

OPENS, CLOSES = time(8), time(22)
"""Without a row of its own a day is open from 8:00 to 22:00."""
STEP = timedelta(minutes=30)
LENGTHS = {
    Booking.Kind.TRIAL: timedelta(minutes=60),
    Booking.Kind.CONSULTATION: timedelta(minutes=90),
    Booking.Kind.SESSION: timedelta(minutes=60),
}
SUNDAY = 6
HELD = (Booking.Status.BOOKED, Booking.Status.DONE)


@dataclass(frozen=True)
class OpenDay:
    """A day's opening hours, aware; ``None`` when closed. ``holiday``: the name of a public holiday, or empty."""

    day: date
    opens: datetime | None
    closes: datetime | None
    holiday: str = ""


def open_day(studio: Studio, day: date) -> OpenDay:
    """The hours of ``day``: its own row, else its weekday's (a public holiday's is Sunday's), else 8:00-22:00."""
    rows = list(OpeningHours.objects.filter(studio=studio))
    holiday = holiday_name(day)
    own = next((row for row in rows if row.day == day), None)
    weekday = SUNDAY if holiday else day.weekday()
    row = own or next((one for one in rows if one.weekday == weekday), None)
    if row is None:
        return OpenDay(day, _at(day, OPENS), _at(day, CLOSES), holiday)
    if row.opens is None or row.closes is None:
        return OpenDay(day, None, None, holiday)
    return OpenDay(day, _at(day, row.opens), _at(day, row.closes), holiday)


def holiday_name(day: date) -> str:
    """The public holiday of ``day`` in Japan, in Japanese; empty on other days."""
    return str(_holidays(day.year).get(day, ""))


def free_times(studio: Studio, day: date, kind: str, trainer: Membership | None = None) -> list[datetime]:
    """Beginnings of free times on ``day``, aware; of ``trainer``, or of anybody."""
    hours, length, now = open_day(studio, day), LENGTHS[Booking.Kind(kind)], timezone.now()
    if hours.opens is None or hours.closes is None:
        return []
    taken = list(_held(studio, hours.opens, hours.closes))
    trainers = [trainer.pk] if trainer else list(trainers_of(studio).values_list("pk", flat=True))
    begin, found = hours.opens, []
    while begin + length <= hours.closes:
        if begin > now and has_room(taken, trainers, begin, begin + length):
            found.append(begin)
        begin += STEP
    return found


def has_room(taken: Iterable[Booking], trainers: Sequence[UUID], begin: datetime, end: datetime) -> bool:
    """Whether one of ``trainers`` is free from ``begin`` to ``end``; a booking without a trainer takes any of them."""
    overlapping = [one for one in taken if one.starts_at < end and one.ends_at > begin]
    busy = {one.trainer_id for one in overlapping if one.trainer_id in trainers}
    anybody = sum(one.trainer_id is None for one in overlapping)
    return len(busy) + anybody < len(trainers)


def trainers_of(studio: Studio) -> QuerySet[Membership]:
    """Everybody who trains clients in ``studio``."""
    return Membership.objects.filter(studio=studio, role__in=STAFF, is_active=True)


def _held(studio: Studio, begin: datetime, end: datetime) -> QuerySet[Booking]:
    return Booking.objects.filter(studio=studio, status__in=HELD, starts_at__lt=end, ends_at__gt=begin)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


@lru_cache(maxsize=16)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("JP", years=year, language="ja")
