"""Two studios with people in every role and one object of every kind, for tests about who may see what."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from taikan.factors.next_test import SessionPlan
from taikan.factors.records import ClientEvidence, Profile
from taikan.studio.access import Actor
from taikan.studio.accounts.models import AuditEvent, Invitation, Membership, Role, Studio, User
from taikan.studio.actors import actor_of_user
from taikan.studio.assessments.models import Assessment, AssessmentFile, ManualMeasure, ProfileVersion, Recording
from taikan.studio.bookings.models import Booking, OpeningHours
from taikan.studio.clients.models import Client, Consent, Document, Message, Note, TrialOutcome
from taikan.studio.intake.models import Clearance, GateDecision, IntakeSession, Override
from taikan.studio.jobs.models import Job
from taikan.studio.programmes.models import ProgrammeTemplate, ProgrammeVersion
from taikan.studio.sessions.models import CheckIn, SessionLog
from taikan.studio.vault.store import keep
from taikan.workflows.profile import ProfileDocument

EMPTY_PROGRAMME = {
    "phase": "restore",
    "sessions": [],
    "review_weeks": [2, 4],
    "solver": {"objective": 0, "bound": 0, "gap": 0, "proven": True},
}
ANY_REQUEST = {"phase": "restore", "slots": [{"setting": "home", "per_week": 3, "budget_s": 900}]}


def empty_profile() -> dict[str, object]:
    """A profile of somebody of whom nothing is known."""
    plan = SessionPlan(minutes=15, open_bits=0, steps=(), left_out=(), not_offered=())
    document = ProfileDocument(
        version="0", made_from=(), evidence=ClientEvidence(), profile=Profile(level="go"), next_tests=plan
    )
    return document.model_dump(mode="json", by_alias=True)


def secret(name: str) -> str:
    """What must never be seen by somebody else: it stands in every text of that client's objects."""
    return f"SECRET-{name}"


@dataclass
class World:
    """``users`` and ``clients`` by name; ``things`` of each client, or of each studio, by model."""

    users: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    studios: dict[str, Studio] = field(default_factory=dict)
    members: dict[str, Membership] = field(default_factory=dict)
    things: dict[str, dict[type[Model], Model]] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """``name`` as whoever asks."""
        return actor_of_user(self.users[name])

    def linked(self, client: str) -> Actor:
        """A browser that was given the link of ``client``."""
        return Actor(linked=frozenset({self.clients[client].pk}))


def make_world() -> World:
    """Studio ``here`` with hana (trained by tora, seen by a clinician), ken (trained by mika) and solo (alone); studio
    ``there`` with owner, trainer and client of its own."""
    made = World()
    for studio in ("here", "there"):
        made.studios[studio] = Studio.objects.create(name=f"Studio {studio}", slug=studio)
    for name, studio, role in (
        ("owner", "here", Role.OWNER),
        ("tora", "here", Role.TRAINER),
        ("mika", "here", Role.TRAINER),
        ("clinician", "here", Role.CLINICIAN),
        ("foreign_owner", "there", Role.OWNER),
        ("foreign_trainer", "there", Role.TRAINER),
        ("foreign_clinician", "there", Role.CLINICIAN),
    ):
        made.users[name] = User.objects.create_user(name, password="pw", display_name=secret(name))
        made.members[name] = Membership.objects.create(user=made.users[name], studio=made.studios[studio], role=role)
    for name, studio, trainer in (
        ("hana", "here", "tora"),
        ("ken", "here", "mika"),
        ("solo", "here", None),
        ("yuki", "there", "foreign_trainer"),
    ):
        made.users[name] = User.objects.create_user(name, password="pw", display_name=secret(name))
        made.clients[name] = Client.objects.create(
            studio=made.studios[studio],
            user=made.users[name],
            trainer=made.members[trainer] if trainer else None,
            self_guided=trainer is None,
            name=secret(name),
            kana=secret(name),
            goals=secret(name),
            phone=secret(name),
        )
        made.things[name] = things_of(made.clients[name], made.users[trainer or name])
    made.clients["hana"].clinicians.add(made.members["clinician"])
    for studio, owner in (("here", "owner"), ("there", "foreign_owner")):
        made.things[studio] = things_of_studio(made.studios[studio], made.users[owner], made.members)
    return made


def things_of(client: Client, by: User) -> dict[type[Model], Model]:
    """One object of every kind that belongs to a client."""
    mark, now = client.name, timezone.now()
    consent = Consent.objects.create(client=client, kind="data", given=True, text_version="1")
    Consent.objects.create(client=client, kind="recording", given=True, text_version="1")
    job = Job.objects.create(studio=client.studio, client_id=client.pk, kind="analysis", run_after=now, status="failed")
    recording = Recording.objects.create(client=client, file=keep([mark.encode()], "a.mp4", "video/mp4"), test="squat")
    assessment = Assessment.objects.create(client=client, recording=recording, job=job, test="squat")
    file = keep([mark.encode()], "report.html", "text/html")
    made: list[Model] = [
        client,
        consent,
        job,
        recording,
        assessment,
        AssessmentFile.objects.create(assessment=assessment, name="report.html", file=file),
        Note.objects.create(client=client, author=by, text=f"{mark}-note"),
        Message.objects.create(client=client, sender=by, from_client=False, text=mark),
        Document.objects.create(
            client=client, file=keep([mark.encode()], "d.pdf", "application/pdf"), title=mark, shared=True
        ),
        TrialOutcome.objects.create(client=client, outcome="joined", remark=mark, recorded_by=by),
        IntakeSession.objects.create(client=client, question_set="weekly", answers={"q.pain.avg": 3}),
        Clearance.objects.create(
            client=client, seen_at=now, clinician=mark, facility=mark, said=mark, role="trainer", recorded_by=by
        ),
        Override.objects.create(client=client, rule="x", reason=mark, role="trainer", by=by),
        GateDecision.objects.create(client=client, level="go", open=True, gate={}),
        ManualMeasure.objects.create(
            client=client, code="rom.ftf", value=1, unit="cm", measured_by=by, measured_at=now
        ),
        ProfileVersion.objects.create(client=client, number=1, document=empty_profile()),
        ProgrammeVersion.objects.create(client=client, number=1, programme=EMPTY_PROGRAMME, request=ANY_REQUEST),
        SessionLog.objects.create(client=client, session="a", place="home", log={}, performed_at=now),
        CheckIn.objects.create(client=client, kind="morning", at=now, pain=2),
    ]
    return {type(one): one for one in made}


def things_of_studio(studio: Studio, owner: User, members: dict[str, Membership]) -> dict[type[Model], Model]:
    """One object of every kind that belongs to a studio."""
    now, mark = timezone.now(), secret(studio.slug)
    member = next(one for one in members.values() if one.studio == studio and one.role == Role.TRAINER)
    made: list[Model] = [
        studio,
        member,
        OpeningHours.objects.create(studio=studio, weekday=0),
        Booking.objects.create(
            studio=studio, kind="trial", prospect_name=mark, starts_at=now, ends_at=now + timedelta(hours=1)
        ),
        ProgrammeTemplate.objects.create(studio=studio, name=mark, content={}, made_by=owner),
        Invitation.objects.create(
            token_hash=mark, studio=studio, role=Role.TRAINER, made_by=owner, expires_at=now + timedelta(days=1)
        ),
        AuditEvent.objects.create(studio=studio, user=owner, action="view"),
    ]
    return {type(one): one for one in made}
