"""Who may see and do what with which object. Every page, file and API call asks here and nowhere else.

An ``Actor`` is whoever is asking. ``visible(actor, Model)`` and ``allowed(actor, Model, action)`` are querysets of what
they may see or do something with; ``find`` takes one object out of them. What a role may do with a kind of object
stands in ``POLICIES``; a model that is missing there can be reached by nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from taikan.intake.records import Role as IntakeRole
from taikan.studio.accounts.models import AuditEvent, Invitation, Membership, Role, Studio, User
from taikan.studio.assessments.models import Assessment, AssessmentFile, ManualMeasure, ProfileVersion, Recording
from taikan.studio.bookings.models import Booking, OpeningHours
from taikan.studio.clients.models import Client, Consent, Document, Message, Note, TrialOutcome
from taikan.studio.intake.models import Clearance, GateDecision, IntakeSession, Override
from taikan.studio.jobs.models import Job
from taikan.studio.programmes.models import ProgrammeTemplate, ProgrammeVersion
from taikan.studio.sessions.models import CheckIn, SessionLog

M = TypeVar("M", bound=Model)


class Action(StrEnum):
    """What is done with an object."""

    VIEW = "view"
    EDIT = "edit"
    CLEAR = "clear"


class Standing(StrEnum):
    """What somebody is to one client: a role in the client's studio, the client, or the holder of their link."""

    OWNER = "owner"
    TRAINER = "trainer"
    CLINICIAN = "clinician"
    SELF = "self"
    SELF_GUIDED = "self_guided"
    LINK = "link"


OWNER, TRAINER, CLINICIAN = Standing.OWNER, Standing.TRAINER, Standing.CLINICIAN
SELF, SELF_GUIDED, LINK = Standing.SELF, Standing.SELF_GUIDED, Standing.LINK
STAFF = frozenset({OWNER, TRAINER})
TEAM = STAFF | {CLINICIAN}
EVERYBODY = TEAM | {SELF}


@dataclass(frozen=True)
class Actor:
    """Whoever is asking.

    ``memberships``: active ones by studio. ``linked``: clients whose questions this browser was given a link to.
    ``scopes``: what an API token allows; ``None`` for a person at a page.
    """

    user: User | None = None
    memberships: Mapping[UUID, Membership] = field(default_factory=dict)
    studio: Studio | None = None
    own_client: Client | None = None
    linked: frozenset[UUID] = frozenset()
    scopes: frozenset[str] | None = None
    request_id: str = ""

    @property
    def role(self) -> Role | None:
        """The role in the studio that is open, or client for people who have a file and no role."""
        membership = self.memberships.get(self.studio.id) if self.studio else None
        if membership is not None:
            return Role(membership.role)
        return Role.CLIENT if self.own_client is not None else None

    @property
    def membership(self) -> Membership | None:
        """The membership in the studio that is open."""
        return self.memberships.get(self.studio.id) if self.studio else None

    @property
    def is_staff(self) -> bool:
        """Whether they are owner or trainer of the studio that is open."""
        return self.role in {Role.OWNER, Role.TRAINER}

    def intake_role(self, client: Client) -> IntakeRole:
        """In whose name they write something about ``client``'s safety. About oneself it is always ``self``."""
        membership = self.memberships.get(client.studio_id)
        if membership is None or (self.user is not None and client.user_id == self.user.id):
            return "self"
        return "clinician" if membership.role == Role.CLINICIAN else "trainer"


@dataclass(frozen=True)
class Policy:
    """Standings that may view, edit or clear a kind of object, reached over ``path`` (a lookup that ends in a client).

    The client's own view is narrowed by ``own_filter``; without ``path`` it belongs to a studio, by ``studio_path``.
    """

    view: frozenset[Standing]
    edit: frozenset[Standing] = frozenset()
    clear: frozenset[Standing] = frozenset()
    path: str = "client"
    studio_path: str = ""
    own_filter: Q = field(default_factory=Q)

    def standings(self, action: Action) -> frozenset[Standing]:
        """Who may do ``action``."""
        return {Action.VIEW: self.view, Action.EDIT: self.edit, Action.CLEAR: self.clear}[action]


ALONE = STAFF | {SELF_GUIDED}
POLICIES: Mapping[type[Model], Policy] = {
    Client: Policy(EVERYBODY | {LINK}, STAFF, path="pk"),
    Consent: Policy(EVERYBODY | {LINK}, STAFF | {SELF, LINK}),
    Note: Policy(EVERYBODY, STAFF, own_filter=Q(shared=True)),
    Message: Policy(STAFF | {SELF}, STAFF | {SELF}),
    Document: Policy(EVERYBODY, STAFF, own_filter=Q(shared=True)),
    TrialOutcome: Policy(STAFF, STAFF),
    IntakeSession: Policy(EVERYBODY | {LINK}, STAFF | {SELF, LINK}),
    Clearance: Policy(EVERYBODY, TEAM, TEAM),
    Override: Policy(TEAM, STAFF),
    GateDecision: Policy(EVERYBODY),
    Recording: Policy(EVERYBODY, ALONE),
    Assessment: Policy(EVERYBODY, ALONE),
    AssessmentFile: Policy(EVERYBODY, path="assessment__client"),
    ManualMeasure: Policy(EVERYBODY, ALONE),
    ProfileVersion: Policy(EVERYBODY, ALONE),
    ProgrammeVersion: Policy(EVERYBODY, ALONE),
    SessionLog: Policy(EVERYBODY, STAFF | {SELF}),
    CheckIn: Policy(EVERYBODY, STAFF | {SELF}),
    Job: Policy(EVERYBODY, ALONE, path="client_id"),
    Booking: Policy(STAFF | {SELF}, STAFF, studio_path="studio"),
    Studio: Policy(STAFF, frozenset({OWNER}), path="", studio_path="pk"),
    Membership: Policy(STAFF, frozenset({OWNER}), path="", studio_path="studio"),
    OpeningHours: Policy(STAFF, frozenset({OWNER}), path="", studio_path="studio"),
    ProgrammeTemplate: Policy(STAFF, STAFF, path="", studio_path="studio"),
    Invitation: Policy(STAFF, STAFF, path="", studio_path="studio"),
    AuditEvent: Policy(frozenset({OWNER}), path="", studio_path="studio"),
}


def visible(actor: Actor, model: type[M]) -> QuerySet[M]:
    """Every object of ``model`` that ``actor`` may see."""
    return allowed(actor, model, Action.VIEW)


def allowed(actor: Actor, model: type[M], action: Action) -> QuerySet[M]:
    """Every object of ``model`` that ``actor`` may do ``action`` with."""
    policy = POLICIES.get(model)
    objects: QuerySet[M] = model._default_manager.all()
    if policy is None:
        return objects.none()
    standings = policy.standings(action)
    reach = Q(pk__in=[])
    if policy.path:
        reach |= Q(**{f"{policy.path}__in": _clients(actor, standings).values("pk")})
        reach |= Q(**{f"{policy.path}__in": _own(actor, standings).values("pk")}) & policy.own_filter
    if policy.studio_path:
        reach |= Q(**{f"{policy.studio_path}__in": _studios(actor, standings)})
    return objects.filter(reach)


def may(actor: Actor, thing: Model, action: Action) -> bool:
    """Whether ``actor`` may do ``action`` with ``thing``."""
    return allowed(actor, type(thing), action).filter(pk=thing.pk).exists()


def may_add(actor: Actor, client: Client, model: type[Model], action: Action = Action.EDIT) -> bool:
    """Whether ``actor`` may make a new ``model`` for ``client``."""
    standings = POLICIES[model].standings(action)
    theirs = _clients(actor, standings) | _own(actor, standings)
    return theirs.filter(pk=client.pk).exists()


def find(actor: Actor, model: type[M], pk: object, action: Action = Action.VIEW) -> M:
    """The object ``pk``. Raises ``Http404`` where it may not even be seen, ``PermissionDenied`` where only that."""
    found = allowed(actor, model, action).filter(pk=pk).first()
    if found is not None:
        return found
    if action is not Action.VIEW and visible(actor, model).filter(pk=pk).exists():
        raise PermissionDenied
    raise Http404


def _clients(actor: Actor, standings: Iterable[Standing]) -> QuerySet[Client]:
    """Clients to whom ``actor`` has one of ``standings``; a trainer has it to their own and to those without one."""
    wanted, reach = set(standings), Q(pk__in=[])
    for studio, membership in actor.memberships.items():
        if membership.role not in wanted:
            continue
        if membership.role == Role.OWNER:
            reach |= Q(studio=studio)
        elif membership.role == Role.TRAINER:
            reach |= Q(studio=studio) & (Q(trainer=membership) | Q(trainer=None, self_guided=False))
        elif membership.role == Role.CLINICIAN:
            seen = Client.clinicians.through.objects.filter(membership=membership).values("client")
            reach |= Q(studio=studio, pk__in=seen)
    if LINK in wanted and actor.linked:
        reach |= Q(pk__in=actor.linked)
    return Client.objects.filter(reach)


def _own(actor: Actor, standings: Iterable[Standing]) -> QuerySet[Client]:
    """The actor's own file, where it is theirs as a client."""
    if actor.user is None:
        return Client.objects.none()
    own = Client.objects.filter(user=actor.user)
    if SELF in standings:
        return own
    return own.filter(self_guided=True) if SELF_GUIDED in standings else own.none()


def _studios(actor: Actor, standings: Iterable[Standing]) -> list[UUID]:
    wanted = set(standings)
    return [studio for studio, membership in actor.memberships.items() if membership.role in wanted]
