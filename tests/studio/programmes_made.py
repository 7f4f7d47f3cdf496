"""A real programme of the composer for tests that log against one."""

from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.utils import timezone

from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.safety_files import load_safety
from taikan.programme.records import FactorNeed, Inventory, PlanRequest, Programme, SessionSlot
from taikan.programme.select import compose
from taikan.studio.programmes.models import ProgrammeVersion

REQUEST = PlanRequest(
    phase="restore",
    needs=(FactorNeed(factor="trunk.endurance", priority=0.6, probability=0.8),),
    slots=(SessionSlot(setting="home", per_week=4, budget_s=900),),
    inventory={"home": Inventory(equipment=("none", "mat", "chair", "wall", "towel", "pillow"))},
    usual_pain=1.0,
)


@lru_cache(maxsize=1)
def composed() -> Programme:
    """The programme of ``REQUEST``."""
    made = compose(REQUEST, load_exercises(), load_safety())
    assert isinstance(made, Programme)
    return made


def session_entry(version: ProgrammeVersion, **changes: Any) -> dict[str, Any]:
    """The first session of ``version``, all done, as a phone sends it."""
    session = Programme.model_validate(version.programme).sessions[0]
    return {
        "kind": "session",
        "id": str(uuid4()),
        "sequence": 5,
        "at": timezone.now().isoformat(),
        "programme": str(version.pk),
        "session": session.id,
        "pain_before": 2,
        "painkiller": False,
        "items": [{"exercise": i.exercise, "done": "all", "rpe": 3, "pain": 1} for i in session.items],
    } | changes
