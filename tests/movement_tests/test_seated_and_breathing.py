"""Sitting, the desk and quiet breathing on drawn figures whose angles and rates are known."""

import numpy as np
import pytest
import xarray as xr
from outcomes import get, outline, value

from figures_still import breathing, held, photo, seated, sitting
from synthetic import Camera, Clip, Posture, figure
from taikan.core.records import ManualPoint
from taikan.kinematics.motion import build_motion
from taikan.movement_tests.base import MovementTest, TestInput, TestOutcome
from taikan.movement_tests.breathing import BREATHING
from taikan.movement_tests.desk import DESK
from taikan.movement_tests.running import run_test
from taikan.movement_tests.sitting import SITTING


def outcome(test: MovementTest, track: xr.Dataset, **more: object) -> TestOutcome:
    return run_test(test, TestInput(motion=build_motion(track, height_cm=170.0), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("view", ["sagittal_right", "sagittal_left"])
def test_the_usual_sitting_is_what_counts(view: str) -> None:
    found = outcome(SITTING, sitting(Camera(view), usual_trunk=14.0, neck=24.0))
    assert found.verdict.valid
    assert value(found, "sit.trunk") == pytest.approx(14.0, abs=0.5)
    assert value(found, "sit.neck_flex") == pytest.approx(24.0, abs=0.5)
    assert value(found, "sit.hip") == pytest.approx(180 - 88 - 14, abs=1.0)
    assert value(found, "sit.knee") == pytest.approx(90.0, abs=1.0)
    assert get(found, "sit.trunk").grade == "amber"


def test_slumping_is_read_against_ones_own_tall_sitting() -> None:
    track = sitting()
    time = track["time"].to_numpy()
    contour = outline(Clip(track, {}, *(np.array([]),) * 3), np.where(time < 4.5, 2.0, 12.0))
    found = outcome(SITTING, track, contour=contour)
    # The drawn outline's total is half its lower part.
    assert value(found, "sit.slump") == pytest.approx(5.0)
    alone = held(seated())
    contour = outline(Clip(alone, {}, *(np.array([]),) * 3), np.full(alone.sizes["time"], 4.0))
    reason = get(outcome(SITTING, alone, contour=contour), "sit.slump").absent_reason
    assert reason is not None
    assert reason.code == "needs_tall_reference"


def test_standing_is_not_sitting() -> None:
    assert [r.code for r in outcome(SITTING, held(Posture())).verdict.reasons] == ["not_still"]


@pytest.mark.parametrize("every_s", [5.0, 60.0])
def test_a_webcam_tells_bouts_and_variety(every_s: float) -> None:
    time = np.arange(0.0, 61 * 60.0, every_s)
    stands = (time >= 40 * 60) & (time < 45 * 60)
    trunk = 5.0 + 6.0 * np.sin(2 * np.pi * time / 240.0)
    posture = seated(trunk=trunk)
    posture = Posture(
        trunk=trunk, thigh=np.where(stands, 0.0, 88.0), shank=np.where(stands, 0.0, 2.0), neck=10.0, elbow=posture.elbow
    )
    found = outcome(SITTING, figure(time, posture, Camera()))
    assert found.verdict.valid, found.verdict.reasons
    assert value(found, "sit.bout") == pytest.approx(40.0, abs=1.1)
    assert value(found, "sit.var") == pytest.approx(6.0 / np.sqrt(2.0), abs=1.0)
    assert get(found, "sit.bout").grade == "amber"


def test_the_desk_needs_its_points() -> None:
    track = photo(held(seated(trunk=4.0, neck=8.0)))
    plain = outcome(DESK, track)
    reason = get(plain, "sit.screen").absent_reason
    assert reason is not None
    assert reason.code == "needs_points"
    motion = build_motion(track, height_cm=170.0)
    eye, elbow = (motion.point(f"right_{part}")[0] for part in ("eye", "elbow"))
    height_px = track.attrs["height_px"]
    points = tuple(
        ManualPoint(name=name, x_px=x, y_px=height_px - y, set_by="t")
        for name, (x, y) in {
            "screen_top": (eye[0] + 200.0, eye[1] - 200.0 * np.tan(np.radians(10.0))),
            "desk_edge": (elbow[0] + 80.0, elbow[1] - 8.0),
        }.items()
    )
    found = outcome(DESK, track, points=points)
    assert value(found, "sit.screen") == pytest.approx(10.0, abs=0.1)
    cm_per_px = 170.0 / motion.scale.body_height_px
    assert value(found, "sit.screen_dist") == pytest.approx(np.hypot(200.0, 35.27) * cm_per_px, rel=0.01)
    assert value(found, "sit.desk_height") == pytest.approx(8.0 * cm_per_px, abs=0.1)


@pytest.mark.parametrize("view", ["frontal", "sagittal_right"])
@pytest.mark.parametrize(("per_min", "rise"), [(8.0, 1.0), (14.0, 1.5), (22.0, 3.0)])
def test_rate_and_rise_of_the_breath_are_found(view: str, per_min: float, rise: float) -> None:
    found = outcome(BREATHING, breathing(Camera(view), per_min=per_min, rise_percent=rise))
    assert found.verdict.valid, found.verdict.reasons
    assert value(found, "ctrl.breath.rate") == pytest.approx(per_min, abs=1.0)
    assert value(found, "ctrl.breath.rise") == pytest.approx(rise, rel=0.15)
    assert value(found, "ctrl.breath") == (2 if per_min > 18 else 0)


def test_no_breath_is_claimed_from_noise_or_from_too_little() -> None:
    reason = get(outcome(BREATHING, breathing(rise_percent=0.0, noise_px=1.0)), "ctrl.breath.rate").absent_reason
    assert reason is not None
    assert reason.code == "breath_not_seen"
    assert not outcome(BREATHING, breathing(seconds=15.0)).verdict.valid
