"""What ``taikan intake`` prints: the safety level first with what to do, then why, then what is adjusted."""

from rich.console import Console

from taikan.core.texts import Language, Text
from taikan.intake.modifiers import limits
from taikan.intake.questionnaire import option_words
from taikan.intake.records import Finding, Gate
from taikan.intake.red_flags import STOPPING, what_to_do
from taikan.intake.scoring import Score
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_models import Question
from taikan.knowledge.safety_files import load_safety
from taikan.workflows.intake import IntakeResult

COLOURS = {"E": "bold red", "U": "bold red", "D": "bold yellow", "C": "bold yellow", "go": "bold green"}


class IntakeSummary:
    """Prints one result for a person at a terminal."""

    def __init__(self, questions: dict[str, Question], language: Language, console: Console) -> None:
        self._questions, self._language, self._console = questions, language, console

    def print(self, result: IntakeResult) -> None:
        """Everything, the most important first."""
        if result.self_harm:
            self._print_support()
        self._print_gate(result.gate)
        if result.gate.open and result.scores and not result.self_harm:
            self._print_scores(result.scores)
        self._line(self.say("not_a_device"), style="dim")

    def say(self, key: str, **values: object) -> str:
        """The text ``intake.<key>``, filled in."""
        return load_knowledge().texts[f"intake.{key}"].format(**values).in_language(self._language)

    def _print_gate(self, gate: Gate) -> None:
        safety = load_safety()
        if gate.level is None:
            self._line(self.say("level_unknown"), style="bold yellow")
        else:
            name = safety.levels[gate.level].name.in_language(self._language)
            self._line(self.say("level", name=name), style=COLOURS[gate.level])
        for text in what_to_do(gate, safety):
            self._line(self._of(text))
        if not gate.open:
            self._line(self.say("not_open"))
        self._list("conflicts", [self._of(conflict.text) for conflict in gate.conflicts])
        if gate.level not in STOPPING:
            self._list("missing", [self._question(item) for item in gate.missing])
        self._list("fired", [self._finding(finding) for finding in gate.findings])
        self._list("restrictions", list(gate.restrictions))
        if gate.open:
            records = limits(gate.modifiers, safety)
            self._list("adjustments", [self._of(line) for line in records.lines])
            self._list("stop_when", [self._of(line) for line in records.safety_lines])

    def _finding(self, finding: Finding) -> str:
        level = load_safety().levels[finding.level].name.in_language(self._language)
        notes = [self.say("where", place=self._of(finding.destination))] if finding.level in {"E", "U", "D"} else []
        if finding.since is not None:
            notes.append(self.say("since", day=finding.since.date().isoformat()))
        if finding.state != "open":
            notes.append(self.say(finding.state))
        answers = "; ".join(
            f"{traced.item}: {', '.join(option_words(self._questions[traced.item], traced.answer, self._language))}"
            for traced in finding.answers
            if traced.item in self._questions
        )
        return f"[{level}] {self._of(finding.fact)} ({answers or finding.rule}) {' / '.join(notes)}".rstrip()

    def _print_scores(self, made: dict[str, Score]) -> None:
        self._list("scores", [self._score(score) for score in made.values() if score.value is not None])

    def _score(self, score: Score) -> str:
        unit = f" / {score.high:g}" if score.unit is None else f" {self._of(score.unit)}"
        band = f" ({self._of(score.band_text)})" if score.band_text else ""
        return f"{self._of(score.name)}: {score.value:.4g}{unit}{band}"

    def _print_support(self) -> None:
        care = load_safety().self_harm
        self._line(self._of(care.say), style="bold red")
        for line in care.lines:
            checked = line.last_checked
            note = self.say("number_note", checked=checked) if checked else self.say("number_unchecked")
            self._line(f"  {line.ja if self._language == 'ja' else line.en}: {line.number} {note}")
        self._line(self._of(care.tell_trainer))

    def _question(self, item: str) -> str:
        question = self._questions.get(item)
        words = question.words(self._language) if question else None
        return f"{item}: {words}" if words else item

    def _list(self, heading: str, lines: list[str]) -> None:
        if lines:
            self._line(f"\n{self.say(heading)}", style="bold")
            for line in lines:
                self._line(f"  - {line}")

    def _of(self, text: Text) -> str:
        return text.in_language(self._language)

    def _line(self, text: str, style: str | None = None) -> None:
        self._console.print(text, style=style, highlight=False, markup=False, soft_wrap=True)
