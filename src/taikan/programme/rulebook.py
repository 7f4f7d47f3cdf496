"""Everything the load controller looks up, in one frozen object."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from taikan.knowledge.composer_rules import ComposerRules, load_composer_rules
from taikan.knowledge.control_rules import ControlRules, load_control_rules
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.exercise_models import Exercise, ExerciseLibrary
from taikan.knowledge.fault_rules import FaultPolicy, load_fault_policy
from taikan.knowledge.load_rules import LoadRules
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.safety_files import load_safety
from taikan.knowledge.safety_models import Safety
from taikan.programme.records import PlanRequest
from taikan.programme.situation import Situation


@dataclass(frozen=True)
class Rulebook:
    """The exercise library, the rules of control and of composing, safety, and how much a fault matters (1..3)."""

    library: ExerciseLibrary
    control: ControlRules
    composer: ComposerRules
    safety: Safety
    faults: FaultPolicy
    fault_importance: Mapping[str, int]

    @property
    def loads(self) -> LoadRules:
        """The rules of loads."""
        return self.composer.loads

    def situation(self, request: PlanRequest) -> Situation:
        """``request`` with all that decides what it allows."""
        return Situation(request, self.library, self.safety, self.composer)

    def exercise(self, exercise_id: str) -> Exercise:
        """The exercise of that id."""
        return self.library.exercises[exercise_id]


@lru_cache(maxsize=1)
def load_rulebook() -> Rulebook:
    """The rules of this package and its extensions. Raises ``KnowledgeError`` if a file is wrong."""
    return Rulebook(
        library=load_exercises(),
        control=load_control_rules(),
        composer=load_composer_rules(),
        safety=load_safety(),
        faults=load_fault_policy(),
        fault_importance={code: fault.importance for code, fault in load_knowledge().faults.items()},
    )
