"""What every movement test must keep, whoever wrote it: run on stick figures doing that test's movement."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

import figures_control
import figures_range
from figures_still import breathing, held, seated, sitting, standing
from synthetic import Camera, Rep, hip_hinge, mirrored, sit_to_stand, squat, walk
from taikan.core.arrays import KEYPOINTS, PointState
from taikan.core.records import Measure, Reason, Side
from taikan.kinematics.motion import Motion, build_motion
from taikan.kinematics.view import View
from taikan.knowledge.fault_rules import fault_rule
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import MovementTest, TestInput, TestOutcome
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.running import run_test

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


def moving(test_id: str, view: str, width_px: int = 1280) -> xr.Dataset:
    return MAKERS[test_id](Camera(CAMERAS[view], width_px=width_px))


def preferred_camera(test_id: str) -> str:
    return CAMERAS[movement_tests().get(test_id).preferred_view]


def motion_of(test_id: str, track: xr.Dataset, view: View | None = None) -> Motion:
    test = movement_tests().get(test_id)
    return build_motion(track, height_cm=170.0, view=view, lying=test.lying, is_fast=test.is_fast)


def outcome(test_id: str, track: xr.Dataset, motion: Motion | None = None) -> TestOutcome:
    test = movement_tests().get(test_id)
    return run_test(test, TestInput(motion=motion or motion_of(test_id, track)))


def by_name(result: TestOutcome) -> dict[tuple[str, Side], Measure]:
    return {(m.code, m.side): m for m in result.measures}


def other_side(side: Side) -> Side:
    swap: dict[Side, Side] = {"left": "right", "right": "left"}
    return swap.get(side, side)


@pytest.fixture(params=movement_tests().values(), ids=lambda test: test.id)
def test(request: pytest.FixtureRequest) -> MovementTest:
    found: MovementTest = request.param
    return found


def test_every_registered_test_is_exercised_here() -> None:
    assert {test.id for test in movement_tests().values()} == set(MAKERS)


def test_it_is_described_in_both_languages(test: MovementTest) -> None:
    assert len(test.steps) >= 3
    for text in (test.name, test.purpose, *test.steps):
        assert text.ja
        assert text.en
    texts = load_knowledge().texts
    for option in test.options:
        for choice in option.choices:
            assert f"tests.{test.id}.options.{option.name}.{choice}" in texts


def test_its_measures_and_faults_are_known(test: MovementTest) -> None:
    knowledge = load_knowledge()
    assert len(set(test.measure_codes)) == len(test.measure_codes)
    assert set(test.measure_codes) <= knowledge.measures.keys()
    assert test.fault_ids or test.id in FREE_OF_FAULTS
    assert all(fault_rule(knowledge.faults[i]).criteria_for(test.id) for i in test.fault_ids)
    importance = [knowledge.faults[i].importance for i in test.fault_ids]
    assert importance == sorted(importance, reverse=True)


@pytest.mark.parametrize(("test_id", "view"), CASES)
def test_a_good_recording_is_valid_with_every_declared_measure_in_its_unit(test_id: str, view: str) -> None:
    knowledge = load_knowledge()
    result = outcome(test_id, moving(test_id, view))
    assert result.verdict.valid, result.verdict.reasons
    assert len(result.repetitions) == len(result.spans) >= min(2, movement_tests().get(test_id).min_repetitions)
    assert {m.code for m in result.measures} == set(movement_tests().get(test_id).measure_codes)
    shown = [m for m in result.measures if m.value is not None]
    assert shown
    for measure in result.measures:
        definition = knowledge.measures[measure.code]
        assert measure.unit == definition.unit
        assert measure.mdc95 >= knowledge.measurement_error[measure.code].mdc95
        assert measure.value is None or np.isfinite(measure.value)
        if measure.value is not None:
            assert view in definition.views
            assert 0 < measure.confidence <= 1
        if definition.sides == "each":
            assert {s for c, s in by_name(result) if c == measure.code} == {"left", "right"}


@pytest.mark.parametrize(("test_id", "view"), CASES)
def test_a_measure_this_view_cannot_show_is_absent_and_says_so(test_id: str, view: str) -> None:
    result = outcome(test_id, moving(test_id, view))
    for measure in result.measures:
        if view not in load_knowledge().measures[measure.code].views:
            assert measure.absent_reason is not None
            assert measure.absent_reason.code == "view_cannot_show"


@pytest.mark.parametrize(("test_id", "view"), CASES)
def test_repetitions_lie_in_order_and_carry_known_measures(test_id: str, view: str) -> None:
    result = outcome(test_id, moving(test_id, view))
    for repetition in result.repetitions:
        assert repetition.start_s <= repetition.bottom_s <= repetition.end_s
        for phase in repetition.phases:
            assert repetition.start_s - 1e-6 <= phase.start_s < phase.end_s <= repetition.end_s + 1e-6
            assert f"terms.{phase.name}" in load_knowledge().texts
        for column in repetition.measures:
            assert column.removesuffix(".left").removesuffix(".right") in load_knowledge().measures
    assert [r.index for r in result.repetitions] == list(range(1, len(result.repetitions) + 1))


SIGNED_TO_THE_RIGHT = {
    "mov.sq.shift",
    "mov.sts_kin.shift",
    "post.lateral_shift",
    "post.pelvis_level",
    "post.shoulder_level",
}


@pytest.mark.parametrize(("test_id", "view"), CASES)
def test_a_mirrored_body_swaps_left_and_right_and_nothing_else(test_id: str, view: str) -> None:
    track = moving(test_id, view)
    plain, flipped = outcome(test_id, track), outcome(test_id, mirrored(track))
    assert flipped.verdict.valid == plain.verdict.valid
    assert len(flipped.repetitions) == len(plain.repetitions)
    there = by_name(flipped)
    for (code, side), measure in by_name(plain).items():
        twin = there[code, other_side(side)]
        sign = -1.0 if code in SIGNED_TO_THE_RIGHT else 1.0
        expected = None if measure.value is None else pytest.approx(sign * measure.value, abs=1e-6, rel=1e-6)
        assert twin.value == expected, code
        assert twin.grade == measure.grade
        assert twin.confidence == pytest.approx(measure.confidence)


def moved(track: xr.Dataset, shift_px: tuple[float, float], scale: float) -> xr.Dataset:
    """The same body elsewhere in a larger or smaller picture."""
    position = track["position"].to_numpy() * scale
    position[..., :2] += np.array(shift_px)
    size = {k: round(track.attrs[k] * scale + 400) for k in ("width_px", "height_px")}
    return track.assign({"position": (track["position"].dims, position)}).assign_attrs(size)


@pytest.mark.parametrize(("test_id", "view"), CASES)
@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_moving_and_scaling_the_picture_change_no_number(test_id: str, view: str, scale: float) -> None:
    track = moving(test_id, view)
    plain, shifted = outcome(test_id, track), outcome(test_id, moved(track, (123.0, 77.0), scale))
    assert [m.code for m in shifted.measures] == [m.code for m in plain.measures]
    for before, after in zip(plain.measures, shifted.measures, strict=True):
        expected = None if before.value is None else pytest.approx(before.value, abs=1e-6, rel=1e-6)
        assert after.value == expected, before.code
        assert after.grade == before.grade


def hidden(track: xr.Dataset, parts: tuple[str, ...]) -> xr.Dataset:
    """``parts`` (without side) never seen: no position, no visibility."""
    columns = [i for i, k in enumerate(KEYPOINTS) if k in parts or k.split("_", 1)[-1] in parts]
    changed = {}
    for name, value in (("position", np.nan), ("world", np.nan), ("visibility", 0.0), ("state", PointState.MISSING)):
        values = track[name].to_numpy().copy()
        values[:, columns] = value
        changed[name] = (track[name].dims, values)
    return track.assign(changed)


@pytest.mark.parametrize(("test_id", "view"), CASES)
def test_a_missing_landmark_gives_a_reason_never_a_number(test_id: str, view: str) -> None:
    knowledge = load_knowledge()
    track = moving(test_id, view)
    seen_view = motion_of(test_id, track).view
    for part in ("shoulder", "knee", "ankle", "heel", "wrist", "ear", "foot_index"):
        motion = motion_of(test_id, hidden(track, (part,)), seen_view)
        result = outcome(test_id, track, motion)
        for measure in result.measures:
            needs = part in knowledge.measures[measure.code].landmarks
            assert not (needs and measure.value is not None), (part, measure.code)
            assert (measure.value is None) == (measure.absent_reason is not None)
            assert measure.value is None or np.isfinite(measure.value)


@pytest.mark.parametrize("test_id", sorted(MAKERS))
def test_nobody_in_the_picture_is_a_reason(test_id: str) -> None:
    track = hidden(MAKERS[test_id](Camera(preferred_camera(test_id))), KEYPOINTS)
    result = outcome(test_id, track)
    assert [r.code for r in result.verdict.reasons] == ["no_person"]
    assert {m.code for m in result.measures} == set(movement_tests().get(test_id).measure_codes)
    assert all(m.absent_reason is not None and m.absent_reason.code == "no_person" for m in result.measures)


@pytest.mark.parametrize("test_id", [i for i in sorted(MAKERS) if movement_tests().get(i).counts_repetitions])
def test_standing_still_is_no_repetition(test_id: str) -> None:
    still = squat([Rep(depth=0.0)], lead_s=3.0, camera=Camera(preferred_camera(test_id))).track
    result = outcome(test_id, still)
    assert not result.verdict.valid
    assert {r.code for r in result.verdict.reasons} <= {"no_repetitions", "too_few_repetitions", "wrong_position"}
    assert all(m.value is None for m in result.measures)


@pytest.mark.parametrize("test_id", sorted(MAKERS))
def test_a_slanted_camera_is_refused_with_what_is_needed(test_id: str) -> None:
    result = outcome(test_id, MAKERS[test_id](Camera(45.0)))
    # A lying body is foreshortened by a slant, so that its widths look like those of another view.
    assert [r.code for r in result.verdict.reasons] in (["oblique_view"], ["wrong_view"])
    needed = movement_tests().get(test_id).preferred_view
    assert result.verdict.reasons[0].values["needed"] == needed


@pytest.mark.parametrize("test_id", sorted(MAKERS))
def test_earlier_problems_make_it_invalid_and_earlier_notes_do_not(test_id: str) -> None:
    test = movement_tests().get(test_id)
    motion = motion_of(test_id, MAKERS[test_id](Camera(preferred_camera(test_id))))
    note = Reason(code="swaps_repaired", values={"count": 3})
    assert note in run_test(test, TestInput(motion=motion, notes=(note,))).verdict.notes
    problem = Reason(code="people_crossing")
    refused = run_test(test, TestInput(motion=motion, problems=(problem,), notes=(note,)))
    assert refused.verdict.reasons == (problem,)
    assert refused.verdict.notes == (note,)


@pytest.mark.parametrize(("test_id", "view"), CASES)
def test_the_same_recording_gives_the_same_result(test_id: str, view: str) -> None:
    track = moving(test_id, view)
    assert outcome(test_id, track) == outcome(test_id, track)
