"""A whole first consultation from a folder: safety first, then measures, profile, plan, and what is handed out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field

from taikan import __version__
from taikan.core.records import AnalysisResult, Record
from taikan.core.texts import Language, Text
from taikan.factors.from_answers import evidence_of_answers, pain_areas
from taikan.factors.from_results import observations_of, observations_of_entries
from taikan.factors.records import ClientEvidence, Observation
from taikan.intake.modifiers import limits
from taikan.intake.records import Answers
from taikan.knowledge.body_map import load_body_map
from taikan.knowledge.client_facts import load_client_fact_rules
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.plan_defaults import load_plan_defaults
from taikan.knowledge.questionnaire_files import Questionnaires, load_questionnaires
from taikan.knowledge.safety_files import load_safety
from taikan.pose.recording import ModelName
from taikan.programme.phases import PhaseFacts
from taikan.programme.request import PlanWishes
from taikan.progress.battery import Battery, TestSummary, summarise
from taikan.progress.trials import Trial
from taikan.report.handout import Handout, Seen, handout_page, handout_pdf
from taikan.report.stopped import Stopped, stopped_page, stopped_pdf
from taikan.workflows.analysis import Progress
from taikan.workflows.battery import (
    BATTERY_FILE,
    RECORDINGS,
    TABLES,
    BatteryOutput,
    keeper,
    read_key_frame,
    write_battery,
)
from taikan.workflows.client_folder import CLIENT_FILE, ClientFolder, observation_inputs, read_client_folder
from taikan.workflows.files import write_whole
from taikan.workflows.folders import FolderSettings, Keep, measure_recordings
from taikan.workflows.intake import IntakeResult, result_of, write_letter
from taikan.workflows.outputs import REPORT_FILE, RESULT
from taikan.workflows.overall import Overall
from taikan.workflows.plan import PROGRAMME_FILE, PlanDocument, handout_shelf, next_tests_of, plan_for, plan_parts
from taikan.workflows.profile import (
    PROFILE_FILE,
    PROFILE_PAGE,
    ProfileDocument,
    ProfileSubject,
    profile_of,
    profile_page,
)
from taikan.workflows.target import OwnFiles, check_target, whole_or_nothing, write_text

CONSULTATION_FILE, REPORT_PDF, MEASURES_PAGE, LETTER = "consultation.json", "report.pdf", "measures.html", "letter.pdf"
MANUAL_ORIGIN = "manual.toml"
CONSULTATION = OwnFiles(
    CONSULTATION_FILE,
    frozenset({CONSULTATION_FILE, REPORT_FILE, REPORT_PDF, LETTER, MEASURES_PAGE, BATTERY_FILE, PROGRAMME_FILE})
    | {PROFILE_FILE, PROFILE_PAGE}
    | TABLES,
    inner={RECORDINGS: RESULT},
)
"""What ``consult`` leaves in a folder; it is a battery's folder too, so that two can be compared."""
_FORM_TESTS = {"hinge_passed": "hip_hinge", "squat_passed": "squat"}


class Consultation(Record):
    """The one document ``taikan consult --json`` prints.

    ``open``: whether the safety check lets a person train; if not, nothing after ``intake`` is there.
    """

    schema_: Literal["taikan.consultation/1"] = Field(default="taikan.consultation/1", alias="schema")
    version: str
    name: str = ""
    at: datetime
    open: bool
    intake: IntakeResult
    battery: Battery | None = None
    profile: ProfileDocument | None = None
    plan: PlanDocument | None = None

    model_config = Record.model_config | {"populate_by_name": True}


class ConsultSettings(Record):
    """What may be chosen; see ``AnalyzeSettings``."""

    model: ModelName = "full"
    workers: int | None = None


@dataclass(frozen=True)
class _Subject:
    """A client's folder with what their answers say, and how far the job has come."""

    client: ClientFolder
    known: Questionnaires
    intake: IntakeResult
    now: datetime
    overall: Overall

    @property
    def is_open(self) -> bool:
        return self.intake.gate.open and not self.intake.self_harm


def consult(
    folder: Path,
    settings: ConsultSettings,
    output: BatteryOutput | None = None,
    progress: Progress | None = None,
    clock: Callable[[], datetime] = datetime.now,
) -> Consultation:
    """The consultation of the client in ``folder``; with ``output`` everything is written, whole or not at all.

    A recording that cannot be used never stops it. Raises as ``read_client_folder`` and ``write_outputs`` do.
    """
    now, known = clock().replace(microsecond=0), load_questionnaires()
    client = read_client_folder(folder, known, now)
    subject = _Subject(client, known, result_of(client.kept, known, now), now, Overall(progress))
    if output is None:
        return _consultation(subject, settings, None)
    check_target(output.folder, CONSULTATION)
    with whole_or_nothing(output.folder) as work:
        keep = keeper(work, output, subject.overall.of_recordings)
        made = _consultation(subject, settings, keep)
        subject.overall.reached("report", 0.5)
        _write(made, subject, work, output.language)
        subject.overall.reached("report", 1.0)
    return made


def _consultation(subject: _Subject, settings: ConsultSettings, keep: Keep | None) -> Consultation:
    begun = Consultation(
        version=__version__,
        name=subject.client.client.name,
        at=subject.now,
        open=subject.is_open,
        intake=subject.intake,
    )
    if not subject.is_open:
        return begun
    trials, battery = _measured(subject, settings, keep)
    subject.overall.reached("profile", 0.0)
    profile = profile_of(_profile_subject(subject, trials, battery))
    subject.overall.reached("programme", 0.2)
    answers = subject.intake.answers
    plan = plan_for(profile, _wishes(subject.client, trials), _phase_facts(answers, trials), answers)
    return begun.model_copy(update={"battery": battery, "profile": profile, "plan": plan})


def _measured(subject: _Subject, settings: ConsultSettings, keep: Keep | None) -> tuple[tuple[Trial, ...], Battery]:
    found, wishes, gate = subject.client.found, subject.client.wishes, subject.intake.gate
    height = subject.intake.answers.get("who.height_cm")
    chosen = FolderSettings(
        model=settings.model,
        workers=settings.workers,
        height_cm=float(height) if isinstance(height, int | float) else None,
        age=wishes.age,
        sex=wishes.sex,
        modifiers=(*gate.modifiers, *gate.states),
    )
    trials, bad = measure_recordings(found.recordings, chosen, subject.overall.of_recordings, keep)
    tests = summarise(trials, load_knowledge())
    return trials, Battery(version=__version__, tests=tests, skipped=(*found.skipped, *bad))


def _profile_subject(subject: _Subject, trials: Sequence[Trial], battery: Battery) -> ProfileSubject:
    client = subject.client
    results = [_combined(test, trials) for test in battery.tests]
    origins = [CLIENT_FILE, *([MANUAL_ORIGIN] if client.entries else []), *(t.file for t in trials)]
    return ProfileSubject(
        evidence=_evidence(subject, results),
        title=Text(ja=client.client.name, en=client.client.name) if client.client.name else None,
        made_from=tuple(origins),
        pain_areas=pain_areas(client.kept.answers, load_body_map().pain_areas),
        session=client.client.session,
    )


def _combined(test: TestSummary, trials: Sequence[Trial]) -> AnalysisResult:
    """The typical recording's result with the measures of all recordings of the test."""
    typical = next(trial for trial in trials if trial.file == test.recordings[test.typical])
    return typical.result.model_copy(update={"measures": test.measures})


def _evidence(subject: _Subject, results: Sequence[AnalysisResult]) -> ClientEvidence:
    """What the client's file states goes before what was entered by hand, then recordings, then answers."""
    client, intake, model = subject.client, subject.intake, load_factor_model()
    answers, rules = intake.answers, load_client_fact_rules()
    said = evidence_of_answers(answers, intake.evidence, intake.gate, rules)
    stated = observation_inputs(client.client, client.path / CLIENT_FILE)
    measures = load_knowledge().measures
    by_origin = (
        stated["observations"],
        observations_of_entries(client.entries, MANUAL_ORIGIN, model, measures, said.age),
        observations_of(results, model, measures, said.age),
        said.observations,
    )
    hide = tuple(dict.fromkeys((*said.hide, *client.client.hide)))
    return said.model_copy(update={**stated, "hide": hide, "observations": first_said(by_origin)})


def first_said(by_origin: Sequence[Sequence[Observation]]) -> tuple[Observation, ...]:
    """Of every code what the first origin that has it says, with all its sides."""
    kept: list[Observation] = []
    for observations in by_origin:
        said = {observation.code for observation in kept}
        kept += [observation for observation in observations if observation.code not in said]
    return tuple(kept)


def _phase_facts(answers: Answers, trials: Sequence[Trial]) -> PhaseFacts:
    """What a first consultation knows of the phase: the worst pain, what cannot be done, and the form of two moves."""
    worst = answers.get("q.pain.worst")
    return PhaseFacts(
        worst_pain=worst if isinstance(worst, int | float) else None,
        adl_impossible=sum(a == "could_not" for item, a in answers.items() if item.startswith("q.adl12.")),
        hinge_score=_form(trials, _FORM_TESTS["hinge_passed"]),
        squat_score=_form(trials, _FORM_TESTS["squat_passed"]),
    )


def _form(trials: Sequence[Trial], test: str) -> float | None:
    """The best form, 0..100, of the recordings of ``test``."""
    qualities = [trial.result.quality for trial in trials if trial.test == test]
    return max((q.score for q in qualities if q is not None and q.score is not None), default=None)


def _wishes(client: ClientFolder, trials: Sequence[Trial]) -> PlanWishes:
    """The client's wishes; hinge and squat are passed where a recording's form scored high enough."""
    least = load_plan_defaults().form_pass
    passed = {name: True for name, test in _FORM_TESTS.items() if (_form(trials, test) or 0.0) >= least}
    return client.wishes.model_copy(update=passed)


def _write(made: Consultation, subject: _Subject, work: Path, language: Language) -> None:
    write_text(work / CONSULTATION_FILE, made.model_dump_json(by_alias=True, indent=2) + "\n")
    if made.profile is None or made.battery is None:
        _write_stopped(subject, work, language)
        return
    write_battery(made.battery, made.name or subject.client.path.resolve().name, work, language, MEASURES_PAGE)
    write_text(work / PROFILE_FILE, made.profile.model_dump_json(by_alias=True, indent=2) + "\n")
    write_text(work / PROFILE_PAGE, profile_page(made.profile, language, f"{made.at:%Y-%m-%d}"))
    if made.plan is not None:
        write_text(work / PROGRAMME_FILE, made.plan.model_dump_json(by_alias=True, indent=2) + "\n")
    handout, shelf = _handout(made, subject, work), handout_shelf()
    write_text(work / REPORT_FILE, handout_page(handout, shelf, language))
    write_whole(work / REPORT_PDF, handout_pdf(handout, shelf, language))


def _write_stopped(subject: _Subject, work: Path, language: Language) -> None:
    gate, safety, questions = subject.intake.gate, load_safety(), subject.known.questions()
    needs_letter = gate.level in {"D", "U", "E"}
    stopped = Stopped(
        gate, subject.intake.self_harm, subject.client.client.name, f"{subject.now:%Y-%m-%d}", needs_letter
    )
    knowledge = load_knowledge()
    write_text(work / REPORT_FILE, stopped_page(stopped, questions, safety, knowledge, language))
    write_whole(work / REPORT_PDF, stopped_pdf(stopped, questions, safety, knowledge, language))
    if needs_letter:
        write_letter(work / LETTER, gate, subject.known, language, subject.now)


def _handout(made: Consultation, subject: _Subject, work: Path) -> Handout:
    profile, battery = made.profile, made.battery
    assert profile is not None
    assert battery is not None
    codes, client = limits(subject.intake.gate.modifiers, load_safety()), subject.client
    pictures = [(test, read_key_frame(work, test)) for test in battery.tests]
    return Handout(
        profile=profile.profile,
        created_on=f"{made.at:%Y-%m-%d}",
        name=made.name,
        care=codes.lines,
        stop_when=codes.safety_lines,
        recordings=sum(len(test.recordings) for test in battery.tests),
        answers=len(subject.intake.answers),
        entries=len(client.entries),
        seen=tuple(Seen(jpeg, test.test, test.side, test.measures) for test, jpeg in pictures if jpeg),
        measures=(*(m for test in battery.tests for m in test.measures), *client.entries),
        skipped=battery.skipped,
        pain_areas=profile.pain_areas,
        usual_pain=client.wishes.usual_pain,
        next_tests=next_tests_of(profile),
        **plan_parts(made.plan),
    )
