"""Deadlift: the hip hinge with what a pull from the floor adds."""

from taikan.movement_tests import deadlift_measures
from taikan.movement_tests.base import MovementTest, Option
from taikan.movement_tests.hip_hinge import HINGE_RECIPES, segment, split

DEADLIFT = MovementTest(
    id="deadlift",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=segment,
    phases=split,
    needs_silhouette=True,
    options=(Option("variant", ("deadlift", "romanian")),),
    recipes=(*HINGE_RECIPES, *deadlift_measures.RECIPES),
)
