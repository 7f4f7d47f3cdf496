"""Around every request: an id, security headers, the reader's language, and who is asking."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from taikan.studio.actors import actor_of_request

Handler = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "language"
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
OUTSIDE = ("allauth.", "ninja.", "django.contrib.staticfiles.")
"""Packages whose views guard themselves; they are listed one by one in the attack test."""
log = logging.getLogger("taikan.studio.requests")


class RequestIdMiddleware:
    """Gives every request an id, which error pages show and logs name, and writes one line about it."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = self._handler(request)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        match = request.resolver_match
        if match is not None:
            # The route, not the path: paths hold ids of people.
            extra = {
                "request_id": request.id,  # type: ignore[attr-defined]
                "method": request.method,
                "route": match.route,
                "status": response.status_code,
                "ms": round(1000 * (time.perf_counter() - started)),
            }
            log.info("request", extra=extra)
        return response


class SecurityHeadersMiddleware:
    """Nothing from elsewhere, no inline scripts, no caching of pages; a view may set its own, stricter policy."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._handler(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class LanguageMiddleware:
    """The language a person chose, else that of their account, else that of the browser, else Japanese."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = _language(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self._handler(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class ActorMiddleware:
    """Puts the actor into the request, and refuses a view that does not say who may open it."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of_request(request))  # type: ignore[attr-defined]
        return self._handler(request)

    def process_view(self, _request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Raise ``ImproperlyConfigured`` for a view without a door."""
        if not hasattr(view, "door") and not view.__module__.startswith(OUTSIDE):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} does not say who may open it")


def _language(request: HttpRequest) -> str:
    known = {code for code, _ in settings.LANGUAGES}
    cookie = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if cookie in known:
        return cookie
    if request.user.is_authenticated and request.user.language in known:
        return request.user.language
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
