"""Thoracic rotation and extension in sitting on stick figures of known angles."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera


def test_each_way_is_as_far_as_the_figure_turns() -> None:
    result = measured("thoracic_rotation", figures.thoracic_rotation(right=55.0, left=25.0))
    assert result.verdict.valid, result.verdict.reasons
    assert [r.side for r in result.repetitions] == ["right", "right", "left", "left"]
    assert value(result, "rom.th_rot", "right") == pytest.approx(55.0, abs=1.0)
    assert value(result, "rom.th_rot", "left") == pytest.approx(25.0, abs=1.5)
    assert value(result, "rom.th_rot.diff") == pytest.approx(30.0, abs=2.0)
    assert get(result, "rom.th_rot", "left").grade == "red"
    assert get(result, "rom.th_rot", "right").confidence <= 0.5
    assert absent(result, "rom.th_ext").code == "view_cannot_show"


def test_a_pelvis_that_turns_as_well_is_not_scored() -> None:
    reason = absent(measured("thoracic_rotation", figures.thoracic_rotation(pelvis=40.0)), "rom.th_rot", "right")
    assert reason.code == "pelvis_turned"


def test_extension_is_read_from_the_side_with_the_trunk_still() -> None:
    result = measured("thoracic_rotation", figures.thoracic_extension(back=17.0))
    assert value(result, "rom.th_ext") == pytest.approx(17.0, abs=0.8)
    assert absent(result, "rom.th_rot", "left").code == "view_cannot_show"
    leaned = measured("thoracic_rotation", figures.thoracic_extension(back=17.0, trunk=14.0))
    assert absent(leaned, "rom.th_ext").code == "trunk_moved"


def test_standing_and_the_back_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("thoracic_rotation", figures.side_bend())) == ["wrong_position"]
    assert refusal(measured("thoracic_rotation", figures.thoracic_rotation(camera=Camera("posterior")))) == [
        "wrong_view"
    ]
