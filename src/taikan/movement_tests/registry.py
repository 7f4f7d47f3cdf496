"""All movement tests by name: those of this package and those other packages offer."""

from functools import lru_cache
from importlib import import_module

from taikan.core.registry import Registry
from taikan.movement_tests.base import MovementTest

ENTRY_POINT_GROUP = "taikan.movement_tests"

OWN_TESTS = (
    # moving
    "squat",
    "overhead_squat",
    "hip_hinge",
    "deadlift",
    "lift",
    "sit_to_stand",
    "single_leg_squat",
    "walk",
    "run",
    # still
    "posture",
    "sitting",
    "desk",
    "breathing",
    # range
    "forward_bend",
    "back_bend",
    "side_bend",
    "slr",
    "knee_extension",
    "thomas",
    "hip_flexion",
    "hip_rotation",
    "ankle",
    "shoulder_flexion",
    "apley",
    "scapular_wall_slide",
    "thoracic_rotation",
    # control
    "pelvic_tilt",
    "sitting_knee_extension",
    "rock_back",
    "prone_knee_bend",
    "aslr_load",
    "bird_dog",
    "single_leg_stance",
    # endurance and strength
    "sorensen",
    "side_bridge",
    "plank",
    "flexor_endurance",
    "single_leg_bridge",
    "side_abduction",
)
"""Modules of this package that hold a test; the test's name in the module is the module's in capitals."""


@lru_cache(maxsize=1)
def movement_tests() -> Registry[MovementTest]:
    """The registry, filled on first use; ``get(name)`` raises ``UnknownNameError`` with a suggestion."""
    registry: Registry[MovementTest] = Registry("movement test")
    for name in OWN_TESTS:
        test: MovementTest = getattr(import_module(f"taikan.movement_tests.{name}"), name.upper())
        registry.add(test.id, test)
    registry.load_entry_points(ENTRY_POINT_GROUP)
    return registry
