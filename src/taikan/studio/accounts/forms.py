"""Forms of accounts and of the studio's settings."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm

from taikan.studio.accounts.models import Role, Studio, User
from taikan.studio.pages.forms import Worded


class AccountForm(Worded, BaseUserCreationForm):  # type: ignore[type-arg]
    """A new login: a name to log in with and a password; no email needed."""

    words = "account.new"
    helped = ("username", "password1", "password2")

    class Meta:
        model = User
        fields: ClassVar = ("display_name", "username")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"


class OwnerForm(AccountForm):
    """The first owner with their studio."""

    studio_name = forms.CharField(max_length=80)
    field_order = ("studio_name", "display_name", "username", "password1", "password2")


class ProfileForm(Worded, forms.ModelForm):  # type: ignore[type-arg]
    """What people may change about their own account."""

    words = "account.profile"

    class Meta:
        model = User
        fields: ClassVar = ("display_name",)


class StudioForm(Worded, forms.ModelForm):  # type: ignore[type-arg]
    """The studio's own settings."""

    words = "settings.studio"
    helped = ("self_sign_up", "keep_recordings", "retention_days", "blur_faces")

    class Meta:
        model = Studio
        fields: ClassVar = ("name", "retention_days", "keep_recordings", "blur_faces", "self_sign_up")


class StaffInvitationForm(Worded, forms.Form):
    """Which role an invitation gives."""

    words = "settings.invite"
    role = forms.ChoiceField(choices=[(r.value, r.value) for r in (Role.TRAINER, Role.CLINICIAN, Role.OWNER)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said_choices("role", [Role.TRAINER, Role.CLINICIAN, Role.OWNER])
