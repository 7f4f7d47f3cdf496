"""What every movement test must keep, whoever wrote it: run on stick figures doing that test's movement."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest
import xarray as xr

import figures_control
import figures_range
from figures_still import breathing, held, seated, sitting, standing
from synthetic import Camera, Rep, hip_hinge, sit_to_stand, squat, walk
from taikan.kinematics.events import RepetitionSpan
from taikan.knowledge.models import ViewFamily
from taikan.movement_tests.base import MovementTest, Recipe, Take
from taikan.movement_tests.registry import movement_tests
from taikan.testing.contract import (
    CHECKS,
    Case,
    check_contract,
    gives_the_same_wherever_the_person_stands,
    is_described_in_both_languages,
)

MAKERS: dict[str, Callable[[Camera], xr.Dataset]] = {
    "squat": lambda camera: squat(3, camera=camera, knee_in=0.01).track,
    "hip_hinge": lambda camera: hip_hinge(3, camera=camera).track,
    "deadlift": lambda camera: hip_hinge(3, camera=camera).track,
    "sit_to_stand": lambda camera: sit_to_stand(5, camera=camera).track,
    "walk": lambda camera: walk(camera=camera, start_forward=0.0, speed_heights_s=0.0).track,
    "posture": standing,
    "sitting": sitting,
    "desk": lambda camera: held(seated(), camera),
    "breathing": breathing,
    **figures_control.MAKERS,
    **{name: lambda camera, make=make: make(camera).track for name, make in figures_range.MAKERS.items()},
}
FREE_OF_FAULTS = {"posture", "sitting", "desk", "breathing"}
CAMERAS = {"sagittal": "sagittal_right", "frontal": "frontal", "posterior": "posterior"}
CASES = [(test.id, view) for test in movement_tests().values() for view in test.views if test.id in MAKERS]
SIGNED_TO_THE_RIGHT = frozenset(
    {"mov.sq.shift", "mov.sts_kin.shift", "post.lateral_shift", "post.pelvis_level", "post.shoulder_level"}
)


@lru_cache(maxsize=2)
def case(test_id: str, view: ViewFamily) -> Case:
    """A figure doing the test in front of the view's camera; kept while its checks run one after the other."""
    track = MAKERS[test_id](Camera(CAMERAS[view]))
    return Case(movement_tests().get(test_id), view, track, SIGNED_TO_THE_RIGHT)


def preferred_camera(test_id: str) -> str:
    return CAMERAS[movement_tests().get(test_id).preferred_view]


def test_every_registered_test_is_exercised_here() -> None:
    assert {test.id for test in movement_tests().values()} == set(MAKERS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(("test_id", "view"), CASES)
def test_contract(test_id: str, view: ViewFamily, check: Callable[[Case], None]) -> None:
    check(case(test_id, view))


@pytest.mark.parametrize("test", movement_tests().values(), ids=lambda test: test.id)
def test_it_judges_faults(test: MovementTest) -> None:
    assert test.fault_ids or test.id in FREE_OF_FAULTS


@pytest.mark.parametrize("test_id", [i for i in sorted(MAKERS) if movement_tests().get(i).counts_repetitions])
def test_standing_still_is_no_repetition(test_id: str) -> None:
    still = squat([Rep(depth=0.0)], lead_s=3.0, camera=Camera(preferred_camera(test_id))).track
    result = Case(movement_tests().get(test_id), "sagittal", still).outcome()
    assert not result.verdict.valid
    assert {r.code for r in result.verdict.reasons} <= {"no_repetitions", "too_few_repetitions", "wrong_position"}
    assert all(m.value is None for m in result.measures)


@pytest.mark.parametrize("test_id", sorted(MAKERS))
def test_a_slanted_camera_is_seen_and_refused_with_what_is_needed(test_id: str) -> None:
    test = movement_tests().get(test_id)
    result = Case(test, test.preferred_view, MAKERS[test_id](Camera(45.0))).outcome()
    # A lying body is foreshortened by a slant, so that its widths look like those of another view.
    assert [r.code for r in result.verdict.reasons] in (["oblique_view"], ["wrong_view"])
    assert result.verdict.reasons[0].values["needed"] == test.preferred_view


class TestTheContractItself:
    """It is no rubber stamp: a test that breaks a rule is told so."""

    GOOD = case("squat", "sagittal")

    def broken(self, **changes: object) -> Case:
        return replace(self.GOOD, test=replace(self.GOOD.test, **changes))  # type: ignore[arg-type]

    def test_a_test_without_words_fails(self) -> None:
        with pytest.raises((AssertionError, KeyError)):
            is_described_in_both_languages(self.broken(id="nobody_described_it"))

    def test_a_number_that_depends_on_where_the_person_stands_fails(self) -> None:
        def lean(take: Take, span: RepetitionSpan, _side: object) -> float:
            return float(take.motion.point("nose")[span.bottom_index, 0]) / 100.0

        recipes = (Recipe("mov.sq.trunk", lean),)
        with pytest.raises(AssertionError, match=r"mov\.sq\.trunk"):
            gives_the_same_wherever_the_person_stands(self.broken(recipes=recipes))

    def test_a_view_without_a_recording_fails(self) -> None:
        with pytest.raises(AssertionError, match="no recording for frontal"):
            check_contract({"sagittal": self.GOOD.track}, self.GOOD.test)
