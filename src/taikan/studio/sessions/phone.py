"""What makes the pages an app on a phone: the manifest, and the worker that keeps the client's pages."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from taikan.studio.guard import actor_of, public
from taikan.studio.pages.words import language

WORKER = Path(__file__).parents[1] / "static" / "studio" / "worker.js"


@require_GET
@public
def manifest(request: HttpRequest) -> JsonResponse:
    """Name and icon for the home screen."""
    studio = actor_of(request).studio
    content = {
        "name": studio.name if studio else "Taikan",
        "short_name": "Taikan",
        "lang": language(),
        "start_url": "/me/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f1",
        "theme_color": "#f6f5f1",
        "icons": [{"src": static("studio/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_GET
@public
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The worker; served from the root so that it sees every page."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})
