"""The first consultation as one page: what is done, what comes now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from taikan.studio.clients.models import Client
from taikan.studio.clients.views import client_context
from taikan.studio.consultations.steps import steps
from taikan.studio.guard import actor_of, opens
from taikan.studio.intake.safety import client_gate


@require_GET
@opens(Client, "client")
def consultation(request: HttpRequest, client: Client) -> HttpResponse:
    """From the first question to the hand-out; a closed gate stops it, with the reason."""
    context = client_context(request, client, "overview")
    context |= {"steps": steps(actor_of(request), client), "gate": client_gate(client)}
    return render(request, "studio/consultations/consultation.html", context)
