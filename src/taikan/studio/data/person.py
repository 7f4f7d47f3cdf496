"""Everything kept about one person: taken out as one file, or deleted, in one action.

Both walk the table of policies, so that a new kind of object is part of them as soon as anybody can see it.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from taikan.studio import audit
from taikan.studio.access import POLICIES, Actor
from taikan.studio.accounts.models import ApiToken, AuditEvent, Invitation
from taikan.studio.clients.models import Client
from taikan.studio.vault.models import StoredFile
from taikan.studio.vault.store import read, remove

SCHEMA = "taikan.person/1"


def records_of(client: Client) -> Iterator[QuerySet[Any]]:
    """Every row about ``client``, kind by kind, those that others point to last."""
    kinds = [(model, policy.path) for model, policy in POLICIES.items() if policy.path and model is not Client]
    for model, path in _dependents_first(kinds):
        yield model._default_manager.filter(**{path: client.pk})
    yield Invitation.objects.filter(client=client)
    yield Client.objects.filter(pk=client.pk)


def export_person(client: Client, target: Path) -> None:
    """Write a zip with ``person.json`` and every file about ``client`` to ``target``."""
    content: dict[str, Any] = {"schema": SCHEMA, "made_at": timezone.now()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for found in records_of(client):
            content[found.model.__name__] = [_as_table(one) for one in found]
            for stored in _files(found):
                with archive.open(f"files/{stored.pk}_{Path(stored.name).name}", "w") as file:
                    for part in read(stored):
                        file.write(part)
        content["AuditEvent"] = list(
            AuditEvent.objects.filter(client_id=client.pk).values("at", "action", "object_type")
        )
        archive.writestr("person.json", json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))


@transaction.atomic
def delete_person(actor: Actor, client: Client) -> int:
    """Delete every row and file about ``client`` and their login; how many rows. The log keeps that it was done."""
    user, studio, client_id, deleted = client.user, client.studio, client.pk, 0
    for found in records_of(client):
        files = list(_files(found))
        if found.model is Client:
            client.clinicians.clear()
        for row in _newest_first(found):
            row.delete()
            deleted += 1
        for stored in files:
            remove(stored)
    AuditEvent.objects.filter(client_id=client_id).update(client_id=None, object_id=None)
    if user is not None and not user.memberships.exists():
        ApiToken.objects.filter(user=user).delete()
        user.is_active, user.username, user.display_name = False, f"deleted-{user.pk.hex[:12]}", ""
        user.email = ""
        user.set_unusable_password()
        user.save()
    audit.note(actor, "delete", studio)
    return deleted


def _as_table(one: Model) -> dict[str, Any]:
    """Every column of a row; files by their id."""
    table = {field.attname: field.value_from_object(one) for field in one._meta.concrete_fields}
    return {name: value for name, value in table.items() if not name.endswith("_hash")}


def _files(found: QuerySet[Any]) -> Iterator[StoredFile]:
    if any(field.name == "file" for field in found.model._meta.concrete_fields):
        ids = found.exclude(file=None).values_list("file", flat=True)
        yield from StoredFile.objects.filter(pk__in=list(ids))


def _newest_first(found: QuerySet[Any]) -> Iterator[Model]:
    """Rows in an order in which one that replaces another goes before it."""
    fields = {field.name for field in found.model._meta.concrete_fields}
    order = next((name for name in ("created_at", "made_at", "at", "received_at") if name in fields), "pk")
    yield from found.order_by(f"-{order}")


def _dependents_first(kinds: list[tuple[type[Model], str]]) -> list[tuple[type[Model], str]]:
    """``kinds`` so that a kind comes before those its rows point to."""
    left, ordered = dict(kinds), []
    while left:
        pointed = {
            field.related_model
            for model in left
            for field in model._meta.concrete_fields
            if field.related_model is not None and field.related_model is not model
        }
        free = [model for model in left if model not in pointed]
        ordered += [(model, left.pop(model)) for model in free]
    return ordered
