"""Drawn pictures, made by the body lab (``python -m lab pictures``): exercises and how to record movement tests."""

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

PICTURE_SUFFIX = ".webp"
PICTURE_BYTES = 30_000
"""No picture is larger: a plan carries a dozen of them."""


def picture_of_exercise(exercise_id: str) -> Traversable | None:
    """Start and end of an exercise in one picture; ``None`` where the lab cannot pose it."""
    return _pictures("exercises").get(exercise_id)


def picture_of_test(test_id: str) -> Traversable | None:
    """Where the phone stands and how a movement test starts and ends; ``None`` for a test of another package."""
    return _pictures("tests").get(test_id)


@lru_cache
def _pictures(folder: str) -> dict[str, Traversable]:
    found = files("taikan.knowledge.pictures").joinpath(folder).iterdir()
    return {p.name.removesuffix(PICTURE_SUFFIX): p for p in found if p.name.endswith(PICTURE_SUFFIX)}
