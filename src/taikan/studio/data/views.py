"""Everything about one person, taken out or deleted."""

import os
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from taikan.studio import audit
from taikan.studio.access import Action, Actor
from taikan.studio.accounts.models import Role
from taikan.studio.clients.models import Client
from taikan.studio.clients.views import client_context
from taikan.studio.data.person import delete_person, export_person
from taikan.studio.guard import actor_of, opens
from taikan.studio.pages.static import sendable
from taikan.studio.pages.words import say


@require_GET
@opens(Client, "client")
def data_page(request: HttpRequest, client: Client) -> HttpResponse:
    """What can be done with everything about a client."""
    actor = actor_of(request)
    context = client_context(request, client, "data")
    context |= {"may_delete": _owns(actor, client), "may_export": _may_export(actor, client)}
    return render(request, "studio/data/person.html", context)


@require_GET
@opens(Client, "client")
def export(request: HttpRequest, client: Client) -> HttpResponseBase:
    """Everything about a client as one file: for themselves and for the owner."""
    actor = actor_of(request)
    if not _may_export(actor, client):
        raise PermissionDenied
    work = settings.STUDIO.data / "work"
    work.mkdir(mode=0o700, exist_ok=True)
    with NamedTemporaryFile(dir=work, suffix=".zip", delete=False) as file:
        path = file.name
    export_person(client, work / os.path.basename(path))
    audit.note(actor, "export", client)
    content = open(path, "rb")  # noqa: SIM115 -- the response closes it
    os.unlink(path)
    return sendable(request, FileResponse(content, as_attachment=True, filename=f"taikan-{client.pk.hex[:8]}.zip"))


@require_POST
@opens(Client, "client", Action.EDIT)
def delete(request: HttpRequest, client: Client) -> HttpResponse:
    """Delete everything about a client, once the owner has typed their name."""
    actor = actor_of(request)
    if not _owns(actor, client):
        raise PermissionDenied
    if request.POST.get("name", "").strip() != client.name:
        messages.error(request, say("person.wrong_name"))
        return redirect("person_data", client=client.pk)
    delete_person(actor, client)
    messages.success(request, say("person.deleted"))
    return redirect("clients")


def _owns(actor: Actor, client: Client) -> bool:
    membership = actor.memberships.get(client.studio_id)
    return membership is not None and membership.role == Role.OWNER


def _may_export(actor: Actor, client: Client) -> bool:
    is_self = actor.user is not None and client.user_id == actor.user.pk
    return is_self or _owns(actor, client)
