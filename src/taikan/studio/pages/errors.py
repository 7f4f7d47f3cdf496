"""Pages for what goes wrong, in the reader's language and with the request's id."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from taikan.studio.pages.words import say

log = logging.getLogger("taikan.studio.errors")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400."""
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return _page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403, because the form is too old or did not come from here."""
    return _page(request, 403, "csrf")


def _page(request: HttpRequest, status: int, key: str | None = None) -> HttpResponse:
    # A handler may be called outside of the language middleware.
    with translation.override(getattr(request, "LANGUAGE_CODE", "ja")):
        name = key or str(status)
        context = {"status": status, "title": say(f"error.{name}.title"), "text": say(f"error.{name}.text")}
        if getattr(request, "htmx", False):
            return render(request, "studio/error_toast.html", context, status=status)
        return render(request, "studio/error.html", context, status=status)
