"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from taikan.studio.pages.words import language


def shared(request: HttpRequest) -> dict[str, Any]:
    """The actor, the language and the request's id."""
    return {
        "actor": getattr(request, "actor", None),
        "lang": language(),
        "request_id": getattr(request, "id", ""),
    }
