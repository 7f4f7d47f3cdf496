"""Forms of appointments."""

from typing import Any

from django import forms

from taikan.studio.pages.forms import Worded

SAFETY = ("legs_bladder", "fever_chest_injury", "doctor_said_no")
"""The three questions before a trial session; a yes to one of the first two means: see a doctor first."""
SEE_DOCTOR = frozenset(SAFETY[:2])


class TrialForm(Worded, forms.Form):
    """What a prospect says: name, contact, three safety questions. ``website`` is a trap that people never see."""

    words = "bookings.field"
    name = forms.CharField(max_length=80)
    contact = forms.CharField(max_length=120)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in SAFETY:
            self.fields[question] = forms.ChoiceField(choices=[("no", ""), ("yes", "")])

    def clean_website(self) -> str:
        """Only programs fill the trap."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError("")
        return ""

    @property
    def safety_answers(self) -> dict[str, str]:
        """The answers as they are kept."""
        return {question: self.cleaned_data[question] for question in SAFETY}

    @property
    def sees_doctor_first(self) -> bool:
        """Whether an answer asks for a doctor before any training."""
        return any(self.cleaned_data[question] == "yes" for question in SEE_DOCTOR)
