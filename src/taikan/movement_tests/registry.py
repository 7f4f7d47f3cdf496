"""All movement tests by name: those of this package and those other packages offer."""

from functools import lru_cache

from taikan.core.registry import Registry
from taikan.movement_tests.base import MovementTest

ENTRY_POINT_GROUP = "taikan.movement_tests"


@lru_cache(maxsize=1)
def movement_tests() -> Registry[MovementTest]:
    """The registry, filled on first use; ``get(name)`` raises ``UnknownNameError`` with a suggestion."""
    from taikan.movement_tests.aslr_load import ASLR_LOAD
    from taikan.movement_tests.bird_dog import BIRD_DOG
    from taikan.movement_tests.deadlift import DEADLIFT
    from taikan.movement_tests.flexor_endurance import FLEXOR_ENDURANCE
    from taikan.movement_tests.hip_hinge import HIP_HINGE
    from taikan.movement_tests.plank import PLANK
    from taikan.movement_tests.run import RUN
    from taikan.movement_tests.side_abduction import SIDE_ABDUCTION
    from taikan.movement_tests.side_bridge import SIDE_BRIDGE
    from taikan.movement_tests.single_leg_bridge import SINGLE_LEG_BRIDGE
    from taikan.movement_tests.single_leg_squat import SINGLE_LEG_SQUAT
    from taikan.movement_tests.single_leg_stance import SINGLE_LEG_STANCE
    from taikan.movement_tests.sit_to_stand import SIT_TO_STAND
    from taikan.movement_tests.sorensen import SORENSEN
    from taikan.movement_tests.squat import SQUAT
    from taikan.movement_tests.walk import WALK

    registry: Registry[MovementTest] = Registry("movement test")
    for test in (
        SQUAT,
        HIP_HINGE,
        DEADLIFT,
        SIT_TO_STAND,
        WALK,
        RUN,
        ASLR_LOAD,
        BIRD_DOG,
        FLEXOR_ENDURANCE,
        PLANK,
        SIDE_ABDUCTION,
        SIDE_BRIDGE,
        SINGLE_LEG_BRIDGE,
        SINGLE_LEG_SQUAT,
        SINGLE_LEG_STANCE,
        SORENSEN,
    ):
        registry.add(test.id, test)
    registry.load_entry_points(ENTRY_POINT_GROUP)
    return registry
