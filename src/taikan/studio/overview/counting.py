"""Numbers about a studio, each with its interval; in a fixed number of queries, however many clients there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils import timezone
from scipy.stats import binomtest

from taikan.studio.accounts.models import Studio
from taikan.studio.clients.models import Client, TrialOutcome
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.models import CheckIn, SessionLog

WINDOW = timedelta(days=28)
WEEK = timedelta(days=7)
COUNTED_EVERY_S = 600
LEAST_ANSWERS = 3
BETTER = 2.0
"""Points of morning pain: two are beyond day-to-day variation of a 0-10 scale [K]."""


@dataclass(frozen=True)
class Share:
    """``k`` of ``n`` with Wilson's 95 % interval, percent."""

    k: int
    n: int
    percent: float
    low: float
    high: float


@dataclass(frozen=True)
class Overview:
    """The studio at a glance; a share is ``None`` where there is nobody to count."""

    active: int
    trained: Share | None
    done: int
    planned: int
    better: Share | None
    joined: Share | None
    by_trainer: tuple[tuple[str, int], ...]


def recent_overview(studio: Studio) -> Overview:
    """The overview, counted afresh when it is ``COUNTED_EVERY_S`` old: a year of mornings takes seconds to read."""
    found = cache.get_or_set(f"overview-{studio.pk}", lambda: overview(studio, timezone.now()), COUNTED_EVERY_S)
    assert isinstance(found, Overview)
    return found


def overview(studio: Studio, now: datetime) -> Overview:
    """Everything the page shows."""
    clients = Client.objects.filter(studio=studio, status=Client.Status.ACTIVE)
    active = clients.count()
    logs = SessionLog.objects.filter(client__in=clients, performed_at__gte=now - WINDOW)
    per_trainer = clients.values("trainer", "trainer__user__display_name", "trainer__user__username")
    return Overview(
        active=active,
        trained=share(logs.values("client").distinct().count(), active),
        done=logs.count(),
        planned=_planned(studio, now),
        better=_better(studio),
        joined=_joined(studio),
        by_trainer=tuple(
            (row["trainer__user__display_name"] or row["trainer__user__username"] or "", row["n"])
            for row in per_trainer.annotate(n=Count("pk")).order_by("-n")
        ),
    )


def share(k: int, n: int) -> Share | None:
    """``k`` of ``n`` with its interval; ``None`` of nobody."""
    if n == 0:
        return None
    interval = binomtest(k, n).proportion_ci(method="wilson")
    return Share(k, n, 100 * k / n, 100 * interval.low, 100 * interval.high)


def _planned(studio: Studio, now: datetime) -> int:
    """Sessions planned in the window, counted from the day a programme became active."""
    active = ProgrammeVersion.objects.filter(
        client__studio=studio, client__status=Client.Status.ACTIVE, status=ProgrammeVersion.Status.ACTIVE
    )
    planned = 0.0
    for sessions, begun in active.values_list("programme__sessions", "made_at"):
        weeks = min(now - begun, WINDOW) / WEEK
        planned += weeks * sum(len(session["days"]) for session in sessions)
    return round(planned)


def _better(studio: Studio) -> Share | None:
    """People whose mean morning pain of the latest week is lower by ``BETTER`` than that of their first week."""
    answers: dict[object, list[tuple[datetime, float]]] = defaultdict(list)
    rows = CheckIn.objects.filter(client__studio=studio, pain__isnull=False).exclude(kind=CheckIn.Kind.FLARE)
    for client, at, pain in rows.order_by("at").values_list("client", "at", "pain"):
        answers[client].append((at, float(pain or 0)))
    changes = [change for given in answers.values() if (change := _change(given)) is not None]
    return share(sum(change <= -BETTER for change in changes), len(changes))


def _change(given: list[tuple[datetime, float]]) -> float | None:
    begin, end = given[0][0], given[-1][0]
    first = [pain for at, pain in given if at < begin + WEEK]
    last = [pain for at, pain in given if at > end - WEEK]
    if end - begin < 2 * WEEK or min(len(first), len(last)) < LEAST_ANSWERS:
        return None
    return sum(last) / len(last) - sum(first) / len(first)


def _joined(studio: Studio) -> Share | None:
    newest = TrialOutcome.objects.filter(client__studio=studio).values("client").annotate(at=Max("at"))
    moments = {row["client"]: row["at"] for row in newest}
    outcomes = TrialOutcome.objects.filter(client__studio=studio).values_list("client", "at", "outcome")
    last = [outcome for client, at, outcome in outcomes if moments.get(client) == at]
    return share(sum(outcome == TrialOutcome.Outcome.JOINED for outcome in last), len(last))
