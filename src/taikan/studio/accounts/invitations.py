"""Links that let one person in: the first owner, staff, a client with or without a login."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from taikan.studio.accounts.models import Invitation, Membership, Role, Studio, User
from taikan.studio.clients.models import Client

LIFE = timedelta(days=7)


class InvitationUsedError(Exception):
    """Somebody else was faster with the same link."""


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(role: Role, studio: Studio | None, made_by: User | None, client: Client | None = None) -> str:
    """A new link's token; it is shown once and kept nowhere."""
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        token_hash=hashed(token),
        studio=studio,
        role=role,
        client=client,
        made_by=made_by,
        expires_at=timezone.now() + LIFE,
    )
    return token


def open_invitation(token: str) -> Invitation | None:
    """The invitation of ``token``, while it can be used."""
    found = Invitation.objects.select_related("studio", "client", "client__studio").filter(token_hash=hashed(token))
    return found.filter(used_at=None, expires_at__gt=timezone.now()).first()


def invite_first() -> str:
    """The token of the first start's link, for the studio that waits for an owner or for a new one."""
    return invite(Role.OWNER, Studio.objects.order_by("created_at").first(), None)


def needs_owner() -> bool:
    """Whether nobody owns a studio yet."""
    return not Membership.objects.filter(role=Role.OWNER, is_active=True).exists()


@transaction.atomic
def use_first(invitation: Invitation, user: User, studio_name: str) -> Studio:
    """Make ``user`` the owner of a new studio or of the one that has none. Raises ``InvitationUsedError``."""
    _take(invitation, user)
    studio = invitation.studio or new_studio(studio_name)
    studio.name = studio_name
    studio.save(update_fields=["name"])
    Membership.objects.create(user=user, studio=studio, role=Role.OWNER)
    return studio


@transaction.atomic
def use(invitation: Invitation, user: User) -> None:
    """Give ``user`` what the invitation promises. Raises ``InvitationUsedError``."""
    _take(invitation, user)
    assert invitation.studio is not None
    if invitation.client is not None:
        linked = Client.objects.filter(pk=invitation.client.pk, user=None).update(user=user)
        if not linked:
            raise InvitationUsedError
    else:
        Membership.objects.create(user=user, studio=invitation.studio, role=invitation.role)


def new_studio(name: str) -> Studio:
    """A studio with a free slug."""
    wanted = slugify(name) or "studio"
    slug, number = wanted[:30], 2
    while Studio.objects.filter(slug=slug).exists():
        slug, number = f"{wanted[:30]}-{number}", number + 1
    return Studio.objects.create(name=name, slug=slug)


def _take(invitation: Invitation, user: User) -> None:
    taken = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now(), used_by=user)
    if not taken:
        raise InvitationUsedError
