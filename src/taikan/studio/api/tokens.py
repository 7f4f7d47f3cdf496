"""Tokens for programs: made once, shown once, limited to scopes."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from taikan.studio.accounts.invitations import hashed
from taikan.studio.accounts.models import ApiToken, User

SCOPES = ("clients:read", "clients:write", "records:read", "records:write")
PREFIX = "tk_"
USED_EVERY = timedelta(minutes=5)


def make_token(user: User, name: str, scopes: Iterable[str], days: int | None = 365) -> str:
    """A new token of ``user``; only its hash is kept. Raises ``ValueError`` for an unknown scope."""
    wanted = sorted(set(scopes))
    if unknown := set(wanted) - set(SCOPES):
        raise ValueError(f"unknown scopes: {sorted(unknown)}")
    token = PREFIX + secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(days=days) if days else None
    ApiToken.objects.create(user=user, name=name, token_hash=hashed(token), scopes=wanted, expires_at=expires)
    return token


def live_token(token: str) -> ApiToken | None:
    """The row of ``token``, while it may be used."""
    now = timezone.now()
    live = Q(expires_at=None) | Q(expires_at__gt=now)
    found = ApiToken.objects.select_related("user").filter(live, token_hash=hashed(token), revoked_at=None).first()
    if found is None or not found.user.is_active:
        return None
    if found.last_used_at is None or now - found.last_used_at > USED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found
