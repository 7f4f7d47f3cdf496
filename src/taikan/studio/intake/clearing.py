"""Writing down what opens the gate: a clinician's word, or a trainer's reason to set one caution aside."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from taikan.studio import audit
from taikan.studio.access import Action, Actor, may_add
from taikan.studio.clients.models import Client
from taikan.studio.intake.models import Clearance, Override
from taikan.studio.intake.safety import client_gate, remember_gate


@transaction.atomic
def clear(actor: Actor, client: Client, values: dict[str, Any]) -> Clearance:
    """Keep a clinician's word about ``client``. Raises ``PermissionDenied``, for the client too."""
    role = actor.intake_role(client)
    if actor.user is None or role == "self" or not may_add(actor, client, Clearance, Action.CLEAR):
        raise PermissionDenied
    kept = Clearance.objects.create(client=client, role=role, recorded_by=actor.user, **values)
    audit.note(actor, "clear", kept)
    remember_gate(client)
    return kept


@transaction.atomic
def set_aside(actor: Actor, client: Client, rule: str, reason: str) -> Override:
    """Keep why the caution ``rule`` does not apply. Raises ``PermissionDenied`` also for anything above a caution."""
    role = actor.intake_role(client)
    if actor.user is None or role != "trainer" or not may_add(actor, client, Override):
        raise PermissionDenied
    if not any(finding.rule == rule and finding.level == "C" for finding in client_gate(client).findings):
        raise PermissionDenied
    kept = Override.objects.create(client=client, rule=rule, reason=reason, role=role, by=actor.user)
    audit.note(actor, "override", kept)
    remember_gate(client)
    return kept
