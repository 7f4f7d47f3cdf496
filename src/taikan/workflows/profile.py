"""From a file of what is known and any number of result files to the profile, its report and the next best tests."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from taikan import __version__
from taikan.core.errors import (
    FileIsDirectoryError,
    FileMissingError,
    FileNotPermittedError,
    ProfileInputError,
    UnknownNameError,
    WrongOptionError,
)
from taikan.core.records import AnalysisResult, Grade, Record
from taikan.core.texts import Language, Text
from taikan.factors.admission import Admission
from taikan.factors.engine import build_profile
from taikan.factors.from_results import observations_of
from taikan.factors.next_test import Planner, SessionPlan
from taikan.factors.offers import SessionRoom, offered_trials
from taikan.factors.profile_input import ProfileInput, spelled_out
from taikan.factors.records import ClientEvidence, Profile
from taikan.factors.sentences import with_sentences
from taikan.factors.table import FactorTable
from taikan.factors.what_if import WhatIf, what_if
from taikan.knowledge.body_map import load_body_map
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.factor_model import FactorModel
from taikan.knowledge.loader import load_knowledge
from taikan.report.profile_page import ProfilePage, render_profile
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
    model, knowledge = load_factor_model(), load_knowledge()
    given = read_profile_input(path)
    read = [read_record(r, RESULT_FILE, AnalysisResult) for r in results]
    evidence = _evidence(given, read, path, model)
    _check_names(((code, model.evidence) for code, _ in changes), "evidence")
    table = FactorTable.of(model)
    profile = with_sentences(build_profile(evidence, table), model, knowledge.texts)
    room = (
        SessionRoom.usual(model) if given.session.equipment is None else SessionRoom(frozenset(given.session.equipment))
    )
    return ProfileDocument(
        version=__version__,
        title=given.title,
        made_from=(path.name, *(r.provenance.file_name for r in read)),
        pain_areas=given.pain.areas,
        evidence=evidence,
        profile=profile,
        next_tests=Planner.of(table).plan(evidence, room, given.session.minutes),
        trials=offered_trials(profile.factors, Admission(model, evidence)),
        what_if=what_if(evidence, dict(changes), table) if changes else None,
    )


def write_profile(document: ProfileDocument, folder: Path, language: Language, created_at: str) -> Path:
    """Write ``profile.json`` and ``profile.html`` into ``folder``, whole or not at all; returns the page.

    Raises as ``outputs.write_outputs`` does.
    """
    check_profile_target(folder)
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
    with whole_or_nothing(folder) as work:
        write_text(work / PROFILE_FILE, document.model_dump_json(by_alias=True, indent=2) + "\n")
        html = render_profile(page, load_factor_model(), load_knowledge(), load_body_map(), language)
        write_text(work / PROFILE_PAGE, html)
    return folder / PROFILE_PAGE


def check_profile_target(folder: Path) -> None:
    """Whether ``folder`` can take a profile; raises as ``target.check_target`` does."""
    check_target(folder, _PROFILE)


def read_profile_input(path: Path) -> ProfileInput:
    """The file at ``path``; raises as ``make_profile`` does. An unknown key is an error with the nearest known one."""
    table = _parsed(path)
    try:
        given = ProfileInput.model_validate(table)
    except ValidationError as problem:
        raise _input_error(problem, path) from problem
    _check_input_names(given, load_factor_model())
    return given


def parse_change(text: str) -> tuple[str, Grade | None]:
    """``CODE=GRADE`` of a what-if; the grade ``none`` takes the code away. Raises ``WrongOptionError``."""
    code, sign, word = text.partition("=")
    grade = spelled_out(word)
    if not sign or grade not in GRADES:
        raise WrongOptionError(option="--what-if", value=text, allowed=f"CODE=({'|'.join(GRADES)})")
    return code, None if grade == "none" else grade  # type: ignore[return-value]


def _parsed(path: Path) -> object:
    try:
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise FileMissingError(path=str(path)) from problem
    except IsADirectoryError as problem:
        raise FileIsDirectoryError(path=str(path)) from problem
    except (PermissionError, OSError) as problem:
        raise FileNotPermittedError(path=str(path)) from problem
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ProfileInputError(path=str(path), problem=str(problem).splitlines()[0]) from problem


def _input_error(problem: ValidationError, path: Path) -> Exception:
    """The first thing that is wrong, as an error of ours."""
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        key = str(first["loc"][-1])
        known = _known_keys(first["loc"][:-1])
        return UnknownNameError(kind="key", name=where, suggestion=_nearest(key, known))
    return ProfileInputError(path=str(path), problem=f"{where}: {first['msg']}" if where else first["msg"])


def _known_keys(place: Sequence[int | str]) -> list[str]:
    """The keys that may stand at ``place`` of the file."""
    schema: dict[str, Any] = ProfileInput.model_json_schema(by_alias=True)
    names = [str(part) for part in place if isinstance(part, str)]
    kind = schema
    for name in names:
        entry = kind.get("properties", {}).get(name, {})
        entry = entry.get("items", entry)
        reference = next((r for r in _references(entry)), None)
        kind = schema["$defs"].get(reference, {}) if reference else {}
    return list(kind.get("properties", {}))


def _references(entry: Mapping[str, Any]) -> Iterable[str]:
    for part in (entry, *entry.get("anyOf", ()), *entry.get("allOf", ())):
        if "$ref" in part:
            yield part["$ref"].rsplit("/", 1)[-1]


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
    _check_names(((o.code, known_codes) for o in given.observations), "evidence")
    named = (*given.hide, *given.priors, *(t.factor for t in given.trials), *(p.factor for p in given.pins))
    _check_names(((name, model.factors) for name in named), "factor")
    _check_names(((name, model.themes) for name in given.preferred_themes), "theme")
    _check_names(((code, model.limits.known_codes) for code in given.modifiers), "modifier")
    _check_names(((tag, model.known_tags) for tag in given.tags), "tag")
    _check_names(((thing, model.places) for thing in given.session.equipment or ()), "place")
    _check_names(((area, load_body_map().pain_areas) for area in given.pain.areas), "body_area")


def _check_names(named: Iterable[tuple[str, Iterable[str]]], kind: str) -> None:
    for name, known in named:
        choices = list(known)
        if name not in choices:
            raise UnknownNameError(kind=kind, name=name, suggestion=_nearest(name, choices))


def _nearest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return close[0] if close else ", ".join(known)
