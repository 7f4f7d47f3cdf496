"""One page for a doctor: the answers that made rules fire, never a disease, and a slip to send back."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from taikan.core.texts import Language
from taikan.intake.questionnaire import option_words
from taikan.intake.records import Finding, Gate
from taikan.knowledge.models import Knowledge
from taikan.knowledge.questionnaire_models import Question
from taikan.knowledge.safety_models import Safety
from taikan.report.typesetting import pictures, typeset

TEMPLATE = "doctor_letter.typ"
MOST_FACTS = 22
LONGEST_ANSWER = 26
LONGEST_LIST = 90


class DoctorLetter:
    """The letter about one gate, ready to be typeset. Numbers and levels are the gate's; ``written_at`` is shown."""

    def __init__(
        self,
        gate: Gate,
        questions: Mapping[str, Question],
        safety: Safety,
        knowledge: Knowledge,
        *,
        language: Language,
        written_at: datetime,
    ) -> None:
        self._gate, self._questions, self._safety, self._knowledge = gate, questions, safety, knowledge
        self._language, self._written_at = language, written_at

    @property
    def reference(self) -> str:
        """Eight characters that tie the slip to these answers; the same for the same findings and screening."""
        rules = ",".join(f"{finding.rule}:{finding.level}" for finding in self._gate.findings)
        return sha256(f"{self._gate.screened_at}|{rules}".encode()).hexdigest()[:8].upper()

    def pdf(self) -> bytes:
        """The letter, one A4 page."""
        return typeset(TEMPLATE, self.content())

    def pictures(self, dots_per_inch: float = 100.0) -> list[bytes]:
        """The letter's pages as PNG."""
        return pictures(TEMPLATE, self.content(), dots_per_inch)

    def content(self) -> dict[str, Any]:
        """Everything the template shows, in the reader's language."""
        shown = self._gate.findings[:MOST_FACTS]
        left = len(self._gate.findings) - len(shown)
        return {
            "language": self._language,
            "title": self._say("title"),
            "date": self._written_at.date().isoformat(),
            "reference_label": self._say("reference"),
            "reference": self.reference,
            "client_label": self._say("client"),
            "birth_label": self._say("birth"),
            "greeting": self._say("greeting"),
            "level": self._say("level", level=self._say(f"level_{self._gate.level or 'none'}")),
            "facts_title": self._say("facts_title"),
            "facts_head": [self._say("urgency"), self._say("fact"), self._say("answer")],
            "facts": [self._row(finding) for finding in shown] or [["-", self._say("nothing"), ""]],
            "more": self._say("more", count=left) if left else "",
            "asks_title": self._say("asks_title"),
            "asks": self._say("asks"),
            "notice": self._say("notice"),
            "slip_title": self._say("slip_title"),
            "seen_label": self._say("seen"),
            "facility_label": self._say("facility"),
            "clinician_label": self._say("clinician"),
            "choices": [self._say(f"choice_{name}") for name in ("yes", "limits", "no")],
            "limits_label": self._say("limits"),
            "words_label": self._say("words"),
        }

    def _row(self, finding: Finding) -> list[str]:
        level = self._safety.levels[finding.level].name.in_language(self._language)
        fact = finding.fact.in_language(self._language)
        question, words = self._answer(finding)
        answer = (", " if self._language == "en" else "、").join(words)
        if question is not None and question.kind == "multi":
            listed = len(answer) <= LONGEST_LIST
            return [level, self._say("fact_with_answer", fact=fact, answer=answer) if listed else fact, ""]
        return [level, fact, answer if len(answer) <= LONGEST_ANSWER else ""]

    def _answer(self, finding: Finding) -> tuple[Question | None, tuple[str, ...]]:
        """The answer to the rule's own question, or to the first that made it fire, in words."""
        traced = next((a for a in finding.answers if a.item == finding.rule), next(iter(finding.answers), None))
        question = None if traced is None else self._questions.get(traced.item)
        if traced is None or question is None:
            return None, ()
        return question, option_words(question, traced.answer, self._language)

    def _say(self, key: str, **values: object) -> str:
        return self._knowledge.texts[f"doctor_letter.{key}"].format(**values).in_language(self._language)
