"""Forearm plank, held as long as the line from shoulder to knee stays straight (clinical list 1.5)."""

from taikan.movement_tests.base import MovementTest, Recipe
from taikan.movement_tests.holding import holds_of_body, phases, seconds_held

PLANK = MovementTest(
    id="plank",
    views=("sagittal",),
    landmarks=("shoulder", "elbow", "wrist", "hip", "knee", "ankle"),
    segment=holds_of_body("plank"),
    phases=phases,
    lying=True,
    min_repetitions=1,
    recipes=(Recipe("end.plank", seconds_held),),
)
