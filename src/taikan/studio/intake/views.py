"""Questions one screen at a time, and what they mean for safety."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from taikan.core.errors import WrongAnswerError
from taikan.intake.questionnaire import option_words, visible
from taikan.intake.records import Answer, Finding, Gate
from taikan.intake.red_flags import STOPPING, what_to_do
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.knowledge.questionnaire_models import Question, Questionnaire
from taikan.knowledge.safety_files import load_safety
from taikan.knowledge.safety_models import Level
from taikan.report.doctor_letter import DoctorLetter
from taikan.studio import audit
from taikan.studio.access import Action, may_add
from taikan.studio.access import visible as may_see
from taikan.studio.clients.consents import has_consented, record_consent
from taikan.studio.clients.models import Client, Consent
from taikan.studio.clients.views import client_context
from taikan.studio.guard import actor_of, opens
from taikan.studio.intake import rounds
from taikan.studio.intake.clearing import clear, set_aside
from taikan.studio.intake.forms import ClearanceForm, ConsentForm, OverrideForm
from taikan.studio.intake.models import Clearance, IntakeSession, Override
from taikan.studio.intake.safety import client_gate, client_limits, local_now
from taikan.studio.pages.words import language

SETS = ("intake", "safety", "four_weekly", "weekly", "follow_up")


@require_http_methods(["GET", "POST"])
@opens(Client, "client")
def begin(request: HttpRequest, client: Client) -> HttpResponse:
    """Consent and the way into a round of questions."""
    actor = actor_of(request)
    if not may_add(actor, client, IntakeSession):
        raise PermissionDenied
    needs_consent = not has_consented(client, Consent.Kind.DATA)
    form = ConsentForm(request.POST or None) if needs_consent else None
    if request.method == "POST" and (form is None or form.is_valid()):
        if form is not None:
            for kind in (Consent.Kind.DATA, Consent.Kind.RECORDING):
                record_consent(actor, client, kind, given=form.cleaned_data[kind])
        chosen = request.POST.get("set", "intake")
        one = rounds.begin(actor, client, chosen if chosen in SETS else "intake", language())
        return redirect("intake", intake=one.pk)
    return render(request, "studio/intake/begin.html", {"client": client, "form": form})


@require_http_methods(["GET", "POST"])
@opens(IntakeSession, "intake", Action.EDIT)
def ask(request: HttpRequest, intake: IntakeSession) -> HttpResponse:
    """One question a screen. An answer is kept at once and the next question comes back."""
    if intake.status != IntakeSession.Status.OPEN:
        return _leave(request, reverse("safety", args=[intake.client_id]))
    problem, item = "", request.GET.get("item")
    if request.method == "POST":
        item = request.POST.get("item", "")
        try:
            intake = _kept(intake, item, request.POST)
        except (rounds.StaleAnswerError, rounds.RoundOverError):
            item = None
        except WrongAnswerError as wrong:
            problem = str(wrong.values["allowed"])
        else:
            if rounds.ends_early(intake) and item != request.POST.get("sure"):
                return _confirm(request, intake, item)
            item = None
    screen = rounds.screenful(intake, item) or rounds.screenful(intake)
    if screen is None:
        rounds.finish(intake)
        return _leave(request, reverse("safety", args=[intake.client_id]))
    context = {"intake": intake, "screen": screen, "problem": problem, "answered": _answered(screen)}
    context["back"] = rounds.before(intake, screen.question.id)
    return _screen(request, "question", context, item=screen.question.id, status=422 if problem else 200)


@require_POST
@opens(IntakeSession, "intake", Action.EDIT)
def end(_request: HttpRequest, intake: IntakeSession) -> HttpResponse:
    """The person confirms answers that end the round: the rest can wait."""
    if intake.status == IntakeSession.Status.OPEN and rounds.ends_early(intake):
        rounds.finish(intake)
    return redirect("safety", client=intake.client_id)


@require_GET
@opens(IntakeSession, "intake")
def answers(request: HttpRequest, intake: IntakeSession) -> HttpResponse:
    """What was answered in a round."""
    given = rounds.answers_of(intake)
    groups = [(one.title, _pairs(one, given)) for one in rounds.asked_in(intake)]
    shown = [group for group in groups if group[1]]
    context = client_context(request, intake.client, "safety") | {"groups": shown, "intake": intake}
    return render(request, "studio/intake/answers.html", context)


@require_GET
@opens(Client, "client")
def safety(request: HttpRequest, client: Client) -> HttpResponse:
    """What the safety gate says now, why, and what opens it."""
    actor, found = actor_of(request), client_gate(client)
    newest = may_see(actor, IntakeSession).filter(client=client).order_by("-saved_at").first()
    context = client_context(request, client, "safety") | {
        "gate": found,
        "findings": [_shown(finding) for finding in found.findings],
        "tone": tone(found),
        "level_name": _level_name(found.level) if found.level else "",
        "said": what_to_do(found, load_safety()),
        "limits": client_limits(found),
        "rounds": may_see(actor, IntakeSession).filter(client=client).order_by("-started_at")[:12],
        "clearances": may_see(actor, Clearance).filter(client=client).order_by("-seen_at"),
        "overrides": may_see(actor, Override).filter(client=client).order_by("-at"),
        "support": load_safety().self_harm if newest is not None and rounds.is_alarming(newest) else None,
        "questions": load_questionnaires().questions(),
        "may_clear": may_add(actor, client, Clearance, Action.CLEAR) and actor.intake_role(client) != "self",
        "may_override": may_add(actor, client, Override),
        "may_answer": may_add(actor, client, IntakeSession),
        "has_letter": found.level in STOPPING | {"D"},
        "clearance_form": ClearanceForm(),
        "sets": SETS,
    }
    return render(request, "studio/intake/safety.html", context)


@require_http_methods(["GET", "POST"])
@opens(Client, "client")
def add_clearance(request: HttpRequest, client: Client) -> HttpResponse:
    """A clinician's word, written down by a trainer or a clinician, never by the client."""
    actor = actor_of(request)
    if not may_add(actor, client, Clearance, Action.CLEAR):
        raise PermissionDenied
    form = ClearanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clear(actor, client, form.cleaned_data)
        return redirect("safety", client=client.pk)
    context = client_context(request, client, "safety") | {"form": form}
    return render(request, "studio/intake/clearance.html", context)


@require_POST
@opens(Client, "client", Action.EDIT)
def add_override(request: HttpRequest, client: Client) -> HttpResponse:
    """A trainer sets one caution aside, with the reason."""
    form = OverrideForm(request.POST)
    if form.is_valid():
        set_aside(actor_of(request), client, form.cleaned_data["rule"], form.cleaned_data["reason"])
    return redirect("safety", client=client.pk)


@require_GET
@opens(Client, "client")
def letter(request: HttpRequest, client: Client) -> HttpResponse:
    """The letter to the doctor as PDF."""
    made = DoctorLetter(
        client_gate(client),
        load_questionnaires().questions(),
        load_safety(),
        load_knowledge(),
        language=language(),
        written_at=local_now(),
    )
    audit.note(actor_of(request), "letter", client)
    headers = {"Content-Disposition": 'inline; filename="letter.pdf"'}
    return HttpResponse(made.pdf(), content_type="application/pdf", headers=headers)


def _shown(finding: Finding) -> dict[str, Any]:
    """A finding as the page shows it."""
    tones = {"E": "stop", "U": "stop", "go": "go"}
    return {
        "rule": finding.rule,
        "fact": finding.fact,
        "level": finding.level,
        "level_name": _level_name(finding.level),
        "tone": tones.get(finding.level, "care"),
        "place": finding.destination.in_language(language()) if finding.level in STOPPING | {"D"} else "",
        "since": f"{finding.since:%Y-%m-%d}" if finding.since else "",
        "state": finding.state,
    }


def _level_name(level: Level) -> str:
    return load_safety().levels[level].name.in_language(language())


def _pairs(one: Questionnaire, given: Mapping[str, Answer]) -> list[tuple[str, str]]:
    """(question, answer) in words."""
    return [
        (question.words(language()) or question.id, ", ".join(option_words(question, given[question.id], language())))
        for question in one.questions
        if question.id in given
    ]


def tone(found: Gate) -> str:
    """How a gate is shown: ``go``, ``care`` or ``stop``."""
    if found.level in STOPPING:
        return "stop"
    return "go" if found.open and found.level == "go" else "care"


def _kept(intake: IntakeSession, item: str, sent: QueryDict) -> IntakeSession:
    if "skip" in sent:
        return rounds.skip(intake, item)
    question = load_questionnaires().questions().get(item)
    if question is None:
        raise rounds.StaleAnswerError(item)
    return rounds.answer(intake, item, _meant(question, sent))


def _meant(question: Question, sent: QueryDict) -> Any:
    """What was sent as a value of the question's kind."""
    if question.kind == "multi":
        return sent.getlist("value")
    value = sent.get("value", "")
    if question.kind in {"scale", "number"}:
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _answered(screen: rounds.Screenful) -> list[str]:
    """The codes or the number chosen so far, as the form's controls hold them."""
    given = screen.answer
    if given is None:
        return []
    if isinstance(given, tuple):
        return list(given)
    return [f"{given:g}" if isinstance(given, int | float) else given]


def _confirm(request: HttpRequest, intake: IntakeSession, item: str) -> HttpResponse:
    question = next(q for q in visible(rounds.asked_in(intake), rounds.answers_of(intake)) if q.id == item)
    words = ", ".join(option_words(question, rounds.answers_of(intake)[item], language()))
    context = {"intake": intake, "question": question, "answer_words": words}
    return _screen(request, "confirm", context, item=item)


def _screen(request: HttpRequest, name: str, context: dict[str, Any], *, item: str, status: int = 200) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return render(
            request,
            "studio/intake/ask.html",
            context | {"screen_template": f"studio/intake/{name}.html"},
            status=status,
        )
    response = render(request, f"studio/intake/{name}.html", context, status=status)
    response["HX-Push-Url"] = f"{request.path}?item={item}"
    return response


def _leave(request: HttpRequest, url: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
