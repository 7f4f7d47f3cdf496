"""A new programme from the newest profile and wishes; where none is possible, what would have to give."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from taikan.knowledge.composer_rules import load_composer_rules
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.exercise_models import Phase
from taikan.knowledge.plan_defaults import load_plan_defaults
from taikan.knowledge.safety_files import load_safety
from taikan.programme.conflict import relax
from taikan.programme.records import Conflict, Inventory, PlanRequest, Programme
from taikan.programme.request import PlanWishes, SessionWish
from taikan.programme.select import compose
from taikan.programme.situation import Situation
from taikan.studio.access import Actor
from taikan.studio.clients.models import Client
from taikan.studio.intake.safety import require_open
from taikan.studio.profiles.making import answers_of, document_of, make_version, results_of
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.workflows.plan import plan_for

FORM_TESTS = {"hinge_passed": "hip_hinge", "squat_passed": "squat"}


@dataclass(frozen=True)
class Wanted:
    """What the trainer chose: phase, sessions a week and minutes at home and in the gym (0: none), dumbbells there."""

    phase: Phase
    home_per_week: int
    home_minutes: float
    gym_per_week: int
    gym_minutes: float
    dumbbells_kg: tuple[float, ...] = ()


@dataclass(frozen=True)
class Impossible:
    """No programme exists: the request and the limits in conflict."""

    request: PlanRequest
    conflict: Conflict


def compose_for(actor: Actor, client: Client, wanted: Wanted) -> ProgrammeVersion | Impossible:
    """A draft from the newest profile, which is made anew first. Raises ``GateClosedError``."""
    document = document_of(make_version(actor, client))
    plan = plan_for(document, _wishes(client, wanted), answers=answers_of(client))
    if plan.programme is not None:
        return keep(actor, client, plan.programme, plan.request)
    assert plan.conflict is not None
    return Impossible(plan.request, plan.conflict)


def compose_relaxed(actor: Actor, client: Client, request: PlanRequest, number: int) -> ProgrammeVersion | Impossible:
    """The same with the relaxation ``number`` of the conflict taken. Raises ``GateClosedError``."""
    gate = require_open(client)
    request = request.model_copy(update={"codes": gate.modifiers})
    answer = compose(request, load_exercises(), load_safety())
    if isinstance(answer, Conflict) and number < len(answer.relaxations):
        request = relax(answer.relaxations[number], request, situation_of(request))
        answer = compose(request, load_exercises(), load_safety())
    return keep(actor, client, answer, request) if isinstance(answer, Programme) else Impossible(request, answer)


def keep(
    actor: Actor, client: Client, programme: Programme, request: PlanRequest, change: str = ""
) -> ProgrammeVersion:
    """The next version, a draft."""
    with transaction.atomic():
        last = ProgrammeVersion.objects.filter(client=client).aggregate(last=Max("number"))["last"] or 0
        return ProgrammeVersion.objects.create(
            client=client,
            number=last + 1,
            programme=programme.model_dump(mode="json"),
            request=request.model_dump(mode="json"),
            change=change[:1000],
            made_by=actor.user,
        )


@transaction.atomic
def assign(version: ProgrammeVersion) -> None:
    """Make ``version`` the one the client trains by. Raises ``GateClosedError``."""
    require_open(version.client)
    active = ProgrammeVersion.objects.filter(client=version.client, status=ProgrammeVersion.Status.ACTIVE)
    active.exclude(pk=version.pk).update(status=ProgrammeVersion.Status.REPLACED)
    version.status = ProgrammeVersion.Status.ACTIVE
    version.save(update_fields=["status", "change"])


def situation_of(request: PlanRequest) -> Situation:
    """The request with everything it is looked up in."""
    return Situation(request, load_exercises(), load_safety(), load_composer_rules())


def _wishes(client: Client, wanted: Wanted) -> PlanWishes:
    sessions = [("home", wanted.home_per_week, wanted.home_minutes), ("gym", wanted.gym_per_week, wanted.gym_minutes)]
    pain = answers_of(client).get("q.pain.avg")
    gym = Inventory(equipment=load_composer_rules().sessions.assumed["gym"], dumbbells_kg=wanted.dumbbells_kg)
    least, results = load_plan_defaults().form_pass, results_of(client)
    passed = {
        name: any(r.test == test and r.quality and (r.quality.score or 0) >= least for r in results)
        for name, test in FORM_TESTS.items()
    }
    return PlanWishes.model_validate(
        {
            "sessions": [SessionWish(setting=s, per_week=n, minutes=m) for s, n, m in sessions if n],
            "gym": gym if wanted.gym_per_week else None,
            "trainer": not client.self_guided,
            "phase": wanted.phase,
            "sex": client.sex or None,
            "mass_kg": client.mass_kg,
            "usual_pain": pain if isinstance(pain, int | float) else None,
            **passed,
        }
    )
