"""A planned exercise in words: its dose with units, why it is in, what limits it. Rows of plain text, no layout."""

from collections.abc import Iterable
from dataclasses import dataclass

from taikan.core.texts import Language, Text
from taikan.knowledge.exercise_models import ExerciseLibrary
from taikan.knowledge.factor_model import FactorModel
from taikan.knowledge.models import Knowledge
from taikan.programme.limit_words import Kind, LimitWords
from taikan.programme.records import DailyWalk, Dose, LimitNote, PlannedItem, PlanReason
from taikan.report.content import Wording

MOST_CUES = 3
MOST_REASONS = 2
MOST_EVIDENCE = 2
"""Named for the first reason; the second is named alone."""


class HandoutWords(Wording):
    """Texts ``handout.*`` in one language."""

    section = "handout"

    def __init__(self, knowledge: Knowledge, language: Language, model: FactorModel, library: ExerciseLibrary) -> None:
        super().__init__(knowledge, language)
        self.model, self.library = model, library

    def listed(self, words: Iterable[str]) -> str:
        """``words`` in one line."""
        return ("、" if self.language == "ja" else ", ").join(words)

    def sentences(self, texts: Iterable[Text]) -> str:
        """``texts`` as one paragraph."""
        return ("" if self.language == "ja" else " ").join(self.of(text) for text in texts)

    def exercise(self, exercise_id: str) -> str:
        """An exercise's name."""
        return self.of(self.library.exercises[exercise_id].name)


@dataclass(frozen=True)
class ItemRow:
    """One exercise as the client reads it. ``work`` is what to do, ``details`` how heavy, how long to rest."""

    exercise: str
    name: str
    work: str
    details: tuple[str, ...]
    cues: tuple[str, ...]
    why: str
    limits: tuple[str, ...]


def item_row(item: PlannedItem, words: HandoutWords) -> ItemRow:
    """``item`` in words."""
    exercise = words.library.exercises[item.exercise]
    return ItemRow(
        exercise=item.exercise,
        name=words.of(exercise.name),
        work=work_words(item.dose, words),
        details=detail_words(item.dose, words),
        cues=tuple(words.of(cue) for cue in exercise.cues[:MOST_CUES]),
        why=words.listed(_reason(r, words, n == 0) for n, r in enumerate(item.reasons[:MOST_REASONS])),
        limits=limit_words(item.limits, words),
    )


def work_words(dose: Dose, words: HandoutWords) -> str:
    """What to do, such as ``2 sets × 8 reps, each side, hold 6 s``."""
    sets = words("dose.set") if dose.sets == 1 else words("dose.sets", n=dose.sets)
    if dose.reps is not None:
        amount = words("dose.reps", n=dose.reps)
    elif dose.time_s is not None:
        amount = duration(dose.time_s, words)
    else:
        amount = words("dose.distance", n=f"{dose.distance_m:g}")
    parts = [f"{sets} × {amount}"]
    if dose.hold_s is not None:
        parts.append(words("dose.hold", n=f"{dose.hold_s:g}"))
    if dose.per_side:
        parts.append(words("dose.per_side"))
    return words.listed(parts)


def detail_words(dose: Dose, words: HandoutWords) -> tuple[str, ...]:
    """Load, band, rest, effort, range and tempo, as far as they are set."""
    found = []
    if dose.load_kg:
        key = "dose.load_with" if dose.implement else "dose.load"
        found.append(words(key, n=f"{dose.load_kg:g}", implement=dose.implement or ""))
    if dose.band:
        found.append(words("dose.band", band=dose.band))
    found.append(words("dose.effort", n=f"{dose.rpe:g}"))
    if dose.rest_s:
        found.append(words("dose.rest", n=f"{dose.rest_s:g}"))
    if dose.range < 1:
        found.append(words("dose.range", n=f"{100 * dose.range:.0f}"))
    if dose.tempo:
        found.append(words("dose.tempo", tempo=dose.tempo))
    return tuple(found)


def times_a_week(days: int, words: HandoutWords) -> str:
    """How often a session comes."""
    return words("week.once") if days == 1 else words("week.days", n=days)


def duration(seconds: float, words: HandoutWords) -> str:
    """Seconds below two minutes, else minutes."""
    if seconds < 120:
        return words("dose.seconds", n=f"{seconds:g}")
    return words("dose.minutes", n=f"{seconds / 60:.0f}")


def walk_words(walk: DailyWalk, words: HandoutWords) -> tuple[str, ...]:
    """The walking dose in sentences."""
    low, high = (f"{m:g}" for m in walk.minutes)
    key = "walk.dose_one" if low == high else "walk.dose"
    said = [words(key, low=low, high=high, times=walk.per_day, days=walk.days)]
    if walk.steps is not None:
        said.append(words("walk.steps", n=f"{walk.steps:,}"))
    return (*said, words("walk.how"))


def limit_words(limits: Iterable[LimitNote], words: HandoutWords, kind: Kind = "limit") -> tuple[str, ...]:
    """Each limit once, in words; one without a text of its own is left to the trainer's page."""
    sentences = LimitWords(words.knowledge.texts, words.library, words.model)
    said = (sentences.sentence(note, kind) for note in limits)
    return tuple(dict.fromkeys(words.of(text) for text in said if text is not None))


def _reason(reason: PlanReason, words: HandoutWords, with_evidence: bool) -> str:
    name = words.of(words.model.factors[reason.factor].name)
    known = [code for code in reason.evidence if code in words.model.evidence][:MOST_EVIDENCE]
    seen = words.listed(words.of(words.model.evidence[code].name) for code in known)
    return words("plan.why_item", factor=name, evidence=seen) if seen and with_evidence else name
