"""All movement tests by name: those of this package and those other packages offer."""

from functools import lru_cache

from taikan.core.registry import Registry
from taikan.movement_tests.base import MovementTest

ENTRY_POINT_GROUP = "taikan.movement_tests"


@lru_cache(maxsize=1)
def movement_tests() -> Registry[MovementTest]:
    """The registry, filled on first use; ``get(name)`` raises ``UnknownNameError`` with a suggestion."""
    from taikan.movement_tests.breathing import BREATHING
    from taikan.movement_tests.deadlift import DEADLIFT
    from taikan.movement_tests.hip_hinge import HIP_HINGE
    from taikan.movement_tests.posture import POSTURE
    from taikan.movement_tests.seated import DESK, SITTING
    from taikan.movement_tests.sit_to_stand import SIT_TO_STAND
    from taikan.movement_tests.squat import SQUAT
    from taikan.movement_tests.walk import WALK

    registry: Registry[MovementTest] = Registry("movement test")
    for test in (SQUAT, HIP_HINGE, DEADLIFT, SIT_TO_STAND, WALK, POSTURE, SITTING, DESK, BREATHING):
        registry.add(test.id, test)
    registry.load_entry_points(ENTRY_POINT_GROUP)
    return registry
