"""The owner's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from taikan.studio.accounts.models import Role
from taikan.studio.clients.listing import listed, signs
from taikan.studio.guard import actor_of, for_roles
from taikan.studio.overview.counting import recent_overview

MOST_ALERTS = 20
SERIOUS = {"stop", "care"}


@require_GET
@for_roles(Role.OWNER)
def overview(request: HttpRequest) -> HttpResponse:
    """Caseload, adherence and outcomes of the studio, and who needs attention."""
    actor = actor_of(request)
    assert actor.studio is not None
    today = timezone.localdate()
    rows = [(client, signs(client, today)) for client in listed(actor)]
    alerts = [(client, found) for client, found in rows if any(sign.tone in SERIOUS for sign in found)]
    context = {
        "numbers": recent_overview(actor.studio),
        "alerts": alerts[:MOST_ALERTS],
        "more": max(0, len(alerts) - MOST_ALERTS),
    }
    return render(request, "studio/overview/overview.html", context)
