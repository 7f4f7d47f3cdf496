"""One self-contained page of a profile: themes for the client first, then factors for the trainer and what to check."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from taikan.core.texts import Language, Text
from taikan.factors.next_test import SessionPlan, Step, TestChoice
from taikan.factors.offers import NotOffered
from taikan.factors.records import FactorResult, Profile, Refusal, ThemeResult
from taikan.factors.what_if import WhatIf
from taikan.knowledge.body_map import BodyMap
from taikan.knowledge.factor_model import FactorModel
from taikan.knowledge.models import Knowledge
from taikan.report.body_figure import body_figure
from taikan.report.pages import environment
from taikan.report.profile_figures import FigureWords, profile_chart, waterfall

_MOST_FACTORS = 12
_MOST_MOVES = 8


@dataclass(frozen=True)
class ProfilePage:
    """What a page needs. ``made_from`` and ``created_at`` are shown as they are; ``observations`` is their number."""

    profile: Profile
    plan: SessionPlan
    what_if: WhatIf | None
    title: Text | None
    made_from: tuple[str, ...]
    pain_areas: tuple[str, ...]
    trials: tuple[str, ...]
    observations: int
    version: str
    created_at: str


@dataclass(frozen=True)
class FactorRow:
    """A factor as the page shows it."""

    name: str
    theme: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    chart: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class ThemeCard:
    """A theme as the client reads it."""

    name: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class TestRow:
    """A test that may be done next."""

    name: str
    minutes: str
    gain: str
    so_far: str
    factors: str
    ways: tuple[str, ...]


def render_profile(
    page: ProfilePage, model: FactorModel, knowledge: Knowledge, body: BodyMap, language: Language
) -> str:
    """The whole page in ``language``."""
    say = _Say(model, knowledge, language)
    profile, shown = page.profile, page.profile.factors[:_MOST_FACTORS]
    numbers = _numbered({s for f in shown for s in model.factors[f.id].sources}, knowledge)
    return (
        environment()
        .get_template("profile.html.j2")
        .render(
            t=say,
            language=language,
            page=page,
            profile=profile,
            title=say.of(page.title) if page.title else say("title"),
            level=say(f"levels.{profile.level}"),
            messages=[say(f"message.{m}") for m in profile.messages],
            themes=[_card(t, profile, say) for t in profile.themes[: model.settings.most_themes]],
            body=marked_body(profile, page.pain_areas, body, model, knowledge, language),
            chart=profile_chart(profile.factors, say.figures) if profile.factors else "",
            factors=[_factor_row(f, say, numbers) for f in shown],
            mobility=say.listed(say.factor(f) for f in profile.mobility),
            held_back=[_card(t, profile, say) for t in profile.held_back],
            pins=[say(f"trainer.pin_{p.choice}", name=say.factor(p.factor), reason=p.reason) for p in profile.pins],
            refused=[(say.evidence(r.code), say.refusal(r)) for r in profile.refused],
            steps=[_step(s, page.plan, say) for s in page.plan.steps],
            left_out=say.listed(say.test(c.id) for c in page.plan.left_out),
            not_offered=[(say.test(n.id), say.refusal(n)) for n in page.plan.not_offered if n.why != "done"],
            trials=[say.of(model.trials[name].name) for name in page.trials],
            unknown=[_unknown(name, profile, say) for name in profile.unknown],
            moves=_moves(page.what_if, say),
            changes=_changes(page.what_if, say),
            not_moved=say.listed(say.evidence(c) for c in page.what_if.excluded) if page.what_if else "",
            references=sorted((n, knowledge.references[s]) for s, n in numbers.items()) if numbers else [],
        )
    )


class _Say:
    """Words in one language."""

    def __init__(self, model: FactorModel, knowledge: Knowledge, language: Language) -> None:
        self.model, self.knowledge, self.language = model, knowledge, language
        self.figures = FigureWords(model, knowledge.texts, language)

    def __call__(self, key: str, **values: object) -> str:
        """The text ``profile.<key>``."""
        return self.knowledge.texts[f"profile.{key}"].format(**values).in_language(self.language)

    def of(self, text: Text) -> str:
        return text.in_language(self.language)

    def factor(self, name: str) -> str:
        return self.of(self.model.factors[name].name)

    def theme(self, name: str) -> str:
        return self.of(self.model.themes[name].name)

    def evidence(self, code: str) -> str:
        return self.of(self.model.evidence[code].name)

    def test(self, name: str) -> str:
        return self.of(self.model.session_items[name].name)

    def listed(self, words: Iterable[str]) -> str:
        return ("、" if self.language == "ja" else ", ").join(words)

    def modifier(self, code: str) -> str:
        known = self.knowledge.texts.get(f"profile.modifier.{code}")
        return self.of(known) if known else code

    def refusal(self, refusal: Refusal | NotOffered) -> str:
        """Why something was refused or is not offered."""
        why = refusal.reason if isinstance(refusal, Refusal) else refusal.why
        because = refusal.because
        if why == "modifier":
            because = self.modifier(because)
        elif why == "missing":
            because = self.of(self.model.places[because].name)
        return self(f"why_not.{why}", because=because)


def _numbered(sources: set[str], knowledge: Knowledge) -> dict[str, int]:
    ordered = sorted(sources, key=lambda s: knowledge.references[s].citation)
    return {source: n for n, source in enumerate(ordered, start=1)}


def _card(theme: ThemeResult, profile: Profile, say: _Say) -> ThemeCard:
    """At most the settings' number of factors, each with what it is, what speaks for it and how weak the link is."""
    parts = []
    for name in theme.factors[: say.model.settings.most_factors_per_theme]:
        parts.append((say.factor(name), tuple(say.of(s) for s in profile.factor(name).sentences)))
    return ThemeCard(name=say.theme(theme.id), parts=tuple(parts))


def marked_body(
    profile: Profile,
    pain_areas: Sequence[str],
    body: BodyMap,
    model: FactorModel,
    knowledge: Knowledge,
    language: Language,
) -> str:
    """The body map with the areas of the shown themes tinted and the pain drawn in; empty where there is neither."""
    tinted: dict[str, str] = {}
    for theme in profile.themes[: model.settings.most_themes]:
        for name in theme.factors[: model.settings.most_factors_per_theme]:
            side = profile.factor(name).side
            for area in body.factor_areas.get(name, ()):
                tinted[area] = side if tinted.get(area, side) == side else "both"
    if not tinted and not pain_areas:
        return ""
    return body_figure(body, tinted, pain_areas, knowledge.texts, language)


def _factor_row(factor: FactorResult, say: _Say, numbers: dict[str, int]) -> FactorRow:
    def between(middle: float, low: float, high: float) -> str:
        return f"{middle:.2f} ({low:.2f}–{high:.2f})"

    few = factor.completeness < say.model.settings.least_completeness
    facts = [
        ("present", between(factor.probability, factor.probability_low, factor.probability_high)),
        ("relevance", f"{factor.relevance:.2f}"),
        ("priority", between(factor.priority, factor.priority_low, factor.priority_high)),
        ("certainty", f"{say(f'certainty.{factor.certainty}')} ({factor.top_three:.2f})"),
        ("completeness", f"{factor.completeness:.2f}"),
        ("weak", say(f"support.{factor.grade}")),
        ("match", f"× {factor.match:g}"),
    ]
    if few:
        facts = [f for f in facts if f[0] != "certainty"]
    if factor.trial != 1.0:
        facts.append(("trial", f"× {factor.trial:g}"))
    if factor.side in {"left", "right"}:
        facts.append(("side", say.of(say.knowledge.texts[f"terms.{factor.side}"])))
    return FactorRow(
        name=say.factor(factor.id),
        theme=say.theme(factor.theme),
        sentences=tuple(say.of(s) for s in factor.sentences),
        facts=tuple((say(f"trainer.{key}"), value) for key, value in facts),
        chart=waterfall(factor, say.figures) if factor.contributions else "",
        sources=tuple(numbers[s] for s in say.model.factors[factor.id].sources),
    )


def _step(step: Step, plan: SessionPlan, say: _Say) -> TestRow:
    choice = step.choice
    percent = round(100.0 * step.bits_so_far / plan.open_bits) if plan.open_bits else 0
    return TestRow(
        name=say.test(choice.id),
        minutes=say("next.minute", n=f"{choice.minutes:g}"),
        gain=say("next.bits", n=f"{choice.gain_bits:.2f}"),
        so_far=say("next.of_open", n=f"{step.minutes_so_far:g}", percent=min(100, percent)),
        factors=say.listed(say.factor(f) for f in choice.factors[:3]),
        ways=_ways(choice, say),
    )


def _ways(choice: TestChoice, say: _Say) -> tuple[str, ...]:
    """How safety limits the test."""
    found = []
    for limit, codes in say.model.limited_codes:
        concerns = limit.code in choice.limited_by and not codes.isdisjoint(choice.codes)
        if limit.how is not None and concerns:
            found.append(f"{say.of(limit.how)} ({say.modifier(limit.code)})")
    if choice.target_only:
        found.append(say("next.target_only"))
    return tuple(dict.fromkeys(found))


def _unknown(name: str, profile: Profile, say: _Say) -> tuple[str, str]:
    missing = profile.factor(name).missing
    return say.factor(name), say("unknown.by", test=say.evidence(missing[0])) if missing else ""


def _moves(looked: WhatIf | None, say: _Say) -> list[tuple[str, str, str]]:
    if looked is None:
        return []
    return [
        (
            say.factor(m.factor),
            f"{m.priority_before:.2f} (#{m.place_before})",
            f"{m.priority_after:.2f} (#{m.place_after})",
        )
        for m in looked.moves[:_MOST_MOVES]
    ]


def _changes(looked: WhatIf | None, say: _Say) -> list[str]:
    if looked is None:
        return []
    return [
        say("what_if.removed", name=say.evidence(code))
        if grade is None
        else say("what_if.change", name=say.evidence(code), grade=say(f"grade.{grade}"))
        for code, grade in looked.changes.items()
    ]
