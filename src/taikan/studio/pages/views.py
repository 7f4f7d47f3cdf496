"""The first page, the language, and a sign of life."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from taikan.studio.accounts.models import Role
from taikan.studio.guard import actor_of, public, signed_in
from taikan.studio.pages.middleware import LANGUAGE_COOKIE

YEAR_S = 365 * 24 * 3600
HOMES = {Role.OWNER: "clients", Role.TRAINER: "clients", Role.CLINICIAN: "clients", Role.CLIENT: "me"}


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Everybody's own first page."""
    role = actor_of(request).role
    return redirect(HOMES[role] if role is not None else "account")


@require_POST
@public
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and, with a login, in the account."""
    chosen, target = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if chosen in {code for code, _name in settings.LANGUAGES}:
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
        user = actor_of(request).user
        if user is not None:
            user.language = chosen
            user.save(update_fields=["language"])
    return response


@require_GET
@public
def health(_request: HttpRequest) -> HttpResponse:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
