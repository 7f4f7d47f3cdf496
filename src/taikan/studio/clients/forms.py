"""Forms of a client's file."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from taikan.studio.access import Actor
from taikan.studio.accounts.models import STAFF, Membership
from taikan.studio.clients.models import Client, Note
from taikan.studio.pages.forms import Worded

OLDEST = 120


class ClientForm(Worded, forms.ModelForm):  # type: ignore[type-arg]
    """A client's own data, and who trains them."""

    words = "client.field"
    helped = ("birth_year", "goals")
    birth_year = forms.IntegerField(required=False)
    height_cm = forms.FloatField(required=False, min_value=80, max_value=230)
    mass_kg = forms.FloatField(required=False, min_value=25, max_value=300)

    class Meta:
        model = Client
        fields: ClassVar = (
            "name", "kana", "birth_year", "sex", "height_cm", "mass_kg", "phone", "email", "language", "trainer",
            "status", "goals",
        )  # fmt: skip
        widgets: ClassVar = {"goals": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = date.today().year
        self.fields["birth_year"] = forms.IntegerField(
            required=False, min_value=this_year - OLDEST, max_value=this_year, label=self.fields["birth_year"].label
        )
        self.said_choices("sex", list(Client.Sex), empty="client.field.sex_unsaid")
        self.said_choices("language", ["ja", "en"])
        self.said_choices("status", list(Client.Status))
        trainers = Membership.objects.filter(studio=actor.studio, role__in=STAFF, is_active=True)
        trainer = self.fields["trainer"]
        assert isinstance(trainer, forms.ModelChoiceField)
        trainer.queryset = trainers.select_related("user").order_by("created_at")
        if self.instance._state.adding:
            del self.fields["status"]


class NoteForm(Worded, forms.ModelForm):  # type: ignore[type-arg]
    """A new note."""

    words = "client.note"

    class Meta:
        model = Note
        fields: ClassVar = ("text", "shared")
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 3})}
