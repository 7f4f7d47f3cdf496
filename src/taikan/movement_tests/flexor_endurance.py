"""Trunk flexor endurance: leaning back at 60 degrees, knees and hips bent (clinical list 1.5)."""

from taikan.movement_tests.base import MovementTest, Recipe
from taikan.movement_tests.holding import holds_of_body, phases, seconds_held

FLEXOR_ENDURANCE = MovementTest(
    id="flexor_endurance",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=holds_of_body("flexor_endurance"),
    phases=phases,
    min_repetitions=1,
    recipes=(Recipe("end.flexor", seconds_held),),
)
