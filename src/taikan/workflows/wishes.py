"""Whether the wishes for a plan name things that exist."""

from taikan.knowledge.composer_rules import load_composer_rules
from taikan.knowledge.exercise_loader import load_exercises
from taikan.programme.request import PlanWishes
from taikan.workflows.given import check_names


def check_wishes(wishes: PlanWishes) -> None:
    """Raise ``UnknownNameError`` for an exercise, a goal or equipment there is not, with the nearest one."""
    library = load_exercises()
    check_names(((name, library.exercises) for name in wishes.named_exercises()), "exercise")
    check_names(((name, library.equipment) for name in wishes.named_equipment()), "equipment")
    check_names(((goal, load_composer_rules().weights.goals) for goal in wishes.goals), "goal")
