"""What the factor engine knows, validated: factors and their evidence, tests of a session, limits, code mapping.

The numbers and sentences live in ``factors.toml``, ``evidence.toml``, ``trial_tests.toml``, ``test_limits.toml`` and
``result_evidence.toml``.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from taikan.core.texts import Text
from taikan.knowledge.models import Entry, Mark
from taikan.knowledge.safety_models import TestLimit, covers

EvidenceGrade = Literal["moderate", "low", "very_low"]
EvidenceKind = Literal["answer", "photo", "test", "manual"]
Position = Literal["standing", "sitting", "supine", "prone", "quadruped", "side", "moving"]


class Named(Entry):
    """Something people read the name of."""

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def name(self) -> Text:
        """Its name."""
        return Text(ja=self.ja, en=self.en)


class EvidenceWeight(Entry):
    """What one piece of evidence says about a factor: ``weight`` is the log-odds at the full red score."""

    code: str
    weight: float = Field(gt=0)
    group: str


class Factor(Named):
    """One contributing factor. ``prior`` and ``relevance`` 0..1; ``modifiability`` 0..1 within 12 weeks.

    ``grade`` is how certain the link with back pain is; ``match`` are the tags that raise the relevance.
    """

    about_ja: str = Field(min_length=1)
    about_en: str = Field(min_length=1)
    theme: str
    prior: float = Field(gt=0, lt=1)
    relevance: float = Field(ge=0, le=1)
    modifiability: float = Field(ge=0, le=1)
    grade: EvidenceGrade
    match: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    mark: Mark
    evidence: tuple[EvidenceWeight, ...] = Field(min_length=1)

    @property
    def about(self) -> Text:
        """What it is, in one plain sentence."""
        return Text(ja=self.about_ja, en=self.about_en)

    @model_validator(mode="after")
    def _each_code_once(self) -> "Factor":
        codes = [e.code for e in self.evidence]
        if len(set(codes)) != len(codes):
            raise ValueError("a factor names the same evidence twice")
        return self


class EvidenceDefinition(Named):
    """A code that may be evidence: its name, and how it is got."""

    kind: EvidenceKind


class FactorSettings(Entry):
    """The numbers of the scoring algorithm (clinical factor list, section 4).

    ``score_*``: plateau scores of the grades. ``group_share``: how much of the smaller contributions of a correlated
    group counts. ``relevance_*`` and ``trial_*`` multiply the relevance. ``interval``: quantiles shown.
    ``draws``, ``seed`` and ``weight_spread`` (log-normal SD) belong to the sampling. ``outcome_shares``: how often a
    piece of evidence is expected to be ok, borderline, amber and red; ``foreseen_clients``: how many futures are drawn;
    ``least_gain_bits``: what a test must be expected to tell to be planned.
    """

    mark: Mark
    score_ok: float
    score_borderline: float
    score_amber: float
    score_red: float
    group_share: float = Field(ge=0, lt=1)
    log_odds_limit: float = Field(gt=0)
    found_probability: float = Field(gt=0, lt=1)
    least_completeness: float = Field(ge=0, le=1)
    relevance_strong_match: float = Field(ge=1)
    relevance_match: float = Field(ge=1)
    relevance_no_match: float = Field(gt=0, le=1)
    trial_helped: float = Field(ge=1)
    trial_unchanged: float = Field(gt=0, le=1)
    trial_least_points: float = Field(gt=0)
    trial_least_share: float = Field(gt=0, le=1)
    modifiability_floor: float = Field(ge=0, le=1)
    equal_themes: float = Field(ge=0)
    most_themes: int = Field(ge=1)
    most_factors_per_theme: int = Field(ge=1)
    draws: int = Field(ge=1)
    seed: int
    weight_spread: float = Field(ge=0)
    interval: tuple[float, float]
    certainty_high: float = Field(gt=0, le=1)
    certainty_medium: float = Field(gt=0, le=1)
    outcome_shares: tuple[float, float, float, float]
    foreseen_clients: int = Field(ge=64)
    least_gain_bits: float = Field(ge=0)
    other_codes: tuple[str, ...]
    other_tags: tuple[str, ...]
    mobility_prefix: str
    not_mobility: tuple[str, ...]
    posture_codes: str

    @model_validator(mode="after")
    def _scores_rise(self) -> "FactorSettings":
        if not self.score_ok < 0 < self.score_borderline < self.score_amber < self.score_red:
            raise ValueError("scores must rise from ok (below 0) to red")
        if abs(sum(self.outcome_shares) - 1.0) > 1e-9 or min(self.outcome_shares) <= 0:
            raise ValueError("outcome_shares must be above 0 and add up to 1")
        return self

    @property
    def plateaus(self) -> tuple[float, float, float, float]:
        """The scores of ok, borderline, amber and red."""
        return (self.score_ok, self.score_borderline, self.score_amber, self.score_red)


class TrialTest(Named):
    """One thing a session can do: its ``minutes`` of the client's time and the evidence ``codes`` it gives.

    ``equipment``: all must be there. ``space``: what the room must offer. ``confidence``: what its measures usually
    reach. ``max_pain``: not offered above this pain now (0..10). ``effort_pain``: from this pain on only up to a
    target, ``effort_ja``/``en`` says how. ``only_with``: a factor that must be in question for this client.
    ``battery``: its place in the fixed order, ``None`` if it is not part of it.
    """

    minutes: float = Field(gt=0)
    codes: tuple[str, ...] = Field(min_length=1)
    kind: EvidenceKind = "test"
    position: Position = "standing"
    equipment: tuple[str, ...] = ()
    space: str | None = None
    confidence: float = Field(gt=0, le=1)
    max_pain: int = Field(default=10, ge=0, le=10)
    effort_pain: int | None = Field(default=None, ge=0, le=10)
    only_with: str | None = None
    battery: int | None = None
    mark: Mark = "D"


class PositionRule(Entry):
    """Tests in ``position`` that last longer than ``over_minutes``."""

    position: Position
    over_minutes: float = Field(default=0.0, ge=0)

    def covers(self, test: TrialTest) -> bool:
        """Whether ``test`` is done in that position for so long."""
        return test.position == self.position and test.minutes > self.over_minutes


class TestLimits(Entry):
    """What limits tests: ``limits`` and ``only`` of the safety files, and what depends on level, age and position.

    ``only``: a code to all that is left with it, besides photos and questions. ``codes``: those a client may have, with
    all each implies. ``closed_levels``: with these safety levels open only photos and questions are left.
    ``no_factors_levels``: with these no factor is put out at all. ``age_code``/``age_years``: a state derived from age.
    ``positions``: a limit's name to what tests it covers.
    """

    __test__ = False

    limits: tuple[TestLimit, ...]
    only: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, tuple[str, ...]]
    closed_levels: tuple[str, ...]
    no_factors_levels: tuple[str, ...]
    age_code: str
    age_years: int
    positions: Mapping[str, PositionRule]
    mark: Mark

    @property
    def known_codes(self) -> frozenset[str]:
        """Every code that may be given."""
        return frozenset(self.codes)

    def closure(self, codes: Iterable[str]) -> frozenset[str]:
        """``codes`` and all they imply."""
        return frozenset(implied for code in codes for implied in self.codes.get(code, (code,)))


class Composite(Entry):
    """Evidence made from several results. ``worst``: the worst grade of ``codes``; ``faults``: how many of a test's
    form faults were observed, ``amber`` and ``red`` from so many on.
    """

    kind: Literal["worst", "faults"]
    codes: tuple[str, ...] = ()
    test: str | None = None
    amber: int = 1
    red: int = 2


class ResultEvidence(Entry):
    """How result files become evidence: ``same`` measure code to evidence code; ``composite`` by evidence code."""

    same: Mapping[str, str]
    composite: Mapping[str, Composite]


class SymptomTrial(Named):
    """A small change tried on the spot: does the familiar pain ease? ``factor`` is what it speaks for.

    ``like``: the evidence it moves like; where safety excludes that, the trial is not offered.
    """

    factor: str
    like: str
    mark: Mark = "D"


class FactorModel(Entry):
    """Everything above. Made by ``load_factor_model``."""

    settings: FactorSettings
    themes: Mapping[str, Named]
    factors: Mapping[str, Factor]
    evidence: Mapping[str, EvidenceDefinition]
    tests: Mapping[str, TrialTest]
    questions: Mapping[str, TrialTest]
    trials: Mapping[str, SymptomTrial]
    places: Mapping[str, Named]
    limits: TestLimits
    results: ResultEvidence

    @property
    def known_tags(self) -> frozenset[str]:
        """Every tag a client may have."""
        return self.tags | {*self.settings.other_tags}

    @cached_property
    def tags(self) -> frozenset[str]:
        """Every tag some factor looks for."""
        return frozenset(tag for factor in self.factors.values() for tag in factor.match)

    @cached_property
    def session_items(self) -> Mapping[str, TrialTest]:
        """Tests and questions by id."""
        return {**self.tests, **self.questions}

    @cached_property
    def tests_giving(self) -> Mapping[str, tuple[TrialTest, ...]]:
        """Evidence code to the tests that give it."""
        return {code: tuple(t for t in self.tests.values() if code in t.codes) for code in self.evidence}

    @cached_property
    def limited_codes(self) -> tuple[tuple[TestLimit, frozenset[str]], ...]:
        """Every limit with the evidence it covers; by position only if every test giving it is done in it."""
        return tuple(
            (limit, frozenset(c for c in self.evidence if self._is_under(limit, c))) for limit in self.limits.limits
        )

    def _is_under(self, limit: TestLimit, code: str) -> bool:
        rule, tests = self.limits.positions.get(limit.test), self.tests_giving[code]
        return covers(limit.test, code) if rule is None else bool(tests) and all(rule.covers(t) for t in tests)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "FactorModel":
        problems = list(self._problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        for name, factor in self.factors.items():
            if factor.theme not in self.themes:
                yield f"factor {name}: unknown theme {factor.theme!r}"
            yield from self._unknown_evidence(f"factor {name}", (e.code for e in factor.evidence))
        for name, test in self.session_items.items():
            yield from self._unknown_evidence(f"test {name}", test.codes)
            needs = (*test.equipment, *([test.space] if test.space else []))
            yield from (f"test {name}: unknown thing or place {p}" for p in needs if p not in self.places)
            if test.only_with is not None and test.only_with not in self.factors:
                yield f"test {name}: unknown factor {test.only_with}"
        for name, trial in self.trials.items():
            yield from self._unknown_evidence(f"trial {name}", [trial.like])
            if trial.factor not in self.factors:
                yield f"trial {name}: unknown factor {trial.factor}"
        yield from self._unknown_evidence("result mapping", (*self.results.same.values(), *self.results.composite))
        yield from (f"{name} is a test and a question" for name in self.tests.keys() & self.questions.keys())

    def _unknown_evidence(self, where: str, codes: Iterable[str]) -> Iterator[str]:
        return (f"{where}: unknown evidence {code}" for code in codes if code not in self.evidence)
