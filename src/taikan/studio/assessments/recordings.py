"""Taking in recordings, and letting them go when their time is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from taikan.core.errors import UnknownNameError
from taikan.movement_tests.registry import movement_tests
from taikan.studio.access import Actor
from taikan.studio.assessments.models import Assessment, Recording
from taikan.studio.clients.consents import newest_consent
from taikan.studio.clients.models import Client, Consent
from taikan.studio.intake.safety import GateClosedError, client_gate
from taikan.studio.jobs.queue import enqueue
from taikan.studio.vault.store import prepare, remove


class ConsentMissingError(Exception):
    """The client has not agreed to be recorded."""


@dataclass(frozen=True)
class NewRecording:
    """A recording as it arrives. ``id`` is the sender's own, so that sending it twice keeps it once."""

    test: str
    side: str
    name: str
    content_type: str
    parts: Iterable[bytes]
    id: UUID | None = None
    settings: dict[str, Any] | None = None


def receive(actor: Actor, client: Client, new: NewRecording) -> Assessment:
    """Keep ``new`` and have it measured; once this returns, nothing of it can be lost.

    Raises
    ------
    GateClosedError
        While the safety gate is closed nothing is measured.
    ConsentMissingError
        Without the client's consent to recordings nothing is kept.
    UnknownNameError
        For a test that does not exist.
    """
    if new.test not in movement_tests():
        raise UnknownNameError(kind="test", name=new.test, suggestion="squat")
    gate = client_gate(client)
    if not gate.open:
        raise GateClosedError(gate)
    consent = newest_consent(client, Consent.Kind.RECORDING)
    if consent is None or not consent.given:
        raise ConsentMissingError
    recording_id = new.id or uuid4()
    kept = _already(client, recording_id)
    if kept is not None:
        return kept
    prepared = prepare(new.parts, f"recording{PurePath(new.name).suffix.lower()[:6]}", new.content_type)
    try:
        with transaction.atomic():
            recording = Recording.objects.create(
                id=recording_id,
                client=client,
                file=prepared.adopt(),
                test=new.test,
                side=new.side,
                consent=consent,
                blur_face=client.studio.blur_faces,
                uploaded_by=actor.user,
                delete_on=timezone.localdate() + timedelta(days=client.studio.retention_days),
            )
            return measure(actor, recording, new.settings or {})
    except IntegrityError:
        kept = _already(client, recording_id)
        if kept is None:
            raise
        return kept


@transaction.atomic
def measure(
    actor: Actor, recording: Recording, settings: dict[str, Any], replaces: Assessment | None = None
) -> Assessment:
    """Have ``recording`` measured, again where it ``replaces`` an assessment.

    ``settings`` may hold ``person``, ``side``, ``options`` and ``points`` of ``AnalyzeSettings``.
    """
    assessment = Assessment.objects.create(
        client=recording.client,
        recording=recording,
        replaces=replaces,
        test=recording.test,
        side=settings.get("side", recording.side),
        settings=settings,
        created_by=actor.user,
    )
    assessment.job = enqueue(
        "analysis",
        recording.client.studio,
        {"assessment": str(assessment.pk)},
        client_id=recording.client_id,
        made_by=actor.user,
    )
    assessment.save(update_fields=["job"])
    return assessment


def delete_recording(recording: Recording) -> None:
    """Delete the video or photo; the row and the results stay."""
    with transaction.atomic():
        file, recording.file, recording.deleted_at = recording.file, None, timezone.now()
        recording.save(update_fields=["file", "deleted_at"])
        if file is not None:
            remove(file)


def delete_expired() -> int:
    """Delete every recording whose time is over; how many there were."""
    expired = Recording.objects.filter(delete_on__lt=timezone.localdate(), file__isnull=False).select_related("file")
    for recording in expired:
        delete_recording(recording)
    return len(expired)


def _already(client: Client, recording_id: UUID) -> Assessment | None:
    return Assessment.objects.filter(client=client, recording=recording_id).order_by("created_at").first()
