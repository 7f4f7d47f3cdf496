"""Every view says who may open it; one that says nothing is refused.

    @opens(Client, "client", Action.EDIT)
    def edit_client(request, client): ...          # path("clients/<uuid:client>/edit/", edit_client)

The decorator looks the object up in what the asker may see or do, hands it to the view in place of its id and writes
down that it was seen. What is declared is kept as ``view.door``; the attack test reads it from the table of URLs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from taikan.studio import audit
from taikan.studio.access import Action, Actor, find
from taikan.studio.accounts.models import Role

View = Callable[..., HttpResponseBase]
Opened = Literal["public", "signed_in", "roles", "object"]


@dataclass(frozen=True)
class Door:
    """Who may open a view: anyone, anyone with a login, some roles, or whoever may do ``action`` with its object."""

    opened: Opened
    roles: frozenset[Role] = frozenset()
    model: type[Model] | None = None
    argument: str = ""
    action: Action = Action.VIEW


def public(view: View) -> View:
    """A view for everybody, also without a login."""
    return _with_door(view, Door("public"))


def signed_in(view: View) -> View:
    """A view for everybody with a login."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if actor_of(request).user is not None else to_login(request)

    return _with_door(guarded, Door("signed_in"))


def for_roles(*roles: Role) -> Callable[[View], View]:
    """A view for these roles of the studio that is open; it has no object of its own."""
    wanted = frozenset(roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.user is None:
                return to_login(request)
            if actor.role not in wanted:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _with_door(guarded, Door("roles", wanted))

    return decorate


def opens(model: type[Model], argument: str, action: Action = Action.VIEW) -> Callable[[View], View]:
    """A view about one ``model``, whose id is the URL's ``argument``; the view gets the object under that name."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            try:
                thing = find(actor, model, kwargs.pop(argument), action)
            except (Http404, PermissionDenied):
                if actor.user is None:
                    return to_login(request)
                raise
            if not getattr(request, "htmx", False):
                audit.note(actor, "view" if request.method in {"GET", "HEAD"} else "change", thing)
            return view(request, *args, **{argument: thing}, **kwargs)

        return _with_door(guarded, Door("object", model=model, argument=argument, action=action))

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """Whoever is asking, as the middleware found out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page and back here; htmx is told to leave the page as a whole."""
    url = f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _with_door(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view
