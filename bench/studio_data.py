"""A studio with thousands of clients and a year of logs: the demo's desk worker, again and again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from taikan.studio.accounts.models import AuditEvent, Membership, Role, Studio, User
from taikan.studio.assessments.models import ManualMeasure, ProfileVersion
from taikan.studio.bookings.models import Booking
from taikan.studio.clients.models import Client, Consent, Message, Note
from taikan.studio.intake.models import GateDecision, IntakeSession
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.models import CheckIn, SessionLog

DAYS = 365
SESSION_EVERY_DAYS, BOOKINGS_A_DAY, AUDITED = 2, 8, 100_000
OWN_PROGRAMME = (
    f"(SELECT p.id FROM {ProgrammeVersion._meta.db_table} p WHERE p.client_id = c.id AND p.status = 'active')"
)
COPIED: tuple[tuple[type[Model], Mapping[str, str]], ...] = (
    (Consent, {}),
    (Note, {}),
    (Message, {}),
    (IntakeSession, {}),
    (GateDecision, {}),
    (ProfileVersion, {}),
    (ProgrammeVersion, {}),
    (ManualMeasure, {}),
    (SessionLog, {"programme_id": OWN_PROGRAMME}),
    (CheckIn, {"log_id": "NULL"}),
)
"""What every client has, and columns that differ from the first one's."""


def grow(clients: int) -> User:
    """Make ``clients`` of the demo studio's desk worker with a year of logs each; returns the owner."""
    studio, first = Studio.objects.get(), Client.objects.get(name__startswith="佐藤")
    owner = User.objects.create_user("owner")
    Membership.objects.create(user=owner, studio=studio, role=Role.OWNER)
    _give_a_year(first)
    first.user = User.objects.create_user("client")
    first.save(update_fields=["user"])
    Client.objects.bulk_create(
        Client(
            studio=studio, trainer=first.trainer, name=f"人{n:04d}", kana=f"ひと{n:04d}", sex=first.sex,
            birth_year=1950 + n % 50, phase=first.phase, last_session_at=timezone.now() - timedelta(days=n % 40),
        )
        for n in range(clients)
    )  # fmt: skip
    for model, changed in COPIED:
        _copy(model, first, changed)
    _fill_calendar_and_audit(studio, first, owner)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return owner


def _give_a_year(client: Client) -> None:
    """A session every other day and a check-in every morning, like the newest ones the demo has."""
    log, now = SessionLog.objects.filter(client=client).latest("performed_at"), timezone.now()
    SessionLog.objects.bulk_create(
        SessionLog(
            id=uuid4(), client=client, programme=log.programme, session=log.session, place=log.place, log=log.log,
            sequence=n, performed_at=now - timedelta(days=n),
        )
        for n in range(25, DAYS, SESSION_EVERY_DAYS)
    )  # fmt: skip
    CheckIn.objects.bulk_create(
        CheckIn(id=uuid4(), client=client, kind="morning", pain=n % 6, sequence=n, at=now - timedelta(days=n))
        for n in range(25, DAYS)
    )


def _copy(model: type[Model], first: Client, changed: Mapping[str, str]) -> None:
    """Give everybody named 人… a copy of the rows of ``first``."""
    table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
    values = {"id": "lower(hex(randomblob(16)))", "client_id": "c.id", **changed}
    chosen = ", ".join(values.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM "{table}" t '
            f"JOIN {Client._meta.db_table} c ON c.name LIKE '人%%' WHERE t.client_id = %s",
            [first.pk.hex],
        )


def _fill_calendar_and_audit(studio: Studio, client: Client, owner: User) -> None:
    now = timezone.now()
    common: dict[str, Any] = {"studio": studio, "trainer": client.trainer, "client": client, "kind": "session"}
    Booking.objects.bulk_create(
        Booking(**common, starts_at=begin, ends_at=begin + timedelta(hours=1))
        for day in range(-DAYS, 14)
        for hour in range(BOOKINGS_A_DAY)
        for begin in [now.replace(minute=0) + timedelta(days=day, hours=hour)]
    )
    AuditEvent.objects.bulk_create(
        (AuditEvent(studio=studio, user=owner, action="view", client_id=client.pk) for _ in range(AUDITED)),
        batch_size=5000,
    )
