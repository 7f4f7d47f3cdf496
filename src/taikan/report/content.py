"""What a report says, as plain rows of text: between a result and the page template. No HTML here."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from taikan.core.records import AnalysisResult, FaultEvent, Measure, Reason, Repetition, Side
from taikan.core.texts import Language, Text
from taikan.core.units import UNITS
from taikan.knowledge.models import Cuts, Knowledge, MeasureDefinition
from taikan.knowledge.norms import EVERY_AGE
from taikan.movement_tests.measuring import AT_LEAST

GRADE_ORDER = ("red", "amber", "borderline", "ok")
MOST_FINDINGS = 3
LEAST_FINDING_DOTS = 2
_WHOLE_UNITS = frozenset({"{count}", "/min", "{score}"})
_TWO_DIGIT_UNITS = frozenset({"m", "m/s", "1"})


class Wording:
    """Texts of the report in one language; a page of its own takes its texts from another ``section``."""

    section = "report"

    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.knowledge = knowledge
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text ``<section>.<key>`` with its placeholders filled."""
        return self.knowledge.texts[f"{self.section}.{key}"].format(**values).in_language(self.language)

    def for_test(self, key: str, test: str, **values: object) -> str:
        """The text ``<section>.<key>_of.<test>`` if the test has its own word, otherwise ``<section>.<key>``."""
        has_own = f"{self.section}.{key}_of.{test}" in self.knowledge.texts
        return self(f"{key}_of.{test}" if has_own else key, **values)

    def of(self, text: Text) -> str:
        """``text`` in this language."""
        return text.in_language(self.language)

    def optional(self, key: str) -> str | None:
        """The text under the full ``key``, or ``None``."""
        text = self.knowledge.texts.get(key)
        return self.of(text) if text else None

    def quantity(self, value: float, unit: str, digits: int) -> str:
        """A number with ``digits`` decimals and its unit, a real minus sign for negative ones."""
        symbol = UNITS[unit].in_language(self.language)
        joiner = "" if not symbol or symbol[0] in "°%/" else " "
        number = f"{value:.{digits}f}".replace("-", "\u2212")
        return f"{number}{joiner}{symbol}"

    def repetitions(self, numbers: Iterable[int], test: str) -> str:
        """``1回目・2回目`` or ``repetition 1, repetition 2``; empty without any."""
        joiner = "・" if self.language == "ja" else ", "
        return joiner.join(self.for_test("faults.repetition", test, n=n) for n in sorted(set(numbers)))

    def reason(self, reason: Reason) -> "ReasonRow":
        """A reason's sentence and what to do about it; of a file that cannot be read, the error's."""
        knowledge, code, values = self.knowledge, reason.code, reason.values
        if code in knowledge.reasons:
            return ReasonRow(self.of(knowledge.reason_sentence(reason)), self.of(knowledge.reason_action(reason)))
        if code in knowledge.errors:
            sentence, action = knowledge.error_sentence(code, values), knowledge.error_action(code, values)
            return ReasonRow(self.of(sentence), self.of(action))
        return ReasonRow(code, "")

    def test_name(self, test: str) -> str:
        """What people call ``test``; its id if there is no word for it."""
        return self.optional(f"tests.{test}.name") or test

    def side(self, side: Side) -> str:
        """``left`` or ``right`` as people read it; nothing for any other."""
        return self.knowledge.term(side, self.language) if side in {"left", "right"} else ""


@dataclass(frozen=True)
class ReasonRow:
    """Why, and what to do."""

    sentence: str
    action: str


@dataclass(frozen=True)
class MeasureRow:
    """One measured number. ``grade`` is a key (``ok`` ... or ``none``), ``confidence`` 1..5 dots.

    ``is_telling``: its error is smaller than what lies between slightly and well off, so it may be said first.
    """

    code: str
    name: str
    side: str
    value: str
    error: str
    real_change: str
    grade: str
    grade_word: str
    confidence: int
    target: str
    standing: str
    details: str
    sources: tuple[int, ...]
    is_telling: bool


@dataclass(frozen=True)
class AbsentRow:
    """Measures that have no value for the same reason."""

    names: tuple[str, ...]
    reason: ReasonRow


@dataclass(frozen=True)
class Finding:
    """One of the points said first."""

    grade: str
    headline: str
    value: str
    sentence: str


@dataclass(frozen=True)
class FaultRow:
    """One fault over all repetitions. ``state`` is observed, asked, not_seen or not_judged."""

    code: str
    state: str
    text: str
    where: str = ""
    size: str = ""
    extent: str = ""
    severity_percent: int = 0
    reason: ReasonRow | None = None


def value_digits(unit: str) -> int:
    """Decimals a value of ``unit`` is read with."""
    if unit in _WHOLE_UNITS:
        return 0
    return 2 if unit in _TWO_DIGIT_UNITS else 1


def error_digits(unit: str, error: float) -> int:
    """Decimals that show at least one digit of ``error``."""
    return max(value_digits(unit), min(4, -math.floor(math.log10(error))))


def shown_digits(unit: str, error: float) -> int:
    """Decimals a value with that ``error`` is shown with; what is counted stays whole."""
    return value_digits(unit) if unit in _WHOLE_UNITS else error_digits(unit, error)


def number_sources(measures: Iterable[Measure], knowledge: Knowledge) -> dict[str, int]:
    """Reference id to its number in the report, in order of first use; only ids the knowledge holds."""
    ids: dict[str, int] = {}
    for measure in measures:
        for source in _sources(measure.code, knowledge):
            if source in knowledge.references:
                ids.setdefault(source, len(ids) + 1)
    return ids


def _sources(code: str, knowledge: Knowledge) -> tuple[str, ...]:
    definition, error = knowledge.measures.get(code), knowledge.measurement_error.get(code)
    return (*(definition.sources if definition else ()), *(error.sources if error else ()))


def measure_rows(measures: Iterable[Measure], words: Wording, numbers: Mapping[str, int]) -> tuple[MeasureRow, ...]:
    """All measures that have a value, in the order given."""
    return tuple(_measure_row(m, words, numbers) for m in measures if m.value is not None)


def _measure_row(measure: Measure, words: Wording, numbers: Mapping[str, int]) -> MeasureRow:
    definition = words.knowledge.measures.get(measure.code)
    digits = error_digits(measure.unit, measure.sem)
    shown = shown_digits(measure.unit, measure.sem)
    grade = measure.grade or "none"
    change = words.quantity(measure.mdc95, measure.unit, digits)
    value = words.quantity(measure.value or 0.0, measure.unit, shown)
    sources = dict.fromkeys(numbers[s] for s in _sources(measure.code, words.knowledge) if s in numbers)
    return MeasureRow(
        code=measure.code,
        name=measure_name(measure.code, words),
        side=_side(measure, words),
        value=words("measures.at_least", value=value) if measure.note == AT_LEAST else value,
        error=f"± {words.quantity(measure.sem, measure.unit, digits)}",
        real_change=words("measures.over", value=change),
        grade=grade,
        grade_word=words(f"grade.{grade_word(measure, definition)}"),
        confidence=min(5, max(1, math.ceil(measure.confidence * 5))),
        target=_target(definition, words),
        standing=_standing(measure, words, digits),
        details=_details(measure, words, digits),
        sources=tuple(sources),
        is_telling=definition is None or measure.sem < _between_cuts(definition.cuts),
    )


def _between_cuts(cuts: Iterable[Cuts]) -> float:
    """The least between an amber and a red cut, in the measure's unit; endless where one of them is missing."""
    pairs = [p for c in cuts for p in ((c.amber_above, c.red_above), (c.amber_below, c.red_below))]
    return min((abs(red - amber) for amber, red in pairs if amber is not None and red is not None), default=math.inf)


def measure_name(code: str, words: Wording) -> str:
    """The measure's name; its code if the knowledge does not hold it."""
    definition = words.knowledge.measures.get(code)
    return words.of(definition.name) if definition else code


def _side(measure: Measure, words: Wording) -> str:
    definition = words.knowledge.measures.get(measure.code)
    is_sided = definition is None or definition.sides != "none"
    return words.side(measure.side) if is_sided else ""


def _target(definition: MeasureDefinition | None, words: Wording) -> str:
    if definition is None or definition.norm is None:
        return ""
    norm, label = words.of(definition.norm.text), words("measures.target")
    if label.lower() not in norm.lower():
        norm = f"{label}: {norm}"
    before, after = ("(", ")") if words.language == "ja" else (" (", ")")
    return f"{norm}{before}{words(f'measures.mark_{definition.norm.mark}')}{after}"


def _standing(measure: Measure, words: Wording, digits: int) -> str:
    """Where the value stands among people of that age and sex; empty without norms for them."""
    norm = measure.norm
    if norm is None:
        return ""
    low, high = (words.quantity(v, measure.unit, digits if v % 1 else 0) for v in (norm.low, norm.high))
    usual = low if norm.low == norm.high else words("norm.range", low=low, high=high)
    everybody = norm.sex is None and (norm.age_from, norm.age_to) == EVERY_AGE
    kind = "everybody" if everybody else norm.sex or "all"
    group = words(f"norm.group_{kind}", start=norm.age_from, end=norm.age_to)
    if norm.percentile is None:
        return words("norm.mean", group=group, usual=usual)
    place = f"{norm.percentile:.0f}"
    if norm.beyond is not None:
        return words(f"norm.{norm.beyond}", group=group, usual=usual, place=place)
    low_place, high_place = sorted((norm.percentile_low or 1.0, norm.percentile_high or 99.0))
    return words(
        "norm.place",
        group=group,
        usual=usual,
        place=place,
        low_place=f"{low_place:.0f}",
        high_place=f"{high_place:.0f}",
    )


def _details(measure: Measure, words: Wording, digits: int) -> str:
    parts = []
    if measure.n_trials > 1 and measure.unit not in _WHOLE_UNITS:
        parts.append(words("measures.trials", n=measure.n_trials))
    if measure.within_sd:
        parts.append(words("measures.spread", value=words.quantity(measure.within_sd, measure.unit, digits)))
    return ("、" if words.language == "ja" else ", ").join(parts)


@dataclass(frozen=True)
class QualityView:
    """The quality of a movement: ``score`` and ``error`` in words, or why there is none; its terms, weakest first."""

    score: str
    error: str
    reason: ReasonRow | None
    terms: tuple[tuple[str, int, int], ...]


def quality_view(result: AnalysisResult, words: Wording) -> QualityView | None:
    """The score with its terms as (name, points 0..100, share of the weight in %); ``None`` for tests without one."""
    quality = result.quality
    if quality is None:
        return None
    total = sum(term.weight for term in quality.terms) or 1.0
    terms = sorted(quality.terms, key=lambda term: (term.score, -term.weight))
    return QualityView(
        score="" if quality.score is None else f"{quality.score:.0f}",
        error="" if quality.sem is None else f"± {quality.sem:.0f}",
        reason=words.reason(quality.absent_reason) if quality.absent_reason else None,
        terms=tuple(
            (_term_name(t.code, t.side, words), round(100 * t.score), round(100 * t.weight / total)) for t in terms
        ),
    )


def _term_name(code: str, side: str, words: Wording) -> str:
    sided = side in {"left", "right"} and words.knowledge.measures[code].sides == "each"
    name = measure_name(code, words)
    return f"{name} ({words.knowledge.term(side, words.language)})" if sided else name


def absent_rows(measures: Iterable[Measure], words: Wording) -> tuple[AbsentRow, ...]:
    """All measures without a value, by reason."""
    groups: dict[ReasonRow, dict[str, None]] = {}
    for measure in measures:
        if measure.absent_reason:
            groups.setdefault(words.reason(measure.absent_reason), {})[measure_name(measure.code, words)] = None
    return tuple(AbsentRow(tuple(names), reason) for reason, names in groups.items())


def whole_or_partial(repetitions: Sequence[Repetition]) -> tuple[Repetition, ...]:
    """The whole repetitions, or the partial ones where there is no whole one."""
    return tuple(r for r in repetitions if not r.partial) or tuple(repetitions)


def grade_word(measure: Measure, definition: MeasureDefinition | None) -> str:
    """The key of the word for a grade: ``near`` for a value that is not flagged though outside its usual range."""
    norm, value = definition.norm if definition else None, measure.value
    if measure.grade != "ok" or norm is None or value is None:
        return measure.grade or "none"
    is_below = norm.low is not None and value < norm.low
    is_above = norm.high is not None and value > norm.high
    return "near" if is_below or is_above else "ok"


def findings(result: AnalysisResult, words: Wording, rows: Iterable[MeasureRow]) -> tuple[Finding, ...]:
    """At most three points: what is furthest off first, observed faults among them, and one thing done well.

    A number of the lowest confidence, or whose error is too large to tell, is not put first.
    """
    sure = [r for r in rows if r.grade in GRADE_ORDER and r.confidence >= LEAST_FINDING_DOTS and r.is_telling]
    graded = sorted(sure, key=lambda r: GRADE_ORDER.index(r.grade))
    attention = [_measure_finding(r, words) for r in graded if r.grade in {"red", "amber"}]
    faults = [_fault_finding(r, words) for r in fault_rows(result, words) if r.state == "observed"]
    good = [_measure_finding(r, words) for r in graded if r.grade_word == words("grade.ok")][:1]
    unsure = [_measure_finding(r, words) for r in graded if r.grade == "borderline"]
    first = [*attention[:1], *faults[:1], *attention[1:], *faults[1:], *unsure]
    return (*first[: MOST_FINDINGS - len(good)], *good)


def _measure_finding(row: MeasureRow, words: Wording) -> Finding:
    return Finding(row.grade, row.name, row.value, words(f"summary.{row.grade}"))


def _fault_finding(row: FaultRow, words: Wording) -> Finding:
    return Finding("amber", row.text, "", words("summary.fault", reps=row.where) if row.where else "")


def fault_rows(result: AnalysisResult, words: Wording) -> tuple[FaultRow, ...]:
    """One row a fault: observed ones first, then asked, not seen, not judged; the most severe first."""
    events: dict[tuple[str, str], list[FaultEvent]] = {}
    for event in result.faults:
        events.setdefault((event.state, event.code), []).append(event)
    rows = [_event_row(state, code, group, result.test, words) for (state, code), group in events.items()]
    rows.sort(key=lambda r: (r.state != "observed", -r.severity_percent))
    for state in ("not_seen", "not_judged"):
        for judgement in result.fault_judgements:
            if judgement.state == state:
                reason = words.reason(judgement.reason) if judgement.reason else None
                rows.append(FaultRow(judgement.code, state, _fault_text(judgement.code, False, words), reason=reason))
    return tuple(rows)


def not_judged_groups(rows: Iterable[FaultRow]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Faults that were not judged, by reason: (reason's sentence, the faults' texts)."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        if row.state == "not_judged":
            groups.setdefault(row.reason.sentence if row.reason else "", []).append(row.text)
    return tuple((reason, tuple(texts)) for reason, texts in groups.items())


def _event_row(state: str, code: str, events: list[FaultEvent], test: str, words: Wording) -> FaultRow:
    worst = max(events, key=lambda e: e.severity)
    extent = "small" if worst.severity < 1 / 3 else "moderate" if worst.severity < 2 / 3 else "marked"
    digits = value_digits(worst.unit)
    return FaultRow(
        code=code,
        state=state,
        text=_fault_text(code, state == "asked", words),
        where=words.repetitions((e.repetition for e in events if e.repetition is not None), test),
        size=words(
            "faults.size",
            size=words.quantity(worst.size, worst.unit, digits),
            limit=words.quantity(worst.limit, worst.unit, digits),
        ),
        extent=words(f"faults.severity_{extent}"),
        severity_percent=round(100 * worst.severity),
    )


def _fault_text(code: str, as_question: bool, words: Wording) -> str:
    fault = words.knowledge.faults.get(code)
    if fault is None:
        return code
    return words.of(fault.question if as_question else fault.text)


def film_steps(test: str, words: Wording) -> tuple[str, ...]:
    """How to film ``test``: its numbered protocol steps."""
    steps: list[str] = []
    while (step := words.optional(f"tests.{test}.steps.{len(steps) + 1}")) is not None:
        steps.append(step)
    return tuple(steps)
