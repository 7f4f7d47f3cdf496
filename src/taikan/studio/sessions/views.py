"""The client's phone: today, a session, the morning, progress, messages; and the trainer's view of what was logged."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from taikan.programme.records import Programme
from taikan.programme.records import SessionLog as LogRecord
from taikan.report.plan_words import work_words
from taikan.studio.access import Action, may_add, visible
from taikan.studio.accounts.models import Role
from taikan.studio.clients.models import Client, Message
from taikan.studio.clients.views import client_context
from taikan.studio.guard import actor_of, for_roles, opens
from taikan.studio.intake.safety import GateClosedError, client_gate
from taikan.studio.pages.words import language, say
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions import day
from taikan.studio.sessions.charts import trend_svg
from taikan.studio.sessions.control import Standing, standing
from taikan.studio.sessions.entries import Batch
from taikan.studio.sessions.habits import habit_rows
from taikan.studio.sessions.models import CheckIn, SessionLog
from taikan.studio.sessions.proposals import OutdatedError, ReasonMissingError, decide_on, proposals, remarks
from taikan.studio.sessions.receiving import NOT_YOURS, receive

PAGE_SIZE = 30
LATEST_MESSAGES = 50


@require_GET
@for_roles(Role.CLIENT)
def me(request: HttpRequest) -> HttpResponse:
    """Today: what to do, the morning question, habits, the walk; nothing to train while the safety gate is closed."""
    client, today = _own(request), timezone.localdate()
    gate, version = client_gate(client), day.active_version(client)
    done, planned = day.week_done(client, today)
    stands = standing(client, today)
    context = {
        "client": client,
        "gate": gate,
        "stopped": stands is not None and stands.state.stopped,
        "flare": stands.flare_advice() if stands is not None else (),
        "changes": day.changes_today(stands) if stands is not None else [],
        "version": version,
        "sessions": day.sessions_of(version, today) if version and gate.open else [],
        "walk": day.walk_of(version) if version and gate.open else (),
        "habits": habit_rows(version) if version else [],
        "asked_this_morning": _asked_today(client),
        "trained_yesterday": day.trained_yesterday(client, today),
        "week": {"done": done, "planned": planned},
        "unread": visible(actor_of(request), Message).filter(client=client, from_client=False, read_at=None).count(),
    }
    return render(request, "studio/sessions/me.html", context)


@require_GET
@for_roles(Role.CLIENT)
def session(request: HttpRequest, session: str) -> HttpResponse:
    """One session to do and log; the phone keeps the page, so that it also opens without a connection."""
    client = _own(request)
    version = day.active_version(client)
    if version is None or not client_gate(client).open:
        return redirect("me")
    found = next((s for s in Programme.model_validate(version.programme).sessions if s.id == session), None)
    if found is None:
        raise Http404
    stands = standing(client, timezone.localdate())
    if stands is not None and stands.state.stopped:
        return redirect("me")
    context = {
        "client": client,
        "version": version,
        "session": found,
        "steps": day.steps_of(stands.session_today(found) if stands is not None else found.items),
        "questions": day.start_questions(client),
        "scale": range(11),
    }
    return render(request, "studio/sessions/session.html", context)


@require_POST
@for_roles(Role.CLIENT)
def sync(request: HttpRequest) -> JsonResponse:
    """Keep what waited on the phone; answers what is kept and what is not, by id."""
    client = _own(request)
    try:
        batch = Batch.model_validate_json(request.body)
    except ValidationError as problem:
        return JsonResponse({"error": "not_understood", "where": _where(problem)}, status=400)
    if batch.client != client.pk:
        return JsonResponse({"kept": [], "refused": {str(e.id): NOT_YOURS for e in batch.entries}})
    kept, refused = receive(actor_of(request), client, batch)
    return JsonResponse({"kept": kept, "refused": refused})


@require_GET
@for_roles(Role.CLIENT)
def progress(request: HttpRequest) -> HttpResponse:
    """How it went: the pain of the mornings, the sessions of the last seven days, what was logged."""
    client, today = _own(request), timezone.localdate()
    trend = day.pain_trend(client, today)
    done, planned = day.week_done(client, today)
    context = {
        "client": client,
        "chart": trend_svg(trend, today),
        "mornings": len(trend),
        "usual": day.usual_pain(trend, today),
        "week": {"done": done, "planned": planned},
        "logs": [_logged(one) for one in _logs(request, client)[:10]],
    }
    return render(request, "studio/sessions/progress.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.CLIENT)
def my_messages(request: HttpRequest) -> HttpResponse:
    """Messages with the trainer."""
    return _messages(request, _own(request), "studio/sessions/my_messages.html", {}, from_client=True)


@require_http_methods(["GET", "POST"])
@opens(Client, "client")
def client_messages(request: HttpRequest, client: Client) -> HttpResponse:
    """The same, from the trainer's side."""
    context = client_context(request, client, "sessions")
    return _messages(request, client, "studio/sessions/client_messages.html", context, from_client=False)


@require_GET
@opens(Client, "client")
def client_sessions(request: HttpRequest, client: Client) -> HttpResponse:
    """What a client logged, the newest first, with the pain of the mornings."""
    today = timezone.localdate()
    page = Paginator(_logs(request, client), PAGE_SIZE).get_page(request.GET.get("page"))
    trend = day.pain_trend(client, today)
    stands = standing(client, today)
    context = client_context(request, client, "sessions") | {
        "stands": stands,
        "proposals": _proposed(stands) if stands is not None else [],
        "remarks": [(day.exercise_name(d.slot), day.sentence(d)) for d in remarks(stands)]
        if stands is not None
        else [],
        "may_plan": may_add(actor_of(request), client, ProgrammeVersion),
        "page": page,
        "logs": [_logged(one) for one in page],
        "chart": trend_svg(trend, today),
        "flares": visible(actor_of(request), CheckIn)
        .filter(client=client, kind=CheckIn.Kind.FLARE)
        .order_by("-at")[:5],
        "unread": visible(actor_of(request), Message).filter(client=client, from_client=True, read_at=None).count(),
    }
    return render(request, "studio/sessions/client_sessions.html", context)


@require_POST
@opens(Client, "client", Action.EDIT)
def decide_on_proposals(request: HttpRequest, client: Client) -> HttpResponse:
    """Take what the load controller proposes, but for what is overridden with a reason."""
    if not may_add(actor_of(request), client, ProgrammeVersion):
        raise PermissionDenied
    given = request.POST
    overridden, reason = given.getlist("override"), given.get("reason", "").strip()[:300]
    try:
        new = decide_on(actor_of(request), client, timezone.localdate(), given.get("version", ""), overridden, reason)
    except GateClosedError:
        messages.error(request, say("upload.gate"))
    except OutdatedError:
        messages.error(request, say("control.outdated"))
    except ReasonMissingError:
        messages.error(request, say("control.reason_needed"))
    else:
        assigned = new.status == ProgrammeVersion.Status.ACTIVE
        messages.add_message(
            request, messages.SUCCESS if assigned else messages.WARNING,
            say("programme.assigned" if assigned else "control.kept_as_draft"),
        )  # fmt: skip
        return redirect("programme_version", version=new.pk)
    return redirect("client_sessions", client=client.pk)


def _proposed(stands: Standing) -> list[dict[str, Any]]:
    """The proposals as the page shows them: what was, what shall be, why."""
    words = day.handout_words()
    return [
        {
            "slot": one.slot,
            "action": one.action,
            "name": day.exercise_name(one.decision.exercise),
            "becomes": day.exercise_name(one.decision.to_exercise),
            "old": work_words(one.decision.old, words),
            "new": work_words(one.decision.new, words),
            "sentence": one.sentence(language()),
        }
        for one in proposals(stands)
    ]


def _messages(
    request: HttpRequest, client: Client, template: str, context: dict[str, Any], *, from_client: bool
) -> HttpResponse:
    actor = actor_of(request)
    found = visible(actor, Message).filter(client=client)
    if request.method == "POST":
        text, key = request.POST.get("text", "").strip()[:2000], _uuid(request.POST.get("id"))
        if text and actor.user is not None and may_add(actor, client, Message):
            Message.objects.get_or_create(
                id=key, defaults={"client": client, "sender": actor.user, "from_client": from_client, "text": text}
            )
        return redirect(request.path)
    if may_add(actor, client, Message):
        found.filter(from_client=not from_client, read_at=None).update(read_at=timezone.now())
    newest = list(found.select_related("sender").order_by("-sent_at")[:LATEST_MESSAGES])[::-1]
    context |= {"client": client, "conversation": newest, "key": uuid4(), "may_write": may_add(actor, client, Message)}
    return render(request, template, context | {"mine": from_client})


def _own(request: HttpRequest) -> Client:
    client = actor_of(request).own_client
    if client is None:
        raise Http404
    return client


def _asked_today(client: Client) -> bool:
    newest = CheckIn.objects.filter(client=client).exclude(kind=CheckIn.Kind.FLARE).order_by("-at").first()
    return newest is not None and timezone.localdate(newest.at) == timezone.localdate()


def _logs(request: HttpRequest, client: Client) -> Any:
    return visible(actor_of(request), SessionLog).filter(client=client).order_by("-performed_at", "-sequence")


def _logged(log: SessionLog) -> dict[str, Any]:
    """A row of the list: when, how much was done, effort and pain."""
    record = LogRecord.model_validate(log.log) if log.log else None
    items = record.items if record else ()
    pains = [item.pain_during for item in items if item.pain_during is not None]
    efforts = [item.rpe for item in items if item.rpe is not None]
    return {
        "log": log,
        "done": sum(item.completed for item in items),
        "all": len(items),
        "pain": max(pains, default=None),
        "effort": max(efforts, default=None),
        "before": record.pain_before if record else None,
        "signs": bool(record and record.black),
    }


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()


def _where(problem: ValidationError) -> list[str]:
    return [".".join(str(part) for part in error["loc"]) for error in problem.errors()][:5]
