"""From a file of what is known and any number of result files to the profile, its report and the next best tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from taikan import __version__
from taikan.core.errors import ProfileInputError, WrongOptionError
from taikan.core.records import AnalysisResult, Grade, Record
from taikan.core.texts import Language, Text
from taikan.factors.admission import Admission
from taikan.factors.engine import build_profile
from taikan.factors.from_results import observations_of
from taikan.factors.next_test import Planner, SessionPlan
from taikan.factors.offers import SessionRoom, offered_trials
from taikan.factors.profile_input import ProfileInput, SessionInput, spelled_out
from taikan.factors.records import ClientEvidence, Profile
from taikan.factors.sentences import with_sentences
from taikan.factors.table import FactorTable
from taikan.factors.what_if import WhatIf, what_if
from taikan.knowledge.body_map import load_body_map
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.factor_model import FactorModel
from taikan.knowledge.loader import load_knowledge
from taikan.report.profile_page import ProfilePage, render_profile
from taikan.workflows.given import check_names, read_given
from taikan.workflows.outputs import RESULT_FILE
from taikan.workflows.reading import read_record
from taikan.workflows.target import OwnFiles, check_target, whole_or_nothing, write_text

PROFILE_FILE, PROFILE_PAGE = "profile.json", "profile.html"
_PROFILE = OwnFiles(PROFILE_FILE, frozenset({PROFILE_FILE, PROFILE_PAGE}))
GRADES = ("ok", "borderline", "amber", "red", "none")


class ProfileDocument(Record):
    """What ``profile.json`` holds. ``evidence`` is all the engine was given, so the profile can be made again."""

    schema_: Literal["taikan.profile/1"] = Field(default="taikan.profile/1", alias="schema")
    version: str
    title: Text | None = None
    made_from: tuple[str, ...]
    pain_areas: tuple[str, ...] = ()
    evidence: ClientEvidence
    profile: Profile
    next_tests: SessionPlan
    trials: tuple[str, ...] = ()
    what_if: WhatIf | None = None

    model_config = Record.model_config | {"populate_by_name": True}


@dataclass(frozen=True)
class ProfileSubject:
    """Whose profile is made: the engine's ``evidence``, and what the page says about it."""

    evidence: ClientEvidence
    title: Text | None = None
    made_from: tuple[str, ...] = ()
    pain_areas: tuple[str, ...] = ()
    session: SessionInput = field(default_factory=SessionInput)


def make_profile(
    path: Path, results: Sequence[Path] = (), changes: Sequence[tuple[str, Grade | None]] = ()
) -> ProfileDocument:
    """The profile of the client in ``path`` (TOML or JSON) with the measures of ``results`` (files or folders).

    What the file says of a code goes before what a result says. ``changes`` are looked at as a what-if.

    Raises
    ------
    FileMissingError, FileIsDirectoryError, FileNotPermittedError, ProfileInputError, ResultFileError
        If a file cannot be read as what it should be.
    UnknownNameError
        If it names something that does not exist; with a suggestion.
    """
    model = load_factor_model()
    given = read_profile_input(path)
    read = [read_record(r, RESULT_FILE, AnalysisResult) for r in results]
    subject = ProfileSubject(
        evidence=_evidence(given, read, path, model),
        title=given.title,
        made_from=(path.name, *(r.provenance.file_name for r in read)),
        pain_areas=given.pain.areas,
        session=given.session,
    )
    return profile_of(subject, dict(changes))


def profile_of(subject: ProfileSubject, changes: Mapping[str, Grade | None] | None = None) -> ProfileDocument:
    """The profile of ``subject`` with its sentences, next tests and trials; ``changes`` are looked at as a what-if.

    Raises ``UnknownNameError`` for a change of evidence that does not exist.
    """
    model, knowledge, evidence = load_factor_model(), load_knowledge(), subject.evidence
    check_names(((code, model.evidence) for code in changes or ()), "evidence")
    planner, equipment = _planner(), subject.session.equipment
    table = planner.table
    profile = with_sentences(build_profile(evidence, table), model, knowledge.texts)
    room = SessionRoom.usual(model) if equipment is None else SessionRoom(frozenset(equipment))
    return ProfileDocument(
        version=__version__,
        title=subject.title,
        made_from=subject.made_from,
        pain_areas=subject.pain_areas,
        evidence=evidence,
        profile=profile,
        next_tests=planner.plan(evidence, room, subject.session.minutes),
        trials=offered_trials(profile.factors, Admission(model, evidence)),
        what_if=what_if(evidence, dict(changes), table) if changes else None,
    )


@lru_cache(maxsize=1)
def _planner() -> Planner:
    """The planner of the factor model: a second's work that is the same for everybody."""
    return Planner.of(FactorTable.of(load_factor_model()))


def write_profile(document: ProfileDocument, folder: Path, language: Language, created_at: str) -> Path:
    """Write ``profile.json`` and ``profile.html`` into ``folder``, whole or not at all; returns the page.

    Raises as ``outputs.write_outputs`` does.
    """
    check_profile_target(folder)
    with whole_or_nothing(folder) as work:
        write_text(work / PROFILE_FILE, document.model_dump_json(by_alias=True, indent=2) + "\n")
        write_text(work / PROFILE_PAGE, profile_page(document, language, created_at))
    return folder / PROFILE_PAGE


def profile_page(document: ProfileDocument, language: Language, created_at: str) -> str:
    """The page about ``document``."""
    page = ProfilePage(
        profile=document.profile,
        plan=document.next_tests,
        what_if=document.what_if,
        title=document.title,
        made_from=document.made_from,
        pain_areas=document.pain_areas,
        trials=document.trials,
        observations=len(document.evidence.observations),
        version=document.version,
        created_at=created_at,
    )
    return render_profile(page, load_factor_model(), load_knowledge(), load_body_map(), language)


def check_profile_target(folder: Path) -> None:
    """Whether ``folder`` can take a profile; raises as ``target.check_target`` does."""
    check_target(folder, _PROFILE)


def read_profile_input(path: Path) -> ProfileInput:
    """The file at ``path``; raises as ``make_profile`` does. An unknown key is an error with the nearest known one."""
    given = read_given(path, ProfileInput, ProfileInputError)
    _check_input_names(given, load_factor_model())
    return given


def parse_change(text: str) -> tuple[str, Grade | None]:
    """``CODE=GRADE`` of a what-if; the grade ``none`` takes the code away. Raises ``WrongOptionError``."""
    code, sign, word = text.partition("=")
    grade = spelled_out(word)
    if not sign or grade not in GRADES:
        raise WrongOptionError(option="--what-if", value=text, allowed=f"CODE=({'|'.join(GRADES)})")
    return code, None if grade == "none" else grade  # type: ignore[return-value]


def _evidence(given: ProfileInput, results: Sequence[AnalysisResult], path: Path, model: FactorModel) -> ClientEvidence:
    try:
        evidence = given.evidence()
    except ValueError as problem:
        first = problem.errors()[0]["msg"] if isinstance(problem, ValidationError) else str(problem)
        raise ProfileInputError(path=str(path), problem=first) from problem
    said = {o.code for o in evidence.observations}
    measured = observations_of(results, model, load_knowledge().measures, given.age)
    more = tuple(o for o in measured if o.code not in said)
    return evidence.model_copy(update={"observations": (*evidence.observations, *more)})


def _check_input_names(given: ProfileInput, model: FactorModel) -> None:
    known_codes = [*model.evidence, *load_knowledge().measures, *model.settings.other_codes]
    check_names(((o.code, known_codes) for o in given.observations), "evidence")
    named = (*given.hide, *given.priors, *(t.factor for t in given.trials), *(p.factor for p in given.pins))
    check_names(((name, model.factors) for name in named), "factor")
    check_names(((name, model.themes) for name in given.preferred_themes), "theme")
    check_names(((code, model.limits.known_codes) for code in given.modifiers), "modifier")
    check_names(((tag, model.known_tags) for tag in given.tags), "tag")
    check_names(((thing, model.places) for thing in given.session.equipment or ()), "place")
    check_names(((area, load_body_map().pain_areas) for area in given.pain.areas), "body_area")
