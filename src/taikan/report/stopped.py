"""The report where the safety check stops everything: what to do first, why, and what comes after. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from taikan.core.texts import Language
from taikan.intake.questionnaire import option_words
from taikan.intake.records import Finding, Gate
from taikan.intake.red_flags import STOPPING, what_to_do
from taikan.knowledge.models import Knowledge
from taikan.knowledge.questionnaire_models import Question
from taikan.knowledge.safety_models import Safety
from taikan.report.content import Wording
from taikan.report.pages import environment
from taikan.report.typesetting import typeset

TEMPLATE = "stopped.typ"


class _Words(Wording):
    section = "handout"


@dataclass(frozen=True)
class Stopped:
    """A gate that is not open, or words of self-harm; ``has_letter``: a letter to the doctor lies beside the report."""

    gate: Gate
    self_harm: bool
    name: str
    created_on: str
    has_letter: bool


def stopped_pdf(
    stopped: Stopped, questions: Mapping[str, Question], safety: Safety, knowledge: Knowledge, language: Language
) -> bytes:
    """One A4 page."""
    return typeset(TEMPLATE, stopped_content(stopped, questions, safety, knowledge, language))


def stopped_page(
    stopped: Stopped, questions: Mapping[str, Question], safety: Safety, knowledge: Knowledge, language: Language
) -> str:
    """The same as a self-contained page."""
    content = stopped_content(stopped, questions, safety, knowledge, language)
    return environment().get_template("stopped.html.j2").render(d=content)


def stopped_content(
    stopped: Stopped, questions: Mapping[str, Question], safety: Safety, knowledge: Knowledge, language: Language
) -> dict[str, Any]:
    """What both show, in the reader's language. Unanswered questions are left out where a doctor comes first."""
    words, gate = _Words(knowledge, language), stopped.gate
    level = words.of(safety.levels[gate.level].name) if gate.level else ""
    is_unsure = gate.level is None
    asked = [questions[item].words(language) or item for item in gate.missing if item in questions]
    return {
        "language": language,
        "kind": words("kind"),
        "title": words("stopped.unanswered_title" if is_unsure else "stopped.title"),
        "name": stopped.name,
        "date": stopped.created_on,
        "level": f"{words('safety')}: {level}" if level else "",
        "support": _support(safety, words) if stopped.self_harm else [],
        "todo": [words.of(text) for text in what_to_do(gate, safety)],
        "lists": [
            (words(f"stopped.{key}"), lines)
            for key, lines in (
                ("answers", [_finding(f, questions, words) for f in gate.findings]),
                ("conflicts", [words.of(conflict.text) for conflict in gate.conflicts]),
                ("missing", [] if gate.level in STOPPING else asked),
            )
            if lines
        ],
        "after": [*([words("stopped.letter")] if stopped.has_letter else []), words("stopped.nothing_done")],
        "notice": words("notice"),
    }


def _support(safety: Safety, words: Wording) -> list[str]:
    care = safety.self_harm
    lines = [f"{line.ja if words.language == 'ja' else line.en}: {line.number}" for line in care.lines]
    return [words.of(care.say), *lines, words.of(care.tell_trainer)]


def _finding(finding: Finding, questions: Mapping[str, Question], words: Wording) -> str:
    answers = [
        ", ".join(option_words(questions[traced.item], traced.answer, words.language))
        for traced in finding.answers
        if traced.item in questions
    ]
    fact = words.of(finding.fact)
    return f"{fact} ({'; '.join(answers)})" if answers else fact
