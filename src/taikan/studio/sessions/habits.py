"""The habits of a programme as the phone shows them."""

from dataclasses import dataclass

from taikan.core.texts import Text
from taikan.knowledge.habit_models import load_habits
from taikan.programme.records import Programme
from taikan.studio.programmes.models import ProgrammeVersion


@dataclass(frozen=True)
class HabitRow:
    """One active habit: what is said, and its if-then plan."""

    id: str
    name: Text
    say: Text
    cue: Text
    action: Text


def habit_rows(version: ProgrammeVersion) -> list[HabitRow]:
    """The active habits of ``version``, at most two."""
    known = load_habits().habits
    chosen = [known[plan.habit] for plan in Programme.model_validate(version.programme).habits if plan.habit in known]
    return [HabitRow(one.id, one.name, one.say, one.cue, one.action) for one in chosen]
