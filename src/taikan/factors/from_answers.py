"""From a person's answers, and what the safety gate made of them, to the evidence the factor engine scores."""

from collections.abc import Iterable

from taikan.factors.profile_input import spelled_out
from taikan.factors.records import ClientEvidence, Observation
from taikan.intake.conditions import codes, holds
from taikan.intake.evidence import AnswerEvidence, client_facts
from taikan.intake.provocation import provocation_tags
from taikan.intake.records import Answers, Gate
from taikan.knowledge.client_facts import ClientFactRules

ORIGIN = "answers"


def evidence_of_answers(
    answers: Answers, graded: Iterable[AnswerEvidence], opened: Gate, rules: ClientFactRules
) -> ClientEvidence:
    """What ``answers``, with ``graded`` (``intake.evidence.answer_evidence``), say; nothing measured is in it yet.

    An unanswered question gives nothing. A gate that cannot say a level yet is closed; its level counts as "D".
    """
    facts = client_facts(answers)
    return ClientEvidence(
        level=opened.level or "D",
        modifiers=opened.modifiers,
        age=facts.age,
        pain_now=facts.pain_now,
        tags=provocation_tags(answers),
        hide=hidden_factors(answers, rules),
        priors=conditional_priors(answers, rules),
        observations=tuple(_observation(one) for one in graded),
    )


def hidden_factors(answers: Answers, rules: ClientFactRules) -> tuple[str, ...]:
    """Factors that make no sense for this person."""
    return tuple(dict.fromkeys(rule.factor for rule in rules.hidden if holds(rule.when, answers)))


def conditional_priors(answers: Answers, rules: ClientFactRules) -> dict[str, float]:
    """Priors that hold for this person instead of the table's; of several for one factor the first."""
    found: dict[str, float] = {}
    for rule in rules.prior:
        if holds(rule.when, answers):
            found.setdefault(rule.factor, rule.value)
    return found


def pain_areas(answers: Answers, known: Iterable[str]) -> tuple[str, ...]:
    """Areas of the body map the person drew pain in; ``known`` are the map's, with their side where there are two."""
    drawn = [(area, side) for side in ("right", "left") for area in codes(answers.get(f"q.pain.map_{side}"))]
    names = {name for area, side in drawn for name in (f"{area}_{side}", area)}
    return tuple(name for name in known if name in names)


def _observation(one: AnswerEvidence) -> Observation:
    grade = spelled_out(one.grade)
    return Observation.model_validate({"code": one.code, "grade": grade, "confidence": one.weight, "origin": ORIGIN})
