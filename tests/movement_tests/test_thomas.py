"""Modified Thomas test on lying stick figures: the number, and what it needs to mean something."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera, Clip, cut
from taikan.core.errors import WrongOptionError
from taikan.movement_tests.base import TestOutcome


def confirmed(clip: Clip) -> TestOutcome:
    return measured("thomas", clip, low_back="flat")


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_hanging_thighs_are_where_the_figures_are(camera: str) -> None:
    result = confirmed(figures.thomas(camera=Camera(camera), right=-9.0, left=12.0, knee=60.0))
    assert result.verdict.valid, result.verdict.reasons
    assert value(result, "rom.thomas", "right") == pytest.approx(-9.0, abs=0.5)
    assert value(result, "rom.thomas", "left") == pytest.approx(12.0, abs=0.5)
    assert value(result, "rom.thomas.knee", "right") == pytest.approx(60.0, abs=0.5)
    assert (get(result, "rom.thomas", "right").grade, get(result, "rom.thomas", "left").grade) == ("ok", "red")


def test_without_a_word_that_the_low_back_was_flat_there_is_no_number() -> None:
    result = measured("thomas", figures.thomas())
    assert result.verdict.valid
    assert absent(result, "rom.thomas", "right").code == "back_not_confirmed"


def test_a_pelvis_that_tips_is_not_scored() -> None:
    assert absent(confirmed(figures.thomas(tip=15.0)), "rom.thomas", "left").code == "pelvis_moved"


def test_the_other_knee_must_be_held() -> None:
    result = confirmed(figures.thomas(held=70.0))
    assert absent(result, "rom.thomas", "right").code == "other_leg_not_held"
    assert absent(result, "rom.thomas.knee", "right").code == "other_leg_not_held"


def test_standing_is_another_test_and_an_unknown_choice_an_error() -> None:
    assert refusal(confirmed(figures.standing())) == ["wrong_position"]
    with pytest.raises(WrongOptionError):
        measured("thomas", figures.thomas(), low_back="yes")


def test_a_leg_that_still_hangs_when_the_recording_ends_is_measured() -> None:
    clip = figures.thomas(reps=1, right=-6.0)
    result = confirmed(cut(clip, 0.0, clip.turns_s[0] + 0.4))
    assert [(r.side, r.partial) for r in result.repetitions] == [("right", True)]
    assert value(result, "rom.thomas", "right") == pytest.approx(-6.0, abs=1.0)
