"""What a client agreed to."""

from taikan.studio.access import Actor
from taikan.studio.clients.models import Client, Consent

TEXT_VERSION = "2026-11"
"""Of the consent texts in ``knowledge/texts/studio_consent.toml``; a change of meaning needs a new one."""


def newest_consent(client: Client, kind: Consent.Kind) -> Consent | None:
    """The word that counts."""
    return Consent.objects.filter(client=client, kind=kind).order_by("-at").first()


def has_consented(client: Client, kind: Consent.Kind) -> bool:
    """Whether the client has agreed and not taken it back."""
    consent = newest_consent(client, kind)
    return consent is not None and consent.given


def record_consent(actor: Actor, client: Client, kind: Consent.Kind, *, given: bool) -> Consent:
    """Keep what the client says now."""
    return Consent.objects.create(
        client=client, kind=kind, given=given, text_version=TEXT_VERSION, recorded_by=actor.user
    )
