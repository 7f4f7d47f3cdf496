"""Side bridge, seen from the front or the back: each side as long as the hips stay up (clinical list 1.5).

The side is that of the supporting arm.
"""

from taikan.movement_tests.base import MovementTest, Recipe
from taikan.movement_tests.holding import holds_of_sides, phases, seconds_held

SIDE_BRIDGE = MovementTest(
    id="side_bridge",
    views=("frontal", "posterior"),
    landmarks=("shoulder", "elbow", "hip", "ankle"),
    segment=holds_of_sides("side_bridge"),
    phases=phases,
    lying=True,
    min_repetitions=1,
    recipes=(Recipe("end.side", seconds_held),),
)
