"""From the rows of a client to the profile: answers, recordings and values by hand, each where it is most certain."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from taikan import __version__
from taikan.core.records import AnalysisResult
from taikan.core.texts import Text
from taikan.factors.from_answers import evidence_of_answers, pain_areas
from taikan.factors.from_results import observations_of, observations_of_entries
from taikan.intake.records import Answer, Answers
from taikan.knowledge.body_map import load_body_map
from taikan.knowledge.client_facts import load_client_fact_rules
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.studio.access import Actor
from taikan.studio.assessments.models import Assessment, ManualMeasure, ProfileVersion
from taikan.studio.clients.models import Client
from taikan.studio.intake.models import IntakeSession
from taikan.studio.intake.safety import history_of, local_now, require_open
from taikan.studio.results.entries import measure_of
from taikan.studio.results.reading import result_of
from taikan.workflows.consult import MANUAL_ORIGIN, first_said
from taikan.workflows.intake import AnswersFile
from taikan.workflows.intake import result_of as intake_result
from taikan.workflows.profile import ProfileDocument, ProfileSubject, profile_of


def make_version(actor: Actor, client: Client) -> ProfileVersion:
    """The profile of all that is known now: the newest one if nothing changed since, else the next version.

    Raises ``GateClosedError``.
    """
    require_open(client)
    subject = subject_of(client)
    newest = ProfileVersion.objects.filter(client=client).order_by("-number").first()
    if newest is not None and _still_holds(newest, subject):
        return newest
    document = profile_of(subject).model_dump(mode="json", by_alias=True)
    with transaction.atomic():
        number = ProfileVersion.objects.filter(client=client).aggregate(last=Max("number"))["last"] or 0
        return ProfileVersion.objects.create(client=client, number=number + 1, document=document, made_by=actor.user)


def document_of(version: ProfileVersion) -> ProfileDocument:
    """The version as a record."""
    return ProfileDocument.model_validate(version.document)


def subject_of(client: Client) -> ProfileSubject:
    """Everything the engine may know. What was entered by hand goes before recordings, those before answers."""
    answers, model, measures = answers_of(client), load_factor_model(), load_knowledge().measures
    now = local_now()
    kept = AnswersFile(saved_at=now, finished=True, answers=dict(answers), history=history_of(client))
    intake = intake_result(kept, load_questionnaires(), now)
    said = evidence_of_answers(intake.answers, intake.evidence, intake.gate, load_client_fact_rules())
    age: float | None = client.age_on(timezone.localdate()) if said.age is None else said.age
    entries = [measure_of(one, age, client.sex or None) for one in newest_entries(client)]
    measured = results_of(client)
    observations = first_said(
        (
            observations_of_entries([e for e in entries if e is not None], MANUAL_ORIGIN, model, measures, age),
            observations_of(measured, model, measures, age),
            said.observations,
        )
    )
    return ProfileSubject(
        evidence=said.model_copy(update={"age": age, "observations": observations}),
        title=Text(ja=client.name, en=client.name),
        made_from=tuple(r.provenance.file_name for r in measured),
        pain_areas=pain_areas(answers, load_body_map().pain_areas),
    )


def answers_of(client: Client) -> Answers:
    """The newest answer to every question, over all rounds."""
    merged: dict[str, Answer] = {}
    for one in IntakeSession.objects.filter(client=client).order_by("saved_at"):
        merged |= {item: tuple(a) if isinstance(a, list) else a for item, a in one.answers.items()}
    return merged


def results_of(client: Client) -> list[AnalysisResult]:
    """The newest usable result of every test and side."""
    newest = {}
    ready = Assessment.objects.filter(client=client, status=Assessment.Status.READY, replaced_by=None)
    for one in ready.order_by("created_at"):
        newest[one.test, one.side] = one
    return [result_of(one) for one in newest.values()]


def newest_entries(client: Client) -> list[ManualMeasure]:
    """The newest value by hand of every measure and side."""
    entries = ManualMeasure.objects.filter(client=client).order_by("measured_at")
    return list({(one.code, one.side): one for one in entries}.values())


def _still_holds(version: ProfileVersion, subject: ProfileSubject) -> bool:
    """Whether the version was made by this Taikan from the same evidence."""
    document = document_of(version)
    return document.version == __version__ and document.evidence == subject.evidence
