"""Forms around the safety gate."""

from typing import Any

from django import forms
from django.utils import timezone

from taikan.knowledge.safety_files import load_safety
from taikan.studio.pages.forms import Worded
from taikan.studio.pages.words import language


class ConsentForm(Worded, forms.Form):
    """What a client agrees to before the first question."""

    words = "consent"
    helped = ("data", "recording")
    data = forms.BooleanField()  # type: ignore[assignment]  # the name also of what a form was sent
    recording = forms.BooleanField(required=False)


class ClearanceForm(Worded, forms.Form):
    """A doctor's word from the return slip."""

    words = "clearance"
    helped = ("seen_at", "said", "restrictions")
    seen_at = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    clinician = forms.CharField(max_length=120)
    facility = forms.CharField(max_length=120)
    said = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    restrictions = forms.MultipleChoiceField(
        required=False, widget=forms.SelectMultiple(attrs={"size": 6, "full": "full"})
    )
    restrictions_text = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modifiers = load_safety().modifiers
        field = self.fields["restrictions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, one.line.in_language(language())) for code, one in modifiers.items()]

    def clean_seen_at(self) -> Any:
        """Not in the future."""
        seen_at = self.cleaned_data["seen_at"]
        if seen_at > timezone.now():
            raise forms.ValidationError(str(self.fields["seen_at"].help_text))
        return seen_at


class OverrideForm(Worded, forms.Form):
    """Why a caution does not apply."""

    words = "override"
    rule = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
