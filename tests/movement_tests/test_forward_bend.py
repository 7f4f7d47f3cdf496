"""Forward bend on stick figures of known lean and tempo."""

import numpy as np
import pytest
from outcomes import absent, get, measured, outline, refusal, value

import figures_range as figures
from synthetic import AT, Camera, Rep, course, squat
from taikan.kinematics.motion import build_motion
from taikan.movement_tests.base import TestInput
from taikan.movement_tests.forward_bend import FORWARD_BEND
from taikan.movement_tests.running import run_test


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
@pytest.mark.parametrize("lean", [60.0, 95.0])
def test_fingertips_are_as_high_over_the_floor_as_the_figures_hand(camera: str, lean: float) -> None:
    clip = figures.forward_bend(camera=Camera(camera), lean=lean)
    result = measured("forward_bend", clip)
    side = camera.removeprefix("sagittal_")
    y = clip.track["position"].to_numpy()[..., 1]
    lowest = int(np.argmax(y[:, AT[f"{side}_wrist"]]))
    # 800 pixels are a body of 170 cm in the camera; the hand ends 10.8 % of height below the wrist.
    height = (y[lowest, AT[f"{side}_heel"]] - y[lowest, AT[f"{side}_wrist"]]) / 800 - 0.108
    found = get(result, "rom.ftf")
    assert found.value == pytest.approx(170.0 * height, abs=1.5)
    assert found.side == side
    assert found.mdc95 >= 6.5


def test_a_bent_knee_leaves_the_distance_out_and_says_why() -> None:
    result = measured("forward_bend", figures.forward_bend(knee=20.0))
    reason = absent(result, "rom.ftf")
    assert reason.code == "knee_bent"
    assert reason.values["found"] == pytest.approx(20.0, abs=1.0)
    assert value(result, "rom.speed") > 0


def test_without_height_there_are_no_centimetres() -> None:
    motion = build_motion(figures.forward_bend().track)
    assert absent(run_test(FORWARD_BEND, TestInput(motion=motion)), "rom.ftf").code == "needs_height"


def test_speed_and_time_follow_the_figure() -> None:
    """A half cosine over 1.5 s from 2 to 95 degrees peaks at pi / 2 times its mean speed."""
    result = measured("forward_bend", figures.forward_bend())
    peak = np.pi / 2 * 93.0 / 1.5
    assert value(result, "rom.speed") == pytest.approx(peak, rel=0.03)
    assert value(result, "rom.speed.back") == pytest.approx(peak, rel=0.03)
    to_60_s = 1.5 * np.arccos(1 - 2 * 58 / 93) / np.pi
    assert value(result, "rom.speed.time") == pytest.approx(2 * to_60_s, abs=0.25)
    assert get(result, "rom.speed").grade == "ok"


def test_a_bend_that_stops_early_has_no_time_to_60_degrees() -> None:
    assert absent(measured("forward_bend", figures.forward_bend(lean=45.0)), "rom.speed.time").code == (
        "movement_not_seen"
    )


@pytest.mark.parametrize(("first", "expected"), [(True, 100.0), (False, 0.0)])
def test_rounding_and_when_it_comes(first: bool, expected: float) -> None:
    a = course([figures.HOLD] * 3).amount
    rounding = np.clip(a / 0.4, 0, 1) if first else np.clip((a - 0.6) / 0.4, 0, 1)
    clip = figures.forward_bend()
    result = measured("forward_bend", clip, outline(clip, -2.0 + 12.0 * rounding))
    # ``outline`` gives the whole back half of the lower half's depth.
    assert value(result, "rom.lpr.round") == pytest.approx(6.0, abs=0.1)
    assert value(result, "rom.lpr.early") == pytest.approx(expected, abs=5.0)
    assert get(result, "rom.lpr.round").confidence <= 0.3


def test_the_lumbar_share_is_never_taken_from_video() -> None:
    result = measured("forward_bend", figures.forward_bend())
    assert absent(result, "rom.lpr").code == "entered_by_hand"
    assert absent(result, "rom.lpr.lumbar").code == "entered_by_hand"


def test_other_movements_and_views_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("forward_bend", figures.slr())) == ["wrong_position"]
    assert refusal(measured("forward_bend", squat([Rep(depth=0.0)], lead_s=3.0))) == ["no_repetitions"]
    assert refusal(measured("forward_bend", figures.forward_bend(camera=Camera("frontal")))) == ["wrong_view"]
