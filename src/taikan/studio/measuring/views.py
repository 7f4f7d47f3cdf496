"""A client's tests, and the ways to film one: this device's camera, a file, or a phone."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.pictures import picture_of_test
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.registry import movement_tests
from taikan.studio.access import may_add, visible
from taikan.studio.assessments.models import Assessment, Recording
from taikan.studio.assessments.recordings import ConsentMissingError, NewRecording, receive
from taikan.studio.clients.consents import has_consented, record_consent
from taikan.studio.clients.models import Client, Consent
from taikan.studio.clients.views import client_context
from taikan.studio.guard import actor_of, opens
from taikan.studio.intake.safety import GateClosedError, client_gate
from taikan.studio.measuring import links
from taikan.studio.measuring.catalogue import cards, newest_profile, suggestions
from taikan.studio.measuring.receiving import SIDES, advice_on, options_of, take_part
from taikan.studio.pages.qr import qr_svg
from taikan.studio.pages.words import say


@require_GET
@opens(Client, "client")
def tests(request: HttpRequest, client: Client) -> HttpResponse:
    """Every test, those that tell most next first."""
    actor = actor_of(request)
    context = client_context(request, client, "tests") | {
        "cards": cards(actor, client),
        "suggested": suggestions(newest_profile(actor, client)),
        "gate": client_gate(client),
        "may_measure": may_add(actor, client, Recording),
        "pictured": [name for name in movement_tests() if picture_of_test(name) is not None],
    }
    return render(request, "studio/measuring/tests.html", context)


@require_http_methods(["GET", "POST"])
@opens(Client, "client")
def test_page(request: HttpRequest, client: Client, test: str) -> HttpResponse:
    """How a test is done, the ways to film it and its results. A post is a file sent without a script."""
    declared, actor = _declared(test), actor_of(request)
    if request.method == "POST":
        return _sent(request, client, declared)
    newest_first = visible(actor, Assessment).filter(client=client, test=test, replaced_by=None).order_by("-created_at")
    context = (
        client_context(request, client, "tests")
        | film_context(client, declared)
        | {
            "results": newest_first.defer("result", "settings")[:12],
            "may_measure": may_add(actor, client, Recording),
            "upload_url": reverse("upload", args=[client.pk, uuid4()]),
        }
    )
    return render(request, "studio/measuring/test.html", context)


@require_POST
@opens(Client, "client")
def consent(request: HttpRequest, client: Client) -> HttpResponse:
    """The client agrees to be recorded, said to whoever sits beside them."""
    actor = actor_of(request)
    if not may_add(actor, client, Consent):
        raise PermissionDenied
    record_consent(actor, client, Consent.Kind.RECORDING, given=True)
    test = request.POST.get("test", "")
    return redirect("test", client=client.pk, test=test) if test in movement_tests() else redirect("tests", client.pk)


@require_GET
@opens(Client, "client")
def camera(request: HttpRequest, client: Client, test: str) -> HttpResponse:
    """Filming with this device."""
    _require_may_film(request, client)
    context = film_context(client, _declared(test)) | {
        "upload_url": reverse("upload", args=[client.pk, uuid4()]),
        "check_url": reverse("check_frame", args=[client.pk, test]),
        "back_url": reverse("test", args=[client.pk, test]),
    }
    return render(request, "studio/measuring/camera.html", context)


@require_GET
@opens(Client, "client")
def phone(request: HttpRequest, client: Client, test: str) -> HttpResponse:
    """A QR code that lets a phone film this test of this client; the page goes on when the clip is here."""
    _require_may_film(request, client)
    user = actor_of(request).user
    assert user is not None, "who may add recordings has a login"
    recording_id = uuid4()
    side = request.GET.get("side", "")
    token = links.make(user, client, _declared(test).id, side if side in SIDES else "", recording_id)
    url = request.build_absolute_uri(reverse("film", args=[token]))
    context = client_context(request, client, "tests") | film_context(client, _declared(test))
    context |= {"url": url, "qr": qr_svg(url), "arrived_url": reverse("arrived", args=[client.pk, recording_id])}
    return render(request, "studio/measuring/phone.html", context)


@require_POST
@opens(Client, "client")
def check(request: HttpRequest, client: Client, test: str) -> HttpResponse:
    """What to change before filming, from one picture of the camera."""
    _require_may_film(request, client)
    return advice_on(request.body, _declared(test).id)


@require_http_methods(["GET", "POST"])
@opens(Client, "client")
def upload(request: HttpRequest, client: Client, recording: UUID) -> HttpResponse:
    """One part of a recording that comes from a page with a login."""
    _require_may_film(request, client)
    test = request.GET.get("test", "") if request.method == "POST" else "squat"
    return take_part(request, actor_of(request), client, recording, _declared(test).id)


@require_GET
@opens(Client, "client")
def arrived(request: HttpRequest, client: Client, recording: UUID) -> HttpResponse:
    """Whether a recording that a phone sends is here; then the page goes on to its result."""
    found = visible(actor_of(request), Assessment).filter(client=client, recording=recording).first()
    if found is None:
        return HttpResponse(status=204)
    url = reverse("assessment", args=[found.pk])
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def film_context(client: Client, test: MovementTest) -> dict[str, Any]:
    """What every page that films ``test`` shows."""
    gate = client_gate(client)
    return {
        "client": client,
        "test": test,
        "options": [_option(test, option.name, option.choices) for option in test.options],
        "has_picture": picture_of_test(test.id) is not None,
        "has_consent": has_consented(client, Consent.Kind.RECORDING),
        "gate": gate,
        "view_word": load_knowledge().texts[f"terms.{test.preferred_view}"],
        "guide": "side" if test.preferred_view == "sagittal" else "front",
        "guide_lying": test.lying,
    }


def _sent(request: HttpRequest, client: Client, test: MovementTest) -> HttpResponse:
    _require_may_film(request, client)
    file = request.FILES.get("file")
    if file is None:
        return redirect("test", client=client.pk, test=test.id)
    side = request.POST.get("side", "")
    new = NewRecording(
        test=test.id,
        side=side if side in SIDES else "",
        name=file.name or "",
        content_type=file.content_type or "application/octet-stream",
        parts=file.chunks(),
        settings={"options": options_of(request.POST, test.id)},
    )
    try:
        assessment = receive(actor_of(request), client, new)
    except GateClosedError:
        messages.error(request, say("upload.gate"))
    except ConsentMissingError:
        messages.error(request, say("upload.consent"))
    else:
        return redirect("assessment", assessment=assessment.pk)
    return redirect("test", client=client.pk, test=test.id)


def _option(test: MovementTest, name: str, choices: tuple[str, ...]) -> dict[str, Any]:
    texts = load_knowledge().texts
    label = texts.get(f"tests.{test.id}.options.{name}.label")
    words = [(choice, texts.get(f"tests.{test.id}.options.{name}.{choice}")) for choice in choices]
    return {"name": name, "label": label, "choices": words}


def _declared(test: str) -> MovementTest:
    if test not in movement_tests():
        raise Http404
    return movement_tests().get(test)


def _require_may_film(request: HttpRequest, client: Client) -> None:
    if not may_add(actor_of(request), client, Recording):
        raise PermissionDenied
