"""The profile: themes for the client, factors with what speaks for them for the trainer, what is unknown."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from taikan.factors.records import FactorResult
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.report.profile_figures import FigureWords, profile_chart, waterfall
from taikan.studio.access import may_add, visible
from taikan.studio.assessments.models import ProfileVersion
from taikan.studio.clients.models import Client
from taikan.studio.clients.views import client_context
from taikan.studio.guard import actor_of, opens
from taikan.studio.intake.safety import GateClosedError, client_gate
from taikan.studio.measuring.catalogue import suggestions
from taikan.studio.pages.words import language, say
from taikan.studio.profiles.making import document_of, make_version
from taikan.workflows.profile import ProfileDocument

MOST_FACTORS = 8


@require_http_methods(["GET", "POST"])
@opens(Client, "client")
def profile(request: HttpRequest, client: Client) -> HttpResponse:
    """The newest profile, or the one asked for; a post makes the next from all that is known now."""
    actor = actor_of(request)
    may_make = may_add(actor, client, ProfileVersion)
    if request.method == "POST":
        if not may_make:
            raise PermissionDenied
        try:
            make_version(actor, client)
        except GateClosedError:
            messages.error(request, say("upload.gate"))
        return redirect("profile", client=client.pk)
    versions = visible(actor, ProfileVersion).filter(client=client).defer("document").order_by("-number")
    chosen = request.GET.get("version", "")
    version = versions.filter(number=chosen).first() if chosen.isdigit() else versions.first()
    context = client_context(request, client, "profile") | {
        "version": version,
        "versions": versions[:12],
        "gate": client_gate(client),
        "may_make": may_make,
    }
    if version is not None:
        context |= _shown(document_of(version)) | {"suggested": suggestions(version)}
    return render(request, "studio/profiles/profile.html", context)


def _shown(document: ProfileDocument) -> dict[str, Any]:
    model, knowledge, found = load_factor_model(), load_knowledge(), document.profile
    words = FigureWords(model, knowledge.texts, language())
    shown = found.factors[:MOST_FACTORS]
    return {
        "messages_said": [knowledge.texts[f"profile.message.{m}"] for m in found.messages],
        "themes": [(model.themes[t.id].name, [_factor(found.factor(f)) for f in t.factors]) for t in found.themes],
        "factors": [_factor(one) | {"figure": _svg(waterfall(one, words))} for one in shown],
        "chart": _svg(profile_chart(found.factors, words)) if found.factors else "",
        "unknown": [model.factors[f].name for f in found.unknown],
        "observations": len(document.evidence.observations),
    }


def _factor(one: FactorResult) -> dict[str, Any]:
    return {"name": load_factor_model().factors[one.id].name, "sentences": one.sentences, "result": one}


def _svg(drawn: str) -> SafeString:
    """Drawings of ``profile_figures`` escape every word they hold."""
    return mark_safe(drawn)
