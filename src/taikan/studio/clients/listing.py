"""The list of clients with what a trainer must know of each at a glance, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from taikan.studio.access import Actor, visible
from taikan.studio.clients.models import Client, Message
from taikan.studio.intake.models import GateDecision
from taikan.studio.sessions.models import CheckIn

FLARE_DAYS = 7
ABSENCE_DAYS = 14


@dataclass(frozen=True)
class Sign:
    """One thing to know: a code whose words stand under ``studio.sign``, and how serious it is."""

    code: str
    tone: str


def listed(actor: Actor, search: str = "", status: str = Client.Status.ACTIVE) -> QuerySet[Client]:
    """Clients ``actor`` sees in the open studio, with the columns ``signs`` needs."""
    newest = GateDecision.objects.filter(client=OuterRef("pk")).order_by("-at")
    flares = CheckIn.objects.filter(client=OuterRef("pk"), kind=CheckIn.Kind.FLARE).order_by("-at")
    unread = Message.objects.filter(client=OuterRef("pk"), from_client=True, read_at=None).order_by()
    counted = unread.values("client").annotate(number=Count("pk")).values("number")
    clients = visible(actor, Client).filter(studio=actor.studio)
    if status:
        clients = clients.filter(status=status)
    for word in search.split():
        clients = clients.filter(Q(name__icontains=word) | Q(kana__icontains=word))
    return clients.annotate(
        gate_level=Subquery(newest.values("level")[:1]),
        gate_open=Subquery(newest.values("open")[:1]),
        last_flare=Subquery(flares.values("at")[:1]),
        unread=Coalesce(Subquery(counted), 0),
    ).order_by("kana", "name", "pk")


def signs(client: Client, today: date) -> list[Sign]:
    """What to know of a client of ``listed``, the most serious first."""
    level, opened, flare = client.gate_level, client.gate_open, client.last_flare  # type: ignore[attr-defined]
    found = []
    if level in {"E", "U"}:
        found.append(Sign("red_flag", "stop"))
    elif opened is None:
        found.append(Sign("no_intake", "care"))
    elif not opened:
        found.append(Sign("not_cleared" if level == "D" else "incomplete", "care"))
    if flare is not None and (timezone.now() - flare).days < FLARE_DAYS:
        found.append(Sign("flare", "care"))
    if client.last_session_at is not None and (timezone.now() - client.last_session_at).days >= ABSENCE_DAYS:
        found.append(Sign("absent", "care"))
    if client.review_on is not None and client.review_on <= today:
        found.append(Sign("review", "care"))
    if client.unread:  # type: ignore[attr-defined]
        found.append(Sign("unread", "go"))
    return found
