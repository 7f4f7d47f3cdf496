"""The one thing to change before recording: each fault of a recording gives its own, the most important one first."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from synthetic import Camera, Rep, squat
from taikan.capture.quality import Brightness
from taikan.capture.tilt import RollEstimate
from taikan.core.records import CaptureAdvice, CaptureFinding
from taikan.knowledge.capture_check import load_check_rules
from taikan.movement_tests.capture_check import Sight, judge_capture
from taikan.movement_tests.registry import movement_tests

LIGHT = Brightness(0.5, 0.1, 0.5, 0.9, 0.5, 0.5, is_too_dark=False, is_backlit=False)
SQUAT = movement_tests().get("squat")


def standing(view: str | float = "sagittal_right", body_px: float = 800.0) -> xr.Dataset:
    """One picture of somebody who stands."""
    camera = Camera(view, body_px=body_px)
    return squat([Rep(depth=0.0)], camera=camera).track.isel(time=slice(0, 1))


GOOD = Sight(
    track=standing(),
    seen=1.0,
    people=1,
    brightness=LIGHT,
    sharpness=0.3,
    roll=RollEstimate(0.5, 0.4, 0.9, 8, 0.05),
    merged_percent=10.0,
    fps=30.0,
)


def shifted(x_px: float = 0.0, y_px: float = 0.0) -> xr.Dataset:
    track = standing()
    position = track["position"].to_numpy().copy()
    position[..., :2] += (x_px, y_px)
    return track.assign(position=(track["position"].dims, position))


def finding(advice: CaptureAdvice, name: str) -> CaptureFinding:
    return next(f for f in advice.findings if f.name == name)


def test_a_good_picture_is_ready_with_every_finding_and_its_number() -> None:
    advice = judge_capture(SQUAT, GOOD)
    assert advice.ok
    assert advice.code is None
    assert [f.name for f in advice.findings] == list(load_check_rules().priority)
    assert {f.state for f in advice.findings} == {"ok"}
    assert all(f.value is not None for f in advice.findings)


@pytest.mark.parametrize(
    ("sight", "code", "told"),
    [
        (replace(GOOD, track=None, seen=0.0, people=0), "person", "Nobody"),
        (replace(GOOD, brightness=replace(LIGHT, person=0.05)), "light", "too dark"),
        (
            replace(GOOD, brightness=replace(LIGHT, person=0.2, surroundings=0.8, is_backlit=True)),
            "backlight",
            "behind",
        ),
        (replace(GOOD, track=shifted(y_px=150.0)), "framing", "lower edge"),
        (replace(GOOD, track=shifted(x_px=-700.0)), "framing", "left edge"),
        (replace(GOOD, track=standing(body_px=200.0)), "distance", "pixels tall"),
        (replace(GOOD, track=standing(45.0)), "view", "slant"),
        (replace(GOOD, roll=RollEstimate(-7.0, 0.5, 0.9, 8, 0.0)), "level", "7 degrees"),
        (replace(GOOD, roll=RollEstimate(0.0, 0.5, 0.9, 8, 0.4)), "tilt", "26 degrees"),
        (replace(GOOD, sharpness=0.02), "sharpness", "focus"),
        (replace(GOOD, merged_percent=80.0), "contrast", "80 %"),
        (replace(GOOD, fps=10.0), "frame_rate", "at least 15"),
        (replace(GOOD, people=3), "others", "(3)"),
    ],
)
def test_each_fault_gives_its_own_sentence_in_both_languages(sight: Sight, code: str, told: str) -> None:
    advice = judge_capture(SQUAT, sight)
    assert (advice.ok, advice.code) == (False, code)
    assert finding(advice, code).state == "change"
    assert told in advice.text.en
    assert advice.text.ja != advice.text.en
    assert advice.action.ja
    assert "{" not in advice.text.ja + advice.text.en + advice.action.ja + advice.action.en


def test_a_wrong_side_is_named() -> None:
    advice = judge_capture(movement_tests().get("walk"), replace(GOOD, track=standing("frontal")))
    assert advice.ok, "walking can be seen from the front"
    side_only = judge_capture(movement_tests().get("slr"), replace(GOOD, track=standing("frontal")))
    assert side_only.code == "view"
    assert "front view" in side_only.text.en


def test_hidden_legs_are_told_by_name() -> None:
    track = standing()
    seen = track["visibility"].to_numpy() * 0.2
    advice = judge_capture(SQUAT, replace(GOOD, track=track.assign(visibility=(track["visibility"].dims, seen))))
    assert finding(advice, "hidden").state == "change"


def test_a_roll_that_may_be_an_error_is_no_reason_to_change_anything() -> None:
    assert judge_capture(SQUAT, replace(GOOD, roll=RollEstimate(3.5, 3.0, 0.7, 3, None))).ok


def test_what_cannot_be_told_is_not_known_and_changes_nothing() -> None:
    advice = judge_capture(SQUAT, replace(GOOD, roll=None, merged_percent=None, fps=None))
    assert advice.ok
    unknown = {f.name for f in advice.findings if f.state == "unknown"}
    assert unknown == {"level", "tilt", "contrast", "frame_rate"}
    assert all(f.value is None for f in advice.findings if f.name in unknown)


@given(
    dark=st.booleans(),
    far=st.booleans(),
    leaning=st.booleans(),
    blurred=st.booleans(),
    many=st.booleans(),
    slow=st.booleans(),
)
def test_of_several_faults_the_first_in_the_order_is_told(
    dark: bool, far: bool, leaning: bool, blurred: bool, many: bool, slow: bool
) -> None:
    sight = replace(
        GOOD,
        brightness=replace(LIGHT, person=0.05 if dark else 0.5),
        track=standing(body_px=200.0) if far else GOOD.track,
        roll=RollEstimate(8.0, 0.5, 0.9, 8, 0.0) if leaning else GOOD.roll,
        sharpness=0.01 if blurred else 0.3,
        people=2 if many else 1,
        fps=5.0 if slow else 30.0,
    )
    wrong = {"light": dark, "distance": far, "level": leaning, "sharpness": blurred, "others": many, "frame_rate": slow}
    expected = next((name for name in load_check_rules().priority if wrong.get(name)), None)
    assert judge_capture(SQUAT, sight).code == expected


def test_every_test_can_be_checked_in_each_of_its_views() -> None:
    cameras = {"sagittal": "sagittal_left", "frontal": "frontal", "posterior": "posterior"}
    for test in movement_tests().values():
        for view in test.views:
            advice = judge_capture(test, replace(GOOD, track=standing(cameras[view])))
            assert finding(advice, "view").state == "ok", (test.id, view)


def test_numbers_are_finite() -> None:
    for f in judge_capture(SQUAT, GOOD).findings:
        assert f.value is not None
        assert np.isfinite(f.value)
