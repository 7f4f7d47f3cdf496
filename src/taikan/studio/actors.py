"""Finds out who is asking: by the login and the links this browser was given, or by an API token."""

from uuid import UUID

from django.http import HttpRequest

from taikan.studio.access import Actor
from taikan.studio.accounts.models import ApiToken, Membership, Studio, User
from taikan.studio.clients.models import Client

STUDIO_KEY, LINKS_KEY = "studio", "linked_clients"


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor behind a page; costs two queries for people with a login, none for others."""
    linked = frozenset(UUID(one) for one in request.session.get(LINKS_KEY, ()))
    request_id = getattr(request, "id", "")
    if not request.user.is_authenticated:
        return Actor(linked=linked, request_id=request_id)
    return actor_of_user(request.user, chosen=request.session.get(STUDIO_KEY), linked=linked, request_id=request_id)


def actor_of_token(token: ApiToken, request_id: str = "") -> Actor:
    """The actor behind an API token: its user, limited to its scopes."""
    return actor_of_user(token.user, scopes=frozenset(token.scopes), request_id=request_id)


def actor_of_user(
    user: User,
    *,
    chosen: str | None = None,
    linked: frozenset[UUID] = frozenset(),
    scopes: frozenset[str] | None = None,
    request_id: str = "",
) -> Actor:
    """``user`` with their active memberships; ``chosen`` is the id of the studio that is open, if there are several."""
    active = Membership.objects.filter(user=user, is_active=True).select_related("studio").order_by("created_at")
    memberships = {one.studio_id: one for one in active}
    client = Client.objects.filter(user=user).select_related("studio").first()
    return Actor(
        user=user,
        memberships=memberships,
        studio=_open_studio(memberships, chosen, client),
        own_client=client,
        linked=linked,
        scopes=scopes,
        request_id=request_id,
    )


def _open_studio(memberships: dict[UUID, Membership], chosen: str | None, client: Client | None) -> Studio | None:
    for studio_id, membership in memberships.items():
        if chosen is None or str(studio_id) == chosen:
            return membership.studio
    return client.studio if client is not None else None
