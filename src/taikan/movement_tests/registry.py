"""All movement tests by name: those of this package and those other packages offer."""

from functools import lru_cache

from taikan.core.registry import Registry
from taikan.movement_tests.base import MovementTest

ENTRY_POINT_GROUP = "taikan.movement_tests"


@lru_cache(maxsize=1)
def movement_tests() -> Registry[MovementTest]:
    """The registry, filled on first use; ``get(name)`` raises ``UnknownNameError`` with a suggestion."""
    from taikan.movement_tests.ankle import ANKLE
    from taikan.movement_tests.apley import APLEY
    from taikan.movement_tests.back_bend import BACK_BEND
    from taikan.movement_tests.deadlift import DEADLIFT
    from taikan.movement_tests.forward_bend import FORWARD_BEND
    from taikan.movement_tests.hip_flexion import HIP_FLEXION
    from taikan.movement_tests.hip_hinge import HIP_HINGE
    from taikan.movement_tests.hip_rotation import HIP_ROTATION
    from taikan.movement_tests.knee_extension import KNEE_EXTENSION
    from taikan.movement_tests.lift import LIFT
    from taikan.movement_tests.overhead_squat import OVERHEAD_SQUAT
    from taikan.movement_tests.pelvic_tilt import PELVIC_TILT
    from taikan.movement_tests.prone_knee_bend import PRONE_KNEE_BEND
    from taikan.movement_tests.rock_back import ROCK_BACK
    from taikan.movement_tests.scapular_wall_slide import SCAPULAR_WALL_SLIDE
    from taikan.movement_tests.shoulder_flexion import SHOULDER_FLEXION
    from taikan.movement_tests.side_bend import SIDE_BEND
    from taikan.movement_tests.sit_to_stand import SIT_TO_STAND
    from taikan.movement_tests.sitting_knee_extension import SITTING_KNEE_EXTENSION
    from taikan.movement_tests.slr import SLR
    from taikan.movement_tests.squat import SQUAT
    from taikan.movement_tests.thomas import THOMAS
    from taikan.movement_tests.thoracic_rotation import THORACIC_ROTATION
    from taikan.movement_tests.walk import WALK

    registry: Registry[MovementTest] = Registry("movement test")
    own = (
        ANKLE,
        APLEY,
        BACK_BEND,
        DEADLIFT,
        FORWARD_BEND,
        HIP_FLEXION,
        HIP_HINGE,
        HIP_ROTATION,
        KNEE_EXTENSION,
        LIFT,
        OVERHEAD_SQUAT,
        PELVIC_TILT,
        PRONE_KNEE_BEND,
        ROCK_BACK,
        SCAPULAR_WALL_SLIDE,
        SHOULDER_FLEXION,
        SIDE_BEND,
        SIT_TO_STAND,
        SITTING_KNEE_EXTENSION,
        SLR,
        SQUAT,
        THOMAS,
        THORACIC_ROTATION,
        WALK,
    )
    for test in own:
        registry.add(test.id, test)
    registry.load_entry_points(ENTRY_POINT_GROUP)
    return registry
