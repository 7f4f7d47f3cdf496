"""Values measured by hand: what may be entered, keeping one, showing those there are with their error and grade."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django import forms
from django.utils import timezone

from taikan.core.errors import UsageError
from taikan.core.records import Measure, Sex
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import MeasureDefinition
from taikan.movement_tests.entering import entered_measure
from taikan.report.content import MeasureRow, measure_rows
from taikan.studio.access import Actor
from taikan.studio.assessments.models import ManualMeasure
from taikan.studio.clients.models import Client
from taikan.studio.pages.forms import Worded
from taikan.studio.results.reading import words_now

SIDED = ("left", "right")


@dataclass(frozen=True)
class EntryRow:
    """One value as it was entered, in words, and who entered it."""

    entry: ManualMeasure
    row: MeasureRow


class EntryForm(Worded, forms.Form):
    """One value measured by hand."""

    words = "entry"
    helped = ("value",)
    code = forms.CharField(max_length=60)
    side = forms.ChoiceField(required=False)
    value = forms.FloatField()
    pain = forms.IntegerField(required=False, min_value=0, max_value=10)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.said_choices("side", list(SIDED), empty="entry.side_none")


@lru_cache(maxsize=1)
def enterable() -> tuple[MeasureDefinition, ...]:
    """The measures worth entering: those the profile knows, by name."""
    model, measures = load_factor_model(), load_knowledge().measures
    known = {*model.evidence, *model.results.same}
    return tuple(measures[code] for code in measures if code in known)


def keep_entry(actor: Actor, client: Client, form: EntryForm) -> bool:
    """Keep the value of the valid ``form``; if it cannot be, the form says why."""
    given, today = form.cleaned_data, timezone.localdate()
    try:
        made = entered_measure(
            given["code"],
            [given["value"]],
            load_knowledge(),
            side=given["side"] or "none",
            age=client.age_on(today),
            sex=client.sex or None,  # type: ignore[arg-type]
            pain=given["pain"],
        )
    except UsageError as problem:
        words, values = load_knowledge(), {k: str(v) for k, v in problem.values.items()}
        form.add_error("value", words.error_sentence(problem.code, values).in_language(words_now().language))
        return False
    assert actor.user is not None
    ManualMeasure.objects.create(
        client=client,
        code=made.code,
        side="" if made.side == "none" else made.side,
        value=given["value"],
        unit=made.unit,
        pain_during=given["pain"],
        measured_by=actor.user,
        measured_at=timezone.now(),
    )
    return True


def measure_of(entry: ManualMeasure, age: float | None, sex: Sex | str | None) -> Measure | None:
    """The entry with its error and grade; ``None`` where the measure is not known any more."""
    try:
        return entered_measure(
            entry.code,
            [entry.value],
            load_knowledge(),
            side=entry.side or "none",  # type: ignore[arg-type]
            age=age,
            sex=sex or None,  # type: ignore[arg-type]
            pain=None if entry.pain_during is None else int(entry.pain_during),
        )
    except UsageError:
        return None


def entry_rows(entries: Iterable[ManualMeasure], age: int | None, sex: str | None) -> tuple[EntryRow, ...]:
    """The entries in words."""
    made = [(entry, measure_of(entry, age, sex)) for entry in entries]
    known = [(entry, measure) for entry, measure in made if measure is not None]
    rows = measure_rows([measure for _, measure in known], words_now(), {})
    return tuple(EntryRow(entry, row) for (entry, _), row in zip(known, rows, strict=True))
