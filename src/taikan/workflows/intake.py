"""Intake as one job: the answers file, resuming, screenings and clearances that are kept, and what it all says."""

import json
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationError

from taikan.core.errors import AnswersFileError, FileIsDirectoryError, FileMissingError, FileNotPermittedError
from taikan.core.records import Record
from taikan.core.texts import Language
from taikan.intake.evidence import AnswerEvidence, answer_evidence
from taikan.intake.provocation import provocation_tags
from taikan.intake.questionnaire import checked_answers, flattened, resumed, texts_given, versions
from taikan.intake.records import Answer, Clearance, Gate, SafetyHistory, Screening
from taikan.intake.red_flags import STOPPING, gate
from taikan.intake.scoring import Score, scores, values_of
from taikan.intake.self_harm import speaks_of_self_harm
from taikan.knowledge.answer_evidence_files import load_answer_grades
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import Questionnaires
from taikan.knowledge.questionnaire_models import Questionnaire
from taikan.knowledge.safety_files import load_safety
from taikan.report.doctor_letter import DoctorLetter
from taikan.workflows.files import write_whole

SAFETY_SET = "safety"
SCHEMA: Literal["taikan.answers/1"] = "taikan.answers/1"


class AnswersFile(Record):
    """What is kept of a person's intake. ``finished``: the last round of questions was answered to its end."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    schema_: Literal["taikan.answers/1"] = Field(default=SCHEMA, alias="schema")
    saved_at: datetime
    finished: bool = False
    versions: dict[str, str] = Field(default_factory=dict)
    answers: dict[str, Answer] = Field(default_factory=dict)
    history: SafetyHistory = SafetyHistory()


class IntakeResult(Record):
    """What an answers file says at one moment; scores and evidence only where the gate allows factors.

    ``self_harm``: something written speaks of self-harm; then nothing is scored and a human is needed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    schema_: Literal["taikan.intake/1"] = Field(default="taikan.intake/1", alias="schema")
    at: datetime
    finished: bool
    gate: Gate
    self_harm: bool
    scores: dict[str, Score]
    evidence: tuple[AnswerEvidence, ...]
    tags: dict[str, int]
    answers: dict[str, Answer]
    versions: dict[str, str]


def read_answers_file(path: Path, known: Questionnaires) -> tuple[AnswersFile, tuple[str, ...]]:
    """The file written before, and the ids of answers that are no longer valid and were left out.

    Raises
    ------
    FileMissingError, FileIsDirectoryError, FileNotPermittedError, AnswersFileError
    """
    text = _text_of(path)
    try:
        kept = AnswersFile.model_validate({**json.loads(text)})
    except (ValueError, TypeError) as problem:
        raise AnswersFileError(path=str(path), problem=_first_line(problem)) from problem
    answers, dropped = resumed(known.instruments.values(), kept.answers)
    return kept.model_copy(update={"answers": answers}), dropped


def read_answers_table(path: Path, asked: tuple[Questionnaire, ...]) -> dict[str, Answer]:
    """Answers from a TOML file. Raises as ``read_answers_file`` does, and for unknown keys and wrong values."""
    return checked_answers(asked, flattened(_toml(path)))


def read_clearance(path: Path, now: datetime) -> Clearance:
    """A clearance from a TOML file; ``recorded_at`` is ``now`` where it is not given. Raises ``AnswersFileError``."""
    table = {"recorded_at": now, **_toml(path)}
    try:
        clearance = Clearance.model_validate(table)
    except ValidationError as problem:
        raise AnswersFileError(path=str(path), problem=_first_line(problem)) from problem
    unknown = set(clearance.restrictions) - load_safety().modifiers.keys()
    unknown |= set(clearance.covers) - load_safety().rules.keys()
    if unknown:
        raise AnswersFileError(path=str(path), problem=f"unknown codes: {', '.join(sorted(unknown))}")
    return clearance


def save(path: Path, kept: AnswersFile) -> None:
    """Write ``kept`` whole or not at all."""
    write_whole(path, kept.model_dump_json(by_alias=True, indent=2) + "\n")


def with_screening(
    kept: AnswersFile, asked: tuple[Questionnaire, ...], now: datetime, *, full: bool = True
) -> AnswersFile:
    """``kept`` with its answers as one more screening, if they hold safety questions; the round of questions is over.

    ``full`` is false for a round that was broken off because of its answers.
    """
    history = kept.history
    if any(one.id == "safety" for one in asked):
        screening = Screening(at=now, answers=kept.answers, versions=versions(asked), full=full)
        history = history.model_copy(update={"screenings": (*history.screenings, screening)})
    update = {"history": history, "finished": True, "saved_at": now}
    return kept.model_copy(update={**update, "versions": {**kept.versions, **versions(asked)}})


def new_round(kept: AnswersFile, asked: tuple[Questionnaire, ...], now: datetime) -> AnswersFile:
    """``kept`` ready to be asked again: an unfinished round goes on, a finished one starts afresh."""
    if not kept.finished:
        return kept
    again = {question.id for one in asked if one.id != "about" for question in one.questions}
    answers = {item: answer for item, answer in kept.answers.items() if item not in again}
    return kept.model_copy(update={"answers": answers, "finished": False, "saved_at": now})


def with_answers(
    kept: AnswersFile, asked: tuple[Questionnaire, ...], answers: Mapping[str, Answer], now: datetime
) -> AnswersFile:
    """``kept`` with ``answers`` in place of all earlier ones to the questions ``asked``."""
    own = {question.id for one in asked for question in one.questions}
    others = {item: answer for item, answer in kept.answers.items() if item not in own}
    return kept.model_copy(update={"answers": {**others, **answers}, "finished": False, "saved_at": now})


def with_clearance(kept: AnswersFile, clearance: Clearance) -> AnswersFile:
    """``kept`` with one more clearance; none is ever taken out."""
    clearances = (*kept.history.clearances, clearance)
    return kept.model_copy(update={"history": kept.history.model_copy(update={"clearances": clearances})})


def current_gate(kept: AnswersFile, known: Questionnaires, now: datetime) -> Gate:
    """The gate over everything that is kept; answers of an unfinished round count as a screening."""
    history, safety = kept.history, load_safety()
    if not history.screenings or history.screenings[-1].answers != kept.answers:
        draft = Screening(at=kept.saved_at, answers=kept.answers, full=False)
        history = history.model_copy(update={"screenings": (*history.screenings, draft)})
    return gate(history, now, safety, known.of_set(SAFETY_SET))


def result_of(kept: AnswersFile, known: Questionnaires, now: datetime) -> IntakeResult:
    """What ``kept`` says at ``now``. Scores are left out after words of self-harm, evidence while E or U is open."""
    instruments = tuple(known.instruments.values())
    answers, opened = kept.answers, current_gate(kept, known, now)
    alarmed = speaks_of_self_harm(texts_given(instruments, answers), load_safety())
    made = {} if alarmed else {k: s for k, s in scores(instruments, answers).items() if s.answered}
    stopped = alarmed or opened.level in STOPPING
    evidence = () if stopped else answer_evidence(answers, values_of(made), load_answer_grades())
    return IntakeResult(
        at=now,
        finished=kept.finished,
        gate=opened,
        self_harm=alarmed,
        scores=made,
        evidence=evidence,
        tags={} if stopped else provocation_tags(answers),
        answers=answers,
        versions=kept.versions,
    )


def write_letter(path: Path, opened: Gate, known: Questionnaires, language: Language, now: datetime) -> None:
    """Write the letter to the doctor about ``opened`` as PDF."""
    letter = DoctorLetter(opened, known.questions(), load_safety(), load_knowledge(), language=language, written_at=now)
    write_whole(path, letter.pdf())


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(_text_of(path))
    except tomllib.TOMLDecodeError as problem:
        raise AnswersFileError(path=str(path), problem=str(problem)) from problem


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as problem:
        raise FileMissingError(path=str(path)) from problem
    except IsADirectoryError as problem:
        raise FileIsDirectoryError(path=str(path)) from problem
    except PermissionError as problem:
        raise FileNotPermittedError(path=str(path)) from problem
    except UnicodeDecodeError as problem:
        raise AnswersFileError(path=str(path), problem=str(problem)) from problem


def _first_line(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        first = problem.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(problem).splitlines()[0]
