"""The camera page a phone opens by a link, and the pictures that show how tests and exercises are done."""

from importlib.resources.abc import Traversable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from taikan.knowledge.pictures import picture_of_exercise, picture_of_test
from taikan.movement_tests.registry import movement_tests
from taikan.studio.guard import public
from taikan.studio.measuring import links
from taikan.studio.measuring.receiving import advice_on, take_part
from taikan.studio.measuring.views import film_context

DAY_S = 24 * 3600


@require_GET
@public
def film(request: HttpRequest, token: str) -> HttpResponse:
    """The camera for exactly one client and test; afterwards a word of thanks."""
    link = _read(token)
    if link.is_used:
        return render(request, "studio/measuring/sent.html", {"client": link.client})
    context = film_context(link.client, movement_tests().get(link.test)) | {
        "side": link.side,
        "upload_url": reverse("film_upload", args=[token]),
        "check_url": reverse("film_check", args=[token]),
        "done_url": reverse("film", args=[token]),
    }
    return render(request, "studio/measuring/camera.html", context)


@require_POST
@public
def film_check(request: HttpRequest, token: str) -> HttpResponse:
    """What to change before filming."""
    return advice_on(request.body, _read(token).test)


@require_http_methods(["GET", "POST"])
@public
def film_upload(request: HttpRequest, token: str) -> HttpResponse:
    """One part of the recording."""
    link = _read(token)
    return take_part(request, link.actor, link.client, link.recording_id, link.test)


@require_GET
@public
def drawing_of_test(_request: HttpRequest, test: str) -> HttpResponse:
    """How a test is filmed, as a drawing."""
    return _drawing(picture_of_test(test))


@require_GET
@public
def drawing_of_exercise(_request: HttpRequest, exercise: str) -> HttpResponse:
    """Start and end of an exercise, as a drawing."""
    return _drawing(picture_of_exercise(exercise))


def _read(token: str) -> links.FilmLink:
    try:
        return links.read(token)
    except links.LinkOverError as problem:
        raise Http404 from problem


def _drawing(picture: Traversable | None) -> HttpResponse:
    if picture is None:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={DAY_S}"}
    return HttpResponse(picture.read_bytes(), content_type="image/webp", headers=headers)
