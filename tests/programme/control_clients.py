"""A gym, a client and sessions for the tests of the load controller."""

from functools import lru_cache

from taikan.programme.agenda import today
from taikan.programme.control_records import ControllerState, ExerciseState, Rung
from taikan.programme.dose import shape
from taikan.programme.records import Inventory, ItemLog, PlanRequest, SessionLog, SessionSlot
from taikan.programme.rulebook import load_rulebook
from taikan.programme.situation import Situation

BOOK = load_rulebook()
GYM = Inventory(
    equipment=tuple(BOOK.library.equipment),
    dumbbells_kg=(1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20),
    kettlebells_kg=(4, 8, 12, 16, 20, 24),
    barbells_kg=(10, 20),
    plates_kg=(0.5, 1.25, 2.5, 5, 10),
    machine_step_kg=5,
    bands=("yellow", "red", "green"),
)
REQUEST = PlanRequest(
    phase="build",
    slots=(SessionSlot(setting="gym", per_week=3, budget_s=3600),),
    mass_kg=60,
    sex="female",
    age=45,
    supervised=True,
    reached_level=4,
    runner=True,
    inventory={"gym": GYM, "home": GYM},
    hinge_passed=True,
    squat_passed=True,
    deadlift_gate=True,
    green_weeks=4,
)
CLIENT = BOOK.situation(REQUEST)


def situation(**changes) -> Situation:
    """The client's situation with other answers."""
    return BOOK.situation(REQUEST.model_copy(update=changes))


@lru_cache
def slot(exercise_id: str) -> ExerciseState:
    """A slot at the first dose of ``exercise_id`` in the gym."""
    dose = shape(BOOK.exercise(exercise_id), CLIENT, "gym").dose
    assert dose is not None
    rung = Rung(exercise=exercise_id, dose=dose)
    return ExerciseState(slot=exercise_id, rung=rung, setting="gym", tempo=dose.tempo)


def plan(*exercise_ids: str) -> ControllerState:
    """A plan of those exercises at their first doses."""
    return ControllerState(exercises=tuple(slot(exercise_id) for exercise_id in exercise_ids))


def session(state: ControllerState, day: int, client: Situation = CLIENT, *, item=None, **changes) -> SessionLog:
    """Everything that is due on ``day``, done well; ``item`` changes every item, ``changes`` the session."""
    items = tuple(
        ItemLog.model_validate(
            {
                "exercise": due.exercise,
                "dose": due.dose,
                "completed": True,
                "rpe": max(0.0, due.dose.rpe - 1),
                "rir": 4,
                "pain_during": 1,
                "technique": 90,
                **(item or {}),
            }
        )
        for due in today(state, day, client, BOOK)
        if not due.resting
    )
    good = {
        "pain_before": 1,
        "pain_after": 1,
        "next_morning": 1,
        "back_to_usual": True,
        "sleep_disturbed": False,
        "usual_pain": 1,
        "painkiller_6h": False,
        "sleep_quality": 8,
        "stress": 2,
    }
    return SessionLog.model_validate({"id": f"s{day}", "day": day, "session": "a", "items": items, **good, **changes})
