"""A gym, a client and sessions for the tests of the load controller."""

from functools import lru_cache

from taikan.programme.agenda import today
from taikan.programme.control_records import ControllerState, ExerciseState, Rung, TrainingContext
from taikan.programme.loads import Lifter
from taikan.programme.records import Dose, Inventory, ItemLog, SessionLog
from taikan.programme.rulebook import load_rulebook
from taikan.programme.rungs import first_dose, first_load

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
CONTEXT = TrainingContext(
    phase="build",
    lifter=Lifter(mass_kg=60, sex="female", age=45, supervised=True),
    inventory={"gym": GYM, "home": GYM},
    hinge_passed=True,
    squat_passed=True,
    deadlift_gate=True,
)


@lru_cache
def slot(exercise_id: str) -> ExerciseState:
    """A slot at the first dose of ``exercise_id``."""
    exercise = BOOK.exercise(exercise_id)
    empty = ExerciseState(slot=exercise_id, rung=Rung(exercise=exercise_id, dose=Dose(sets=1, reps=1, rpe=1)))
    start = first_load(exercise, empty, ControllerState(), CONTEXT, BOOK)
    dose = first_dose(exercise, start, 1.0, exercise.dose.sets, CONTEXT, BOOK)
    return empty.model_copy(update={"rung": Rung(exercise=exercise_id, dose=dose)})


def plan(*exercise_ids: str) -> ControllerState:
    """A plan of those exercises at their first doses."""
    return ControllerState(exercises=tuple(slot(exercise_id) for exercise_id in exercise_ids))


def session(
    state: ControllerState, day: int, context: TrainingContext = CONTEXT, *, item=None, **changes
) -> SessionLog:
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
        for due in today(state, day, context, BOOK)
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
