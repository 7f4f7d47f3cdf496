"""Forms of the programme pages."""

from typing import Any

from django import forms

from taikan.knowledge.exercise_models import PHASES
from taikan.programme.records import Dose
from taikan.studio.pages.forms import Worded
from taikan.studio.programmes.composing import Wanted

MOST_DUMBBELLS = 40


class WantedForm(Worded, forms.Form):
    """How much time there is, where, and for which phase."""

    words = "wanted"
    helped = ("dumbbells_kg",)
    phase = forms.ChoiceField(initial="restore")
    home_per_week = forms.IntegerField(min_value=0, max_value=7, initial=3)
    home_minutes = forms.FloatField(min_value=5, max_value=120, initial=20)
    gym_per_week = forms.IntegerField(min_value=0, max_value=7, initial=1)
    gym_minutes = forms.FloatField(min_value=10, max_value=120, initial=40)
    dumbbells_kg = forms.CharField(required=False, max_length=200, initial="2, 4, 6, 8, 10")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said_choices("phase", list(PHASES))

    def clean_dumbbells_kg(self) -> tuple[float, ...]:
        """Numbers above zero, with commas between."""
        parts = [part for part in self.cleaned_data["dumbbells_kg"].replace("、", ",").split(",") if part.strip()]
        try:
            loads = tuple(float(part) for part in parts)
        except ValueError as problem:
            raise forms.ValidationError(str(self.fields["dumbbells_kg"].help_text)) from problem
        if len(loads) > MOST_DUMBBELLS or any(not 0 < load < 100 for load in loads):
            raise forms.ValidationError(str(self.fields["dumbbells_kg"].help_text))
        return loads

    def clean(self) -> dict[str, Any]:
        """There is at least one session."""
        given = super().clean() or {}
        if not given.get("home_per_week") and not given.get("gym_per_week") and not self.errors:
            self.add_error("home_per_week", str(self.fields["home_per_week"].label))
        return given

    @property
    def wanted(self) -> Wanted:
        """What was chosen."""
        return Wanted(**self.cleaned_data)


class DoseForm(forms.Form):
    """The parts of a dose that are there; which they are the present dose says."""

    sets = forms.IntegerField(min_value=1, max_value=10)
    reps = forms.IntegerField(min_value=1, max_value=60, required=False)
    hold_s = forms.FloatField(min_value=1, max_value=300, required=False)
    time_s = forms.FloatField(min_value=5, max_value=7200, required=False)
    distance_m = forms.FloatField(min_value=1, max_value=50000, required=False)
    rest_s = forms.FloatField(min_value=0, max_value=600, required=False)
    rpe = forms.FloatField(min_value=0, max_value=10, required=False)
    load_kg = forms.FloatField(min_value=0, max_value=400, required=False)

    def changed(self, dose: Dose) -> Dose:
        """``dose`` with the valid form's numbers. Raises ``ValidationError`` of the record."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if given.get("load_kg") != dose.load_kg:
            given["implement"] = None
        return Dose.model_validate({**dose.model_dump(), **given})
