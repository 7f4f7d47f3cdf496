"""Appointments as a calendar file that phones and computers subscribe to."""

from collections.abc import Iterable

from django.core import signing
from icalendar import Calendar, Event

from taikan.studio.accounts.models import Membership
from taikan.studio.bookings.models import Booking
from taikan.studio.pages.words import say

SALT = "taikan.calendar"


def feed_token(membership: Membership) -> str:
    """What stands in the address of a trainer's own calendar; it ends with the membership."""
    return signing.dumps(str(membership.pk), salt=SALT, compress=False)


def membership_of(token: str) -> Membership | None:
    """Whose calendar ``token`` is."""
    try:
        found = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Membership.objects.filter(pk=found, is_active=True).select_related("studio").first()


def calendar_file(bookings: Iterable[Booking], *, named: bool) -> bytes:
    """``bookings`` as iCalendar. Names of people only where ``named``: a feed is read by the servers of others."""
    calendar = Calendar()
    calendar.add("prodid", "-//Taikan//studio//")
    calendar.add("version", "2.0")
    for one in bookings:
        event = Event()
        event.add("uid", f"{one.pk}@taikan")
        event.add("dtstamp", one.made_at)
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("summary", title_of(one) if named else say(f"bookings.kind.{one.kind}"))
        event.add("status", "CANCELLED" if one.status == Booking.Status.CANCELLED else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def title_of(booking: Booking) -> str:
    """Who comes for what."""
    who = booking.client.name if booking.client is not None else booking.prospect_name
    return f"{say(f'bookings.kind.{booking.kind}')}: {who}"
