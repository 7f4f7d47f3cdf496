"""Fills an empty data folder with the demo studio. A folder that holds anything is left alone."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

import taikan
from taikan.core.errors import FolderMissingError
from taikan.intake.questionnaire import flattened
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.knowledge.studio_demo import DemoClient, StudioDemo, load_studio_demo
from taikan.studio.access import Actor
from taikan.studio.accounts.invitations import new_studio
from taikan.studio.accounts.models import Membership, Role, Studio, User
from taikan.studio.actors import actor_of_user
from taikan.studio.assessments.recordings import NewRecording, receive
from taikan.studio.bookings.booking import book
from taikan.studio.bookings.forms import SAFETY
from taikan.studio.bookings.hours import free_times
from taikan.studio.bookings.models import Booking, OpeningHours
from taikan.studio.clients.consents import record_consent
from taikan.studio.clients.models import Client, Consent, Message, Note, TrialOutcome
from taikan.studio.demo.past import move_back, train
from taikan.studio.intake import rounds
from taikan.studio.programmes.composing import Impossible, Wanted, assign, compose_for
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.workflows.client_folder import ClientFolder, read_client_folder

PACKAGE = Path(taikan.__file__).parent
SAMPLES = (PACKAGE.parents[1] / "samples" / "clients", PACKAGE / "samples" / "clients")
"""Where the example clients are: in a checkout, and in an installed package."""
DAYS_LOOKED_AHEAD = 14


def build_demo() -> bool:
    """Make the demo studio where nothing is yet; whether it was made. All of it or nothing.

    Raises
    ------
    FolderMissingError
        If the example clients are not there.
    """
    with transaction.atomic():
        if Studio.objects.exists() or User.objects.exists():
            return False
        demo = load_studio_demo()
        actor = _staff(demo)
        for one in demo.clients:
            _client(actor, one)
        _prospect(actor, demo)
        return True


def _staff(demo: StudioDemo) -> Actor:
    """The studio with its trainer, whose login has no password: nobody can use it. The owner comes by the link."""
    studio = new_studio(demo.studio)
    trainer = User.objects.create_user("demo-trainer", display_name=demo.trainer)
    Membership.objects.create(user=trainer, studio=studio, role=Role.TRAINER)
    OpeningHours.objects.bulk_create(OpeningHours(studio=studio, **hours.model_dump()) for hours in demo.hours)
    return actor_of_user(trainer)


def _client(actor: Actor, one: DemoClient) -> None:
    assert actor.studio is not None
    client = Client.objects.create(
        studio=actor.studio, trainer=actor.membership, name=one.name, kana=one.kana, goals=one.goals
    )
    assert actor.user is not None
    if one.note:
        Note.objects.create(client=client, author=actor.user, text=one.note)
    if one.message:
        Message.objects.create(client=client, sender=actor.user, from_client=True, text=one.message)
    if one.trial:
        TrialOutcome.objects.create(client=client, outcome=one.trial, recorded_by=actor.user)
    if one.booked:
        _book(actor, one.booked, client=client)
    if one.state != "new":
        _consultation(actor, client, one)


def _consultation(actor: Actor, client: Client, one: DemoClient) -> None:
    """Answers, gate, profile and programme, as far as ``one`` has come."""
    folder = _sample(one.sample)
    for kind in (Consent.Kind.DATA, Consent.Kind.RECORDING):
        record_consent(actor, client, kind, given=True)
    _answer(actor, client, {**flattened(folder.client.answers), **one.answers})
    if one.state == "answered":
        return
    version = compose_for(actor, client, _wanted(folder, one))
    for test in one.clips:
        _film(actor, client, folder, test)
    if one.state == "training" and not isinstance(version, Impossible):
        _begin(actor, client, version, one)


def _begin(actor: Actor, client: Client, version: ProgrammeVersion, one: DemoClient) -> None:
    """The programme is the client's, since ``weeks`` ago; what they did since then is written down."""
    version.starts_on = timezone.localdate() - timedelta(weeks=one.weeks)
    version.save(update_fields=["starts_on"])
    assign(version)
    client.phase, client.review_on = one.phase, version.starts_on + timedelta(weeks=4)
    client.save(update_fields=["phase", "review_on"])
    move_back(client, timedelta(weeks=one.weeks))
    train(actor, client, version, one)


def _answer(actor: Actor, client: Client, answers: Mapping[str, Any]) -> None:
    """A whole round of questions, one screen after the other; what the sample does not say is skipped."""
    one = rounds.begin(actor, client, "intake", "ja")
    while (screen := rounds.screenful(one)) is not None and not rounds.ends_early(one):
        item = screen.question.id
        one = rounds.answer(one, item, answers[item]) if item in answers else rounds.skip(one, item)
    rounds.finish(one)


def _wanted(folder: ClientFolder, one: DemoClient) -> Wanted:
    plan = folder.client.plan
    by_setting = {session.setting: session for session in plan.sessions}
    home, gym = by_setting.get("home"), by_setting.get("gym")
    return Wanted(
        phase=one.phase,
        home_per_week=home.per_week if home else 0,
        home_minutes=home.minutes if home else 0,
        gym_per_week=gym.per_week if gym else 0,
        gym_minutes=gym.minutes if gym else 0,
        dumbbells_kg=plan.gym.dumbbells_kg if plan.gym else (),
    )


def _film(actor: Actor, client: Client, folder: ClientFolder, test: str) -> None:
    """A clip of the sample; the worker measures it once the studio runs."""
    clip = folder.path / f"{test}.mp4"
    receive(actor, client, NewRecording(test, "", clip.name, "video/mp4", [clip.read_bytes()]))


def _prospect(actor: Actor, demo: StudioDemo) -> None:
    person = {
        "prospect_name": demo.prospect.name,
        "prospect_contact": demo.prospect.contact,
        "safety_answers": dict.fromkeys(SAFETY, "no"),
    }
    _book(actor, Booking.Kind.TRIAL, prospect=person)


def _book(actor: Actor, kind: str, **whose: Any) -> None:
    """The first free time from tomorrow on."""
    assert actor.studio is not None
    trainer = None if "prospect" in whose else actor.membership
    for ahead in range(1, DAYS_LOOKED_AHEAD):
        day = timezone.localdate() + timedelta(days=ahead)
        if times := free_times(actor.studio, day, kind, trainer):
            book(actor.studio, kind, times[len(times) // 2], trainer=trainer, made_by=actor.user, **whose)
            return


def _sample(name: str) -> ClientFolder:
    for samples in SAMPLES:
        if (samples / name).is_dir():
            return read_client_folder(samples / name, load_questionnaires(), timezone.localtime().replace(tzinfo=None))
    raise FolderMissingError(path=str(SAMPLES[0] / name))
