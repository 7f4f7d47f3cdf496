"""What the knowledge files hold, validated: measures, reasons, errors, faults, references, measurement error.

Every number carries a mark for how well it is known: ``V`` seen in the source, ``K`` common knowledge of the field,
``U`` uncertain, ``D`` a design value of this project.
"""

import re
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from taikan.core.records import Reason, Sex
from taikan.core.texts import LANGUAGES, Language, Text
from taikan.core.units import check_unit

Mark = Literal["V", "K", "U", "D"]
ViewFamily = Literal["sagittal", "frontal", "posterior"]
Sides = Literal["none", "near", "each", "both"]


class Entry(BaseModel):
    """Base of all knowledge entries: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Entry):
    """Something said in both languages."""

    ja: str
    en: str

    @property
    def text(self) -> Text:
        """The words."""
        return Text(ja=self.ja, en=self.en)


class Cuts(Entry):
    """Where a value turns amber or red, in the measure's unit; a missing cut means that side is never flagged.

    ``min_age`` picks the row for older people: the row with the largest ``min_age`` not above the person's age. A row
    with a ``sex`` is for that sex alone and goes before one for everybody.
    """

    amber_below: float | None = None
    amber_above: float | None = None
    red_below: float | None = None
    red_above: float | None = None
    min_age: int = 0
    sex: Sex | None = None
    mark: Mark = "D"

    @model_validator(mode="after")
    def _red_lies_beyond_amber(self) -> "Cuts":
        if None not in (self.amber_above, self.red_above) and self.red_above <= self.amber_above:  # type: ignore[operator]
            raise ValueError("red_above must exceed amber_above")
        if None not in (self.amber_below, self.red_below) and self.red_below >= self.amber_below:  # type: ignore[operator]
            raise ValueError("red_below must lie under amber_below")
        return self


class Norm(Bilingual):
    """The usual or target range shown as a band in plots, in the measure's unit; an open end is unbounded."""

    low: float | None = None
    high: float | None = None
    mark: Mark = "D"


class MeasureDefinition(Entry):
    """One measure: what it is called, how it is computed, what it means and what can show it.

    ``landmarks`` are names without side. ``sides``: ``none`` one value for the body, ``near`` the limb nearest the
    camera, ``each`` a value for left and right, ``both`` one value that needs both limbs in sight. ``views`` lists
    the cameras that can show it; without any it is never read from a picture, only entered. ``needs`` lists what must
    be known besides landmarks and ``points`` the points a person must have set. ``method`` picks the prior confidence
    in ``measurement_error.toml``. ``sign`` says what positive means.
    """

    code: str
    ja: str
    en: str
    unit: str
    kind: Literal["angle", "length", "time", "count", "ratio", "score"]
    sides: Sides = "none"
    views: tuple[ViewFamily, ...]
    landmarks: tuple[str, ...]
    formula_ja: str
    formula_en: str
    method: str
    needs: tuple[Literal["height", "contour"], ...] = ()
    points: tuple[str, ...] = ()
    sign_ja: str | None = None
    sign_en: str | None = None
    min_fps: float = 0.0
    cuts: tuple[Cuts, ...] = ()
    norm: Norm | None = None
    factors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    _unit = field_validator("unit")(check_unit)

    @property
    def name(self) -> Text:
        """What people call it."""
        return Text(ja=self.ja, en=self.en)

    @property
    def formula(self) -> Text:
        """How it is computed, in one sentence."""
        return Text(ja=self.formula_ja, en=self.formula_en)

    @property
    def sign(self) -> Text | None:
        """What a positive value means, where that is not plain."""
        return Text(ja=self.sign_ja, en=self.sign_en) if self.sign_ja and self.sign_en else None

    def cuts_for(self, age: float | None, sex: Sex | None = None) -> Cuts | None:
        """The cuts for a person of ``age`` years and ``sex``; without an age the youngest row.

        ``None`` if it is never graded, or only for one sex and that is not known.
        """
        fitting = [c for c in self.cuts if c.min_age <= (age or 0) and c.sex in {None, sex}]
        return max(fitting, key=lambda c: (c.min_age, c.sex is not None)) if fitting else None


class MeasurementError(Entry):
    """How far two recordings of the same person may differ by chance, in the measure's unit.

    ``sem`` and ``mdc95`` are the prior from the literature or by design. ``technical_sem`` and ``technical_bias``
    (measured minus true) are those found on rendered bodies of known truth: value - bias +- 1.96 technical_sem held the
    truth 95 times in 100. ``gym_sem`` is what a gym found with its own staff and camera; never in the files, see
    ``Knowledge.with_gym_error``. ``unit`` repeats the measure's, so that a changed unit cannot leave an old error.
    """

    unit: str
    sem: float = Field(gt=0)
    mdc95: float = Field(gt=0)
    mark: Mark = "D"
    technical_sem: float | None = Field(default=None, gt=0)
    gym_sem: float | None = Field(default=None, gt=0)
    technical_bias: float = 0.0
    sources: tuple[str, ...] = ()

    _unit = field_validator("unit")(check_unit)


class TechnicalOrigin(Entry):
    """What the technical errors come from: the landmark model, the seed of the rendered set, the day it was measured,
    and how many clips of how many bodies it had."""

    model: str
    seed: int
    date: date
    clips: int = Field(gt=0)
    bodies: int = Field(gt=0)


class Advice(Entry):
    """One sentence for a user and what to do next, with ``{placeholders}``."""

    ja: str
    en: str
    do_ja: str
    do_en: str

    @property
    def sentence(self) -> Text:
        """What is the matter."""
        return Text(ja=self.ja, en=self.en)

    @property
    def action(self) -> Text:
        """What to do about it."""
        return Text(ja=self.do_ja, en=self.do_en)


class FaultDefinition(Bilingual):
    """A form fault: what is said, what is asked when it cannot be stated, and the table a judge reads."""

    id: str
    ask_ja: str | None = None
    ask_en: str | None = None
    view: Literal["sagittal", "frontal", "any", "none"]
    conf: Literal["low", "medium", "high"]
    importance: int = Field(ge=1, le=3)
    rule: str
    judge: Mapping[str, Any] | None = None

    @property
    def question(self) -> Text:
        """What is asked instead when the statement is not certain enough."""
        return Text(ja=self.ask_ja or self.ja, en=self.ask_en or self.en)


class Reference(Entry):
    """A source: who, where, when, and whether its text was seen."""

    citation: str
    doi: str | None = None
    mark: Mark


class Gate(Entry):
    """When a recording is too poor to measure. Fractions and confidences 0..1, lengths in % of body height."""

    min_visibility: float
    max_missing_fraction: float
    max_jitter_percent: float
    jitter_window_s: float
    max_cut_off_fraction: float
    min_height_px: float
    min_duration_s: float
    min_contour_confidence: float
    note_roll_deg: float
    max_shake_percent: float
    max_hidden_fraction: float


class Words(Entry):
    """Words that never reach a client, the phrases that may hold them, and what clients read for our terms."""

    banned_ja: tuple[str, ...]
    banned_en: tuple[str, ...]
    allow: tuple[str, ...]
    glossary: Mapping[str, str]

    def banned_in(self, text: str) -> tuple[str, ...]:
        """The banned words ``text`` holds outside allowed phrases, without regard to case."""
        rest = text.lower()
        for phrase in self.allow:
            rest = rest.replace(phrase.lower(), " ")
        japanese = [w for w in self.banned_ja if w in rest]
        # English words are matched from their start, or "secure" would hold "cure".
        english = [w for w in self.banned_en if re.search(rf"\b{re.escape(w.lower())}", rest)]
        return (*japanese, *english)


class _Lenient(Formatter):
    """Fills placeholders; one without a value becomes a dash, so that a message is never lost over a detail."""

    def get_field(self, field_name: str, _args: Any, kwargs: Any) -> tuple[Any, str]:
        return (kwargs.get(field_name), field_name)

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "-"
        return format(value, "" if isinstance(value, str) else format_spec)


class Knowledge(Entry):
    """Everything Taikan knows as data. Made once by ``load_knowledge``."""

    measures: Mapping[str, MeasureDefinition]
    measurement_error: Mapping[str, MeasurementError]
    technical_origin: TechnicalOrigin | None = None
    method_prior: Mapping[str, float]
    reasons: Mapping[str, Advice]
    errors: Mapping[str, Advice]
    faults: Mapping[str, FaultDefinition]
    references: Mapping[str, Reference]
    texts: Mapping[str, Text]
    angles: Mapping[str, Any]
    words: Words
    gate: Gate
    test_settings: Mapping[str, Mapping[str, float]]

    def reason_sentence(self, reason: Reason) -> Text:
        """What ``reason`` says, with its values filled in."""
        return self._fill(self.reasons[reason.code].sentence, reason.values)

    def reason_action(self, reason: Reason) -> Text:
        """What to do about ``reason``."""
        return self._fill(self.reasons[reason.code].action, reason.values)

    def error_sentence(self, code: str, values: Mapping[str, object]) -> Text:
        """What an error of ``code`` says, with its values filled in."""
        return self._fill(self.errors[code].sentence, values)

    def error_action(self, code: str, values: Mapping[str, object]) -> Text:
        """What to do about an error of ``code``."""
        return self._fill(self.errors[code].action, values)

    def with_gym_error(self, sems: Mapping[str, float]) -> "Knowledge":
        """A copy that knows a gym's own standard errors: measure code to SEM in the measure's unit, above zero.

        Codes of measures that are not installed here are passed over.
        """
        known = self.measurement_error
        own = {c: known[c].model_copy(update={"gym_sem": sem}) for c, sem in sems.items() if c in known}
        return self.model_copy(update={"measurement_error": {**self.measurement_error, **own}})

    def term(self, word: str, language: Language) -> str:
        """``word`` as people read it, if ``terms.<word>`` is a known text; otherwise unchanged."""
        known = self.texts.get(f"terms.{word}")
        return known.in_language(language) if known else word

    def _fill(self, text: Text, values: Mapping[str, object]) -> Text:
        filled = {}
        for language in LANGUAGES:
            shown = {k: self.term(v, language) if isinstance(v, str) else v for k, v in values.items()}
            filled[language] = _Lenient().vformat(text.in_language(language), (), shown)
        return Text(**filled)
