"""What a questionnaire file holds: questions, answers, licence and scoring."""

from typing import Literal

from pydantic import Field, model_validator

from taikan.core.texts import LANGUAGES, Language, Text
from taikan.knowledge.conditions import Condition
from taikan.knowledge.models import Bilingual, Entry, Mark

QuestionKind = Literal["choice", "multi", "scale", "number", "text", "date"]
State = Literal["full", "scoring_only", "link_only"]
Method = Literal["sum", "mean", "percent", "count", "products", "bmi"]


class Sourced(Entry):
    """A number or rule with its mark; without a source it must be a design value."""

    mark: Mark = "D"
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _source_or_design(self) -> "Sourced":
        if self.mark != "D" and not self.sources:
            raise ValueError(f"marked {self.mark} but no source is named")
        return self


class Worded(Entry):
    """Something with words that may be missing where a licence keeps them from being shipped."""

    ja: str | None = None
    en: str | None = None

    def words(self, language: Language) -> str | None:
        """The words in ``language``, ``None`` if they are not shipped."""
        return self.ja if language == "ja" else self.en


class AnswerOption(Worded):
    """One possible answer. ``score`` counts in sums; an answer without one is left out as not applicable.

    ``exclusive``: cannot stand beside others in a multiple choice ("none of these").
    """

    code: str
    score: float | None = None
    exclusive: bool = False


class Question(Worded):
    """One question. ``low`` and ``high`` bound scales and numbers in ``unit``; ``whole`` allows no fractions.

    ``answers`` names a set of ``answer_sets.toml``. A question is asked when ``show_if`` holds. ``required`` ones make
    a questionnaire incomplete when they are asked and not answered. ``spoken_low`` and ``spoken_high`` are the ends of
    a scale in words.
    """

    id: str
    kind: QuestionKind
    answers: str | None = None
    options: tuple[AnswerOption, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False
    unit: Text | None = None
    spoken_low: Text | None = None
    spoken_high: Text | None = None
    help: Text | None = None
    max_chars: int = Field(default=200, gt=0)
    max_chosen: int | None = None
    required: bool = False
    show_if: Condition | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Question":
        if (self.kind in {"choice", "multi"}) != bool(self.options):
            raise ValueError(f"{self.id}: a choice has options and nothing else has")
        if self.kind in {"scale", "number"} and (self.low is None or self.high is None):
            raise ValueError(f"{self.id}: a {self.kind} needs low and high")
        codes = [option.code for option in self.options]
        if len(set(codes)) != len(codes):
            raise ValueError(f"{self.id}: an answer is listed twice")
        return self

    def option(self, code: str) -> AnswerOption | None:
        """The answer called ``code``."""
        return next((option for option in self.options if option.code == code), None)


class Licence(Entry):
    """Who holds the rights and what that allows."""

    holder: str
    terms: Text
    sources: tuple[str, ...] = ()


class Band(Bilingual, Sourced):
    """A range of a score with a name: from ``at_least`` on, or where ``when`` holds; the first that fits counts.

    A band with neither always fits. ``when`` may name scores as items.
    """

    code: str
    at_least: float | None = None
    when: Condition | None = None


class Change(Sourced):
    """A change that means something: in points, in percent of the first value, or both (either is enough)."""

    points: float | None = Field(default=None, gt=0)
    percent: float | None = Field(default=None, gt=0)


class Product(Entry):
    """``weight`` times the product of ``items``; an item's value is cut at its ``cap``."""

    items: tuple[str, ...]
    weight: float = 1.0
    caps: dict[str, float] = Field(default_factory=dict)


class ScoreRule(Bilingual, Sourced):
    """How a score is made from answers.

    ``sum``, ``mean`` of the items; ``percent`` of the most the answered items could give; ``count`` of chosen answers;
    ``products`` summed; ``bmi`` from height (cm) and weight (kg). ``reversed`` items count as low + high - value.
    Fewer than ``min_answered`` items (default: all) give no score; with ``prorate`` a sum is scaled up to all items.
    ``lookup`` turns the raw score into the one shown (a licensee's table); with ``needs_lookup`` there is none without.
    """

    id: str
    method: Method
    items: tuple[str, ...]
    reversed: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    min_answered: int | None = None
    prorate: bool = False
    low: float
    high: float
    unit: Text | None = None
    worse: Literal["higher", "lower", "neither"]
    bands: tuple[Band, ...] = ()
    mcid: Change | None = None
    mdc: Change | None = None
    lookup: dict[str, float] = Field(default_factory=dict)
    needs_lookup: bool = False


class Questionnaire(Entry):
    """One instrument. ``languages`` are those its items are shipped in; a ``scoring_only`` one has none until its
    licence holder adds the words by a file."""

    id: str
    version: str
    ja: str
    en: str
    state: State
    languages: tuple[Language, ...] = LANGUAGES
    intro: Text | None = None
    intro_en: str | None = None
    validated: bool
    note: Text
    licence: Licence
    sources: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    scores: tuple[ScoreRule, ...] = ()

    @property
    def title(self) -> Text:
        """What the instrument is called."""
        return Text(ja=self.ja, en=self.en)

    def introduction(self, language: Language) -> str | None:
        """What is said before the first question."""
        if self.intro is not None:
            return self.intro.in_language(language)
        return self.intro_en if language == "en" else None

    @model_validator(mode="after")
    def _words_are_there_where_shipped(self) -> "Questionnaire":
        if (self.state == "full") != bool(self.languages):
            raise ValueError(f"{self.id}: exactly the full ones name the languages of their items")
        for question in self.questions:
            for worded in (question, *question.options):
                for language in LANGUAGES:
                    if (language in self.languages) != bool(worded.words(language)):
                        raise ValueError(f"{self.id}: {question.id}: words in {language} do not fit the licence state")
        return self

    @model_validator(mode="after")
    def _scores_use_own_items(self) -> "Questionnaire":
        known = {question.id for question in self.questions}
        for score in self.scores:
            used = {*score.items, *score.reversed, *(item for p in score.products for item in p.items)}
            if self.questions and score.method != "bmi" and used - known:
                raise ValueError(f"{self.id}: score {score.id} uses unknown items {sorted(used - known)}")
        return self


class Wording(Entry):
    """Words for one question, in a file of a licence holder."""

    words: dict[Language, str]
    options: dict[str, dict[Language, str]] = Field(default_factory=dict)


class LicensedWords(Entry):
    """A licence holder's file: the words of a ``scoring_only`` instrument, or of one not shipped in a language."""

    adds_words_to: str
    licence: str
    questions: dict[str, Wording]
    lookup: dict[str, dict[str, float]] = Field(default_factory=dict)


class QuestionSet(Entry):
    """Questionnaires asked together, in order; ``only`` keeps these questions of one of them."""

    ja: str
    en: str
    questionnaires: tuple[str, ...]
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @property
    def title(self) -> Text:
        """What the set is called."""
        return Text(ja=self.ja, en=self.en)
