"""From a profile and wishes to a programme, as a document and as what the client takes home."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from taikan import __version__
from taikan.core.errors import PlanRequestError, ProfileFileError, UnsafePlanError
from taikan.core.records import Record
from taikan.core.texts import Language
from taikan.intake.modifiers import excluded_tests, limits
from taikan.intake.records import Answers
from taikan.knowledge.body_map import load_body_map
from taikan.knowledge.course_rules import load_phase_rules
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.exercise_models import Phase
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.habit_models import load_habits
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.pictures import picture_of_exercise
from taikan.knowledge.plan_defaults import load_plan_defaults
from taikan.knowledge.safety_files import load_safety
from taikan.programme.habits import choose_habits
from taikan.programme.phases import PhaseFacts, phase
from taikan.programme.records import Conflict, PlanRequest, Programme
from taikan.programme.request import PlanWishes, plan_request
from taikan.programme.select import compose
from taikan.programme.verify import verify
from taikan.report.handout import Habit, Handout, NextTest, Shelf, handout_page, handout_pdf
from taikan.workflows.files import write_whole
from taikan.workflows.given import read_given
from taikan.workflows.outputs import REPORT_FILE
from taikan.workflows.profile import PROFILE_FILE, ProfileDocument
from taikan.workflows.reading import read_record
from taikan.workflows.target import OwnFiles, check_target, whole_or_nothing, write_text
from taikan.workflows.wishes import check_wishes

PROGRAMME_FILE, PLAN_PDF = "programme.json", "report.pdf"
PLAN = OwnFiles(PROGRAMME_FILE, frozenset({PROGRAMME_FILE, REPORT_FILE, PLAN_PDF}))
"""What ``write_plan`` leaves in a folder."""


class PlanRequestFile(PlanWishes):
    """The file ``taikan plan --request`` reads."""

    schema_: Literal["taikan.plan_request/1"] = Field(alias="schema")


class PlanDocument(Record):
    """What ``programme.json`` holds: the request and its programme, or the limits in conflict."""

    schema_: Literal["taikan.programme/1"] = Field(default="taikan.programme/1", alias="schema")
    version: str
    request: PlanRequest
    programme: Programme | None = None
    conflict: Conflict | None = None

    model_config = Record.model_config | {"populate_by_name": True}

    @property
    def answer(self) -> Programme | Conflict | None:
        """Whichever of the two there is."""
        return self.programme or self.conflict


@dataclass(frozen=True)
class PlanOutput:
    """Where a plan goes, and for whom."""

    folder: Path
    language: Language
    created_at: datetime


def next_tests_of(document: ProfileDocument) -> tuple[NextTest, ...]:
    """The tests worth doing next, each with how the client's safety codes limit it."""
    codes, safety = document.evidence.modifiers, load_safety()
    found = []
    for choice in (step.choice for step in document.next_tests.steps):
        verdicts = excluded_tests(choice.codes, codes, safety).values()
        found.append(NextTest(choice.id, tuple(dict.fromkeys(how for one in verdicts for how in one.limits))))
    return tuple(found)


def read_profile(path: Path) -> ProfileDocument:
    """``profile.json``, or the folder that holds it; raises as ``read_record``."""
    return read_record(path, PROFILE_FILE, ProfileDocument, ProfileFileError)


def read_plan_request(path: Path) -> PlanWishes:
    """The wishes in the file at ``path``; raises as ``read_given``, and for unknown exercises, goals or equipment."""
    wishes = read_given(path, PlanRequestFile, PlanRequestError)
    check_wishes(wishes)
    return wishes


def plan_for(
    document: ProfileDocument,
    wishes: PlanWishes,
    facts: PhaseFacts | None = None,
    answers: Answers = MappingProxyType({}),
) -> PlanDocument:
    """The programme of the client in ``document``; the same for the same input.

    The phase is what ``wishes`` say, else what follows from ``facts`` with what document and wishes tell of pain and
    safety codes; habits follow from needs and ``answers``. Raises ``UnsafePlanError`` if the independent check refuses
    the plan.
    """
    defaults = load_plan_defaults()
    now = wishes.phase or _phase(document, wishes, facts)
    request = plan_request(document.profile, document.evidence, wishes, now, defaults)
    answer = compose(request, load_exercises(), load_safety())
    if isinstance(answer, Programme):
        _check_safe(answer, request)
        habits = choose_habits(request.needs, answers, load_habits())
        answer = answer.model_copy(update={"habits": habits})
    return PlanDocument(
        version=__version__,
        request=request,
        programme=answer if isinstance(answer, Programme) else None,
        conflict=answer if isinstance(answer, Conflict) else None,
    )


def write_plan(plan: PlanDocument, document: ProfileDocument, output: PlanOutput) -> Path:
    """Write ``programme.json``, ``report.html`` and ``report.pdf``, whole or not at all; returns the page.

    Raises as ``outputs.write_outputs`` does.
    """
    check_target(output.folder, PLAN)
    codes = limits(plan.request.codes, load_safety())
    handout = Handout(
        profile=document.profile,
        created_on=f"{output.created_at:%Y-%m-%d}",
        name=document.title.in_language(output.language) if document.title else "",
        care=codes.lines,
        stop_when=codes.safety_lines,
        answers=len(document.evidence.observations),
        pain_areas=document.pain_areas,
        usual_pain=plan.request.usual_pain,
        next_tests=next_tests_of(document),
        **plan_parts(plan),
    )
    shelf = handout_shelf()
    with whole_or_nothing(output.folder) as work:
        write_text(work / PROGRAMME_FILE, plan.model_dump_json(by_alias=True, indent=2) + "\n")
        write_text(work / REPORT_FILE, handout_page(handout, shelf, output.language))
        write_whole(work / PLAN_PDF, handout_pdf(handout, shelf, output.language))
    return output.folder / REPORT_FILE


def plan_parts(plan: PlanDocument | None) -> dict[str, Any]:
    """What a hand-out says about ``plan``: the fields of ``Handout`` it fills."""
    if plan is None:
        return {}
    if plan.programme is None:
        return {"plan": plan.conflict}
    found = {exercise: picture_of_exercise(exercise) for exercise in plan.programme.exercises()}
    known = load_habits().habits
    return {
        "plan": plan.programme,
        "exercise_pictures": {name: file.read_bytes() for name, file in found.items() if file is not None},
        "habits": tuple(
            Habit(known[one.habit].name, known[one.habit].say, known[one.habit].cue, known[one.habit].action)
            for one in plan.programme.habits
        ),
    }


def _check_safe(programme: Programme, request: PlanRequest) -> None:
    """Raise ``UnsafePlanError`` if the independent check finds a safety limit broken."""
    broken = [v.limit for v in verify(programme, request, load_exercises(), load_safety()) if v.safety]
    if broken:
        raise UnsafePlanError(limits=", ".join(dict.fromkeys(broken)))


def _phase(document: ProfileDocument, wishes: PlanWishes, facts: PhaseFacts | None) -> Phase:
    known = {"codes": document.evidence.modifiers, "sex": wishes.sex, "usual_pain": wishes.usual_pain}
    return phase((facts or PhaseFacts()).model_copy(update=known), load_phase_rules()).phase


def handout_shelf() -> Shelf:
    """The knowledge hand-outs are written with."""
    return Shelf(load_knowledge(), load_factor_model(), load_exercises(), load_body_map())
