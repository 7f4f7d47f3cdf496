"""Clients: the list, a client's file, invitations and notes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from taikan.studio import audit
from taikan.studio.access import Action, may, visible
from taikan.studio.accounts.invitations import invite
from taikan.studio.accounts.models import Role
from taikan.studio.clients.forms import ClientForm, NoteForm
from taikan.studio.clients.listing import listed, signs
from taikan.studio.clients.models import Client, Note
from taikan.studio.guard import actor_of, for_roles, opens
from taikan.studio.pages.qr import qr_svg
from taikan.studio.pages.words import say

PAGE_SIZE = 40


@require_GET
@for_roles(Role.OWNER, Role.TRAINER, Role.CLINICIAN)
def client_list(request: HttpRequest) -> HttpResponse:
    """Clients with search and signs; htmx asks for the rows only."""
    search, status = request.GET.get("q", "")[:80], request.GET.get("status", Client.Status.ACTIVE)
    page = Paginator(listed(actor_of(request), search, status), PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [(client, signs(client, today)) for client in page]
    context = {"rows": rows, "page": page, "search": search, "status": status, "statuses": ["", *Client.Status]}
    template = "studio/clients/rows.html" if request.htmx else "studio/clients/list.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OWNER, Role.TRAINER)
def new_client(request: HttpRequest) -> HttpResponse:
    """A new client's file."""
    actor = actor_of(request)
    form = ClientForm(request.POST or None, actor=actor, initial={"trainer": actor.membership})
    if request.method == "POST" and form.is_valid():
        form.instance.studio = actor.studio
        client = form.save()
        audit.note(actor, "create", client)
        return redirect("client", client=client.pk)
    return render(request, "studio/clients/form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@opens(Client, "client", Action.EDIT)
def edit_client(request: HttpRequest, client: Client) -> HttpResponse:
    """Change a client's own data."""
    form = ClientForm(request.POST or None, actor=actor_of(request), instance=client)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, say("frame.saved"))
        return redirect("client", client=client.pk)
    return render(request, "studio/clients/form.html", {"form": form, "client": client})


@require_GET
@opens(Client, "client")
def client_page(request: HttpRequest, client: Client) -> HttpResponse:
    """A client at a glance."""
    row = listed(actor_of(request), status="").filter(pk=client.pk).first()
    found = signs(row, timezone.localdate()) if row is not None else []
    newest = visible(actor_of(request), Note).filter(client=client).select_related("author").order_by("-created_at")[:3]
    context = client_context(request, client, "overview") | {"signs": found, "newest": newest}
    return render(request, "studio/clients/client.html", context)


@require_http_methods(["GET", "POST"])
@opens(Client, "client", Action.EDIT)
def invite_client(request: HttpRequest, client: Client) -> HttpResponse:
    """A QR code that hands the client the questions, and a login, on their own phone."""
    if request.method != "POST":
        return render(request, "studio/clients/invite.html", client_context(request, client, "overview"))
    token = invite(Role.CLIENT, client.studio, actor_of(request).user, client)
    url = request.build_absolute_uri(f"/join/{token}/")
    context = client_context(request, client, "overview") | {"url": url, "qr": qr_svg(url)}
    return render(request, "studio/clients/invite.html", context)


@require_http_methods(["GET", "POST"])
@opens(Client, "client")
def notes(request: HttpRequest, client: Client) -> HttpResponse:
    """Notes about a client: read by the team, written by trainers."""
    actor = actor_of(request)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and may(actor, client, Action.EDIT) and form.is_valid():
        form.instance.client, form.instance.author = client, actor.user
        form.save()
        return redirect("notes", client=client.pk)
    found = visible(actor, Note).filter(client=client).select_related("author").order_by("-created_at")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = client_context(request, client, "notes") | {"form": form, "page": page}
    return render(request, "studio/clients/notes.html", context)


def client_context(request: HttpRequest, client: Client, tab: str) -> dict[str, Any]:
    """What every page of a client's file shows around itself."""
    may_edit = may(actor_of(request), client, Action.EDIT)
    return {"client": client, "facts": _facts(client), "tab": tab, "may_edit": may_edit}


def _facts(client: Client) -> list[str]:
    """What stands under a client's name, as far as it is known."""
    age = client.age_on(timezone.localdate())
    known = (
        client.kana,
        say("client.age", age=age) if age is not None else "",
        say(f"client.sex.{client.sex}") if client.sex else "",
        f"{client.height_cm:g} cm" if client.height_cm else "",
        f"{client.mass_kg:g} kg" if client.mass_kg else "",
    )
    return [fact for fact in known if fact]
