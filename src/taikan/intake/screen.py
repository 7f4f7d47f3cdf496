"""One set of answers against the rules: which fire, at what level, and what is missing or contradictory."""

from collections.abc import Iterator, Mapping

from taikan.intake.conditions import holds, telling_items
from taikan.intake.provocation import provocation_codes
from taikan.intake.questionnaire import missing_items
from taikan.intake.records import Answers, Conflict, Finding, Screen, TracedAnswer
from taikan.knowledge.conditions import Condition
from taikan.knowledge.questionnaire_models import Questionnaire
from taikan.knowledge.safety_models import LEVELS, Level, Outcome, Rule, Safety


def screen(answers: Answers, safety: Safety, asked: tuple[Questionnaire, ...]) -> Screen:
    """What ``answers`` say on their own. ``asked`` are the questionnaires whose required questions must be answered.

    Every answer counts, also one to a question that would not have been asked: an answer can only add a finding.
    """
    findings = tuple(find(answers, safety.rules, safety))
    codes = {code for finding in findings for code in finding.modifiers} | provocation_codes(answers)
    return Screen(
        findings=tuple(sorted(findings, key=_urgency)),
        missing=missing_items(asked, answers),
        conflicts=tuple(_conflicts(answers, safety)),
        modifiers=safety.closure(codes),
        states=tuple(name for name, condition in safety.states.items() if holds(condition, answers)),
    )


def find(answers: Answers, rules: Mapping[str, Rule], safety: Safety) -> Iterator[Finding]:
    """A finding for every rule that fires, at the rule's highest level that applies."""
    for name, rule in rules.items():
        fired = fired_outcomes(name, rule, answers)
        if fired:
            yield _finding(name, rule, fired, answers, safety)


def fired_outcomes(name: str, rule: Rule, answers: Answers) -> tuple[Outcome, ...]:
    """The outcomes of ``rule`` that apply, the mildest first."""
    fired = [outcome for outcome in outcomes(name, rule) if holds(outcome.when, answers)]
    return tuple(sorted(fired, key=lambda outcome: rank(outcome.level)))


def outcomes(name: str, rule: Rule) -> Iterator[Outcome]:
    """All outcomes of ``rule``, with those of a plain yes and of "do not know" spelled out."""
    if rule.yes is not None:
        yield Outcome(level=rule.yes, when=Condition(item=name, is_=("yes",)))
        unsure: Level = rule.unknown or (rule.yes if rule.yes in {"E", "U"} else "C")
        yield Outcome(level=unsure, when=Condition(item=name, is_=("unknown",)))
    yield from rule.outcomes


def rank(level: Level) -> int:
    """0 for go to 4 for emergency."""
    return LEVELS.index(level)


def _urgency(finding: Finding) -> int:
    return -rank(finding.level)


def _finding(name: str, rule: Rule, fired: tuple[Outcome, ...], answers: Answers, safety: Safety) -> Finding:
    highest = fired[-1]
    at_highest = [outcome for outcome in fired if outcome.level == highest.level]
    when = [*(m.code for m in rule.modifiers_when if holds(m.when, answers)), *(c for o in fired for c in o.modifiers)]
    items = [item for outcome in fired for item in telling_items(outcome.when, answers)]
    return Finding(
        rule=name,
        level=highest.level,
        fact=rule.fact,
        answers=tuple(TracedAnswer(item=item, answer=answers[item]) for item in dict.fromkeys(items)),
        destination=safety.destinations[highest.destination or rule.destination],
        modifiers=tuple(dict.fromkeys([*rule.modifiers, *when])),
        advice=rule.advice,
        non_urgent=all(outcome.non_urgent for outcome in at_highest),
        mark=rule.mark,
        sources=rule.sources,
    )


def _conflicts(answers: Answers, safety: Safety) -> Iterator[Conflict]:
    for code, contradiction in safety.contradictions.items():
        if holds(contradiction.when, answers):
            items = tuple(dict.fromkeys(telling_items(contradiction.when, answers)))
            yield Conflict(code=code, text=contradiction.text, items=items)
