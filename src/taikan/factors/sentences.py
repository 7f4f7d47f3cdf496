"""A factor in plain sentences, ja and en: what it is, what speaks for and against it, how weak the link is."""

from collections.abc import Iterable, Mapping, Sequence

from taikan.core.texts import LANGUAGES, Text
from taikan.factors.records import Contribution, FactorResult, Profile
from taikan.knowledge.factor_model import FactorModel

_MOST_ITEMS = 3
_JOINERS = {"ja": "、", "en": ", "}


def with_sentences(profile: Profile, model: FactorModel, texts: Mapping[str, Text]) -> Profile:
    """``profile`` with the sentences of every factor; ``texts`` are the knowledge's."""
    told = tuple(
        factor.model_copy(update={"sentences": factor_sentences(factor, model, texts)}) for factor in profile.factors
    )
    return profile.model_copy(update={"factors": told})


def factor_sentences(factor: FactorResult, model: FactorModel, texts: Mapping[str, Text]) -> tuple[Text, ...]:
    """In reading order; never a reason of the pain, and weak support said to be weak."""
    words = {key.removeprefix("profile."): text for key, text in texts.items() if key.startswith("profile.")}
    found = [model.factors[factor.id].about]
    found += _evidence(factor.contributions, model, texts, words)
    if factor.completeness < model.settings.least_completeness and factor.contributions:
        found.append(words["sentence.too_little"])
    found += [words[f"sentence.{key}"] for key in _standing(factor, model)]
    found.append(words[f"sentence.{factor.grade}"])
    found.append(_what_would_change(factor, model, words))
    return tuple(found)


def _evidence(
    contributions: Sequence[Contribution], model: FactorModel, texts: Mapping[str, Text], words: Mapping[str, Text]
) -> list[Text]:
    found = []
    for key, sign in (("speaks_for", 1.0), ("speaks_against", -1.0)):
        speaking = sorted((c for c in contributions if sign * c.log_odds > 0), key=lambda c: -sign * c.log_odds)
        if speaking:
            items = [_item(c, model, texts, words) for c in speaking[:_MOST_ITEMS]]
            found.append(_filled(words[f"sentence.{key}"], items=_joined(items)))
    return found or [words["sentence.nothing_seen"]]


def _item(contribution: Contribution, model: FactorModel, texts: Mapping[str, Text], words: Mapping[str, Text]) -> Text:
    name, grade = model.evidence[contribution.code].name, words[f"grade.{contribution.grade}"]
    if contribution.side in {"left", "right"}:
        side = texts[f"terms.{contribution.side}"]
        return _filled(words["sentence.item_side"], name=name, grade=grade, side=side)
    return _filled(words["sentence.item"], name=name, grade=grade)


def _standing(factor: FactorResult, model: FactorModel) -> Iterable[str]:
    settings = model.settings
    if factor.side in {"left", "right"}:
        yield factor.side
    if factor.sides_differ:
        yield "sides_differ"
    if factor.match >= settings.relevance_match:
        yield "matches"
    elif factor.match < 1.0:
        yield "does_not_match"
    if factor.trial > 1.0:
        yield "trial_helped"
    elif factor.trial < 1.0:
        yield "trial_unchanged"


def _what_would_change(factor: FactorResult, model: FactorModel, words: Mapping[str, Text]) -> Text:
    if not factor.missing:
        return words["sentence.again"]
    return _filled(words["sentence.would_change"], test=model.evidence[factor.missing[0]].name)


def _filled(text: Text, **parts: Text) -> Text:
    filled = {
        language: text.in_language(language).format(**{k: v.in_language(language) for k, v in parts.items()})
        for language in LANGUAGES
    }
    return Text(**filled)


def _joined(items: Sequence[Text]) -> Text:
    return Text(**{language: _JOINERS[language].join(i.in_language(language) for i in items) for language in LANGUAGES})
