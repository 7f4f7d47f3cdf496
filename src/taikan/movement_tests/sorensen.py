"""Biering-Sorensen: the trunk held level over the edge of a bench (clinical list 1.5)."""

from taikan.movement_tests.base import MovementTest, Recipe
from taikan.movement_tests.holding import holds_of_body, phases, seconds_held

SORENSEN = MovementTest(
    id="sorensen",
    views=("sagittal",),
    landmarks=("shoulder", "wrist", "hip", "knee", "ankle"),
    segment=holds_of_body("sorensen"),
    phases=phases,
    lying=True,
    min_repetitions=1,
    recipes=(Recipe("end.sorensen", seconds_held),),
)
