"""What forms share: labels and help are texts of the knowledge files."""

from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting

from taikan.studio.pages.words import lazy_say


class Renderer(TemplatesSetting):
    """Renders fields with our own template."""

    field_template_name = "studio/field.html"


class Worded(forms.BaseForm):
    """A form whose labels are the texts ``studio.<words>.<field>``, help the texts ``studio.<words>.<field>_help``."""

    words: ClassVar[str] = "field"
    helped: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = lazy_say(f"{self.words}.{name}")
            if name in self.helped:
                field.help_text = lazy_say(f"{self.words}.{name}_help")

    def said_choices(self, name: str, codes: list[str], *, empty: str | None = None) -> None:
        """Make ``name`` a choice of ``codes``, whose words are the texts ``studio.<words>.<name>_<code>``."""
        field = self.fields[name]
        choices = [(code, lazy_say(f"{self.words}.{name}_{code}")) for code in codes]
        self.fields[name] = forms.ChoiceField(
            choices=[*([("", lazy_say(empty))] if empty else []), *choices],
            required=empty is None,
            initial=field.initial,
            label=field.label,
            help_text=field.help_text,
        )
