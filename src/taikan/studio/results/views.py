"""The result page and what hangs on it: curves, how a number came about, corrections, points and values by hand."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from taikan.core.errors import UsageError
from taikan.core.records import ManualPoint
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.manual_points import load_points
from taikan.movement_tests.registry import movement_tests
from taikan.report.explain import explain_page
from taikan.studio.access import Action, may, may_add, visible
from taikan.studio.assessments.models import Assessment, ManualMeasure, Recording
from taikan.studio.assessments.recordings import measure
from taikan.studio.clients.models import Client
from taikan.studio.clients.views import client_context
from taikan.studio.guard import actor_of, opens
from taikan.studio.jobs.wording import error_words
from taikan.studio.measuring.receiving import SIDES, options_of
from taikan.studio.pages.words import language
from taikan.studio.results.curves import curves, frames_of
from taikan.studio.results.entries import EntryForm, enterable, entry_rows, keep_entry
from taikan.studio.results.reading import comparable, result_of, shown_files, shown_result
from taikan.workflows.explain import explain_measure

MOST_PEOPLE = 9


@require_GET
@opens(Assessment, "assessment")
def assessment_page(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The result of a recording, or how far it is. What is wrong and what to do is said first."""
    actor, client = actor_of(request), assessment.client
    test = movement_tests().get(assessment.test) if assessment.test in movement_tests() else None
    newer = Assessment.objects.filter(replaces=assessment).first()
    context = client_context(request, client, "tests") | {
        "assessment": assessment,
        "test": test,
        "newer": newer,
        "may_correct": may_add(actor, client, Recording) and newer is None and assessment.recording.file is not None,
        "recording": assessment.recording if assessment.recording.file_id else None,
    }
    if assessment.result is None:
        job = assessment.job
        return render(
            request,
            "studio/results/waiting.html",
            context | {"job": job, "error": error_words(job) if job is not None else None},
        )
    own_past = visible(actor, Assessment).filter(
        client=client, test=assessment.test, status=Assessment.Status.READY, replaced_by=None
    )
    past = comparable(assessment, list(own_past.defer("result").order_by("-created_at")))
    context |= shown_result(result_of(assessment)) | {
        "files": shown_files(assessment.files.all()),
        "earlier": [one for one in past if one.created_at < assessment.created_at],
        "versions": _versions(assessment),
        "people": range(1, MOST_PEOPLE + 1),
    }
    return render(request, "studio/results/result.html", context)


@require_GET
@opens(Assessment, "assessment")
def curve_numbers(_request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The angles over time."""
    if assessment.result is None:
        raise Http404
    return JsonResponse(curves(assessment))


@require_GET
@opens(Assessment, "assessment")
def explain_number(request: HttpRequest, assessment: Assessment, code: str, side: str) -> HttpResponse:
    """How one number came about, as ``taikan explain`` says it."""
    if assessment.result is None:
        raise Http404
    result = result_of(assessment)
    found = next((m for m in result.measures if m.code == code and m.side == side), None)
    if found is None:
        raise Http404
    page = explain_page(explain_measure(result, found, frames_of(assessment)), load_knowledge(), language())
    context = client_context(request, assessment.client, "tests") | {"assessment": assessment, "page": page}
    return render(request, "studio/results/explain.html", context)


@require_POST
@opens(Assessment, "assessment", Action.EDIT)
def measure_again(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Measure the recording again with another side, person or option; the earlier result is kept."""
    given = request.POST
    settings: dict[str, Any] = {"options": options_of(given, assessment.test), "side": assessment.side}
    if given.get("side", "") in SIDES:
        settings["side"] = given.get("side", "")
    if given.get("person", "").isdigit() and 1 <= int(given["person"]) <= MOST_PEOPLE:
        settings["person"] = int(given["person"])
    if assessment.settings.get("points"):
        settings["points"] = assessment.settings["points"]
    return _again(request, assessment, settings)


@require_http_methods(["GET", "POST"])
@opens(Assessment, "assessment", Action.EDIT)
def points(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Points a person sets on a photo; the photo is measured again with them."""
    if assessment.result is None or assessment.recording.file is None:
        raise Http404
    if request.method == "POST":
        placed = _placed(request, assessment)
        if placed is None:
            return redirect("points", assessment=assessment.pk)
        return _again(request, assessment, {**assessment.settings, "points": placed})
    context = client_context(request, assessment.client, "tests") | {
        "assessment": assessment,
        "size": assessment.result["provenance"],
        "points": load_points().point,
        "placed": {p["name"]: p for p in assessment.settings.get("points", ())},
    }
    return render(request, "studio/results/points.html", context)


@require_http_methods(["GET", "POST"])
@opens(Client, "client")
def manual_measures(request: HttpRequest, client: Client) -> HttpResponse:
    """Values measured by hand: those there are, and a new one."""
    actor = actor_of(request)
    may_enter = may_add(actor, client, ManualMeasure)
    form = EntryForm(request.POST or None)
    if request.method == "POST":
        if not may_enter:
            raise PermissionDenied
        if form.is_valid() and keep_entry(actor, client, form):
            return redirect("manual_measures", client=client.pk)
    entries = visible(actor, ManualMeasure).filter(client=client).select_related("measured_by").order_by("-measured_at")
    context = client_context(request, client, "tests") | {
        "form": form,
        "may_enter": may_enter,
        "rows": entry_rows(entries, client.age_on(timezone.localdate()), client.sex or None),
        "groups": enterable(),
    }
    return render(request, "studio/results/entries.html", context, status=422 if form.errors else 200)


def _again(request: HttpRequest, assessment: Assessment, settings: dict[str, Any]) -> HttpResponse:
    recording = assessment.recording
    if recording.file is None or not may(actor_of(request), recording, Action.EDIT):
        raise PermissionDenied
    newer = Assessment.objects.filter(replaces=assessment).first()
    made = newer or measure(actor_of(request), recording, settings, replaces=assessment)
    return redirect("assessment", assessment=made.pk)


def _placed(request: HttpRequest, assessment: Assessment) -> list[dict[str, Any]] | None:
    """The points of the form, or ``None`` if they are not what the page sends."""
    by = actor_of(request).user
    if assessment.result is None:
        return None
    width, height = (assessment.result["provenance"][k] for k in ("width_px", "height_px"))
    try:
        given = json.loads(request.POST.get("points", "[]"))
        placed = [ManualPoint(name=load_points().checked(p["name"]), x_px=p["x"], y_px=p["y"], set_by=str(by.pk if by else "")) for p in given]  # fmt: skip # noqa: E501
    except (ValueError, TypeError, KeyError, ValidationError, UsageError):
        return None
    if any(p.x_px >= width or p.y_px >= height for p in placed) or len({p.name for p in placed}) != len(placed):
        return None
    return [p.model_dump() for p in placed]


def _versions(assessment: Assessment) -> list[Assessment]:
    """Every result of the same recording, the newest first; all are kept."""
    same = Assessment.objects.filter(recording=assessment.recording).defer("result").order_by("-created_at")
    return list(same)
