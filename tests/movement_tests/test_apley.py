"""Back scratch on stick figures of known gaps."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera


def test_the_gap_is_that_of_the_figure_and_named_after_the_upper_hand() -> None:
    result = measured("apley", figures.apley(right=-0.02, left=0.12))
    assert result.verdict.valid, result.verdict.reasons
    assert [r.side for r in result.repetitions] == ["right", "right", "left", "left"]
    # 170 cm a body height.
    assert value(result, "rom.apley", "right") == pytest.approx(-3.4, abs=0.8)
    assert value(result, "rom.apley", "left") == pytest.approx(20.4, abs=0.8)
    assert value(result, "rom.apley.diff") == pytest.approx(23.8, abs=1.0)
    assert (get(result, "rom.apley", "right").grade, get(result, "rom.apley", "left").grade) == ("ok", "red")


def test_an_arm_raised_alone_is_no_back_scratch() -> None:
    result = measured("apley", figures.shoulder_flexion(camera=Camera("posterior", body_px=600.0)))
    assert absent(result, "rom.apley", "right").code == "movement_not_seen"


def test_it_is_seen_from_behind_only() -> None:
    assert refusal(measured("apley", figures.apley(camera=Camera("frontal")))) == ["wrong_view"]
    assert refusal(measured("apley", figures.standing(camera=Camera("posterior")))) == ["no_repetitions"]
