"""Tokens on one's own account page."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from taikan.studio.accounts.models import ApiToken
from taikan.studio.api.tokens import SCOPES, make_token
from taikan.studio.guard import actor_of, signed_in
from taikan.studio.pages.forms import Worded


class TokenForm(Worded, forms.Form):
    """What a new token is called and may do."""

    words = "token"
    name = forms.CharField(max_length=80)
    scopes = forms.MultipleChoiceField(
        choices=[(one, one) for one in SCOPES], widget=forms.CheckboxSelectMultiple(attrs={"class": "plain"})
    )


@require_http_methods(["GET", "POST"])
@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a new one, which is shown this once."""
    user, form, made = actor_of(request).user, TokenForm(request.POST or None), ""
    assert user is not None
    if request.method == "POST" and form.is_valid():
        made = make_token(user, form.cleaned_data["name"], form.cleaned_data["scopes"])
        form = TokenForm()
    own = ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at")
    return render(request, "studio/api/tokens.html", {"form": form, "made": made, "tokens": own})


@require_POST
@signed_in
def revoke(request: HttpRequest, token: UUID) -> HttpResponse:
    """End one of one's own tokens."""
    ApiToken.objects.filter(user=actor_of(request).user, pk=token).update(revoked_at=timezone.now())
    return redirect("tokens")
