"""Body height in pixels and lengths in cm."""

import numpy as np
import pytest

from synthetic import Camera, Posture, Rep, figure, sit_to_stand, squat, walk, with_gap, with_noise
from taikan.kinematics.scale import estimate_scale


@pytest.mark.parametrize("view", ["sagittal_right", "frontal", "posterior", 40.0])
@pytest.mark.parametrize("movement", [squat, sit_to_stand])
def test_height_of_a_standing_person_within_its_error(movement, view):
    scale = estimate_scale(with_noise(movement(3, camera=Camera(view, body_px=640.0)).track, 2.0))
    assert scale.source == "standing"
    assert scale.body_height_px == pytest.approx(640.0, rel=2 * scale.sem_percent / 100)


def test_person_who_never_stands_is_scaled_by_segments_with_more_error():
    posture = Posture(thigh=90.0, trunk=5.0, shank=3.0)
    scale = estimate_scale(figure(np.arange(40) / 30, posture, Camera("sagittal_left")))
    assert scale.source == "segments"
    assert scale.body_height_px == pytest.approx(800.0, rel=0.02)
    assert scale.sem_percent > estimate_scale(squat(1).track).sem_percent


def test_deep_bends_and_walking_do_not_shrink_the_person():
    still = estimate_scale(squat([Rep(top_pause_s=3.0)]).track).body_height_px
    busy = estimate_scale(squat([Rep(bottom_pause_s=10.0)]).track).body_height_px
    walking = estimate_scale(walk(camera=Camera("sagittal_right", width_px=4000)).track).body_height_px
    assert busy == pytest.approx(still, rel=0.02)
    assert walking == pytest.approx(still, rel=0.03)


def test_lengths_in_cm_need_a_stated_height():
    track = squat(1, camera=Camera(body_px=800.0)).track
    with_height, without = estimate_scale(track, 160.0), estimate_scale(track)
    px = with_height.body_height_px / 4
    assert with_height.to_cm(px) == pytest.approx(40.0)
    assert without.to_cm(px) is None
    assert without.percent(px) == pytest.approx(25.0)
    np.testing.assert_allclose(without.percent(np.array([0.0, px])), [0.0, 25.0])


def test_nobody_has_no_scale():
    scale = estimate_scale(with_gap(squat(1).track, 0.0, 100.0), 170.0)
    assert scale.source == "none"
    assert scale.to_cm(10.0) is None
    assert np.isnan(scale.percent(10.0))


@pytest.mark.parametrize("height", [0.0, -170.0, float("nan")])
def test_height_must_be_positive(height):
    with pytest.raises(ValueError, match="height_cm"):
        estimate_scale(squat(1).track, height)
