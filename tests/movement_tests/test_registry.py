"""Finding tests by name, and a test added by an outside package."""

from importlib.metadata import EntryPoint

import pytest

from synthetic import squat
from taikan.core import registry as core_registry
from taikan.core.errors import UnknownNameError
from taikan.kinematics.motion import build_motion
from taikan.movement_tests.base import MovementTest, Option, Recipe, TestInput
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.running import run_test
from taikan.movement_tests.squat import SQUAT

LEAN_ONLY = MovementTest(
    id="lean_only",
    views=("sagittal",),
    landmarks=("shoulder", "hip"),
    segment=SQUAT.segment,
    recipes=(Recipe("mov.sq.trunk", lambda _take, _span, _side: 12.0),),
)


def test_the_tests_of_this_package_are_there() -> None:
    assert {"squat", "hip_hinge", "deadlift", "sit_to_stand", "walk"} <= set(movement_tests())


def test_an_unknown_test_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(UnknownNameError) as caught:
        movement_tests().get("sqaut")
    assert caught.value.values["suggestion"] == "squat"


def test_a_test_of_an_outside_package_is_found_and_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("lean_only", f"{__name__}:LEAN_ONLY", "taikan.movement_tests")
    monkeypatch.setattr(EntryPoint, "load", lambda _self: LEAN_ONLY)
    monkeypatch.setattr(core_registry, "entry_points", lambda group: [entry] if group == entry.group else [])
    movement_tests.cache_clear()
    try:
        found = movement_tests().get("lean_only")
    finally:
        movement_tests.cache_clear()
    result = run_test(found, TestInput(motion=build_motion(squat(3).track)))
    assert [(m.code, m.value) for m in result.measures] == [("mov.sq.trunk", 12.0)]


def test_a_recipe_is_per_repetition_or_whole() -> None:
    with pytest.raises(ValueError, match="not both"):
        Recipe("mov.sq.trunk")
    with pytest.raises(ValueError, match="not both"):
        Recipe("mov.sq.trunk", lambda *_: 1.0, lambda *_: 1.0)


def test_the_first_choice_of_an_option_is_its_default() -> None:
    assert Option("pace", ("slow", "fast")).default == "slow"
    assert movement_tests().get("deadlift").resolve_options({}) == {"variant": "deadlift"}
    assert movement_tests().get("hip_hinge").resolve_options({"variant": "waiter"}) == {"variant": "waiter"}
