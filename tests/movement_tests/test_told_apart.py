"""Movements done in the same position as another test's are not taken for it."""

from outcomes import absent, measured, refusal

import figures_range as figures
from synthetic import Camera, Rep, sit_to_stand, squat


def test_a_squat_is_neither_a_forward_bend_nor_a_lunge_nor_a_pelvic_tilt() -> None:
    assert refusal(measured("forward_bend", squat([Rep(bottom_pause_s=0.3)] * 3))) == ["knee_bent"]
    assert refusal(measured("ankle", squat(3))) == ["no_repetitions"]
    assert refusal(measured("pelvic_tilt", squat(3))) == ["trunk_moved"]


def test_lying_is_no_squat() -> None:
    assert refusal(measured("squat", figures.thomas())) == ["wrong_position"]
    assert refusal(measured("overhead_squat", figures.slr())) == ["wrong_position"]


def test_a_bend_towards_the_camera_is_no_side_bend() -> None:
    result = measured("side_bend", figures.forward_bend(camera=Camera("frontal"), lean=150.0))
    codes = refusal(result) or [absent(result, "rom.side", side).code for side in ("left", "right")]
    assert set(codes) <= {"no_repetitions", "bent_out_of_plane", "movement_not_seen"}


def test_rising_from_a_chair_is_no_knee_extension() -> None:
    result = measured("sitting_knee_extension", sit_to_stand(3))
    assert refusal(result) or absent(result, "ctrl.sit_knee", "right").code == "movement_not_seen"


def test_arms_reaching_in_a_squat_are_no_wall_slide_and_no_shoulder_test() -> None:
    reaching = squat([Rep(bottom_pause_s=0.3)] * 3)
    slide = measured("scapular_wall_slide", reaching)
    assert refusal(slide) or absent(slide, "rom.scap_retract", "right").code == "movement_not_seen"
    assert absent(measured("shoulder_flexion", reaching), "rom.sh_flex").code == "trunk_moved"
