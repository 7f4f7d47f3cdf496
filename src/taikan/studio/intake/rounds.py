"""One round of questions: which comes next, keeping an answer, going back, ending."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from taikan.core.errors import WrongAnswerError
from taikan.core.texts import Language
from taikan.intake.questionnaire import (
    checked,
    progress,
    pruned,
    resumed,
    shippable,
    texts_given,
    unanswered,
    versions,
    visible,
)
from taikan.intake.records import Answer, SafetyHistory, Screening
from taikan.intake.red_flags import gate
from taikan.intake.self_harm import speaks_of_self_harm
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.knowledge.questionnaire_models import Question, Questionnaire
from taikan.knowledge.safety_files import load_safety
from taikan.studio.access import Actor
from taikan.studio.clients.models import Client
from taikan.studio.intake.models import IntakeSession
from taikan.studio.intake.safety import SAFETY_SET, SAFETY_SETS, local_now, remember_gate

CARRIED = "about"
"""The questionnaire whose answers hold from one round to the next: age, height and the like."""


class RoundOverError(Exception):
    """The round is finished; its answers are not changed any more."""


class StaleAnswerError(Exception):
    """The question is not asked (any more): an earlier answer was changed on another screen."""


@dataclass(frozen=True)
class Screenful:
    """What one screen shows: a question with its answer so far, where it stands, and what introduces it."""

    question: Question
    title: str
    introduction: str
    answer: Answer | None
    done: int
    total: int
    is_first: bool


def begin(actor: Actor, client: Client, question_set: str, language: Language) -> IntakeSession:
    """The round of ``question_set`` that is open, or a new one."""
    with transaction.atomic():
        found = IntakeSession.objects.filter(client=client, question_set=question_set, status="open").first()
        if found is not None:
            return found
        asked = load_questionnaires().of_set(question_set)
        carried = _carried(client, asked)
        return IntakeSession.objects.create(
            client=client,
            question_set=question_set,
            language=language,
            answers=carried,
            answered_by=actor.user,
            versions=versions(asked),
        )


def asked_in(one: IntakeSession) -> tuple[Questionnaire, ...]:
    """The questionnaires of the round that may be shown in its language."""
    return shippable(load_questionnaires().of_set(one.question_set), _language(one))


def answers_of(one: IntakeSession) -> dict[str, Answer]:
    """The answers so far that are still valid."""
    valid, _dropped = resumed(asked_in(one), one.answers)
    return valid


def screenful(one: IntakeSession, item: str | None = None) -> Screenful | None:
    """The screen for question ``item``, or for the next open one; ``None`` where nothing is left to ask."""
    asked, answers = asked_in(one), answers_of(one)
    shown = visible(asked, answers)
    if item is None:
        left = (q for q in unanswered(asked, answers) if q.id not in one.skipped)
        question = next(left, None)
    else:
        question = next((q for q in shown if q.id == item), None)
    if question is None:
        return None
    of = next(q for q in asked if question in q.questions)
    first_of_kind = question.id == next(q.id for q in shown if q in of.questions)
    done, total = progress(asked, answers)
    return Screenful(
        question=question,
        title=of.title.in_language(_language(one)),
        introduction=(of.introduction(_language(one)) or "") if first_of_kind else "",
        answer=answers.get(question.id),
        done=done,
        total=total,
        is_first=question.id == shown[0].id,
    )


def before(one: IntakeSession, item: str) -> str | None:
    """The question asked before ``item``."""
    shown = [q.id for q in visible(asked_in(one), answers_of(one))]
    place = shown.index(item) if item in shown else len(shown)
    return shown[place - 1] if place else None


def answer(one: IntakeSession, item: str, given: object) -> IntakeSession:
    """Keep an answer; answers that are no longer asked for go. The row is locked, so two screens lose nothing.

    Raises
    ------
    RoundOverError, StaleAnswerError
    WrongAnswerError
        For a value the question does not allow.
    """
    with transaction.atomic():
        locked = _locked(one)
        question = _asked_question(locked, item)
        answers = {**answers_of(locked), item: checked(question, given)}
        locked.answers = pruned(asked_in(locked), answers)
        locked.skipped = [other for other in locked.skipped if other != item]
        return _saved(locked)


def skip(one: IntakeSession, item: str) -> IntakeSession:
    """Leave a question that is not required. Raises ``RoundOverError``, ``StaleAnswerError``, ``WrongAnswerError``."""
    with transaction.atomic():
        locked = _locked(one)
        question = _asked_question(locked, item)
        if question.required:
            raise WrongAnswerError(item=item, value="", allowed="")
        locked.answers = pruned(asked_in(locked), {k: v for k, v in answers_of(locked).items() if k != item})
        locked.skipped = [*dict.fromkeys([*locked.skipped, item])]
        return _saved(locked)


def ends_early(one: IntakeSession) -> bool:
    """Whether the answers end the round: at once for an emergency, after the safety questions for what is urgent."""
    if one.question_set not in SAFETY_SETS:
        return False
    screening = Screening(at=local_now(), answers=answers_of(one), full=False)
    asked = load_questionnaires().of_set(SAFETY_SET)
    alone = gate(SafetyHistory(screenings=(screening,)), local_now(), load_safety(), asked)
    return alone.level == "E" or (alone.level == "U" and not alone.missing)


def finish(one: IntakeSession) -> IntakeSession:
    """End the round; it is full where nothing is left to ask. The gate's word is kept."""
    with transaction.atomic():
        locked = _locked(one)
        locked.full = screenful(locked) is None
        locked.status, locked.finished_at = IntakeSession.Status.FINISHED, timezone.now()
        locked.save(update_fields=["full", "status", "finished_at", "saved_at"])
        _to_file(locked.client, answers_of(locked))
        remember_gate(locked.client)
        return locked


def is_alarming(one: IntakeSession) -> bool:
    """Whether something written speaks of self-harm: then a human is needed, whatever else was answered."""
    return speaks_of_self_harm(texts_given(asked_in(one), answers_of(one)), load_safety())


def latest_answers(client: Client) -> dict[str, Answer]:
    """The newest answer to every question, over all finished rounds."""
    known = tuple(load_questionnaires().instruments.values())
    merged: dict[str, Any] = {}
    for one in IntakeSession.objects.filter(client=client, status="finished").order_by("finished_at"):
        merged |= one.answers
    valid, _dropped = resumed(known, merged)
    return valid


def _locked(one: IntakeSession) -> IntakeSession:
    found = IntakeSession.objects.select_for_update().select_related("client").get(pk=one.pk)
    if found.status != IntakeSession.Status.OPEN:
        raise RoundOverError
    return found


def _asked_question(one: IntakeSession, item: str) -> Question:
    for question in visible(asked_in(one), answers_of(one)):
        if question.id == item:
            return question
    raise StaleAnswerError(item)


def _saved(one: IntakeSession) -> IntakeSession:
    one.revision += 1
    one.save(update_fields=["answers", "skipped", "revision", "saved_at"])
    return one


def _carried(client: Client, asked: tuple[Questionnaire, ...]) -> dict[str, Any]:
    """Answers that need not be given again, and what the client's file says already."""
    about = next((one for one in asked if one.id == CARRIED), None)
    if about is None:
        return {}
    own = {question.id: question for question in about.questions}
    on_file = {"who.sex": client.sex, "who.height_cm": client.height_cm, "who.weight_kg": client.mass_kg}
    known = {item: given for item, given in latest_answers(client).items() if item in own}
    return known | {item: given for item, given in on_file.items() if given and item in own}


def _to_file(client: Client, answers: dict[str, Answer]) -> None:
    """What the file did not say yet and the answers do."""
    age, sex = answers.get("who.age"), answers.get("who.sex")
    if client.birth_year is None and isinstance(age, int):
        client.birth_year = timezone.localdate().year - age
    if not client.sex and sex in Client.Sex.values:
        client.sex = str(sex)
    client.height_cm = client.height_cm or _number(answers.get("who.height_cm"))
    client.mass_kg = client.mass_kg or _number(answers.get("who.weight_kg"))
    client.save(update_fields=["birth_year", "sex", "height_cm", "mass_kg", "updated_at"])


def _number(given: Answer | None) -> float | None:
    return float(given) if isinstance(given, int | float) else None


def _language(one: IntakeSession) -> Language:
    return "en" if one.language == "en" else "ja"
