"""The back outline's settings file: complete, marked and with reasons."""

import tomllib
from importlib.resources import files

import pytest
from pydantic import ValidationError

from taikan.kinematics.contour_confidence import ramp_factor
from taikan.knowledge.contour_settings import ContourSettings, load_contour_settings

TEXT = files("taikan.knowledge").joinpath("spine_contour.toml").read_text(encoding="utf-8")


def test_shipped_settings_load_once() -> None:
    assert load_contour_settings() is load_contour_settings()


@pytest.mark.parametrize("line", ['mark = "D"\nsigma_s', "huber_why", "[ramps.view]"])
def test_a_number_without_mark_reason_or_ramp_is_refused(line: str) -> None:
    broken = {
        'mark = "D"\nsigma_s': TEXT.replace('mark = "D"\nsigma_s', "sigma_s"),
        "huber_why": TEXT.replace("huber_why", "outlier_reason_why"),
        "[ramps.view]": TEXT.replace("[ramps.view]", "[ramps.other]"),
    }[line]
    assert broken != TEXT
    with pytest.raises(ValidationError):
        ContourSettings.model_validate(tomllib.loads(broken))


def test_ramp_runs_from_nothing_to_full_either_way() -> None:
    ramps = load_contour_settings().ramps
    falling, rising = ramps["view"], ramps["visibility"]
    for ramp in (falling, rising):
        middle = (ramp.zero + ramp.one) / 2
        assert [float(ramp_factor(x, ramp)) for x in (ramp.zero, middle, ramp.one)] == pytest.approx([0.0, 0.5, 1.0])
    assert float(ramp_factor(float("nan"), falling)) == 0.0
    assert float(ramp_factor(0.0, falling)) == 1.0
    assert float(ramp_factor(99.0, falling)) == 0.0
