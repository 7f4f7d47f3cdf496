"""Wall slide on stick figures of known height."""

import pytest
from outcomes import absent, get, measured, outline, refusal, value

import figures_range as figures
from synthetic import Camera, course


def test_both_hands_come_as_high_as_the_figures_and_are_compared() -> None:
    result = measured("scapular_wall_slide", figures.wall_slide(right=0.9, left=0.66))
    assert result.verdict.valid, result.verdict.reasons
    assert value(result, "rom.scap_retract", "right") == pytest.approx(90.0, abs=2.0)
    assert value(result, "rom.scap_retract", "left") == pytest.approx(66.0, abs=2.0)
    assert value(result, "rom.scap_retract.diff") == pytest.approx(24.0, abs=2.0)
    assert (get(result, "rom.scap_retract", "right").grade, get(result, "rom.scap_retract", "left").grade) == (
        "ok",
        "amber",
    )


def test_from_the_side_the_back_is_watched() -> None:
    clip = figures.wall_slide(camera=Camera("sagittal_right"))
    a = course([figures.HOLD] * 3).amount
    assert value(measured("scapular_wall_slide", clip), "rom.scap_retract", "right") == pytest.approx(85.0, abs=2.0)
    arched = measured("scapular_wall_slide", clip, outline(clip, -2.0 - 3.5 * a))
    assert absent(arched, "rom.scap_retract", "right").code == "back_arched"
    assert absent(arched, "rom.scap_retract.diff").code == "view_cannot_show"


def test_sitting_and_the_back_are_refused_for_their_own_reason() -> None:
    assert refusal(measured("scapular_wall_slide", figures.thoracic_rotation())) == ["wrong_position"]
    assert refusal(measured("scapular_wall_slide", figures.wall_slide(camera=Camera("posterior")))) == ["wrong_view"]
