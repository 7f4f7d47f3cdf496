"""Answers to the script that sends a recording part by part, for pages with and without a login."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import reverse

from taikan.core.errors import TaikanError, UsageError
from taikan.movement_tests.registry import movement_tests
from taikan.studio.access import Actor
from taikan.studio.assessments.models import Assessment
from taikan.studio.assessments.recordings import ConsentMissingError, NewRecording, receive
from taikan.studio.clients.models import Client
from taikan.studio.intake.safety import GateClosedError
from taikan.studio.measuring import frames, uploads
from taikan.studio.pages.words import language, say

SIDES = ("", "left", "right")


def take_part(request: HttpRequest, actor: Actor, client: Client, recording_id: UUID, test: str) -> JsonResponse:
    """Keep one part of a recording; with the last one it is handed over to be measured.

    ``start`` is where the part begins, ``last`` says that nothing follows, ``name`` and ``type`` are the file's.
    """
    asked = request.GET
    if request.method != "POST":
        return JsonResponse({"received": uploads.received(client.pk, recording_id)})
    try:
        start = int(asked.get("start", ""))
        there = uploads.append(client.pk, recording_id, start, request.body)
    except ValueError:
        return _refused("upload.broken", HTTPStatus.BAD_REQUEST)
    except uploads.GapError as gap:
        return JsonResponse({"received": gap.expected}, status=HTTPStatus.CONFLICT)
    except uploads.TooLargeError:
        uploads.forget(client.pk, recording_id)
        return _refused("upload.too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if asked.get("last") != "1":
        return JsonResponse({"received": there})
    new = NewRecording(
        test=test,
        side=asked.get("side", "") if asked.get("side", "") in SIDES else "",
        name=asked.get("name", "")[:200],
        content_type=asked.get("type", "")[:100] or "application/octet-stream",
        parts=uploads.parts_of(client.pk, recording_id),
        id=recording_id,
        settings={"options": options_of(asked, test)},
    )
    try:
        assessment = receive(actor, client, new)
    except GateClosedError:
        return _refused("upload.gate", HTTPStatus.FORBIDDEN)
    except ConsentMissingError:
        return _refused("upload.consent", HTTPStatus.FORBIDDEN)
    uploads.forget(client.pk, recording_id)
    return JsonResponse({"received": there, "assessment": _address(assessment)})


def options_of(given: QueryDict, test: str) -> dict[str, str]:
    """The options of ``test`` among ``given``, those that it has."""
    chosen = {o.name: given.get(f"option_{o.name}", "") for o in movement_tests().get(test).options}
    allowed = {o.name: o.choices for o in movement_tests().get(test).options}
    return {name: value for name, value in chosen.items() if value in allowed[name]}


def advice_on(jpeg: bytes, test: str) -> JsonResponse:
    """What to change before filming, as the camera page shows it; empty while another picture is looked at."""
    try:
        advice = frames.check_frame(jpeg, test)
    except (frames.NotAPictureError, UsageError):
        return JsonResponse({}, status=HTTPStatus.BAD_REQUEST)
    except TaikanError:
        return JsonResponse({}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if advice is None:
        return JsonResponse({})
    shown: dict[str, Any] = {"ok": advice.ok, "text": advice.text.in_language(language())}
    return JsonResponse(shown | {"action": advice.action.in_language(language())})


def _address(assessment: Assessment) -> str:
    return reverse("assessment", args=[assessment.pk])


def _refused(key: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"error": say(key)}, status=status)
