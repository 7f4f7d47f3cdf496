"""What the safety files hold: levels, rules, destinations, modifiers, limits of tests, contraindications."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from taikan.core.texts import Text
from taikan.knowledge.conditions import Condition
from taikan.knowledge.models import Bilingual, Entry, Mark
from taikan.knowledge.questionnaire_models import Sourced

Level = Literal["go", "C", "D", "U", "E"]
LEVELS: tuple[Level, ...] = ("go", "C", "D", "U", "E")
"""From the mildest to the most urgent."""
Activity = Literal[
    "questions", "posture_photo", "education", "diary", "movement_tests", "factors", "programme", "live_coaching"
]
Effect = Literal["rescreen", "closed_today", "no_increase", "level_down_next", "everything_blocked"]


class LevelDefinition(Entry):
    """One of the five levels: its name, what the screen says, and what stays allowed while it is open."""

    name: Text
    say: Text
    allows: tuple[Activity, ...]


class Outcome(Entry):
    """A level and when it applies. ``non_urgent``: a doctor should be seen, but training may start at C meanwhile.

    ``effects`` are for the questions at a session's start.
    """

    level: Level
    when: Condition
    destination: str | None = None
    modifiers: tuple[str, ...] = ()
    non_urgent: bool = False
    effects: tuple[Effect, ...] = ()


class Rule(Sourced):
    """One rule of the gate.

    ``yes`` is the level of a plain yes to the question of the same id; "do not know" then counts as yes for E and U and
    as ``unknown`` (C unless stated) for the rest. ``outcomes`` add levels; the highest that applies counts.
    ``modifiers`` are set whenever any applies, ``modifiers_when`` on their own condition. ``fact`` says what was
    answered without naming a disease; ``advice`` is shown besides the level's own text.
    """

    fact: Text
    yes: Level | None = None
    unknown: Level | None = None
    outcomes: tuple[Outcome, ...] = ()
    modifiers: tuple[str, ...] = ()
    modifiers_when: tuple["ModifierRule", ...] = ()
    destination: str = "default"
    advice: Text | None = None

    @model_validator(mode="after")
    def _has_an_outcome(self) -> "Rule":
        if self.yes is None and not self.outcomes:
            raise ValueError("a rule needs a level for yes, or outcomes")
        if self.unknown is not None and self.yes is None:
            raise ValueError("a level for unknown needs one for yes")
        return self


class ModifierRule(Entry):
    """A modifier code and when it is set."""

    code: str
    when: Condition


class Modifier(Sourced):
    """What a modifier code asks for.

    ``hold_cap_s`` longest hold, ``rpe_cap`` highest effort 0..10, ``range`` share of the usual range, ``rest_min_s``
    least rest between sets, ``start_factor`` multiplies the start load. ``hold_cap_s`` 0 with ``rpe_cap`` 0 is nothing
    today. ``implies`` are codes that hold with it. ``avoid`` and ``instead`` are for trainers.
    """

    hold_cap_s: float = Field(ge=0)
    rpe_cap: float = Field(ge=0, le=10)
    range: float = Field(ge=0, le=1)
    rest_min_s: float = Field(ge=0)
    start_factor: float = Field(default=1.0, gt=0, le=1)
    implies: tuple[str, ...] = ()
    blocks: Literal["everything_today"] | None = None
    ja: str
    en: str
    safety_ja: str
    safety_en: str
    avoid: Text
    instead: Text

    @property
    def line(self) -> Text:
        """What the client is told."""
        return Text(ja=self.ja, en=self.en)

    @property
    def safety_line(self) -> Text:
        """When to stop."""
        return Text(ja=self.safety_ja, en=self.safety_en)


class Contraindications(Entry):
    """Exercises a code excludes: whole ``families`` less ``except``, and single ``exercises``."""

    families: tuple[str, ...]
    except_: tuple[str, ...] = Field(default=(), alias="except")
    exercises: tuple[str, ...]


def covers(pattern: str, test: str) -> bool:
    """Whether ``pattern`` (an id, or ``end.*``) names ``test`` or what ``test`` is measured in."""
    stem = pattern.removesuffix(".*")
    return test == stem or test.startswith(f"{stem}.")


class TestLimit(Entry):
    """What a code does to a test; ``test`` may end in ``*`` and also covers the measures named below it."""

    __test__ = False

    test: str
    code: str
    effect: Literal["exclude", "limit"]
    how: Text | None = None

    @model_validator(mode="after")
    def _a_limit_says_how(self) -> "TestLimit":
        if (self.effect == "limit") != (self.how is not None):
            raise ValueError(f"{self.test}: a limit says how, an exclusion does not")
        return self


class TestLimits(Entry):
    """All limits of tests. ``only`` lists, for a code, the tests that alone remain; ``prone`` the tests taken lying
    face down, which ``prone_any`` excludes."""

    __test__ = False

    mark: Mark
    sources: tuple[str, ...]
    limit: tuple[TestLimit, ...]
    only: Mapping[str, tuple[str, ...]]
    prone: tuple[str, ...]


class Contradiction(Bilingual):
    """Two answers that cannot both be right; the gate stays closed until they are put right."""

    when: Condition


class ScreenTimes(Sourced):
    """When to ask again and how long a clearance counts; days."""

    absence_days: int = Field(gt=0)
    full_every_days: int = Field(gt=0)
    clearance_days: int = Field(gt=0)


class Review(Sourced):
    """When the lack of improvement calls for a doctor's or therapist's look."""

    weeks: float = Field(gt=0)
    adherence: float = Field(gt=0, le=1)
    improvement_percent: float = Field(gt=0)


class SupportLine(Entry):
    """Someone to call. ``last_checked``: when the number was last seen in ``seen_in``; ``None`` if it was not."""

    ja: str
    en: str
    number: str
    last_checked: date | None
    seen_in: str
    mark: Mark


class SelfHarm(Entry):
    """Words that point to thoughts of self-harm, what to say, and whom to call."""

    words_ja: tuple[str, ...]
    words_en: tuple[str, ...]
    say: Text
    tell_trainer: Text
    mark: Mark
    lines: tuple[SupportLine, ...]


class Safety(Entry):
    """Everything of ``knowledge/safety``. ``version`` is kept with every screening."""

    version: str
    levels: Mapping[Level, LevelDefinition]
    non_urgent: Text
    rules: Mapping[str, Rule]
    session_rules: Mapping[str, Rule]
    states: Mapping[str, Condition]
    contradictions: Mapping[str, Contradiction]
    destinations: Mapping[str, Text]
    modifiers: Mapping[str, Modifier]
    contraindications: Mapping[str, Contraindications]
    test_limits: TestLimits
    times: ScreenTimes
    review: Review
    self_harm: SelfHarm
    disease_words: Mapping[Literal["ja", "en"], tuple[str, ...]]

    def closure(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Modifier ``codes`` with all they imply, in the order of their file; unknown codes are a ``KeyError``."""
        found: set[str] = set()
        waiting = list(codes)
        while waiting:
            code = waiting.pop()
            if code not in found:
                found.add(code)
                waiting += self.modifiers[code].implies
        return tuple(code for code in self.modifiers if code in found)

    @model_validator(mode="after")
    def _codes_exist(self) -> "Safety":
        if set(self.levels) != set(LEVELS):
            raise ValueError("levels must be exactly go, C, D, U, E")
        codes = set(self.modifiers)
        for name, rule in {**self.rules, **self.session_rules}.items():
            used = {*rule.modifiers, *(m.code for m in rule.modifiers_when)}
            used |= {code for outcome in rule.outcomes for code in outcome.modifiers}
            targets = {rule.destination, *(o.destination for o in rule.outcomes if o.destination)}
            unknown = (used - codes) | (targets - self.destinations.keys())
            if unknown:
                raise ValueError(f"rule {name}: unknown {sorted(unknown)}")
        for name, modifier in self.modifiers.items():
            if set(modifier.implies) - codes:
                raise ValueError(f"modifier {name} implies an unknown code")
        if self.contraindications.keys() != codes:
            raise ValueError("every modifier needs its contraindications, and only those")
        known = codes | self.states.keys()
        strange = {limit.code for limit in self.test_limits.limit} - known
        if strange:
            raise ValueError(f"test limits: unknown codes {sorted(strange)}")
        return self
