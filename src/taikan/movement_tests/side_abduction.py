"""Side-lying hip abduction, seen from behind: the upper leg held up (clinical list 1.4). The side is the upper leg."""

from taikan.movement_tests.base import MovementTest, Recipe
from taikan.movement_tests.holding import holds_of_sides, phases, seconds_held

SIDE_ABDUCTION = MovementTest(
    id="side_abduction",
    views=("posterior", "frontal"),
    landmarks=("shoulder", "hip", "ankle"),
    segment=holds_of_sides("side_abduction"),
    phases=phases,
    lying=True,
    still_joint=None,
    min_repetitions=1,
    recipes=(Recipe("str.side_abd", seconds_held),),
)
