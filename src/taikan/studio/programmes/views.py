"""Composing, changing, assigning and handing out a programme."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from taikan.intake.modifiers import limits
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.pictures import picture_of_exercise
from taikan.knowledge.safety_files import load_safety
from taikan.programme.limit_words import LimitWords
from taikan.programme.records import LimitNote, PlanRequest, Programme, Violation
from taikan.report.handout import Handout, handout_pdf
from taikan.report.plan_words import HandoutWords, detail_words, item_row, walk_words
from taikan.studio import audit
from taikan.studio.access import Action, may, may_add, visible
from taikan.studio.clients.models import Client
from taikan.studio.clients.views import client_context
from taikan.studio.guard import actor_of, opens
from taikan.studio.intake.safety import GateClosedError, client_gate, require_open
from taikan.studio.measuring.catalogue import newest_profile
from taikan.studio.pages.words import language, say
from taikan.studio.profiles.making import document_of
from taikan.studio.programmes import editing
from taikan.studio.programmes.composing import Impossible, assign, compose_for, compose_relaxed, keep
from taikan.studio.programmes.forms import DoseForm, WantedForm
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.workflows.plan import handout_shelf, next_tests_of

SALT = "taikan.request"
DOSE_FIELDS = ("sets", "reps", "hold_s", "time_s", "distance_m", "load_kg", "rest_s", "rpe")


@require_GET
@opens(Client, "client")
def programme(request: HttpRequest, client: Client) -> HttpResponse:
    """The active programme, else the newest draft, else the way to the first one."""
    versions = visible(actor_of(request), ProgrammeVersion).filter(client=client).order_by("-number")
    newest = versions.filter(status=ProgrammeVersion.Status.ACTIVE).first() or versions.first()
    if newest is not None and request.GET.get("new") != "1":
        return redirect("programme_version", version=newest.pk)
    return _composing(request, client, WantedForm())


@require_POST
@opens(Client, "client")
def compose(request: HttpRequest, client: Client) -> HttpResponse:
    """A new draft from the wishes of the form."""
    _require_may_plan(request, client)
    form = WantedForm(request.POST)
    if not form.is_valid():
        return _composing(request, client, form, status=422)
    try:
        made = compose_for(actor_of(request), client, form.wanted)
    except GateClosedError:
        return redirect("programme", client=client.pk)
    return _made(request, client, made, form)


@require_POST
@opens(Client, "client")
def relax(request: HttpRequest, client: Client) -> HttpResponse:
    """The same request with one limit given up."""
    _require_may_plan(request, client)
    try:
        asked = PlanRequest.model_validate(signing.loads(request.POST.get("request", ""), salt=SALT + str(client.pk)))
        made = compose_relaxed(actor_of(request), client, asked, int(request.POST.get("choice", "")))
    except (signing.BadSignature, ValidationError, ValueError, GateClosedError):
        return redirect("programme", client=client.pk)
    return _made(request, client, made, WantedForm())


@require_GET
@opens(ProgrammeVersion, "version")
def version_page(request: HttpRequest, version: ProgrammeVersion) -> HttpResponse:
    """One version: its week, exercises with why and how much, what it breaks; changes for those who may."""
    actor, client, gate = actor_of(request), version.client, client_gate(version.client)
    made, asked = _records(version)
    found = editing.broken(made, asked.model_copy(update={"codes": gate.modifiers}))
    context = client_context(request, client, "programme") | {
        "version": version,
        "gate": gate,
        "may_plan": may(actor, version, Action.EDIT) and gate.open,
        "sessions": [_session(session, asked, found) for session in made.sessions],
        "walk": walk_words(made.walk, _words()) if made.walk is not None else (),
        "violations": _violation_words(found),
        "is_unsafe": any(one.safety for one in found),
        "versions": visible(actor, ProgrammeVersion).filter(client=client).order_by("-number")[:20],
        "addable": _addable(),
        "excluded": [(_name(one.exercise), _limit_words(one.limits)) for one in made.excluded[:12]],
        "proven": made.solver.proven,
    }
    return render(request, "studio/programmes/version.html", context)


@require_POST
@opens(ProgrammeVersion, "version", Action.EDIT)
def edit(request: HttpRequest, version: ProgrammeVersion) -> HttpResponse:
    """One change; it makes the next version, whose page says what it breaks."""
    client, given = version.client, request.POST
    made, asked = _records(version)
    try:
        require_open(client)
        made, asked = _edited(made, asked, given)
    except (editing.NoSuchItemError, ValidationError, GateClosedError):
        messages.error(request, say("programme.not_changed"))
        return redirect("programme_version", version=version.pk)
    exercise = given.get("exercise", "")
    said = say(f"programme.change.{given.get('do', '')}", exercise=_name(exercise), other=_name(given.get("other", "")))
    new = keep(actor_of(request), client, made, asked, said)
    return redirect("programme_version", version=new.pk)


@require_POST
@opens(ProgrammeVersion, "version", Action.EDIT)
def assign_version(request: HttpRequest, version: ProgrammeVersion) -> HttpResponse:
    """Give the version to the client. One that breaks a safety limit needs the trainer's reason, which is kept."""
    made, asked = _records(version)
    asked = asked.model_copy(update={"codes": client_gate(version.client).modifiers})
    reason = request.POST.get("reason", "").strip()
    if any(one.safety for one in editing.broken(made, asked)):
        if not reason or version.client.self_guided:
            messages.error(request, say("programme.reason_needed"))
            return redirect("programme_version", version=version.pk)
        version.change = f"{version.change}\n{reason}".strip()[:1000]
    try:
        assign(version)
        messages.success(request, say("programme.assigned"))
    except GateClosedError:
        messages.error(request, say("upload.gate"))
    return redirect("programme_version", version=version.pk)


@require_GET
@opens(ProgrammeVersion, "version")
def handout(request: HttpRequest, version: ProgrammeVersion) -> HttpResponse:
    """The hand-out as PDF: profile, plan, week, what to do if it hurts."""
    client, gate, newest = (
        version.client,
        client_gate(version.client),
        newest_profile(actor_of(request), version.client),
    )
    if not gate.open or newest is None:
        return redirect("programme_version", version=version.pk)
    made, asked = _records(version)
    document, codes = document_of(newest), limits(gate.modifiers, load_safety())
    content = Handout(
        profile=document.profile,
        created_on=f"{timezone.localdate():%Y-%m-%d}",
        name=client.name,
        care=codes.lines,
        stop_when=codes.safety_lines,
        recordings=len(document.made_from),
        answers=len(document.evidence.observations),
        pain_areas=document.pain_areas,
        usual_pain=asked.usual_pain,
        plan=made,
        exercise_pictures={n: p.read_bytes() for n in made.exercises() if (p := picture_of_exercise(n)) is not None},
        next_tests=next_tests_of(document),
    )
    audit.note(actor_of(request), "handout", version)
    headers = {"Content-Disposition": 'inline; filename="programme.pdf"'}
    return HttpResponse(
        handout_pdf(content, handout_shelf(), language()), content_type="application/pdf", headers=headers
    )


def _composing(
    request: HttpRequest, client: Client, form: WantedForm, impossible: Impossible | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    context = client_context(request, client, "programme") | {
        "form": form,
        "gate": client_gate(client),
        "may_plan": may_add(actor, client, ProgrammeVersion),
        "versions": visible(actor, ProgrammeVersion).filter(client=client).exists(),
    }
    if impossible is not None:
        context |= {
            "conflict": _limit_words(impossible.conflict.limits),
            "relaxations": _limit_words(impossible.conflict.relaxations),
            "signed": signing.dumps(impossible.request.model_dump(mode="json"), salt=SALT + str(client.pk)),
        }
    return render(request, "studio/programmes/compose.html", context, status=status)


def _made(request: HttpRequest, client: Client, made: ProgrammeVersion | Impossible, form: WantedForm) -> HttpResponse:
    if isinstance(made, Impossible):
        return _composing(request, client, form, made, status=422)
    return redirect("programme_version", version=made.pk)


def _edited(made: Programme, asked: PlanRequest, given: Mapping[str, str]) -> tuple[Programme, PlanRequest]:
    """Both after the change of the form. Raises ``NoSuchItemError`` and ``ValidationError``."""
    do, place = given.get("do", ""), (given.get("session", ""), given.get("exercise", ""))
    if do == "swap":
        return editing.swap(made, asked, *place, given.get("other", "")), asked
    if do in {"earlier", "later"}:
        return editing.move(made, asked, *place, -1 if do == "earlier" else 1), asked
    if do == "remove":
        return editing.remove(made, asked, *place), asked
    if do == "add":
        return editing.add(made, asked, *place), asked
    if do == "lock" and place[1] in made.exercises():
        return made, editing.lock(asked, place[1])
    if do == "dose":
        form = DoseForm(given)
        old = next((i.dose for s in made.sessions for i in s.items if (s.id, i.exercise) == place), None)
        if old is not None and form.is_valid():
            return editing.redose(made, asked, *place, form.changed(old)), asked
    raise editing.NoSuchItemError


def _session(session: Any, asked: PlanRequest, found: Iterable[Violation]) -> dict[str, Any]:
    """A session as the page shows it."""
    words, items, block = _words(), [], ""
    for item in session.items:
        row = item_row(item, words)
        own = [v for v in found if v.session in {None, session.id} and v.exercise == item.exercise]
        items.append(
            {
                "row": row,
                "details": detail_words(item.dose, words),
                "block": item.block if item.block != block else "",
                "fields": [(n, getattr(item.dose, n)) for n in DOSE_FIELDS if getattr(item.dose, n) is not None],
                "substitutes": [(name, _name(name)) for name in item.substitutes],
                "locked": item.exercise in asked.locked,
                "violations": _violation_words(own),
                "has_picture": picture_of_exercise(item.exercise) is not None,
                "minutes": item.item_s / 60,
            }
        )
        block = item.block
    return {
        "session": session,
        "items": items,
        "minutes": session.total_s / 60,
        "budget": session.budget_s / 60,
        "days": [(say(f"day.{n}"), n in session.days) for n in range(7)],
    }


def _records(version: ProgrammeVersion) -> tuple[Programme, PlanRequest]:
    return Programme.model_validate(version.programme), PlanRequest.model_validate(version.request)


def _violation_words(found: Iterable[Violation]) -> list[str]:
    notes = [(v, LimitNote(limit=v.limit, by=v.by, values=v.values)) for v in found]
    said = [_one_limit(note) + (f" ({_name(v.exercise)})" if v.exercise else "") for v, note in notes]
    return list(dict.fromkeys(said))


def _limit_words(notes: Iterable[LimitNote]) -> list[str]:
    return [_one_limit(note) for note in notes]


def _one_limit(note: LimitNote | Violation) -> str:
    """A limit in words: the general text where there is one, else the page's own, with what it is about."""
    texts, words = load_knowledge().texts, _words()
    limits_said = LimitWords(texts, load_exercises(), load_factor_model())
    said = limits_said.sentence(note)
    if said is not None:
        return words.of(said)
    by = words.of(limits_said.name(note.by)) if note.by else ""
    own = texts.get(f"studio.limit.{note.limit}", texts["studio.limit.other"])
    return words.of(own.format(limit=note.limit, by=by))


def _addable() -> list[tuple[str, str]]:
    words, library = _words(), load_exercises().exercises
    return sorted(((name, words.of(one.name)) for name, one in library.items()), key=lambda pair: pair[1])


def _name(exercise: str) -> str:
    known = load_exercises().exercises.get(exercise)
    return exercise if known is None else known.name.in_language(language())


def _words() -> HandoutWords:
    shelf = handout_shelf()
    return HandoutWords(shelf.knowledge, language(), shelf.model, shelf.library)


def _require_may_plan(request: HttpRequest, client: Client) -> None:
    if not may_add(actor_of(request), client, ProgrammeVersion):
        raise PermissionDenied
