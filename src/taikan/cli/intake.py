"""``taikan intake``: questions at the terminal or from a file, and what they say about safety."""

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from taikan.cli._intake_summary import IntakeSummary
from taikan.cli._interview import Interview, Paused
from taikan.cli._language import lang_option
from taikan.core.errors import ExitStatus, UnknownNameError, WordsMissingError
from taikan.core.texts import Language
from taikan.intake.records import Answer
from taikan.intake.red_flags import STOPPING
from taikan.intake.template import answers_template
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import Questionnaires, load_questionnaires, read_questionnaires
from taikan.knowledge.questionnaire_models import Questionnaire
from taikan.workflows.files import write_whole
from taikan.workflows.intake import (
    AnswersFile,
    current_gate,
    new_round,
    read_answers_file,
    read_answers_table,
    read_clearance,
    result_of,
    save,
    with_answers,
    with_clearance,
    with_screening,
    write_letter,
)

_PATH = click.Path(path_type=Path)


@click.command(help="Answer questions at the terminal or from a file; says first whether it is safe to start.")
@click.option("--set", "set_name", default="intake", show_default=True, help="Which set of questions.")
@click.option("--add", "added", multiple=True, help="One more questionnaire, by its id.")
@click.option("--from", "source", type=_PATH, help="Read the answers from this TOML file instead of asking.")
@click.option(
    "--template",
    type=click.Path(path_type=Path, allow_dash=True),
    is_flag=False,
    flag_value=Path("-"),
    help="Print a commented TOML file to fill in, or write it to this file, and nothing else.",
)
@click.option(
    "--out", type=_PATH, default=Path("answers.json"), show_default=True, help="Answers file; resumed if there."
)
@click.option("--clearance", type=_PATH, help="Keep a doctor's clearance from this TOML file.")
@click.option("--letter", type=_PATH, help="Write the letter for the doctor (PDF) here.")
@click.option("--words", type=_PATH, help="A folder with a licence holder's questionnaires/*.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
def command(
    set_name: str, added: tuple[str, ...], words: Path | None, template: Path | None, lang: Language, **choices: Any
) -> int:
    """Exit status 0 when the gate is open, 5 when it is not; the answers, and the letter if asked for, are kept."""
    known = load_questionnaires() if words is None else read_questionnaires([words])
    asked = _asked(known, set_name, added, lang)
    job = _Job(known=known, asked=asked, language=lang, **choices)
    try:
        return job.write_template(template) if template is not None else job.run()
    except Paused as pause:
        job.say("paused", path=job.out)
        return ExitStatus.OK if pause.by_choice else ExitStatus.INTERRUPTED


def _asked(known: Questionnaires, set_name: str, added: tuple[str, ...], lang: Language) -> tuple[Questionnaire, ...]:
    """The questionnaires of the set and those added; an unknown name or missing words are errors."""
    _check_name("question set", set_name, known.sets)
    asked = list(known.of_set(set_name))
    for name in added:
        _check_name("questionnaire", name, known.instruments)
        asked.append(known.instruments[name])
    for one in asked:
        if lang not in one.languages:
            raise WordsMissingError(name=one.title.in_language(lang))
    return tuple({one.id: one for one in asked}.values())


def _check_name(kind: str, name: str, known: Any) -> None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise UnknownNameError(kind=kind, name=name, suggestion=near[0] if near else ", ".join(known))


@dataclass
class _Job:
    """One call of the command."""

    known: Questionnaires
    asked: tuple[Questionnaire, ...]
    language: Language
    source: Path | None
    out: Path
    clearance: Path | None
    letter: Path | None
    as_json: bool

    def __post_init__(self) -> None:
        self.now = datetime.now().replace(microsecond=0)
        self.console = Console(stderr=self.as_json)
        self.summary = IntakeSummary(self.known.questions(), self.language, self.console)

    def say(self, key: str, **values: object) -> None:
        self.console.print(self.summary.say(key, **values), soft_wrap=True, highlight=False, markup=False)

    def write_template(self, path: Path) -> int:
        """Write the template to ``path``; "-" prints it."""
        text = answers_template(self.asked, load_knowledge(), self.language)
        if path == Path("-"):
            click.echo(text, nl=False)
            return ExitStatus.OK
        write_whole(path, text)
        self.say("template_written", path=path)
        return ExitStatus.OK

    def run(self) -> int:
        """Take in what was given, or ask; keep it; say what it means."""
        kept = self._kept()
        if self.clearance is not None:
            kept = self._clear(kept, self.clearance)
        if self.source is not None:
            answers = read_answers_table(self.source, self.asked)
            kept = with_screening(with_answers(kept, self.asked, answers, self.now), self.asked, self.now)
        elif self.clearance is None:
            kept = self._interviewed(kept)
        save(self.out, kept)
        return self._tell(kept)

    def _kept(self) -> AnswersFile:
        if not self.out.exists():
            return AnswersFile(saved_at=self.now)
        kept, dropped = read_answers_file(self.out, self.known)
        if dropped:
            self.say("dropped", items=", ".join(dropped))
        return kept

    def _clear(self, kept: AnswersFile, path: Path) -> AnswersFile:
        clearance = read_clearance(path, self.now)
        self.say("clearance_kept", facility=clearance.facility, clinician=clearance.clinician)
        if clearance.recorded_by == "self":
            self.say("clearance_not_counted")
        return with_clearance(kept, clearance)

    def _interviewed(self, kept: AnswersFile) -> AnswersFile:
        kept = new_round(kept, self.asked, self.now)
        if kept.answers:
            self.say("resumed", count=len(kept.answers))

        def at(answers: dict[str, Answer]) -> AnswersFile:
            return kept.model_copy(update={"answers": answers, "saved_at": self.now})

        interview = Interview(
            asked=self.asked,
            answers=dict(kept.answers),
            language=self.language,
            console=self.console,
            keep=lambda answers: save(self.out, at(answers)),
            stops=lambda answers: self._stops(at(answers)),
        )
        full = interview.run()
        if not full:
            self.say("stopped_early")
        return with_screening(at(interview.answers), self.asked, self.now, full=full)

    def _stops(self, kept: AnswersFile) -> bool:
        """Whether these answers end the questions: at once for an emergency, after the safety questions for U."""
        fresh = kept.model_copy(update={"history": AnswersFile(saved_at=self.now).history})
        level = current_gate(fresh, self.known, self.now)
        return level.level == "E" or (level.level == "U" and not level.missing)

    def _tell(self, kept: AnswersFile) -> int:
        result = result_of(kept, self.known, self.now)
        self.summary.print(result)
        if self.letter is not None:
            write_letter(self.letter, result.gate, self.known, self.language, self.now)
            self.say("letter", path=self.letter)
        elif result.gate.level in STOPPING | {"D"}:
            self.say("letter_hint")
        self.say("saved", path=self.out)
        if self.as_json:
            click.echo(result.model_dump_json(by_alias=True))
        return ExitStatus.OK if result.gate.open and not result.self_harm else ExitStatus.SAFETY_STOP
