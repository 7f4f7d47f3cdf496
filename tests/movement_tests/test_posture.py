"""Standing posture: known bodies give their known numbers, from video and photo, with and without points."""

import numpy as np
import pytest
import xarray as xr
from outcomes import get, value

from figures_still import held, photo, standing
from synthetic import Camera, Clip, Posture, mirrored
from taikan.core.records import ManualPoint
from taikan.kinematics.motion import build_motion
from taikan.kinematics.spine_contour import SpineContour
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.posture import POSTURE, _bulge_percent
from taikan.movement_tests.running import run_test


def outcome(track: xr.Dataset, **more: object) -> TestOutcome:
    return run_test(POSTURE, TestInput(motion=build_motion(track, height_cm=170.0), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("view", ["sagittal_right", "sagittal_left"])
def test_each_spell_of_standing_is_a_trial_and_marching_is_none(view: str) -> None:
    found = outcome(standing(Camera(view), posture=Posture(trunk=7.0, neck=5.0)))
    assert found.verdict.valid
    assert len(found.repetitions) == 3
    assert all(r.phases[0].name == "held" for r in found.repetitions)
    lean = get(found, "post.trunk_lean")
    assert lean.value == pytest.approx(7.0, abs=0.3)
    assert lean.n_trials == 3
    assert lean.grade == "borderline"


def test_knees_bent_backwards_are_positive() -> None:
    found = outcome(held(Posture(thigh=-6.0, shank=-6.0)))
    assert value(found, "post.knee_ext") == pytest.approx(12.0, abs=0.5)
    assert get(found, "post.knee_ext").grade == "amber"
    assert value(outcome(held(Posture(thigh=5.0, shank=5.0))), "post.knee_ext") == pytest.approx(-10.0, abs=0.5)


def test_the_plumb_line_tells_what_lies_in_front() -> None:
    found = outcome(held(Posture(trunk=10.0)))
    assert value(found, "post.plumb.hip") == pytest.approx(0.0, abs=0.5)
    # The shoulder lies the trunk's length (28.8 % of height) times sin 10 in front.
    assert value(found, "post.plumb.shoulder") == pytest.approx(28.8 * np.sin(np.radians(10)), abs=0.4)
    assert value(found, "post.plumb.ear") > value(found, "post.plumb.shoulder")


@pytest.mark.parametrize("view", ["frontal", "posterior"])
def test_from_front_and_back_the_right_side_is_the_persons_own(view: str) -> None:
    found = outcome(held(Posture(pelvis_up_right=3.0, lean_right=4.0), Camera(view)))
    assert value(found, "post.lateral_shift") > 1.5
    flipped = outcome(mirrored(held(Posture(pelvis_up_right=3.0, lean_right=4.0), Camera(view))))
    assert value(flipped, "post.lateral_shift") == pytest.approx(-value(found, "post.lateral_shift"))
    if view == "frontal":
        assert value(found, "post.pelvis_level") == pytest.approx(3.0, abs=0.2)


def test_walking_about_is_not_standing() -> None:
    restless = standing(spells=2, spell_s=0.3, march_s=4.0)
    assert [r.code for r in outcome(restless).verdict.reasons] == ["not_still"]


def test_a_photo_gives_what_the_clip_gives() -> None:
    track = held(Posture(trunk=5.0, neck=6.0))
    clip, still = outcome(track), outcome(photo(track))
    assert still.verdict.valid
    for measure in clip.measures:
        if measure.value is not None:
            assert value(still, measure.code, measure.side) == pytest.approx(measure.value, abs=1e-6)


def test_a_slanted_photo_and_one_without_anybody_are_refused() -> None:
    slanted = photo(held(Posture(), Camera(45.0)))
    assert [r.code for r in outcome(slanted).verdict.reasons] == ["oblique_view"]
    track = photo(held(Posture()))
    empty = track.assign(position=(track["position"].dims, np.full_like(track["position"].to_numpy(), np.nan)))
    assert [r.code for r in outcome(empty).verdict.reasons] == ["no_person"]


def points(camera: Camera, **places: tuple[float, float]) -> tuple[ManualPoint, ...]:
    """Points at (ahead, up) in pixels from the picture's middle."""
    ahead = 1 if camera.view == "sagittal_right" else -1
    x, y = camera.width_px / 2, camera.height_px / 2
    return tuple(ManualPoint(name=n, x_px=x + ahead * a, y_px=y - u, set_by="t") for n, (a, u) in places.items())


@pytest.mark.parametrize("view", ["sagittal_right", "sagittal_left"])
def test_points_give_angles_on_either_side(view: str) -> None:
    camera = Camera(view)
    set_points = points(camera, c7=(0, 0), tragus=(50, 60), asis=(40, -20), s2_psis=(-40, 0))
    found = outcome(photo(held(Posture(), camera)), points=set_points)
    assert value(found, "post.cva_m") == pytest.approx(np.degrees(np.arctan2(60, 50)))
    assert value(found, "post.pelvic_slope_m") == pytest.approx(np.degrees(np.arctan2(20, 80)))


def test_the_error_of_taps_is_passed_on() -> None:
    near, far = (
        outcome(photo(held(Posture())), points=points(Camera(), c7=(0, 0), tragus=(ahead, ahead)))
        for ahead in (30, 200)
    )
    # Two taps of SD 4 px in each direction (0.5 % of 800 px), 42 px apart.
    expected = np.degrees(4 * np.sqrt(2) / np.hypot(30, 30))
    assert get(near, "post.cva_m").sem == pytest.approx(expected, rel=0.1)
    assert get(far, "post.cva_m").sem == 2.5
    assert get(near, "post.cva_m").mdc95 == pytest.approx(2.77 * get(near, "post.cva_m").sem)


def test_points_on_a_clip_are_not_used() -> None:
    found = outcome(held(Posture()), points=points(Camera(), c7=(0, 0)))
    reason = get(found, "post.cva_m").absent_reason
    assert reason is not None
    assert reason.code == "points_need_photo"


def bow(depth_percent: float, facing: int, hollow_percent: float = 0.0) -> np.ndarray:
    """An outline 200 px tall, hip to shoulder: the lower half hollow, the upper half round."""
    s = np.linspace(0.0, 1.0, 81)
    lower = np.where(s < 0.5, -hollow_percent * np.sin(np.pi * s / 0.5), 0.0)
    upper = np.where(s >= 0.5, depth_percent * np.sin(np.pi * (s - 0.5) / 0.5), 0.0)
    behind = 2.0 * (lower + upper)
    return np.stack([300.0 - facing * behind, 400.0 - 200.0 * s], axis=1)


@pytest.mark.parametrize("facing", [1, -1])
def test_the_index_of_the_upper_back_grows_with_its_rounding(facing: int) -> None:
    flat, round_, rounder = (_bulge_percent(bow(d, facing), facing) for d in (0.0, 5.0, 8.0))
    assert flat == pytest.approx(0.0, abs=1e-9)
    # 10 px of bulge on a chord of 100 px.
    assert round_ == pytest.approx(10.0, abs=0.2)
    assert rounder > round_
    hollow, hollower = (_bulge_percent(bow(d, facing, hollow_percent=4.0), facing) for d in (5.0, 8.0))
    assert hollower > hollow > 0
    assert np.isnan(_bulge_percent(np.full((81, 2), np.nan), facing))


def outlined(track: xr.Dataset, lower: float) -> SpineContour:
    n = track.sizes["time"]
    clip = Clip(track, {}, *(np.array([]),) * 3)
    from outcomes import outline

    return outline(clip, np.full(n, lower))


def test_patterns_count_the_signs_that_are_seen() -> None:
    track = held(Posture(thigh=-4.0, shank=-4.0))
    arched = outcome(track, contour=outlined(track, -7.0))
    assert value(arched, "post.lord_pattern") == 2
    assert get(arched, "post.lord_pattern").grade == "amber"
    assert value(arched, "post.flat_pattern") == 0
    flat = outcome(track, contour=outlined(track, -1.0))
    assert value(flat, "post.flat_pattern") == 1
    assert value(flat, "post.lord_pattern") == 1
