"""Accounts, invitations and the studio's settings."""

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from taikan.studio import audit
from taikan.studio.access import Action, visible
from taikan.studio.accounts.forms import AccountForm, OwnerForm, ProfileForm, StaffInvitationForm, StudioForm
from taikan.studio.accounts.invitations import InvitationUsedError, invite, needs_owner, open_invitation, use, use_first
from taikan.studio.accounts.models import AuditEvent, Invitation, Membership, Role, Studio, User
from taikan.studio.actors import LINKS_KEY
from taikan.studio.clients.models import Client
from taikan.studio.guard import actor_of, for_roles, opens, public, signed_in
from taikan.studio.pages.qr import qr_svg
from taikan.studio.pages.words import language, say

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "POST"])
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, passkeys, one-time codes, sessions."""
    form = ProfileForm(request.POST or None, instance=actor_of(request).user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, say("frame.saved"))
        return redirect("account")
    return render(request, "studio/accounts/account.html", {"form": form})


@require_http_methods(["GET", "POST"])
@public
def first_start(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link of the first start: makes the owner and the studio."""
    invitation = _invitation(token)
    if not invitation.is_first or not needs_owner():
        raise Http404
    name = invitation.studio.name if invitation.studio else ""
    form = OwnerForm(request.POST or None, initial={"studio_name": name})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user = form.save()
            use_first(invitation, user, form.cleaned_data["studio_name"])
        _log_in(request, user)
        return redirect("home")
    return render(request, "studio/accounts/first_start.html", {"form": form})


@require_http_methods(["GET", "POST"])
@public
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """An invitation: for staff the new account, for a client the way to their own questions."""
    invitation = _invitation(token)
    if invitation.client is None:
        return join_with_account(request, token)
    if request.method == "POST":
        linked = {*request.session.get(LINKS_KEY, ()), str(invitation.client.pk)}
        request.session[LINKS_KEY] = sorted(linked)
        return redirect("intake_begin", client=invitation.client.pk)
    return render(request, "studio/accounts/join_client.html", {"invitation": invitation, "token": token})


@require_http_methods(["GET", "POST"])
@public
def join_with_account(request: HttpRequest, token: str) -> HttpResponse:
    """A new login by invitation."""
    invitation = _invitation(token)
    if invitation.studio is None or invitation.is_first:
        raise Http404
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                user = form.save()
                use(invitation, user)
        except InvitationUsedError:
            raise Http404 from None
        _log_in(request, user)
        return redirect("home")
    return render(request, "studio/accounts/join.html", {"form": form, "invitation": invitation})


@require_http_methods(["GET", "POST"])
@public
def sign_up(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Somebody who trains alone signs up, where the owner allows it."""
    studio = get_object_or_404(Studio, slug=slug, self_sign_up=True)
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        refused: HttpResponse | None = consume_or_429(request, action="signup")
        if refused is not None:
            return refused
        if form.is_valid():
            with transaction.atomic():
                user = form.save()
                client = Client.objects.create(
                    studio=studio, user=user, name=user.shown_name, self_guided=True, language=language()
                )
            _log_in(request, user)
            return redirect("intake_begin", client=client.pk)
    return render(request, "studio/accounts/sign_up.html", {"form": form, "studio": studio})


@require_http_methods(["GET", "POST"])
@for_roles(Role.OWNER, Role.TRAINER)
def studio_settings(request: HttpRequest) -> HttpResponse:
    """The studio's settings and its people; only owners change them."""
    actor = actor_of(request)
    form = StudioForm(request.POST or None, instance=actor.studio)
    if request.method == "POST" and actor.role == Role.OWNER and form.is_valid():
        form.save()
        audit.note(actor, "change", actor.studio)
        messages.success(request, say("frame.saved"))
        return redirect("settings")
    members = visible(actor, Membership).filter(studio=actor.studio).select_related("user").order_by("created_at")
    context = {"form": form, "members": members, "invitation": StaffInvitationForm()}
    return render(request, "studio/accounts/settings.html", context)


@require_POST
@for_roles(Role.OWNER)
def invite_staff(request: HttpRequest) -> HttpResponse:
    """A link for somebody new on the staff."""
    actor, form = actor_of(request), StaffInvitationForm(request.POST)
    if not form.is_valid():
        return redirect("settings")
    token = invite(Role(form.cleaned_data["role"]), actor.studio, actor.user)
    audit.note(actor, "invite", actor.studio)
    url = request.build_absolute_uri(f"/join/{token}/")
    return render(request, "studio/accounts/invitation.html", {"url": url, "qr": qr_svg(url)})


@require_POST
@opens(Membership, "membership", Action.EDIT)
def end_membership(request: HttpRequest, membership: Membership) -> HttpResponse:
    """End somebody's membership; their logins stop working here at once. The last owner stays."""
    others = Membership.objects.filter(studio=membership.studio, role=Role.OWNER, is_active=True).exclude(
        pk=membership.pk
    )
    if membership.role == Role.OWNER and not others.exists():
        messages.error(request, say("settings.last_owner"))
    else:
        membership.is_active = False
        membership.save(update_fields=["is_active"])
        messages.success(request, say("settings.ended"))
    return redirect("settings")


@require_GET
@for_roles(Role.OWNER)
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who saw and did what."""
    actor = actor_of(request)
    events = visible(actor, AuditEvent).filter(studio=actor.studio).select_related("user").order_by("-at")
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    return render(request, "studio/accounts/audit.html", {"page": page})


def _invitation(token: str) -> Invitation:
    invitation = open_invitation(token)
    if invitation is None:
        raise Http404
    return invitation


def _log_in(request: HttpRequest, user: User) -> None:
    login(request, user, backend=BACKEND)
