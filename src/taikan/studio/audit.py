"""The log of who saw and did what."""

from uuid import UUID

from django.db.models import Model

from taikan.studio.access import Actor
from taikan.studio.accounts.models import AuditEvent, Studio
from taikan.studio.clients.models import Client


def note(actor: Actor, action: str, thing: Model | None = None) -> None:
    """Write down that ``actor`` did ``action`` with ``thing``. What clients see of themselves is not logged."""
    client_id, studio_id = _belongs_to(thing)
    if action == "view" and actor.own_client is not None and client_id == actor.own_client.pk:
        return
    AuditEvent.objects.create(
        studio_id=studio_id or (actor.studio.pk if actor.studio else None),
        user=actor.user,
        action=action,
        object_type="" if thing is None else type(thing).__name__,
        object_id=thing.pk if thing is not None and isinstance(thing.pk, UUID) else None,
        client_id=client_id,
        request_id=actor.request_id,
    )


def _belongs_to(thing: Model | None) -> tuple[UUID | None, UUID | None]:
    """(client, studio) of ``thing``, as far as it says."""
    if isinstance(thing, Client):
        return thing.pk, thing.studio_id
    if isinstance(thing, Studio):
        return None, thing.pk
    return getattr(thing, "client_id", None), getattr(thing, "studio_id", None)
