"""The API. Every operation names its scope and takes its objects from what the token's person may see or do."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.security import HttpBearer

from taikan import __version__
from taikan.studio import audit
from taikan.studio.access import Action, Actor, find, may_add, visible
from taikan.studio.actors import actor_of_token
from taikan.studio.api.shapes import (
    AssessmentShape,
    ClientShape,
    JobShape,
    LogShape,
    NewClient,
    Problem,
    SafetyShape,
    VersionShape,
)
from taikan.studio.api.tokens import live_token
from taikan.studio.assessments.models import Assessment, ProfileVersion
from taikan.studio.clients.models import Client
from taikan.studio.guard import actor_of
from taikan.studio.intake.safety import client_gate
from taikan.studio.jobs import queue
from taikan.studio.jobs.models import Job
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.entries import Batch, SessionEntry
from taikan.studio.sessions.models import SessionLog
from taikan.studio.sessions.receiving import receive

MOST = 200
Operation = Callable[..., Any]
M = TypeVar("M", bound=Model)


class Token(HttpBearer):
    """``Authorization: Bearer tk_...``"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind the token."""
        found = live_token(token)
        if found is None:
            return None
        request.actor = actor_of_token(found, getattr(request, "id", ""))  # type: ignore[attr-defined]
        return actor_of(request)


api = NinjaAPI(title="Taikan studio", version=__version__, auth=Token(), urls_namespace="api", docs_url=None)
REFUSALS = {401: Problem, 403: Problem, 404: Problem}


def needs(scope: str) -> Callable[[Operation], Operation]:
    """The token must have ``scope``."""

    def decorate(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if scope not in (actor_of(request).scopes or ()):
                raise PermissionDenied
            return operation(request, *args, **kwargs)

        guarded.scope = scope  # type: ignore[attr-defined]
        return guarded

    return decorate


@api.get("/clients", response={200: list[ClientShape], **REFUSALS})
@needs("clients:read")
def clients(
    request: HttpRequest,
    search: Annotated[str, Query(max_length=80)] = "",
    offset: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> QuerySet[Client]:
    """The clients one may see, by name, 200 at a time."""
    found = visible(actor_of(request), Client).filter(name__icontains=search.replace("\x00", ""))
    return found.order_by("kana", "name", "pk")[offset : offset + MOST]


@api.post("/clients", response={201: ClientShape, **REFUSALS})
@needs("clients:write")
def new_client(request: HttpRequest, new: NewClient) -> tuple[int, Client]:
    """A new client of the token's studio."""
    actor = actor_of(request)
    if not actor.is_staff or actor.studio is None:
        raise PermissionDenied
    made = Client.objects.create(studio=actor.studio, trainer=actor.membership, **new.dict())
    audit.note(actor, "create", made)
    return 201, made


@api.get("/clients/{uuid:client_id}", response={200: ClientShape, **REFUSALS})
@needs("clients:read")
def client(request: HttpRequest, client_id: UUID) -> Client:
    """One client."""
    return _client(request, client_id)


@api.get("/clients/{uuid:client_id}/safety", response={200: SafetyShape, **REFUSALS})
@needs("records:read")
def safety(request: HttpRequest, client_id: UUID) -> dict[str, Any]:
    """What the safety gate says now."""
    gate = client_gate(_client(request, client_id))
    return gate.model_dump(include={"level", "open", "modifiers", "missing", "screened_at"})


@api.get("/clients/{uuid:client_id}/assessments", response={200: list[AssessmentShape], **REFUSALS})
@needs("records:read")
def assessments(request: HttpRequest, client_id: UUID) -> QuerySet[Assessment]:
    """Measured recordings, the newest first."""
    return _of_client(request, client_id, Assessment).order_by("-created_at")[:MOST]


@api.get("/assessments/{uuid:assessment_id}", response={200: AssessmentShape, **REFUSALS})
@needs("records:read")
def assessment(request: HttpRequest, assessment_id: UUID) -> Assessment:
    """One measured recording."""
    return _found(request, Assessment, assessment_id)


@api.get("/clients/{uuid:client_id}/profiles", response={200: list[VersionShape], **REFUSALS})
@needs("records:read")
def profiles(request: HttpRequest, client_id: UUID) -> QuerySet[ProfileVersion]:
    """Profiles, the newest first."""
    return _of_client(request, client_id, ProfileVersion).annotate(content=F("document")).order_by("-number")[:MOST]


@api.get("/clients/{uuid:client_id}/programmes", response={200: list[VersionShape], **REFUSALS})
@needs("records:read")
def programmes(request: HttpRequest, client_id: UUID) -> QuerySet[ProgrammeVersion]:
    """Programmes, the newest first."""
    return _of_client(request, client_id, ProgrammeVersion).annotate(content=F("programme")).order_by("-number")[:MOST]


@api.get("/clients/{uuid:client_id}/logs", response={200: list[LogShape], **REFUSALS})
@needs("records:read")
def logs(request: HttpRequest, client_id: UUID) -> QuerySet[SessionLog]:
    """Sessions, the newest first."""
    return _of_client(request, client_id, SessionLog).order_by("-performed_at")[:MOST]


@api.post("/clients/{uuid:client_id}/logs", response={201: LogShape, 409: Problem, **REFUSALS})
@needs("records:write")
def new_log(request: HttpRequest, client_id: UUID, new: SessionEntry) -> tuple[int, Any]:
    """Keep a session of the client's programme, once however often it is sent.

    409 says why not: the id is somebody else's, or the programme has no such session or exercise.
    """
    actor, of = actor_of(request), _client(request, client_id)
    if not may_add(actor, of, SessionLog):
        raise PermissionDenied
    kept, refused = receive(actor, of, Batch(client=of.pk, entries=(new,)))
    if not kept:
        return 409, {"code": refused[str(new.id)]}
    return 201, SessionLog.objects.get(pk=new.id)


@api.get("/jobs/{uuid:job_id}", response={200: JobShape, **REFUSALS})
@needs("records:read")
def job(request: HttpRequest, job_id: UUID) -> Job:
    """How far a job is."""
    return _found(request, Job, job_id)


@api.post("/jobs/{uuid:job_id}/cancel", response={200: JobShape, **REFUSALS})
@needs("records:write")
def cancel_job(request: HttpRequest, job_id: UUID) -> Job:
    """Stop a job."""
    stopped = find(actor_of(request), Job, job_id, Action.EDIT)
    queue.cancel(stopped)
    stopped.refresh_from_db()
    return stopped


@api.exception_handler(PermissionDenied)
def refused(request: HttpRequest, _problem: Any) -> HttpResponse:
    """403."""
    return _problem_answer(request, "forbidden", 403)


@api.exception_handler(Http404)
def missing(request: HttpRequest, _problem: Any) -> HttpResponse:
    """404."""
    return _problem_answer(request, "not_found", 404)


def _problem_answer(request: HttpRequest, code: str, status: int) -> HttpResponse:
    return api.create_response(request, {"code": code, "request_id": getattr(request, "id", "")}, status=status)


def _client(request: HttpRequest, client_id: UUID) -> Client:
    return _found(request, Client, client_id)


def _found(request: HttpRequest, model: type[M], pk: UUID) -> M:
    actor = actor_of(request)
    thing = find(actor, model, pk)
    audit.note(actor, "view", thing)
    return thing


def _of_client(request: HttpRequest, client_id: UUID, model: type[M]) -> QuerySet[M]:
    """Rows of a client, both seen by whoever asks."""
    return visible(actor_of(request), model).filter(client=_client(request, client_id))
