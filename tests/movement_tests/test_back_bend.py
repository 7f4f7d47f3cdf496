"""Back-bend on stick figures of known lean and glide."""

import pytest
from outcomes import absent, get, measured, refusal, value

import figures_range as figures
from synthetic import Camera


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
@pytest.mark.parametrize(("back", "glide", "grade"), [(34.0, 6.0, "ok"), (20.0, 9.0, "amber"), (9.0, 5.0, "red")])
def test_extension_is_the_lean_less_the_glide(camera: str, back: float, glide: float, grade: str) -> None:
    result = measured("back_bend", figures.back_bend(camera=Camera(camera), back=back, glide=glide))
    assert value(result, "rom.ext.trunk") == pytest.approx(back, abs=0.5)
    assert value(result, "rom.ext.glide") == pytest.approx(glide, abs=0.5)
    assert value(result, "rom.ext") == pytest.approx(back - glide, abs=0.8)
    assert get(result, "rom.ext").grade == grade
    assert get(result, "rom.ext").side == camera.removeprefix("sagittal_")


def test_hips_that_stay_back_take_nothing_off() -> None:
    result = measured("back_bend", figures.back_bend(back=25.0, glide=-4.0))
    assert value(result, "rom.ext") == pytest.approx(25.0, abs=0.8)


def test_a_forward_bend_is_no_back_bend() -> None:
    result = measured("back_bend", figures.forward_bend())
    assert refusal(result) == ["no_repetitions"]
    assert absent(result, "rom.ext").code == "no_repetitions"


def test_lying_down_is_another_test() -> None:
    assert refusal(measured("back_bend", figures.slr())) == ["wrong_position"]
