"""Asks questions at a terminal, one at a time; every answer is handed over at once, so that nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console

from taikan.core.errors import WrongAnswerError
from taikan.core.texts import Language
from taikan.intake.questionnaire import allowed_values, checked, progress, pruned, unanswered
from taikan.intake.records import Answer
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_models import Question, Questionnaire

SKIP, BACK, QUIT = "", "b", "q"


class Paused(Exception):  # noqa: N818
    """The person goes on later. ``by_choice``: they said so; otherwise Ctrl-C or the end of the input."""

    def __init__(self, *, by_choice: bool) -> None:
        super().__init__()
        self.by_choice = by_choice


@dataclass
class Interview:
    """One round of questions.

    ``keep`` is told the answers after each one; ``stops`` says whether they end the round early, which the person
    confirms first.
    """

    asked: tuple[Questionnaire, ...]
    answers: dict[str, Answer]
    language: Language
    console: Console
    keep: Callable[[dict[str, Answer]], None]
    stops: Callable[[dict[str, Answer]], bool]
    _skipped: set[str] = field(default_factory=set)
    _order: list[str] = field(default_factory=list)
    _shown: str = ""

    def run(self) -> bool:
        """Ask until nothing is left (true) or the answers end it early (false). Raises ``Paused``."""
        self.console.print(self._say("how"), style="dim", soft_wrap=True)
        while (question := self._next()) is not None:
            self._introduce(question)
            given = self._ask(question)
            if given is BACK:
                self._back()
                continue
            self._order.append(question.id)
            if given is SKIP:
                self._skipped.add(question.id)
            elif self._take(question, given):
                return False
        return True

    def _take(self, question: Question, given: Answer) -> bool:
        """Keep an answer; whether it ends the round. One that does is confirmed, or asked again."""
        answers = pruned(self.asked, {**self.answers, question.id: given})
        ends = self.stops(answers)
        if ends and self._read(self._say("confirm")) == BACK:
            self._order.pop()
            return False
        self.answers = answers
        self.keep(answers)
        return ends

    def _next(self) -> Question | None:
        return next((q for q in unanswered(self.asked, self.answers) if q.id not in self._skipped), None)

    def _back(self) -> None:
        if self._order:
            last = self._order.pop()
            self._skipped.discard(last)
            self.answers = pruned(self.asked, {item: a for item, a in self.answers.items() if item != last})
            self.keep(self.answers)

    def _introduce(self, question: Question) -> None:
        """The title and introduction of a questionnaire before its first question."""
        of = next(one for one in self.asked if question in one.questions)
        if of.id != self._shown:
            self._shown = of.id
            self.console.print(f"\n[bold]{of.title.in_language(self.language)}[/bold]", highlight=False)
            introduction = of.introduction(self.language)
            if introduction:
                self.console.print(introduction, highlight=False, markup=False, soft_wrap=True)

    def _ask(self, question: Question) -> Answer:
        done, total = progress(self.asked, self.answers)
        self.console.print(f"\n[dim]{self._say('progress', done=done, total=total)}[/dim]", highlight=False)
        required = self._say("required") if question.required else ""
        self.console.print(f"{question.words(self.language)}{required}", highlight=False, markup=False, soft_wrap=True)
        for number, option in enumerate(question.options, start=1):
            self.console.print(f"  {number}. {option.words(self.language)}", highlight=False, markup=False)
        while True:
            given = self._read(self._hint(question))
            if given == BACK or (given == SKIP and not question.required):
                return BACK if given == BACK else SKIP
            if given == SKIP:
                self.console.print(self._say("needed"), style="yellow")
                continue
            try:
                return checked(question, _meant(question, given))
            except WrongAnswerError:
                allowed = self._allowed(question)
                self.console.print(self._say("not_understood", allowed=allowed), style="yellow", markup=False)

    def _read(self, hint: str) -> str:
        try:
            given = self.console.input(f"{hint}> ", markup=False).strip()
        except (EOFError, KeyboardInterrupt) as end:
            raise Paused(by_choice=False) from end
        if given.lower() == QUIT:
            raise Paused(by_choice=True)
        return BACK if given.lower() == BACK else given

    def _hint(self, question: Question) -> str:
        if question.kind == "multi":
            return self._say("several")
        if question.low is not None and question.high is not None:
            low, high = (
                f" ({end.in_language(self.language)})" if end else ""
                for end in (question.spoken_low, question.spoken_high)
            )
            unit = question.unit.in_language(self.language) if question.unit else ""
            return self._say("range", low=f"{question.low:g}{low}", high=f"{question.high:g}{high}", unit=unit).strip()
        if question.kind == "date":
            return self._say("day")
        return self._say("free", chars=question.max_chars) if question.kind == "text" else ""

    def _allowed(self, question: Question) -> str:
        return f"1-{len(question.options)}" if question.options else allowed_values(question)

    def _say(self, key: str, **values: object) -> str:
        return load_knowledge().texts[f"intake.{key}"].format(**values).in_language(self.language)


def _meant(question: Question, given: str) -> object:
    """What was typed as a value: option numbers become codes, numbers numbers."""
    if question.kind == "choice":
        return _code(question, given)
    if question.kind == "multi":
        return [_code(question, part) for part in given.replace("、", ",").replace(" ", ",").split(",") if part]
    if question.kind in {"scale", "number"}:
        try:
            return float(given)
        except ValueError:
            return given
    return given


def _code(question: Question, given: str) -> str:
    if given.isdecimal() and 1 <= int(given) <= len(question.options):
        return question.options[int(given) - 1].code
    return given
