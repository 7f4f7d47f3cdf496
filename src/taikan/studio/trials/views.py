"""The trial session: a flow page for the trainer, its exercises, its sheet and its outcome."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from taikan.studio import audit
from taikan.studio.access import Action, may_add
from taikan.studio.bookings.models import Booking
from taikan.studio.clients.models import Client, TrialOutcome
from taikan.studio.clients.views import client_context
from taikan.studio.guard import actor_of, opens
from taikan.studio.intake.safety import GateClosedError, client_gate
from taikan.studio.pages.words import language, say
from taikan.studio.sessions.day import steps_of
from taikan.studio.trials import course as trials


@require_POST
@opens(Booking, "booking", Action.EDIT)
def start_trial(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Make the prospect's file and begin."""
    membership = actor_of(request).memberships.get(booking.studio_id)
    if booking.kind != Booking.Kind.TRIAL or membership is None:
        raise PermissionDenied
    client = trials.start(booking, membership)
    audit.note(actor_of(request), "create", client)
    return redirect("trial_session", client=client.pk)


@require_GET
@opens(Client, "client", Action.EDIT)
def trial_session(request: HttpRequest, client: Client) -> HttpResponse:
    """What is done of it and what comes now."""
    course = trials.course_of(actor_of(request), client)
    context = client_context(request, client, "overview") | {
        "course": course,
        "gate": client_gate(client),
        "exercises": steps_of(course.session.items) if course.session is not None else [],
        "outcomes": TrialOutcome.Outcome.values,
    }
    return render(request, "studio/trials/trial.html", context)


@require_POST
@opens(Client, "client", Action.EDIT)
def trial_exercises(request: HttpRequest, client: Client) -> HttpResponse:
    """Choose what is done between the two measurements."""
    try:
        trials.choose_exercises(actor_of(request), client)
    except GateClosedError:
        messages.error(request, say("upload.gate"))
    except trials.NotThereError:
        messages.error(request, say("trials.no_exercises"))
    return redirect("trial_session", client=client.pk)


@require_POST
@opens(Client, "client", Action.EDIT)
def trial_done(request: HttpRequest, client: Client) -> HttpResponse:
    """Keep what was done and the pain before and after."""
    actor, given = actor_of(request), request.POST
    pain = _pain(given.get("pain_before")), _pain(given.get("pain_after"))
    if pain[0] is None or pain[1] is None:
        messages.error(request, say("trials.pain_needed"))
        return redirect("trial_session", client=client.pk)
    try:
        trials.keep_done(actor, client, trials.course_of(actor, client), set(given.getlist("done")), (pain[0], pain[1]))
    except GateClosedError:
        messages.error(request, say("upload.gate"))
    except trials.NotThereError:
        messages.error(request, say("trials.not_yet"))
    return redirect("trial_session", client=client.pk)


@require_GET
@opens(Client, "client", Action.EDIT)
def trial_sheet(request: HttpRequest, client: Client) -> HttpResponse:
    """What changed today, as one page of PDF."""
    try:
        pdf = trials.sheet(client, trials.course_of(actor_of(request), client), language())
    except trials.NotThereError as problem:
        raise Http404 from problem
    headers = {"Content-Disposition": 'inline; filename="today.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_POST
@opens(Client, "client", Action.EDIT)
def trial_outcome(request: HttpRequest, client: Client) -> HttpResponse:
    """Joined, thinking or no."""
    outcome = request.POST.get("outcome", "")
    if outcome not in TrialOutcome.Outcome.values or not may_add(actor_of(request), client, TrialOutcome):
        raise PermissionDenied
    trials.end(actor_of(request), client, outcome, request.POST.get("remark", "").strip()[:1000])
    messages.success(request, say("frame.saved"))
    return redirect("trial_session", client=client.pk)


def _pain(said: str | None) -> float | None:
    return float(said) if said in {str(n) for n in range(11)} else None
