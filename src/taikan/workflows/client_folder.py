"""A client's folder: ``client.toml`` with the answers, recordings, ``manual.toml`` with what was measured by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from taikan.core.errors import ClientFileError, ClientMissingError, NoRecordingsError, WrongOptionError
from taikan.core.records import Measure, Record, Sex
from taikan.core.texts import Language
from taikan.factors.profile_input import ObservationInput, SessionInput
from taikan.factors.records import Pin, SymptomTrialResult
from taikan.intake.evidence import client_facts
from taikan.intake.questionnaire import checked_answers, flattened
from taikan.intake.template import answer_lines
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import Questionnaires
from taikan.movement_tests.entering import entered_measure, named_side
from taikan.programme.request import PlanWishes
from taikan.workflows.folders import Found, read_folder
from taikan.workflows.given import check_names, read_given
from taikan.workflows.intake import AnswersFile, read_answers_file, with_answers, with_screening
from taikan.workflows.wishes import check_wishes

CLIENT_FILE, MANUAL_FILE, ANSWERS_FILE = "client.toml", "manual.toml", "answers.json"
_TEMPLATE = "client_template.toml"
_INTAKE = "intake"


class ClientFile(Record):
    """``client.toml``. Everything but ``schema`` may be left out; what is absent counts as never asked or seen.

    ``answers``: question to answer, of the intake's questions. ``observations``: graded checks nobody filmed. ``hide``:
    factors that make no sense for this client. ``session``: what the next session offers.
    """

    schema_: Literal["taikan.client/1"] = Field(alias="schema")
    name: str = Field(default="", max_length=60)
    answers: dict[str, Any] = Field(default_factory=dict)
    observations: tuple[ObservationInput, ...] = ()
    trials: tuple[SymptomTrialResult, ...] = ()
    pins: tuple[Pin, ...] = ()
    hide: tuple[str, ...] = ()
    preferred_themes: tuple[str, ...] = ()
    session: SessionInput = SessionInput()
    plan: PlanWishes = PlanWishes()


class ManualFile(Record):
    """``manual.toml``: ``measures`` maps CODE or CODE.left to a value or several trials, in the measure's unit."""

    schema_: Literal["taikan.manual/1"] = Field(alias="schema")
    by: str = ""
    pain: int | None = Field(default=None, ge=0, le=10)
    measures: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class ClientFolder:
    """What a folder holds, checked. ``kept``: answers with their screenings and clearances. ``found``: recordings."""

    path: Path
    client: ClientFile
    kept: AnswersFile
    entries: tuple[Measure, ...]
    found: Found

    @property
    def wishes(self) -> PlanWishes:
        """The plan's wishes, with what the answers say of age, sex, body mass and usual pain where they do not."""
        facts, pain = client_facts(self.kept.answers), self.kept.answers.get("q.pain.avg")
        sex: Sex | None = "male" if facts.sex == "male" else "female" if facts.sex == "female" else None
        known = {
            "age": facts.age,
            "sex": sex,
            "mass_kg": facts.weight_kg,
            "usual_pain": pain if isinstance(pain, int | float) else None,
        }
        said = self.client.plan.model_dump(exclude_none=True, include=set(known))
        return self.client.plan.model_copy(update={**known, **said})


def read_client_folder(folder: Path, known: Questionnaires, now: datetime) -> ClientFolder:
    """The folder's files, read and checked; ``now`` is when the answers count as given.

    Raises
    ------
    ClientMissingError
        If there is no ``client.toml``.
    ClientFileError, UnknownNameError, WrongAnswerError, WrongOptionError
        If a file is broken, names something that does not exist, or says something impossible.
    FolderMissingError, NotAFolderError, FileNotPermittedError
        If the folder cannot be read.
    """
    found = _recordings(folder)
    if not (folder / CLIENT_FILE).is_file():
        raise ClientMissingError(path=str(folder))
    client = read_given(folder / CLIENT_FILE, ClientFile, ClientFileError)
    _check_names(client)
    kept = _kept(folder, client, known, now)
    facts = client_facts(kept.answers)
    return ClientFolder(folder, client, kept, _entries(folder, facts.age, facts.sex), found)


def client_template(known: Questionnaires, language: Language) -> str:
    """An example of ``client.toml``: every key explained, and every question of the intake, none of them answered."""
    head = files("taikan.knowledge").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    return head + answer_lines(known.of_set(_INTAKE), load_knowledge(), language)


def _recordings(folder: Path) -> Found:
    """What the folder holds; answers alone are enough for a consultation."""
    try:
        return read_folder(folder)
    except NoRecordingsError:
        return Found((), ())


def _kept(folder: Path, client: ClientFile, known: Questionnaires, now: datetime) -> AnswersFile:
    """``answers.json`` with its screenings and clearances, and on top what ``client.toml`` says, as a new screening."""
    kept = AnswersFile(saved_at=now)
    if (folder / ANSWERS_FILE).exists():
        kept, _dropped = read_answers_file(folder / ANSWERS_FILE, known)
    if not client.answers:
        return kept
    asked = known.of_set(_INTAKE)
    answers = checked_answers(asked, flattened(client.answers))
    return with_screening(with_answers(kept, asked, answers, now), asked, now)


def _check_names(client: ClientFile) -> None:
    model = load_factor_model()
    codes = [*model.evidence, *load_knowledge().measures, *model.settings.other_codes]
    check_names(((o.code, codes) for o in client.observations), "evidence")
    named = (*client.hide, *(t.factor for t in client.trials), *(p.factor for p in client.pins))
    check_names(((name, model.factors) for name in named), "factor")
    check_names(((name, model.themes) for name in client.preferred_themes), "theme")
    check_names(((thing, model.places) for thing in client.session.equipment or ()), "place")
    check_wishes(client.plan)


def _entries(folder: Path, age: float | None, sex: str | None) -> tuple[Measure, ...]:
    path = folder / MANUAL_FILE
    if not path.exists():
        return ()
    manual = read_given(path, ManualFile, ClientFileError)
    person: Sex | None = "male" if sex == "male" else "female" if sex == "female" else None
    found = []
    for name, given in flattened(manual.measures).items():
        code, side = named_side(name)
        values = _numbers(name, given)
        knowledge = load_knowledge()
        found.append(entered_measure(code, values, knowledge, side=side, age=age, sex=person, pain=manual.pain))
    return tuple(found)


def _numbers(name: str, given: object) -> list[float]:
    values = given if isinstance(given, list) else [given]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if not numbers or len(numbers) < len(values):
        raise WrongOptionError(option=name, value=str(given), allowed="1.5, [1.5, 2.0]")
    return numbers


def observation_inputs(client: ClientFile, path: Path) -> Mapping[str, Any]:
    """What the file says besides answers, as fields of ``ClientEvidence``; raises ``ClientFileError``."""
    try:
        observations = tuple(one.observation() for one in client.observations)
    except ValueError as problem:
        raise ClientFileError(path=str(path), problem=str(problem).splitlines()[0]) from problem
    return {
        "observations": observations,
        "trials": client.trials,
        "pins": client.pins,
        "preferred_themes": client.preferred_themes,
    }
